using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatRuns.Bot.Cards;

/// <summary>
/// Text from outside: written by agents, models, tools or people. Characters that cannot be seen, or that change the direction
/// of writing, are made visible as ⟨U+202E⟩, and it is cut to a limit. A template may bind it only where no platform parses it:
/// the text of a <c>TextRun</c>, and labels, placeholders and choices of inputs. A test over all templates holds that.
/// </summary>
[JsonConverter(typeof(OutsideConverter))]
internal sealed record Outside
{
    private const int CombiningMost = 4;

    private Outside(string text, bool isCut) => (Text, IsCut) = (text, isCut);

    /// <summary>What may be shown.</summary>
    public string Text { get; }

    /// <summary>Whether something at the end was left out.</summary>
    public bool IsCut { get; }

    /// <summary>One line: line ends and tabs become blanks.</summary>
    public static Outside Line(string? text, int most = 300) => Make(text, most, isLine: true);

    /// <summary>Several lines: line ends and tabs stay.</summary>
    public static Outside Block(string? text, int most = 4000) => Make(text, most, isLine: false);

    /// <summary>The same, null staying null, for optional facts.</summary>
    public static Outside? LineOrNull(string? text, int most = 300) => string.IsNullOrEmpty(text) ? null : Line(text, most);

    /// <summary>Words of our own that stand among outside text, times included.</summary>
    internal static Outside Own(string words) => new(words, false);

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static Outside Make(string? text, int most, bool isLine)
    {
        // Nothing but letters and signs that a keyboard has: nothing of it is made visible, and nearly all text is so.
        if (text is { } plain && plain.Length <= most && !plain.AsSpan().ContainsAnyExceptInRange(' ', '~') && !plain.Contains("{{", StringComparison.Ordinal)) return new(plain, false);
        var seen = new StringBuilder();
        var cut = false;
        var marks = 0;
        Rune? before = null;
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            if (seen.Length >= most)
            {
                cut = true;
                break;
            }

            marks = IsMark(rune) ? marks + 1 : 0;
            Append(seen, rune, before, marks, isLine);
            before = rune;
        }

        return new(WithoutTimes(cut ? seen.Append('…') : seen), cut);
    }

    private static void Append(StringBuilder seen, Rune rune, Rune? before, int marks, bool isLine)
    {
        if (rune.Value is '\r' or '\n' or '\t')
            AppendBlank(seen, rune, isLine);
        else if (marks > CombiningMost || IsHidden(rune, before))
            seen.Append(CultureInfo.InvariantCulture, $"⟨U+{rune.Value:X4}⟩");
        else if (rune.IsBmp)
            seen.Append((char)rune.Value);
        else
            seen.Append(rune.ToString());
    }

    private static void AppendBlank(StringBuilder seen, Rune rune, bool isLine)
    {
        if (isLine)
        {
            if (seen.Length > 0 && seen[^1] != ' ') seen.Append(' ');
        }
        else if (rune.Value != '\r')
        {
            seen.Append((char)rune.Value);
        }
    }

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;

    private static bool IsHidden(Rune rune, Rune? before) => rune.Value switch
    {
        // Emoji need these two; anywhere else they hide something.
        0xFE0F or 0x200D => before is not { } b || !IsPictorial(b),
        // Letters and marks by category, yet drawn as nothing.
        0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x2800 or 0x3164 or 0xFFA0 => true,
        >= 0x180B and <= 0x180F or >= 0xFE00 and <= 0xFE0E or >= 0xE0000 and <= 0xE0FFF => true,
        // The blanks of French and other typography.
        ' ' or 0x00A0 or 0x202F => false,
        _ => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.SpaceSeparator,
    };

    private static bool IsPictorial(Rune rune) =>
        rune.Value is 0xFE0F or >= 0x1F000 or >= 0x2190 and <= 0x2BFF or >= '0' and <= '9' or '#' or '*';

    // Clients replace {{DATE(…)}} and {{TIME(…)}} in any text; a word joiner, which is drawn as nothing, keeps outside text literal.
    private static string WithoutTimes(StringBuilder seen) =>
        seen.ToString().Replace("{{DATE(", "{\u2060{DATE(", StringComparison.Ordinal)
            .Replace("{{TIME(", "{\u2060{TIME(", StringComparison.Ordinal);

    /// <summary>Written as a plain string, and read as written: facts are only read back from what this converter wrote, or from samples.</summary>
    internal sealed class OutsideConverter : JsonConverter<Outside>
    {
        /// <inheritdoc/>
        public override Outside Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Own(reader.GetString() ?? "");

        /// <inheritdoc/>
        public override void Write(Utf8JsonWriter writer, Outside value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Text);
    }
}
