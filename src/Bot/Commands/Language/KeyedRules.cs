namespace ChatRuns.Bot.Commands.Language;

/// <summary>The rules of a list that begin with a key and take a value: <c>step fetch</c>, <c>by @mia</c>, <c>text "disk full"</c>.</summary>
/// <param name="words">The line.</param>
/// <param name="reading">Names and the reader.</param>
internal sealed class KeyedRules(Words words, Reading reading)
{
    private enum Key
    {
        Agent,
        Target,
        TriggerName,
        Step,
        Cause,
        Owner,
        Tag,
        By,
        Text,
        Mine,
        UpTo,
    }

    private static readonly Phrases<Key> Keys = new Phrases<Key>()
        .Add(Key.Agent, "agent", "agents", "of agent", "for agent")
        .Add(Key.Target, "target", "cluster", "on target", "on cluster")
        .Add(Key.TriggerName, "trigger", "triggered by", "by schedule", "schedule")
        .Add(Key.Step, "step", "at step", "in step")
        .Add(Key.Cause, "cause", "because", "because of", "reason", "due to")
        .Add(Key.Owner, "owner", "owned by", "owner is")
        .Add(Key.Tag, "tag", "tags", "tagged", "label", "labelled")
        .Add(Key.By, "by", "started by", "run by", "from")
        .Add(Key.Text, "text", "search", "containing", "contains", "matching", "find", "search for", "with text")
        .Add(Key.UpTo, "upto", "up to", "up to run", "not after")
        .Add(Key.Mine, "mine", "my", "my own", "by me", "started by me", "my runs");

    /// <summary>Reads a key with its value; null where no key stands.</summary>
    public Piece? Read(int at)
    {
        var (count, keys) = Keys.Match(words, at);
        if (count == 0) return null;
        var key = keys[0];
        var place = at + count;
        if (key == Key.Mine) return StartedBy(count, new("mine", reading.Reader, "started by you"));
        if (place >= words.Count) return Missing(at, count, key);
        var read = key switch
        {
            Key.Agent => Name(place, KnownKind.Agent, "agent"),
            Key.Target => Name(place, KnownKind.Target, "target"),
            Key.TriggerName => Name(place, KnownKind.Trigger, "trigger"),
            Key.Step => Step(place),
            Key.Cause => Cause(place),
            Key.Owner => Among(place, "owner", FilterSlot.Owner, reading.Vocabulary.Owners),
            Key.Tag => Among(place, "tag", FilterSlot.Tag, reading.Vocabulary.Tags),
            Key.By => By(place),
            Key.UpTo => UpTo(place),
            _ => Text(place),
        };
        return read with { Count = read.Count + (read.Wrong is null ? count : 0) };
    }

    private Piece Name(int at, KnownKind kind, string noun)
    {
        bool Fits(Known known) => known.Kind == kind;
        var (count, found) = reading.Vocabulary.Phrases.MatchQuotedToo(words, at, Fits);
        if (count > 0) return NameRules.Of(words, at, count, found, reading.Vocabulary);
        var near = reading.Vocabulary.Phrases.Near(words, at, Fits);
        var known = reading.Vocabulary.Phrases.All.Select(one => one.Meaning).Where(Fits).Select(one => one.Name).Distinct().Take(5).ToList();
        return Wrong.Unknown(words, at, noun, [.. near.Select(one => (one.Count, Spelling.Quote(one.Meaning.Name)))],
            known.Count == 0 ? $"No {noun} is known yet." : $"I know {string.Join(", ", known)}.");
    }

    // Old runs may have had other steps than today's agents, so an unknown step is an error only when it looks mistyped.
    private Piece Step(int at)
    {
        var typed = words[at].Raw;
        var steps = reading.Vocabulary.Steps;
        var step = steps.FirstOrDefault(one => Spelling.Fold(one) == words[at].Fold, typed);
        if (!words[at].IsQuoted && !steps.Contains(step))
        {
            var near = Nearest.Of(words[at].Fold, steps, Spelling.Fold, 2).Select(Spelling.Quote).ToList();
            if (near.Count > 0)
                return Wrong.Unknown(words, at, "step", [.. near.Append(Spelling.InQuotes(typed)).Select(one => (1, one))], "");
        }

        var line = steps.Contains(step) ? Spelling.Quote(step) : Spelling.InQuotes(step);
        return Piece.Of(1, new(FilterSlot.Step, $"step {line}", $"step {step}"), filter => filter with { Step = step });
    }

