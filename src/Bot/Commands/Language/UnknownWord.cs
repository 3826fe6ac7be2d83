namespace ChatRuns.Bot.Commands.Language;

/// <summary>What to say to a word of a list that no rule understands (L16).</summary>
/// <param name="words">The line.</param>
/// <param name="at">The word.</param>
/// <param name="vocabulary">The names.</param>
/// <param name="isKnown">Whether some rule understands the word at a place.</param>
internal sealed class UnknownWord(Words words, int at, Vocabulary vocabulary, Func<int, bool> isKnown)
{
    private static readonly Phrases<string> Keywords = new Phrases<string>().Themselves(
    [
        "today", "yesterday", "all time", "this week", "last week", "this month", "last month", "since", "from", "until", "archived",
        "test runs", "mine", "text", "page", "step", "cause", "owner", "tag", "agent", "target", "trigger", "more than", "last",
    ]);

    /// <summary>Nothing was near: the word may not be meant for a list at all.</summary>
    public bool IsStrange { get; private set; }

    /// <summary>The problem: the nearest words, names that hold it, or how to search for it.</summary>
    public Wrong Explain()
    {
        if (Number() is { } number) return number;
        if (words[at].Raw.Trim().Length == 0)
            return new("There is nothing between these quotes.", at, 1, words.Replace(at, 1, ""));
        var near = Near();
        if (near.Count > 0) return Wrong.Unknown(words, at, "", near, "");
        var holding = Holding();
        if (holding.Count == 0) return Search();
        var unknown = Wrong.Unknown(words, at, "", holding, "");
        return unknown with { Fixes = [.. unknown.Fixes, SearchLine().Line] };
    }

    private Wrong? Number()
    {
        var raw = words[at].Word.TrimStart('#');
        if (raw.Length is 0 or > 18 || !raw.All(char.IsAsciiDigit)) return null;
        return new($"I don't know what {Spelling.Show(words.Typed(at, 1))} is here. A run alone is /run {raw}; to search, write text \"{raw}\".",
            at, 1, $"/run {raw}", words.Replace(at, 1, $"text \"{raw}\""));
    }

    private IReadOnlyList<(int Count, string Word)> Near()
    {
        if (words[at].IsQuoted) return Names();
        var statuses = StatusWords.Phrases.Near(words, at).Select(one => (one.Count, Word: one.Spelling));
        var triggers = CauseWords.Triggers.Near(words, at).Select(one => (one.Count, Word: one.Spelling));
        var keywords = Keywords.Near(words, at).Select(one => (one.Count, Word: one.Meaning));
        var steps = vocabulary.Steps.Where(step => Spelling.Fold(step) == words[at].Fold)
            .Select(step => (Count: 1, Word: $"step {Spelling.Quote(step)}"));
        var all = steps.Concat(statuses).Concat(keywords).Concat(triggers).Concat(Names());
        return [.. all.DistinctBy(one => one.Word).OrderBy(one => Nearest.Distance(Typed(one.Count), Spelling.Fold(one.Word))).Take(3)];
    }

    private IReadOnlyList<(int Count, string Word)> Names() =>
        [.. vocabulary.Phrases.Near(words, at).Select(one => (one.Count, Spelling.Quote(one.Meaning.Name))).Take(3)];

    // "site" for "Site check": a name of which it is one word, or how one begins.
    private IReadOnlyList<(int Count, string Word)> Holding()
    {
        var part = words[at].Fold;
        if (part.Length < 3) return [];
        return [.. vocabulary.Phrases.All
            .Where(one => one.Spelling.Split(' ').Any(word => word.StartsWith(part, StringComparison.Ordinal)))
            .Select(one => (1, Spelling.Quote(one.Meaning.Name))).Distinct().Take(3)];
    }

    private Wrong Search()
    {
        IsStrange = true;
        var (count, line) = SearchLine();
        var verb = count == 1 ? "it" : "them";
        return new(
            $"I don't know {Spelling.Show(words.Typed(at, count))}. It is no status, agent, target or time. To search for {verb}, "
            + $"put text before {verb}, and quotes around.", at, count, line);
    }

    // All unknown words in a row are searched for together.
    private (int Count, string Line) SearchLine()
    {
        var count = 1;
        while (at + count < words.Count && !words[at + count].IsQuoted && !isKnown(at + count)) count++;
        return (count, words.Replace(at, count, $"text {Spelling.InQuotes(words.Typed(at, count))}"));
    }

    private string Typed(int count) => string.Join(' ', Enumerable.Range(at, count).Select(place => words[place].Fold));
}
