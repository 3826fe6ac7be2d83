using System.Text;

namespace ChatRuns.Store.Sqlite;

/// <summary>What a person typed as a full-text query: each word quoted, so that none is taken for an operator, and a prefix.</summary>
internal static class Words
{
    private const int MostWords = 16;
    private const int MostLetters = 64;

    /// <summary>Null when there is nothing to search for.</summary>
    public static string? Query(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(Clean).Where(HasLetters).Take(MostWords);
        return string.Join(' ', words.Select(Quote));
    }

    // A single letter as a prefix would hold for most runs, and is no search; as a word it is one.
    private static string Quote(string word) => $"\"{word.Replace("\"", "\"\"", StringComparison.Ordinal)}\"{(word.Length > 1 ? "*" : "")}";

    private static string Clean(string word) =>
        string.Concat(word.EnumerateRunes().Where(r => !Rune.IsControl(r) && r != Rune.ReplacementChar).Take(MostLetters));

    // A word of signs alone has no token and would hold for every run.
    private static bool HasLetters(string word) => word.EnumerateRunes().Any(Rune.IsLetterOrDigit);
}
