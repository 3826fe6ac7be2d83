namespace ChatRuns.Bot.Commands.Language;

/// <summary>Reads the commands that take few words: agents, approvals, metrics, next, home, help.</summary>
/// <param name="words">The words after the verb.</param>
/// <param name="reading">The names.</param>
internal sealed class SmallReaders(Words words, Reading reading)
{
    private static readonly Phrases<string> Mine = new Phrases<string>().Add("mine", ["mine", "my", "for me", "me"]);

    private static readonly Phrases<string> Fillers = new Phrases<string>()
        .Add("", ["all", "of", "for", "the", "open", "pending", "waiting", "agent", "agents", "list", "actions", "show", "and"]);

    /// <summary>Words beside which an agent's name may stand.</summary>
    public static IEnumerable<string> Words => Mine.All.Concat(Fillers.All).Select(one => one.Spelling);

    private static readonly Phrases<string> Topics = new Phrases<string>()
        .Add("statuses", ["statuses", "status", "states", "causes"])
        .Add("ranges", ["ranges", "range", "dates", "date", "time", "times"])
        .Add("alerts", ["alerts", "alert", "snooze"])
        .Add("runs", ["filters", "filter", "search"]);

    /// <summary>The topic of a verb or word; null when there is none of it.</summary>
    public static string? Topic(string word)
    {
        if (Topics.Find(word) is [var topic]) return topic;
        var verb = Verbs.Find(word) is { } found ? Verbs.Canonical(found) : word;
        return HelpCommand.Topics.Contains(verb) ? verb : null;
    }

    /// <summary>/agents, or one of them.</summary>
    public Command Agents()
    {
        var isList = words.Count == 0 || (words.Count == 1 && words.Key(0) is "all" or "list");
        return isList ? new AgentsCommand() : new AgentReader(words.Under("agent"), reading).Read();
    }

    /// <summary>/approvals mine page 2.</summary>
    public Command Approvals()
    {
        var line = words.ForFilter();
        if (line.Count == 1 && RunReader.IsNumber(line[0])) return new RunReader(new Words("run", [line[0], Plain("actions")], 0)).Read();
        var command = new ApprovalsCommand();
        for (var at = 0; at < line.Count;)
        {
            var (count, next, wrong) = ReadApproval(line, at, command);
            if (wrong is not null) return wrong.In(line);
            command = next!;
            at += count;
        }

        return command;
    }

    /// <summary>/metrics site-check, /next site-check; the agent can be left out.</summary>
    public Command OneAgent(Func<string?, Command> make)
    {
        var at = 0;
        while (at < words.Count && AgentReader.Match(words, at, reading.Vocabulary).Count == 0
               && Fillers.Match(words, at).Count is > 0 and var skipped)
            at += skipped;
        if (at >= words.Count) return make(null);
        var (count, found) = AgentReader.Match(words, at, reading.Vocabulary);
        if (count == 0) return AgentReader.UnknownAgent(words, at, reading.Vocabulary).In(words);
        if (found.Count > 1) return Several(words, at, count, found).In(words);
        var after = at + count;
        return after == words.Count ? make(found[0].Name) : TooMuch(words, after, $"/{words.Verb} {Spelling.Quote(found[0].Name)}").In(words);
    }

    /// <summary>/targets, /targets eu-prod.</summary>
    public Command Targets()
    {
        if (words.Count == 0 || (words.Count == 1 && words.Key(0) is "all" or "list")) return new TargetsCommand();
        var (count, found) = reading.Vocabulary.Phrases.MatchQuotedToo(words, 0, known => known.Kind == KnownKind.Target);
        if (count > 0) return count == words.Count ? new TargetsCommand(found[0].Name) : TooMuch(words, count, new TargetsCommand(found[0].Name).ToLine()).In(words);
        var near = reading.Vocabulary.Phrases.Near(words, 0, known => known.Kind == KnownKind.Target).Select(one => (one.Count, Spelling.Quote(one.Meaning.Name))).ToList();
        var unknown = Wrong.Unknown(words, 0, "target", near, "/targets lists them all.");
        return (near.Count > 0 ? unknown : unknown with { Fixes = ["/targets"] }).In(words);
    }

