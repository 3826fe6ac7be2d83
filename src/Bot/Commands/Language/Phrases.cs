namespace ChatRuns.Bot.Commands.Language;

/// <summary>Meanings by the words that stand for them; one to several words each, however they are joined ("timed out", "timed-out").</summary>
internal sealed class Phrases<T>
    where T : notnull
{
    // A longer title can still be written in quotes.
    private const int MostWords = 12;

    private readonly Dictionary<string, List<T>> meanings = new(StringComparer.Ordinal);
    private readonly Dictionary<T, string> firstSpelling = [];
    private int longest;

    /// <summary>Every spelling with what it means, in the order they were added.</summary>
    public IEnumerable<(string Spelling, T Meaning)> All =>
        meanings.SelectMany(pair => pair.Value.Select(meaning => (pair.Key, meaning)));

    /// <summary>Adds spellings of one meaning, the canonical one first.</summary>
    public Phrases<T> Add(T meaning, params ReadOnlySpan<string> spellings)
    {
        foreach (var spelling in spellings) AddOne(spelling, meaning);
        return this;
    }

    /// <summary>Adds one spelling of a meaning.</summary>
    public void AddOne(string spelling, T meaning)
    {
        var fold = Spelling.Fold(spelling);
        if (fold.Length == 0) return;
        if (!meanings.TryGetValue(fold, out var list)) meanings[fold] = list = [];
        if (!list.Contains(meaning)) list.Add(meaning);
        firstSpelling.TryAdd(meaning, spelling);
        longest = Math.Min(MostWords, Math.Max(longest, fold.Count(letter => letter == ' ') + 1));
    }

    /// <summary>The first spelling that was added for a meaning.</summary>
    public string Canonical(T meaning) => firstSpelling[meaning];

    /// <summary>What one spelling means; empty when nothing.</summary>
    public IReadOnlyList<T> Find(string spelling) => meanings.TryGetValue(Spelling.Fold(spelling), out var list) ? list : [];

    /// <summary>The longest phrase of unquoted words at a place.</summary>
    public (int Count, IReadOnlyList<T> Meanings) Match(Words words, int at, Func<T, bool>? fits = null)
    {
        (int, IReadOnlyList<T>) best = (0, []);
        var fold = "";
        for (var count = 1; count <= longest && at + count <= words.Count; count++)
        {
            var token = words[at + count - 1];
            if (token.IsQuoted || token.Fold.Length == 0) break;
            fold = count == 1 ? token.Fold : $"{fold} {token.Fold}";
            if (!meanings.TryGetValue(fold, out var found)) continue;
            var fitting = fits is null ? found : found.FindAll(one => fits(one));
            if (fitting.Count > 0) best = (count, fitting);
        }

        return best;
    }

    /// <summary>The same, or what one quoted word means.</summary>
    public (int Count, IReadOnlyList<T> Meanings) MatchQuotedToo(Words words, int at, Func<T, bool>? fits = null)
    {
        if (at >= words.Count || !words[at].IsQuoted) return Match(words, at, fits);
        IReadOnlyList<T> found = [.. Find(words[at].Raw).Where(one => fits is null || fits(one))];
        return (found.Count > 0 ? 1 : 0, found);
    }

    /// <summary>Spellings near to the words at a place: how many words they would replace, and the meaning.</summary>
    public IReadOnlyList<(int Count, string Spelling, T Meaning)> Near(Words words, int at, Func<T, bool>? fits = null)
    {
        if (at >= words.Count) return [];
        var near = new List<(int Count, string Spelling, T Meaning, int Distance)>();
        foreach (var (spelling, meaning) in All)
        {
            if (fits is not null && !fits(meaning)) continue;
            var (count, typed) = AsLongAs(spelling, words, at);
            var distance = Nearest.OfPhrases(typed, spelling);
            if (distance is not null) near.Add((count, spelling, meaning, distance.Value));
        }

        return [.. near.OrderBy(one => one.Distance).Select(one => (one.Count, one.Spelling, one.Meaning)).DistinctBy(one => one.Meaning)];
    }

    // "eu-prod" is one token and two words, "eu prod" two tokens.
    private static (int Count, string Typed) AsLongAs(string spelling, Words words, int at)
    {
        var wanted = spelling.Count(letter => letter == ' ');
        var (count, typed) = (1, words[at].Fold);
        if (words[at].IsQuoted) return (count, typed);
        while (at + count < words.Count && typed.Count(letter => letter == ' ') < wanted) typed += $" {words[at + count++].Fold}";
        return (count, typed);
    }
}

/// <summary>Phrases of plain words.</summary>
internal static class PlainPhrases
{
    /// <summary>Adds words that mean themselves.</summary>
    public static Phrases<string> Themselves(this Phrases<string> phrases, IEnumerable<string> words)
    {
        foreach (var word in words) phrases.AddOne(word, word);
        return phrases;
    }
}
