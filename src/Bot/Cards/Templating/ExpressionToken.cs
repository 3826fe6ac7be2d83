using System.Text;

namespace ChatRuns.Bot.Cards.Templating;

/// <summary>What a token is.</summary>
internal enum TokenKind
{
    /// <summary>A name.</summary>
    Name,

    /// <summary>A string literal, its escapes resolved.</summary>
    Text,

    /// <summary>A number literal.</summary>
    Number,

    /// <summary>An operator or bracket.</summary>
    Sign,

    /// <summary>Nothing more.</summary>
    End,
}

/// <summary>One token of an expression.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text.</param>
/// <param name="At">Where it begins, from 1.</param>
internal readonly record struct ExpressionToken(TokenKind Kind, string Text, int At)
{
    private static readonly string[] Signs =
        ["==", "!=", "<>", "<=", ">=", "&&", "||", "<", ">", "+", "-", "*", "/", "%", "!", "&", "(", ")", "[", "]", ".", ","];

    /// <summary>Cuts an expression into tokens, with an end token; throws <see cref="FormatException"/>.</summary>
    public static IReadOnlyList<ExpressionToken> Read(string source)
    {
        var tokens = new List<ExpressionToken>();
        for (var at = 0; at < source.Length;)
        {
            if (source[at] is ' ' or '\t' or '\u00A0' or '\uFEFF')
            {
                at++;
                continue;
            }

            var (token, next) = ReadOne(source, at);
            tokens.Add(token);
            at = next;
        }

        tokens.Add(new(TokenKind.End, "", source.Length + 1));
        return tokens;
    }

    private static (ExpressionToken Token, int Next) ReadOne(string source, int at)
    {
        var first = source[at];
        if (char.IsAsciiLetter(first) || first is '_' or '$' or '#' or '@') return ReadName(source, at);
        if (char.IsAsciiDigit(first)) return ReadNumber(source, at);
        if (first is '\'' or '"') return ReadText(source, at);
        foreach (var sign in Signs)
            if (source.AsSpan(at).StartsWith(sign, StringComparison.Ordinal)) return (new(TokenKind.Sign, sign, at + 1), at + sign.Length);

        throw new FormatException($"I don't know the sign {first} at {at + 1} in {source}.");
    }

    private static (ExpressionToken Token, int Next) ReadName(string source, int at)
    {
        var end = at + 1;
        while (end < source.Length && (char.IsAsciiLetterOrDigit(source[end]) || source[end] == '_')) end++;
        return (new(TokenKind.Name, source[at..end], at + 1), end);
    }

    private static (ExpressionToken Token, int Next) ReadNumber(string source, int at)
    {
        var end = at;
        while (end < source.Length && char.IsAsciiDigit(source[end])) end++;
        if (end + 1 < source.Length && source[end] == '.' && char.IsAsciiDigit(source[end + 1]))
        {
            end++;
            while (end < source.Length && char.IsAsciiDigit(source[end])) end++;
        }

        return (new(TokenKind.Number, source[at..end], at + 1), end);
    }

    private static (ExpressionToken Token, int Next) ReadText(string source, int at)
    {
        var quote = source[at];
        var text = new StringBuilder();
        for (var i = at + 1; i < source.Length; i++)
        {
            if (source[i] == quote) return (new(TokenKind.Text, text.ToString(), at + 1), i + 1);
            if (source[i] == '\\' && i + 1 < source.Length && Unescape(source[i + 1], quote) is { } meant)
            {
                text.Append(meant);
                i++;
                continue;
            }

            text.Append(source[i]);
        }

        throw new FormatException($"The string that begins at {at + 1} in {source} does not end.");
    }

    private static char? Unescape(char escaped, char quote) => escaped switch
    {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        '\\' => '\\',
        _ when escaped == quote => quote,
        _ => null,
    };
}
