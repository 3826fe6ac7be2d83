namespace ChatRuns.Agents;

/// <summary>Finds what somebody meant by a mistyped word.</summary>
public static class DidYouMean
{
    private const int LongestWord = 64;

    /// <summary>The nearest of some words, by edits that typing mistakes make; null when none is near.</summary>
    public static string? Nearest(string word, IEnumerable<string> among)
    {
        if (word.Length is 0 or > LongestWord) return null;
        var wanted = Plain(word);
        var nearest = among.Where(w => w.Length <= LongestWord).Select(w => (Word: w, Edits: Edits(wanted, Plain(w))))
            .OrderBy(w => w.Edits).ThenBy(w => w.Word, StringComparer.Ordinal).FirstOrDefault((Word: "", Edits: int.MaxValue));
        return nearest.Edits <= Math.Max(1, wanted.Length / 3) ? nearest.Word : null;
    }

    /// <summary>"Did you mean 'x'?", or the list of what there is.</summary>
    internal static string Remedy(string word, IReadOnlyCollection<string> among)
    {
        if (Nearest(word, among) is { } nearest) return $"Did you mean '{nearest}'?";
        return among.Count == 0 ? "There is none." : $"There is: {string.Join(", ", among.Take(40))}.";
    }

    private static string Plain(string word) => word.ToLowerInvariant().Replace('-', '_');

    // Optimal string alignment: two neighbours swapped are one mistake.
    private static int Edits(string one, string other)
    {
        var table = new int[one.Length + 1, other.Length + 1];
        for (var i = 0; i <= one.Length; i++) table[i, 0] = i;
        for (var j = 0; j <= other.Length; j++) table[0, j] = j;
        for (var i = 1; i <= one.Length; i++)
        {
            for (var j = 1; j <= other.Length; j++)
            {
                var same = one[i - 1] == other[j - 1] ? 0 : 1;
                table[i, j] = Math.Min(Math.Min(table[i - 1, j] + 1, table[i, j - 1] + 1), table[i - 1, j - 1] + same);
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                    table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
            }
        }

        return table[one.Length, other.Length];
    }
}
