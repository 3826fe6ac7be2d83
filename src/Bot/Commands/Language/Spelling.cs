using System.Globalization;
using System.Text;

namespace ChatRuns.Bot.Commands.Language;

/// <summary>How words are compared, and how they are written back into a line.</summary>
internal static class Spelling
{
    private const int MostQuoted = 40;

    // Phones turn " into a pair of these; any of them opens, any of them closes.
    private const string Quotes = "\"\u201C\u201D\u201E\u201F\u2033\u00AB\u00BB\uFF02";
    private const string Apostrophes = "'\u2018\u2019\u201A\u201B\uFF07";

    public static bool IsQuote(char letter) => Quotes.Contains(letter, StringComparison.Ordinal);

    public static bool IsApostrophe(char letter) => Apostrophes.Contains(letter, StringComparison.Ordinal);

    /// <summary>A word as the keywords spell it: lower case, compatibility forms and dashes folded, closing punctuation dropped.</summary>
    public static string Word(string raw)
    {
        var plain = new StringBuilder(raw.Length);
        foreach (var letter in Compose(raw).ToLowerInvariant())
            if (IsDash(letter)) plain.Append('-');
            else if (char.GetUnicodeCategory(letter) is not (UnicodeCategory.Format or UnicodeCategory.Control)) plain.Append(letter);
        var word = plain.ToString();
        var bare = word.TrimEnd('.', ',', ';', ':', '!', '?');
        return bare.Length > 0 ? bare : word;
    }

    /// <summary>What names and titles are compared by: the letters and digits of their words, one space between.</summary>
    public static string Fold(string raw)
    {
        var plain = new StringBuilder(raw.Length);
        foreach (var letter in Compose(raw).ToLowerInvariant())
            if (Counts(letter)) plain.Append(letter);
            else if (plain.Length > 0 && plain[^1] != ' ' && !IsApostrophe(letter)) plain.Append(' ');
        return plain.ToString().TrimEnd();
    }

    /// <summary>A value as it can stand in a line: bare where that reads back the same, otherwise in quotes.</summary>
    public static string Quote(string value) => value.Length > 0 && value.All(IsPlain) ? value : InQuotes(value);

    /// <summary>A variable's value as it can stand after "name=".</summary>
    public static string Value(string value) =>
        value.Length > 0 && value[0] != '=' && value.All(letter => IsPlain(letter) || letter is ',' or '=' or ':' or '>')
            ? value
            : InQuotes(value);

    /// <summary>A value in quotes.</summary>
    public static string InQuotes(string value)
    {
        var text = new StringBuilder(value.Length + 2).Append('"');
        foreach (var letter in value)
        {
            if (letter == '\\' || IsQuote(letter)) text.Append('\\');
            text.Append(letter);
        }

        return text.Append('"').ToString();
    }

    /// <summary>Somebody's words for a message: cut, on one line, set apart.</summary>
    public static string Show(string words)
    {
        var cut = words.Length <= MostQuoted ? words : words[..(MostQuoted - 1)] + "…";
        return $"`{string.Concat(Valid(cut).Select(letter => char.IsControl(letter) ? ' ' : letter == '`' ? '\'' : letter))}`";
    }

    /// <summary>Digits without separators.</summary>
    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static bool IsPlain(char letter) =>
        !char.IsWhiteSpace(letter) && !char.IsControl(letter) && letter is not (',' or '=' or ':' or '\\' or '>' or '`')
        && !IsQuote(letter) && !IsApostrophe(letter);

    // Surrogates count so that a title of emoji can be told from another.
    private static bool Counts(char letter) =>
        char.IsLetterOrDigit(letter) || char.IsSurrogate(letter)
        || char.GetUnicodeCategory(letter) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static bool IsDash(char letter) =>
        char.GetUnicodeCategory(letter) == UnicodeCategory.DashPunctuation || letter == '\u2212';

    private static string Compose(string raw) => Valid(raw).Normalize(NormalizationForm.FormKC);

    // Normalize throws on half a surrogate pair and on characters that Unicode forbids.
    private static string Valid(string raw)
    {
        var isValid = true;
        foreach (var rune in raw.EnumerateRunes())
            if (rune == Rune.ReplacementChar || (rune.Value & 0xFFFE) == 0xFFFE) isValid = false;
        if (isValid) return raw;
        var clean = new StringBuilder(raw.Length);
        foreach (var rune in raw.EnumerateRunes()) clean.Append((rune.Value & 0xFFFE) == 0xFFFE ? Rune.ReplacementChar : rune);
        return clean.ToString();
    }
}
