namespace ChatRuns.Bot.Channels.Teams.Cards;

/// <summary>
/// Paths in prose, shortened in the middle: Teams breaks no line within one, so that on a phone it would run out of the card. Never in arguments,
/// logs and reports, which people compare and copy; addresses stay whole, too.
/// </summary>
internal static class TeamsPaths
{
    private const int Longest = 40;
    private const int Head = 11;
    private const int Tail = 20;

    // Cards whose prose only tells of what another card, or this one in its arguments, shows whole.
    private static readonly HashSet<string> s_prose = ["actions", "approvals", "notice", "question", "run", "run-failed", "run-finished", "run-list"];

    /// <summary>Whether the words of a card of this name are prose.</summary>
    public static bool MayShorten(string card) => s_prose.Contains(card);

    /// <summary>Words whose long paths are shortened; the same where there are none.</summary>
    public static string Shorten(string words)
    {
        if (words.Length <= Longest) return words;
        var parts = words.Split(' ');
        for (var i = 0; i < parts.Length; i++)
            if (IsLongPath(parts[i])) parts[i] = string.Concat(Whole(parts[i], 0, Head), "…", Whole(parts[i], parts[i].Length - Tail, parts[i].Length));
        return string.Join(' ', parts);
    }

    private static bool IsLongPath(string word) =>
        word.Length > Longest && word.Count(c => c is '/' or '\\') >= 3 && !word.Contains("://", StringComparison.Ordinal) && !word.Contains('\n');

    // Half a character is none.
    private static string Whole(string word, int from, int to)
    {
        if (char.IsLowSurrogate(word[from])) from++;
        if (to < word.Length && char.IsLowSurrogate(word[to])) to++;
        return word[from..to];
    }
}
