namespace ChatRuns.Bot.Commands.Language;

/// <summary>Cuts one typed word into the words of a filter: <c>status:failed,done</c> is three of them.</summary>
internal static class FilterCut
{
    private static readonly HashSet<string> Keys = new(StringComparer.Ordinal)
    {
        "status", "state", "agent", "trigger", "target", "cluster", "step", "cause", "owner", "tag", "by", "text", "search", "page", "per",
        "actions", "from", "to", "since", "until", "last", "range",
    };

    /// <summary>The words that one word stands for.</summary>
    public static IEnumerable<Token> Cut(Token token)
    {
        if (token.IsQuoted) return [token];
        var sign = token.Raw.AsSpan().IndexOfAny('=', ':');
        if (sign > 0 && Keys.Contains(Spelling.Word(token.Raw[..sign]))) return CutKey(token, sign);
        if (token.HoldsQuotes) return [token];
        return CutCommas(token).SelectMany(CutSigns);
    }

    private static IEnumerable<Token> CutKey(Token token, int sign)
    {
        yield return Part(token, 0, sign);
        if (sign + 1 == token.Raw.Length && !token.HoldsQuotes) yield break;
        var value = Part(token, sign + 1, token.Raw.Length - sign - 1);
        if (token.HoldsQuotes) yield return value with { IsQuoted = true, HoldsQuotes = true };
        else
            foreach (var part in CutCommas(value).SelectMany(CutSigns)) yield return part;
    }

    private static List<Token> CutCommas(Token token)
    {
        if (!token.Raw.AsSpan().ContainsAny(',', '\uFF0C', '\uFF1B')) return [token];
        var parts = new List<Token>();
        var start = 0;
        for (var at = 0; at <= token.Raw.Length; at++)
        {
            if (at < token.Raw.Length && token.Raw[at] is not (',' or '\uFF0C' or '\uFF1B')) continue;
            if (at > start) parts.Add(Part(token, start, at - start));
            start = at + 1;
        }

        return parts;
    }

    private static IEnumerable<Token> CutSigns(Token token)
    {
        var dots = token.Raw.IndexOf("..", StringComparison.Ordinal);
        if (dots > 0 && dots + 2 < token.Raw.Length && char.IsAsciiDigit(token.Raw[0]) && token.Raw[dots + 2] != '.')
            return [Part(token, 0, dots), new("to", false, new(token.At.Start + dots, 2)), Part(token, dots + 2, token.Raw.Length - dots - 2)];
        if (token.Raw.Length > 1 && token.Raw[0] is '>' or '\uFF1E' && char.IsAsciiDigit(token.Raw[1]))
            return [Part(token, 0, 1), Part(token, 1, token.Raw.Length - 1)];
        return [token];
    }

    private static Token Part(Token token, int start, int length) =>
        new(token.Raw.Substring(start, length), false, new(token.At.Start + start, length));
}
