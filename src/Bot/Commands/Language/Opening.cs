namespace ChatRuns.Bot.Commands.Language;

/// <summary>What may stand before a command: a mention of the bot, a slash, "/chatruns", "show me".</summary>
internal static class Opening
{
    /// <summary>Blanks out mentions at the start and the backticks of a pasted line, so that every place stays where it was.</summary>
    public static string Clear(string text)
    {
        var line = text.ToCharArray();
        var (start, end) = (0, line.Length);
        while (start < end && IsBlank(line[start])) start++;
        while (end > start && IsBlank(line[end - 1])) end--;
        while (end - start >= 2 && line[start] == '`' && line[end - 1] == '`')
        {
            line[start++] = ' ';
            line[--end] = ' ';
        }

        for (var length = Mention(line.AsSpan(start..end)); length > 0; length = Mention(line.AsSpan(start..end)))
        {
            line.AsSpan(start, length).Fill(' ');
            for (start += length; start < end && (IsBlank(line[start]) || line[start] is ',' or ':'); start++) line[start] = ' ';
        }

        return new(line);
    }

    /// <summary>Drops slashes, "chatruns" and "show me" before the command's own word.</summary>
    public static IReadOnlyList<Token> Strip(IReadOnlyList<Token> tokens)
    {
        var left = new Queue<Token>(tokens);
        var (isNamed, wasPolite) = (false, false);
        while (left.TryPeek(out var first) && !first.IsQuoted)
        {
            var bare = first.Raw.TrimStart('/', '\uFF0F', '\\', '!');
            var word = Spelling.Word(bare);
            var isOurs = word == "chatruns" && !isNamed;
            isNamed |= isOurs;
            var isPolite = IsPolite(word, left) || (word == "me" && wasPolite);
            wasPolite |= isPolite;
            if (isOurs || bare.Length == 0 || isPolite) left.Dequeue();
            else return bare.Length == first.Raw.Length ? [.. left] : [new(bare, false, first.At, first.HoldsQuotes), .. left.Skip(1)];
        }

        return [.. left];
    }

    private static bool IsPolite(string word, Queue<Token> left) =>
        word is "show" or "list" or "please" or "give" or "get" && left.Skip(1).FirstOrDefault() is { IsQuoted: false } next
        && (Verbs.Find(next.Word.TrimStart('/')) is not null || next.Word is "me" or "show" or "list" or "give");

    // @ChatRuns (web), <@U123> or <@U123|name> (Slack), <at>ChatRuns</at> (Teams); the length of it, 0 for none.
    private static int Mention(ReadOnlySpan<char> line)
    {
        if (line.StartsWith("<at", StringComparison.OrdinalIgnoreCase))
        {
            var close = line.IndexOf("</at>", StringComparison.OrdinalIgnoreCase);
            return close < 0 ? 0 : close + 5;
        }

        if (line.StartsWith("<@", StringComparison.Ordinal)) return line.IndexOf('>') + 1;
        if (line.Length < 2 || line[0] is not ('@' or '\uFF20') || IsBlank(line[1])) return 0;
        var length = 1;
        while (length < line.Length && !IsBlank(line[length])) length++;
        return length;
    }

    private static bool IsBlank(char letter) => char.IsWhiteSpace(letter) || letter is '\u200B' or '\u200E' or '\u200F' or '\uFEFF';
}
