using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatRuns.Bot.Cards.Templating;

/// <summary>Functions over texts.</summary>
internal static class Texts
{
    private static readonly JsonSerializerOptions AsJavaScript = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    };

    /// <summary>Of texts and numbers. Lists are refused: the reference joins them in two different ways.</summary>
    public static Value Concat(IReadOnlyList<Value> arguments) => arguments.Any(argument => argument.IsList)
        ? Value.Error("concat() takes texts, not lists.")
        : Value.Of(string.Concat(arguments.Select(Stringify)));

    public static Value Substring(IReadOnlyList<Value> arguments)
    {
        if (arguments[0].Kind == ValueKind.Undefined) return Value.Of("");
        if (arguments[0] is not { Kind: ValueKind.Text, Text: { } text }) return Value.Error("substring() takes a text.");
        if (!arguments[1].IsInteger || arguments[1].Number < 0 || arguments[1].Number > text.Length)
            return Value.Error("substring() begins outside of the text.");
        var start = (int)arguments[1].Number;
        if (arguments.Count == 2) return Value.Of(text[start..]);
        if (!arguments[2].IsInteger || arguments[2].Number < 0 || start + arguments[2].Number > text.Length)
            return Value.Error("substring() ends outside of the text.");
        return Value.Of(text.Substring(start, (int)arguments[2].Number));
    }

    public static Value Length(IReadOnlyList<Value> arguments) => OnText(arguments[0], text => Value.Of(text.Length));

    public static Value ToUpper(IReadOnlyList<Value> arguments) => OnText(arguments[0], text => Value.Of(text.ToUpperInvariant()));

    public static Value ToLower(IReadOnlyList<Value> arguments) => OnText(arguments[0], text => Value.Of(text.ToLowerInvariant()));

    public static Value Trim(IReadOnlyList<Value> arguments) => OnText(arguments[0], text => Value.Of(text.Trim()));

    public static Value Replace(IReadOnlyList<Value> arguments)
    {
        if (arguments.Any(argument => argument.Kind is not (ValueKind.Text or ValueKind.Undefined))) return Value.Error("replace() takes texts.");
        if (string.IsNullOrEmpty(arguments[1].Text)) return Value.Error("replace() needs something to look for.");
        return Value.Of((arguments[0].Text ?? "").Replace(arguments[1].Text!, arguments[2].Text ?? "", StringComparison.Ordinal));
    }

    public static Value String(IReadOnlyList<Value> arguments)
    {
        if (arguments[0].Kind != ValueKind.Number) return Value.Of(Stringify(arguments[0]));
        var digits = Value.NumberText(arguments[0].Number) is var text && text.IndexOf('.', StringComparison.Ordinal) is >= 0 and var dot ? text.Length - dot - 1 : 0;
        return Numbers.Format([arguments[0], Value.Of(digits)]);
    }

    /// <summary>A time in UTC by a .NET format; without one to the millisecond.</summary>
    public static Value FormatDateTime(IReadOnlyList<Value> arguments)
    {
        if (arguments[0] is not { Kind: ValueKind.Text, Text: { } text }
            || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
            return Value.Error("formatDateTime() takes a time.");
        var format = arguments.Count > 1 && arguments[1].Text is { Length: > 0 } wanted ? wanted : "yyyy-MM-ddTHH:mm:ss.fffZ";
        return Value.Of(at.UtcDateTime.ToString(format, CultureInfo.InvariantCulture));
    }

    private static string Stringify(Value value) => value.Kind == ValueKind.Json
        ? JsonSerializer.Serialize(value.Json, AsJavaScript).Trim('\'', '"')
        : value.InText() ?? "";

    private static Value OnText(Value value, Func<string, Value> apply) => value.Kind switch
    {
        ValueKind.Text => apply(value.Text!),
        ValueKind.Undefined => apply(""),
        _ => Value.Error("A text is needed."),
    };
}
