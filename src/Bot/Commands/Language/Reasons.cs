namespace ChatRuns.Bot.Commands.Language;

/// <summary>Free words at the end of a line.</summary>
internal static class Reasons
{
    private const int Longest = 300;

    /// <summary>The words as typed, "because" before them left out; null for none.</summary>
    public static string? Read(Words words)
    {
        var skipped = 0;
        while (IsLead(words.Key(skipped))) skipped++;
        var text = words.Typed(skipped, words.Count - skipped).Trim();
        return text.Length == 0 ? null : text.Length <= Longest ? text : text[..(Longest - 1)] + "…";
    }

    /// <summary>A reason as it is written in a line, with a space before it; nothing for none.</summary>
    public static string ToLine(string? reason)
    {
        if (reason is null) return "";
        var words = reason.Split(' ');
        return IsLead(Spelling.Word(words[0])) || !words.All(word => word.Length > 0 && Spelling.Value(word) == word)
            ? $" {Spelling.InQuotes(reason)}"
            : $" {reason}";
    }

    private static bool IsLead(string word) => word is "because" or "reason" or "-";
}
