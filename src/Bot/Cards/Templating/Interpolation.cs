using System.Text;

namespace ChatRuns.Bot.Cards.Templating;

/// <summary>
/// A string of a template that holds <c>${</c>: literal parts and expressions. One expression alone keeps the type of its value;
/// anything else becomes text. <c>\${</c> stands for <c>${</c>.
/// </summary>
internal sealed class Interpolation
{
    private readonly IReadOnlyList<(string? Literal, Expression? Expression)> _parts;

    private Interpolation(IReadOnlyList<(string? Literal, Expression? Expression)> parts)
    {
        _parts = parts;
        Alone = parts is [{ Expression: { IsConstant: false } alone }] ? alone : null;
    }

    /// <summary>Its expressions.</summary>
    public IEnumerable<Expression> Expressions => _parts.Where(part => part.Expression is not null).Select(part => part.Expression!);

    /// <summary>The expression that stands alone; null when there is more.</summary>
    public Expression? Alone { get; }

    /// <summary>Reads a string; null when it holds no <c>${</c> and so stands for itself. Throws <see cref="FormatException"/>.</summary>
    public static Interpolation? Parse(string text)
    {
        if (!text.Contains("${", StringComparison.Ordinal)) return null;
        var parts = new List<(string?, Expression?)>();
        var literal = new StringBuilder();
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '\\' && at + 1 < text.Length && text[at + 1] is '$' or '`')
                literal.Append(text[++at]);
            else if (text[at] == '`')
                throw new FormatException($"The backtick at {at + 1} must be written \\` in a string with expressions.");
            else if (text[at] == '$' && at + 1 < text.Length && text[at + 1] == '{')
                at = ReadExpression(text, at, literal, parts);
            else
                literal.Append(text[at]);
        }

        if (literal.Length > 0) parts.Add((literal.ToString(), null));
        return new(parts);
    }

    /// <summary>The value in a scope.</summary>
    public Value Run(in Scope scope, bool substitute)
    {
        if (Alone is { } alone) return alone.Run(scope, substitute);
        var texts = new string[_parts.Count];
        for (var i = 0; i < texts.Length; i++) texts[i] = _parts[i] is { Expression: { } expression } ? TextOf(expression, scope, substitute) : _parts[i].Literal!;
        return Value.Of(string.Concat(texts));
    }

    private static string TextOf(Expression expression, in Scope scope, bool substitute)
    {
        var value = expression.Run(scope, substitute);
        return value.IsError
            ? $"${{{expression.Source}}}"
            : value.InText() ?? throw new FormatException($"${{{expression.Source}}} is null and stands within text.");
    }

    private static int ReadExpression(string text, int at, StringBuilder literal, List<(string?, Expression?)> parts)
    {
        var end = FindEnd(text, at + 2);
        if (literal.Length > 0) parts.Add((literal.ToString(), null));
        literal.Clear();
        parts.Add((null, Expression.Parse(text[(at + 2)..end].Trim())));
        return end;
    }

    private static int FindEnd(string text, int from)
    {
        char? quote = null;
        for (var at = from; at < text.Length; at++)
        {
            if (quote is not null)
            {
                if (text[at] == '\\') at++;
                else if (text[at] == quote) quote = null;
            }
            else if (text[at] is '\'' or '"')
            {
                quote = text[at];
            }
            else if (text[at] == '}')
            {
                return at;
            }
        }

        throw new FormatException($"The expression that begins at {from - 1} does not end.");
    }
}
