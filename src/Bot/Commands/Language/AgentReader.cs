using ChatRuns.Agents;

namespace ChatRuns.Bot.Commands.Language;

/// <summary>Reads the words of one agent: its name, what to do, values of variables or a reason.</summary>
/// <param name="words">The words after the verb.</param>
/// <param name="reading">The names.</param>
internal sealed class AgentReader(Words words, Reading reading)
{
    private static readonly Phrases<string> Actions = new Phrases<string>()
        .Add("show", ["show", "details", "status", "open", "view", "card"])
        .Add("run", ["run", "start", "launch", "go", "trigger", "run now", "start now", "execute"])
        .Add("test", ["test", "test run", "dry run", "try", "preview"])
        .Add("pause", ["pause", "stop", "disable", "hold"])
        .Add("resume", ["resume", "unpause", "continue", "enable"])
        .Add("take", ["take"])
        .Add("runs", ["runs", "history"])
        .Add("metrics", ["metrics", "stats"])
        .Add("next", ["next", "when"])
        .Add("why", ["why", "why not", "doctor"])
        .Add(Overrides.Mode, ["mode"])
        .Add(Overrides.Threshold, ["threshold", "confidence"])
        .Add(Overrides.Approvals, ["approvals", "required"])
        .Add("schedule", ["schedule"])
        .Add("reset", ["reset"])
        .Add("confirm", ["confirm"])
        .Add("refuse", ["refuse", "decline"]);

    /// <summary>Words beside which an agent's name may stand.</summary>
    public static IEnumerable<string> Words => Actions.All.Select(one => one.Spelling);

    /// <summary>The agent at a place of a line; 0 words where none stands.</summary>
    public static (int Count, IReadOnlyList<Known> Found) Match(Words words, int at, Vocabulary vocabulary) =>
        vocabulary.Phrases.MatchQuotedToo(words, at, known => known.Kind == KnownKind.Agent);

    /// <summary>The command, or the problem.</summary>
    public Command Read()
    {
        if (words.Count == 0) return new AgentsCommand();
        var (count, found) = Match(words, 0, reading.Vocabulary);
        if (count > 0) return found.Count == 1 ? ReadVerb(found[0].Name, words, count) : SeveralAgents(found, count).In(words);
        var (verbCount, verbs) = Actions.Match(words, 0);
        if (verbCount > 0) return ReadVerbFirst(verbCount, verbs[0]);
        return UnknownAgent(0).In(words);
    }

    // /agent pause site-check
    private Command ReadVerbFirst(int verbCount, string verb)
    {
        if (verbCount >= words.Count)
            return new Wrong($"Which agent? Write its name after {Spelling.Show(words.Typed(0, verbCount))}.", 0, verbCount, "/agents")
                .In(words);
        var (count, found) = Match(words, verbCount, reading.Vocabulary);
        if (count == 0) return UnknownAgent(verbCount).In(words);
        return found.Count == 1
            ? Make(found[0].Name, verb, words.From(verbCount + count))
            : SeveralAgents(found, count, verbCount).In(words);
    }

    private Command ReadVerb(string name, Words line, int at)
    {
        if (at == line.Count) return new AgentCommand(name, AgentVerb.Show, []);
        var (count, verbs) = Actions.Match(line, at);
        if (count > 0) return Make(name, verbs[0], line.From(at + count));
        var near = PlainRules.Near(Actions, line, at);
        // "/agent site-check failed last 24h" is a list of its runs.
        if (near.Count == 0 && RunsOf(name, line.From(at)) is RunsCommand list) return list;
        var unknown = Wrong.Unknown(line, at, "", near, "An agent takes run, test, pause, resume, why, mode, threshold, approvals, schedule, reset, runs, metrics and next.");
        return (near.Count > 0 ? unknown : unknown with { Fixes = [$"/agent {Spelling.Quote(name)}"] }).In(line);
    }

    private Command Make(string name, string verb, Words rest) => verb switch
    {
        "run" => new AssignmentReader(rest, name, AgentVerb.Run, reading.Vocabulary).Read(),
        "test" => new AssignmentReader(rest, name, AgentVerb.Test, reading.Vocabulary).Read(),
        "pause" => new AgentCommand(name, AgentVerb.Pause, [], Reasons.Read(rest)),
        "resume" => new AgentCommand(name, AgentVerb.Resume, [], Reasons.Read(rest)),
        "take" => ReadTake(name, rest),
        Overrides.Mode or Overrides.Threshold or Overrides.Approvals => Setting(name, rest).Set(verb),
        "schedule" when rest.Count > 0 => Setting(name, rest).Schedule(),
        "reset" => Setting(name, rest).Reset(),
        "confirm" => Setting(name, rest).Decide(AgentVerb.Confirm),
        "refuse" => Setting(name, rest).Decide(AgentVerb.Refuse),
        "runs" => RunsOf(name, rest),
        _ when rest.Count > 0 => new Wrong($"I don't know what {Spelling.Show(rest.Typed(0, rest.Count))} means here.", 0, rest.Count,
            $"/agent {Spelling.Quote(name)} {verb}").In(rest),
        "metrics" => new MetricsCommand(name),
        "next" or "schedule" => new NextCommand(name),
        "why" => new AgentCommand(name, AgentVerb.Why, []),
        _ => new AgentCommand(name, AgentVerb.Show, []),
    };

    private SettingReader Setting(string name, Words rest) => new(rest, name, reading.Vocabulary.Find(name));

    // What a button says when several agents take a file that was shared.
    private static Command ReadTake(string name, Words rest) => rest.Count == 1 && IsFileId(rest[0].Raw)
        ? new AgentCommand(name, AgentVerb.Take, []) { File = rest[0].Raw }
        : new Wrong("Which file? Share it with me, in a direct message or beside a mention.", 0, rest.Count, $"/agent {Spelling.Quote(name)}").In(rest);

    private static bool IsFileId(string text) => text.Length == 32 && text.All(char.IsAsciiHexDigitLower);

    private Command RunsOf(string name, Words rest)
    {
        Token[] head = [new("agent", false, rest.Where(0, 1)), new(name, true, rest.Where(0, 1))];
        return new RunsReader(rest.Under("runs").After(head), reading).Read();
    }

    private Wrong SeveralAgents(IReadOnlyList<Known> found, int count, int at = 0) => new(
        $"{Spelling.Show(words.Typed(at, count))} can be {string.Join(" or ", found.Take(3).Select(one => one.Name))}. Which one?", at, count,
        [.. found.Take(3).Select(one => words.Replace(at, count, Spelling.Quote(one.Name)))]);

    private Wrong UnknownAgent(int at) => UnknownAgent(words, at, reading.Vocabulary);

    /// <summary>"I don't know the agent `sit-check`. Did you mean `site-check`?"</summary>
    public static Wrong UnknownAgent(Words words, int at, Vocabulary vocabulary)
    {
        var near = vocabulary.Phrases.Near(words, at, known => known.Kind == KnownKind.Agent)
            .Select(one => (one.Count, Spelling.Quote(one.Meaning.Name))).ToList();
        var part = words[at].Fold;
        if (near.Count == 0 && part.Length >= 3)
            near = [.. vocabulary.Agents
                .Where(agent => $" {Spelling.Fold(agent.Title)} {Spelling.Fold(agent.Name)}".Contains($" {part}", StringComparison.Ordinal))
                .Select(agent => (1, Spelling.Quote(agent.Name)))];
        var unknown = Wrong.Unknown(words, at, "agent", near, "/agents lists them all.");
        return near.Count > 0 ? unknown : unknown with { Fixes = ["/agents"] };
    }
}
