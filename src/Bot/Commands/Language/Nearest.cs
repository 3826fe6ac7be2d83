namespace ChatRuns.Bot.Commands.Language;

/// <summary>"Did you mean": the words nearest to a mistyped one, by swapped, wrong, missing and doubled letters.</summary>
internal static class Nearest
{
    private const int LongestWord = 64;

    /// <summary>The nearest of the candidates, best first, those equally near in the order given; empty when none is near.</summary>
    public static IReadOnlyList<T> Of<T>(string word, IEnumerable<T> candidates, Func<T, string> spelling, int most = 3)
    {
        var allowed = Allowed(word);
        if (allowed == 0) return [];
        return [.. candidates
            .Select(candidate => (candidate, distance: Distance(word, spelling(candidate), allowed)))
            .Where(pair => pair.distance <= allowed)
            .OrderBy(pair => pair.distance)
            .Select(pair => pair.candidate)
            .Take(most)];
    }

    /// <summary>The nearest of some words.</summary>
    public static IReadOnlyList<string> Of(string word, IEnumerable<string> candidates, int most = 3) =>
        Of(word, candidates.Distinct(), candidate => candidate, most);

    /// <summary>How many letters may be wrong in a word of this length: none in one of two letters.</summary>
    public static int Allowed(string word) => word.Length switch
    {
        < 3 or > LongestWord => 0,
        <= 5 => 1,
        <= 10 => 2,
        _ => 3,
    };

    /// <summary>How far two phrases are apart, when each word is near to its counterpart; null when one is not.</summary>
    public static int? OfPhrases(string left, string right)
    {
        if (left.Length > 4 * LongestWord) return null;
        var (lefts, rights) = (left.Split(' '), right.Split(' '));
        if (lefts.Length != rights.Length) return null;
        var sum = 0;
        foreach (var (typed, known) in lefts.Zip(rights))
        {
            var allowed = Math.Min(Allowed(typed), Allowed(known));
            var distance = Distance(typed, known, allowed);
            if (distance > allowed) return null;
            sum += distance;
        }

        return sum;
    }

    /// <summary>Damerau–Levenshtein distance (optimal string alignment); gives up over <paramref name="most"/>.</summary>
    public static int Distance(string left, string right, int most = int.MaxValue - 1)
    {
        if (Math.Abs(left.Length - right.Length) > most) return most + 1;
        var before = new int[right.Length + 1];
        var above = new int[right.Length + 1];
        var row = new int[right.Length + 1];
        for (var column = 0; column <= right.Length; column++) above[column] = column;
        for (var line = 1; line <= left.Length; line++)
        {
            row[0] = line;
            for (var column = 1; column <= right.Length; column++)
            {
                var cost = left[line - 1] == right[column - 1] ? 0 : 1;
                row[column] = Math.Min(Math.Min(row[column - 1] + 1, above[column] + 1), above[column - 1] + cost);
                var isSwapped = line > 1 && column > 1 && left[line - 1] == right[column - 2] && left[line - 2] == right[column - 1];
                if (isSwapped) row[column] = Math.Min(row[column], before[column - 2] + 1);
            }

            if (row.Min() > most) return most + 1;
            (before, above, row) = (above, row, before);
        }

        return above[right.Length];
    }
}
