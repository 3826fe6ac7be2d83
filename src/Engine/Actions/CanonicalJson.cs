using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ChatRuns.Actions;

/// <summary>
/// The one way to write a JSON value so that equal values have equal bytes: RFC 8785 (members sorted by UTF-16 code units, no
/// white space, shortest escapes, ECMAScript numbers). Integers beyond 2^53 are refused, because readers would round them.
/// </summary>
public static class CanonicalJson
{
    private const double MostExactInteger = 9007199254740992;

    /// <summary>UTF-8 bytes; throws <see cref="FormatException"/> for a number that cannot be kept exactly.</summary>
    public static byte[] Write(JsonElement value)
    {
        var text = new StringBuilder();
        Append(text, value);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Append(StringBuilder text, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                AppendObject(text, value);
                break;
            case JsonValueKind.Array:
                AppendList(text, value.EnumerateArray());
                break;
            case JsonValueKind.String:
                AppendText(text, value.GetString()!);
                break;
            case JsonValueKind.Number:
                text.Append(Number(value));
                break;
            default:
                text.Append(value.ValueKind switch { JsonValueKind.True => "true", JsonValueKind.False => "false", _ => "null" });
                break;
        }
    }

    private static void AppendObject(StringBuilder text, JsonElement value)
    {
        // The last of two equal names counts, as every JSON reader here takes it.
        var members = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject()) members[member.Name] = member.Value;
        text.Append('{');
        var first = true;
        foreach (var (name, member) in members)
        {
            if (!first) text.Append(',');
            first = false;
            AppendText(text, name);
            text.Append(':');
            Append(text, member);
        }

        text.Append('}');
    }

    private static void AppendList(StringBuilder text, JsonElement.ArrayEnumerator items)
    {
        text.Append('[');
        var first = true;
        foreach (var item in items)
        {
            if (!first) text.Append(',');
            first = false;
            Append(text, item);
        }

        text.Append(']');
    }

    private static void AppendText(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        }

        text.Append('"');
    }

    private static string Number(JsonElement value)
    {
        var number = value.GetDouble();
        if (!double.IsFinite(number) || Math.Abs(number) > MostExactInteger)
            throw new FormatException($"The number {value.GetRawText()} is too large to be kept exactly; write it as text.");
        if (number == 0) return "0";
        return Math.Abs(number) is >= 1e21 or < 1e-6 ? Exponential(number) : Plain(number);
    }

    private static string Plain(double number)
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        return text.Contains('E', StringComparison.Ordinal) ? ((decimal)number).ToString(CultureInfo.InvariantCulture) : text;
    }

    private static string Exponential(double number)
    {
        var parts = number.ToString("E16", CultureInfo.InvariantCulture);
        var shortest = number.ToString("R", CultureInfo.InvariantCulture);
        if (!shortest.Contains('E', StringComparison.Ordinal)) shortest = parts;
        var at = shortest.IndexOf('E', StringComparison.Ordinal);
        var exponent = int.Parse(shortest.AsSpan(at + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"{shortest[..at]}e{(exponent < 0 ? "" : "+")}{exponent}");
    }
}