    /// <summary>/home, and nothing behind it.</summary>
    public Command Home() => words.Count == 0 ? new HomeCommand() : TooMuch(words, 0, "/home").In(words);

    /// <summary>/help, /help runs.</summary>
    public Command Help()
    {
        if (words.Count == 0) return new HelpCommand();
        var word = words[0].Word.TrimStart('/');
        if (Topic(word) is { } topic) return new HelpCommand(topic);
        var near = Nearest.Of(word, HelpCommand.Topics, 2);
        var topics = $"There is help on {string.Join(", ", HelpCommand.Topics)}.";
        var unknown = Wrong.Unknown(words, 0, "topic", [.. near.Select(one => (1, one))], topics);
        return (near.Count > 0 ? unknown : unknown with { Fixes = ["/help"] }).In(words);
    }

    /// <summary>A decision is bound to what a card showed, so a line cannot make one.</summary>
    public Command Decide()
    {
        const string Message = "Decide on the card, where you see what will run.";
        if (words.Count == 0 || !RunReader.IsNumber(words[0])) return new Wrong(Message, 0, 1, "/approvals").In(words);
        return new Wrong(Message, 0, 1, $"/run {words[0].Word}", "/approvals").In(words);
    }

    private (int Count, ApprovalsCommand? Next, Wrong? Wrong) ReadApproval(Words line, int at, ApprovalsCommand command)
    {
        var (count, found) = AgentReader.Match(line, at, reading.Vocabulary);
        // Of a word that is both, an agent is meant only in quotes.
        if (Mine.Match(line, at) is ( > 0 and var mine, _) && mine >= count) return (mine, command with { Mine = true }, null);
        if (line.Key(at) == "page" && count <= 1) return Page(line, at, command);
        if (count > 0 && found.Count > 1) return (count, null, Several(line, at, count, found));
        if (count > 0 && command.Agent is { } other && other != found[0].Name)
            return (count, null, new("I take one agent at a time.", at, count, line.Replace(at, count, "")));
        if (count > 0) return (count, command with { Agent = found[0].Name }, null);
        if (Fillers.Match(line, at) is ( > 0 and var skipped, _)) return (skipped, command, null);
        string[] keywords = ["mine", "page"];
        var near = Nearest.Of(line[at].Word, keywords);
        return near.Count > 0
            ? (1, null, Wrong.Unknown(line, at, "", [.. near.Select(one => (1, one))], ""))
            : (1, null, AgentReader.UnknownAgent(line, at, reading.Vocabulary));
    }

    private static (int Count, ApprovalsCommand? Next, Wrong? Wrong) Page(Words line, int at, ApprovalsCommand command) =>
        Lengths.TryNumber(line.Key(at + 1), out var page) && page is >= 1 and < int.MaxValue
            ? (2, command with { Page = page }, null)
            : (2, null, new($"{Spelling.Show(line.Typed(at, 2))}: pages are counted from 1.", at, 2, line.Replace(at, 2, "page 1")));

    /// <summary>The problem with words that can be several agents.</summary>
    public static Wrong Several(Words line, int at, int count, IReadOnlyList<Known> found) => new(
        $"{Spelling.Show(line.Typed(at, count))} can be {string.Join(" or ", found.Take(3).Select(one => one.Name))}. Which one?", at, count,
        [.. found.Take(3).Select(one => line.Replace(at, count, Spelling.Quote(one.Name)))]);

    private static Wrong TooMuch(Words line, int at, string instead) => new(
        $"I don't know what {Spelling.Show(line.Typed(at, line.Count - at))} means here.", at, line.Count - at, instead);

    private static Token Plain(string word) => new(word, false, default);
}