    private Piece Cause(int at)
    {
        var (count, causes) = CauseWords.Causes.MatchQuotedToo(words, at);
        if (count == 0)
            return Wrong.Unknown(words, at, "cause", PlainRules.Near(CauseWords.Causes, words, at),
                "Causes are timed out, target unreachable, non-zero exit, tool failed and others: /help statuses.");
        var canonical = CauseWords.Causes.Canonical(causes[0]);
        return Piece.Of(count, new(FilterSlot.Cause, $"cause {canonical}", $"cause: {canonical}"), filter => filter with { Cause = causes[0] });
    }

    private Piece Among(int at, string noun, FilterSlot slot, Phrases<string> all)
    {
        var (count, found) = all.MatchQuotedToo(words, at);
        if (count == 0)
        {
            var some = all.All.Select(one => one.Meaning).Distinct().Take(5).ToList();
            return Wrong.Unknown(words, at, noun, [.. all.Near(words, at).Select(one => (one.Count, Spelling.Quote(one.Meaning)))],
                some.Count == 0 ? $"No agent has {(noun == "owner" ? "an owner" : "a tag")}." : $"I know {string.Join(", ", some)}.");
        }

        var value = found[0];
        var line = $"{noun} {Spelling.Quote(value)}";
        return Piece.Of(count, new(slot, line, $"{noun} {value}"), filter => slot == FilterSlot.Owner
            ? filter with { Owner = value }
            : filter with { Tag = value });
    }

    private Piece By(int at)
    {
        if (words.Key(at) is "me" or "myself") return StartedBy(1, new("mine", reading.Reader, "started by you"));
        var raw = words[at].Raw;
        // <@U123> and <@U123|Mia Chen> are how mentions come.
        var id = raw.StartsWith("<@", StringComparison.Ordinal) ? raw[2..].Split('|', '>')[0] : null;
        var people = reading.Vocabulary.Persons;
        var (count, found) = id is null
            ? people.MatchQuotedToo(words, at)
            : (WhoReader.MentionLength(words, at), [.. reading.Vocabulary.People.Where(one => one.Id == id)]);
        if (found.Count == 0)
            return Wrong.Unknown(words, at, "person",
                [.. people.Near(words, at).Select(one => (one.Count, Spelling.InQuotes(one.Meaning.Name)))],
                "Only people who have used ChatRuns have started runs.");
        if (found.Count > 1)
            return new Wrong(
                $"{Spelling.Show(words.Typed(at, count))} can be {string.Join(" or ", found.Take(3).Select(one => one.Name))}. Which one?",
                at, count,
                [.. found.Take(3).Select(one => words.Replace(at, count, $"<@{one.Id}>"))]);
        return StartedBy(count, new($"by <@{found[0].Id}>", found[0].Key, $"started by {found[0].Name}"));
    }

    private static Piece StartedBy(int count, (string Line, string Key, string Words) who) => Piece.Of(
        count, new(FilterSlot.StartedBy, who.Line, who.Words), filter => filter with { StartedBy = who.Key });

    // What the paging buttons say, so that a page stays while runs arrive.
    private Piece UpTo(int at) =>
        long.TryParse(words[at].Raw.TrimStart('#'), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) && number > 0
            ? Piece.Of(1, new(FilterSlot.UpTo, $"upto {Spelling.Number(number)}", ""), filter => filter with { UpTo = number })
            : new Wrong($"{Spelling.Show(words[at].Raw)} is not the number of a run. Try upto 1042.", at, 1, words.Replace(at, 1, "1042"));

    private Piece Text(int at) => OfText(words[at].Raw);

    /// <summary>A search for words; several searches add up.</summary>
    public static Piece OfText(string text)
    {
        var wanted = text.Trim();
        var quoted = Spelling.InQuotes(wanted);
        return Piece.Of(1, new(FilterSlot.Text, $"text {quoted}", $"“{wanted}”"), filter => filter with
        {
            Text = filter.Text is null || filter.Text == wanted ? wanted : $"{filter.Text} {wanted}",
        });
    }

    private Wrong Missing(int at, int count, Key key)
    {
        var example = key switch
        {
            Key.Agent => reading.Vocabulary.Agents.Select(agent => Spelling.Quote(agent.Name)).FirstOrDefault("NAME"),
            Key.Step => "fetch",
            Key.Cause => "timed out",
            Key.By => "me",
            Key.UpTo => "1042",
            Key.Text => "\"disk full\"",
            _ => "NAME",
        };
        return new($"{Spelling.Show(words.Typed(at, count))} needs a word after it. Try {words.Typed(at, count)} {example}.", at, count,
            words.Replace(at, count, $"{words.Source(at, count)} {example}"));
    }
}
