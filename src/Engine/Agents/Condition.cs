using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ChatRuns.Agents;

/// <summary>
/// The expression of a step's <c>when</c>: comparisons of templates, numbers and texts, joined by <c>and</c> or <c>or</c>
/// (<c>and</c> binds closer): <c>{{steps.scan.output.count}} &gt; 0 and {{mode}} != dry</c>. A lone template holds when its
/// value is neither empty, null, false nor 0.
/// </summary>
public sealed partial class Condition
{
    private readonly IReadOnlyList<IReadOnlyList<Comparison>> _anyOfAll;

    private Condition(string text, IReadOnlyList<IReadOnlyList<Comparison>> anyOfAll)
    {
        Text = text;
        _anyOfAll = anyOfAll;
    }

    /// <summary>As written.</summary>
    public string Text { get; }

    /// <summary>Every template in it.</summary>
    public IEnumerable<Template> Templates =>
        _anyOfAll.SelectMany(all => all).SelectMany(c => c.Right is null ? [c.Left] : new[] { c.Left, c.Right });

    /// <summary>Parses; throws <see cref="FormatException"/> when a side is missing.</summary>
    public static Condition Parse(string text) =>
        new(text, [.. OrWord().Split(text).Select(any => AndWord().Split(any).Select(ReadComparison).ToList())]);

    /// <summary>Whether it holds for these values.</summary>
    public bool Holds(ITemplateScope scope) => _anyOfAll.Any(all => all.All(c => c.Holds(scope)));

    private static Comparison ReadComparison(string text)
    {
        var match = Operator().Match(text);
        if (!match.Success) return new(ReadOperand(text), null, null);
        return new(ReadOperand(text[..match.Index]), match.Value, ReadOperand(text[(match.Index + match.Length)..]));
    }

    private static Template ReadOperand(string text)
    {
        var trimmed = text.Trim();
        if (trimmed.Length == 0) throw new FormatException("one side of the comparison is empty; write it like {{steps.scan.output.count}} > 0");
        return Template.Parse(trimmed is ['"', .., '"'] or ['\'', .., '\''] ? trimmed[1..^1] : trimmed);
    }

    [GeneratedRegex(@"(?<=\s)or(?=\s)")]
    private static partial Regex OrWord();

    [GeneratedRegex(@"(?<=\s)and(?=\s)")]
    private static partial Regex AndWord();

    [GeneratedRegex("==|!=|>=|<=|>|<")]
    private static partial Regex Operator();

    private sealed record Comparison(Template Left, string? Operator, Template? Right)
    {
        public bool Holds(ITemplateScope scope)
        {
            if (Right is null) return IsTruth(Left.Value(scope));
            string left = Left.Render(scope), right = Right.Render(scope);
            var order = Number(left) is { } l && Number(right) is { } r ? l.CompareTo(r) : string.CompareOrdinal(left, right);
            return Operator switch
            {
                "==" => order == 0,
                "!=" => order != 0,
                ">" => order > 0,
                ">=" => order >= 0,
                "<" => order < 0,
                _ => order <= 0,
            };
        }

        private static bool IsTruth(JsonNode? value) => value?.ToString() is { Length: > 0 } text && text is not ("false" or "0" or "null" or "[]" or "{}");

        private static double? Number(string text) =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
