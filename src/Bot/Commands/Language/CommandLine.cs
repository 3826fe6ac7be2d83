namespace ChatRuns.Bot.Commands.Language;

/// <summary>
/// The command language: one typed line becomes one <see cref="Command"/>. Pure: the clock, the zone and all names are handed in.
/// It never throws and never guesses at what has an effect: what cannot be done as it stands is a <see cref="ParseProblem"/>.
/// </summary>
internal sealed class CommandLine
{
    /// <summary>Longer lines are refused.</summary>
    public const int MostLetters = 8000;

    // A corrected line may have a second mistake, and a third.
    private const int MostCorrections = 3;

    private readonly Reading reading;

    private CommandLine(Reading reading) => this.reading = reading;

    /// <summary>Reads a line.</summary>
    /// <param name="text">As typed: with or without slash, mention of the bot, or "/chatruns" before it.</param>
    /// <param name="vocabulary">The names that it may speak of.</param>
    /// <param name="reader">Key of the person who typed it: "mine" is theirs.</param>
    /// <param name="now">The moment.</param>
    /// <param name="zone">The person's time zone.</param>
    public static Command Parse(string text, Vocabulary vocabulary, string reader, DateTimeOffset now, TimeZoneInfo zone)
    {
        var line = new CommandLine(new(vocabulary, reader, now, zone));
        var command = line.ParseOnce(text);
        if (command is not ParseProblem problem) return command;
        var mended = problem.Suggestions.Select(one => line.Mend(one, MostCorrections)).OfType<string>();
        return problem with { Suggestions = [.. mended.Distinct()] };
    }

    /// <summary>What the first word of a line means; null when it is no verb.</summary>
    public static Verb? VerbOf(string text) =>
        Opening.Strip(Tokenizer.Read(Opening.Clear(text)).Tokens) is [{ IsQuoted: false } first, ..] ? Verbs.Find(first.Word) : null;

    // What is offered as a button must work.
    private string? Mend(string line, int tries) => ParseOnce(line) switch
    {
        ParseProblem { Suggestions: [var first, ..] } when tries > 0 => Mend(first, tries - 1),
        ParseProblem => null,
        _ => line,
    };

    private Command ParseOnce(string text)
    {
        if (text.Length > MostLetters)
            return new ParseProblem($"This line has {text.Length} characters; I read at most {MostLetters}.", new(MostLetters, 0), []);
        var read = Tokenizer.Read(Opening.Clear(text));
        if (read.OpenQuote >= 0)
            return new ParseProblem(
                $"{Spelling.Show(text[read.OpenQuote..].Trim())}: this quote is not closed.", new(read.OpenQuote, 1), [text.TrimEnd() + "\""]);
        var tokens = Opening.Strip(read.Tokens);
        if (tokens.Count == 0) return new HelpCommand();
        var rest = new Words("", [.. tokens.Skip(1)], text.Length);
        var all = new Words("", tokens, text.Length);
        return !tokens[0].IsQuoted && Verbs.Find(tokens[0].Word) is { } verb ? ReadVerb(verb, rest, all) : ReadBare(all);
    }

    private Command ReadVerb(Verb verb, Words rest, Words all)
    {
        var words = rest.Under(Verbs.Canonical(verb));
        if (words.Count == 1 && words.Key(0) is "help" or "?" && verb != Verb.Help) return new HelpCommand(SmallReaders.Topic(words.Verb));
        var small = new SmallReaders(words, reading);
        return verb switch
        {
            Verb.Runs => ReadRuns(words),
            Verb.Run => ReadRun(words),
            Verb.Agents or Verb.Agent => small.Agents(),
            Verb.Approvals => small.Approvals(),
            Verb.Metrics => small.OneAgent(agent => new MetricsCommand(agent)),
            Verb.Usage => new UsageReader(words, reading).Read(),
            Verb.Next => small.OneAgent(agent => new NextCommand(agent)),
            Verb.Targets => small.Targets(),
            Verb.Freeze => new FreezeReader(words, reading).Freeze(),
            Verb.Unfreeze => new FreezeReader(words, reading).Unfreeze(),
            Verb.Home => small.Home(),
            Verb.Access => new AccessReader(words, reading).Read(),
            Verb.Me => new MeReader(words, reading).Read(),
            Verb.Alerts => new AlertReader(words, reading).Read(),
            Verb.Help => small.Help(),
            Verb.Decide => small.Decide(),
            Verb.RunView => Else(new RunReader(all.Under("run")).Read(), all),
            _ => Else(new AgentReader(all.Under("agent"), reading).Read(), all),
        };
    }

