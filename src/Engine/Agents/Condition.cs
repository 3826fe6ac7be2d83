using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ChatRuns.Agents;

/// <summary>
/// The expression of a step's <c>when</c>: comparisons of templates, numbers and texts, joined by <c>and</c> or <c>or</c>
/// (<c>and</c> binds closer): <c>{{steps.scan.output.count}} &gt; 0 and {{mode}} != dry</c>. A lone template holds when its
/// value is neither empty, null, false nor 0. A text in quotes is one operand, whatever words or signs stand in it.
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
        new(text, [.. Split(text, OrWord()).Select(any => Split(any, AndWord()).Select(ReadComparison).ToList())]);

    /// <summary>Whether it holds for these values.</summary>
    public bool Holds(ITemplateScope scope) => _anyOfAll.Any(all => all.All(c => c.Holds(scope)));

    private static List<string> Split(string text, Regex joint)
    {
        var parts = new List<string>();
        var from = 0;
        foreach (var match in Joints(text, joint))
        {
            parts.Add(text[from..match.Index]);
            from = match.Index + match.Length;
        }

        parts.Add(text[from..]);
        return parts;
    }

    private static IEnumerable<Match> Joints(string text, Regex joint) => joint.Matches(text).Where(m => m.Groups["joint"].Success);

    private static Comparison ReadComparison(string text)
    {
        var match = Joints(text, Operator()).FirstOrDefault();
        if (match is null) return new(ReadOperand(text), null, null);
        return new(ReadOperand(text[..match.Index]), match.Value, ReadOperand(text[(match.Index + match.Length)..]));
    }

    private static Template ReadOperand(string text)
    {
        var trimmed = text.Trim();
        if (trimmed.Length == 0) throw new FormatException("one side of the comparison is empty; write it like {{steps.scan.output.count}} > 0");
        return Template.Parse(trimmed is ['"', .., '"'] or ['\'', .., '\''] ? trimmed[1..^1] : trimmed);
    }

    // An operand in quotes is passed over whole, whatever stands in it; an apostrophe within a word begins none.
    private const string Quoted = @"(?<![^\s=<>])(?:""[^""]*""|'[^']*')(?![^\s=<>!])|";

    [GeneratedRegex(Quoted + @"(?<joint>(?<=\s)or(?=\s))")]
    private static partial Regex OrWord();

    [GeneratedRegex(Quoted + @"(?<joint>(?<=\s)and(?=\s))")]
    private static partial Regex AndWord();

    [GeneratedRegex(Quoted + "(?<joint>==|!=|>=|<=|>|<)")]
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