    // "/log too large" and "/test runs" are lists.
    private Command Else(Command command, Words all) =>
        command is ParseProblem && List(all) is RunsCommand list ? list : command;

    private Command ReadRuns(Words words)
    {
        if (BulkReader.Read(words, reading) is { } bulk) return bulk;
        var list = List(words, out var isLost);
        return isLost && words.Count > 0 && RunReader.IsNumber(words[0]) ? new RunReader(words.Under("run")).Read() : list;
    }

    private Command ReadRun(Words words)
    {
        if (words.Count == 0) return List(words);
        var run = new RunReader(words).Read();
        if (run is not ParseProblem) return run;
        var (count, found) = AgentReader.Match(words, 0, reading.Vocabulary);
        var list = List(words, out var isLost);
        if (count > 0 && (list is ParseProblem || count == words.Count)) return StartOrList(words, count, found);
        // "/run 31 nov" is about a day that does not exist, "/run 31 lgo" about run 31.
        return isLost && HasNumber(words) ? run : list;
    }

    // Starting has effects, so it is asked back.
    private static ParseProblem StartOrList(Words words, int count, IReadOnlyList<Known> found)
    {
        var name = Spelling.Quote(found[0].Name);
        var start = $"/agent {name} run {words.Source(count, words.Count - count)}".TrimEnd();
        return new ParseProblem(
            $"Start {Spelling.Show(words.Typed(0, count))}, or list its runs?", words.Where(0, words.Count), [start, $"/runs agent {name}"]);
    }

    private Command ReadBare(Words all)
    {
        var reader = new RunsReader(all.Under("runs"), reading);
        var list = reader.Read();
        if (RunReader.IsNumber(all[0])) return reader.IsLost ? new RunReader(all.Under("run")).Read() : list;
        if (AgentReader.Match(all, 0, reading.Vocabulary).Count > 0)
        {
            var agent = new AgentReader(all.Under("agent"), reading).Read();
            return agent is ParseProblem && list is RunsCommand ? list : agent;
        }

        if (reader.Understood > 0) return list;
        var near = all[0].IsQuoted ? [] : Nearest.Of(all[0].Word, Verbs.Main);
        if (near.Count > 0) return UnknownVerb(all, near).In(all);
        if (list is ParseProblem && !reader.IsStrange) return list;
        return new Wrong($"I don't know {Spelling.Show(all.Typed(0, 1))}. /help shows what I understand.", 0, 1, "/help").In(all);
    }

    private static Wrong UnknownVerb(Words all, IReadOnlyList<string> near) =>
        Wrong.Unknown(all, 0, "", [.. near.Select(one => (1, $"/{one}"))], "") with
        {
            Fixes = [.. near.Select(one => all.From(1).Under(one).Line())],
        };

    private Command List(Words words) => List(words, out _);

    private Command List(Words words, out bool isLost)
    {
        var reader = new RunsReader(words.Under("runs"), reading);
        var list = reader.Read();
        isLost = reader.IsLost;
        return list;
    }

    private static bool HasNumber(Words words) => Enumerable.Range(0, Math.Min(3, words.Count)).Any(at => RunReader.IsNumber(words[at]));
}
