using System.Text.RegularExpressions;
using ChatRuns.Agents.Yaml;

namespace ChatRuns.Agents.Reading;

/// <summary>
/// Finds literals that look like secrets, by their shape or by the name that they stand under. A promise only for what looks like
/// one: a password of one plain word under an innocent name passes.
/// </summary>
internal static partial class SecretLook
{
    private const string Remedy = "Put it into the secret store and write {{secret.NAME}}.";

    /// <summary>Complains about each, without quoting it.</summary>
    public static void Check(Node node, Problems problems, string under = "")
    {
        switch (node)
        {
            case MapNode map:
                foreach (var (key, value) in map.Entries)
                {
                    CheckText(key, "", problems);
                    Check(value, problems, key.Text);
                }

                break;
            case ListNode list:
                var before = under;
                foreach (var item in list.Items)
                {
                    Check(item, problems, before);
                    // In a command the option before it names it: [--password, …].
                    before = item is ScalarNode { Text: ['-', .. var option] } ? option : under;
                }

                break;
            case ScalarNode scalar:
                CheckText(scalar, under, problems);
                break;
        }
    }

    private static void CheckText(ScalarNode scalar, string under, Problems problems)
    {
        var text = Template().Replace(scalar.Text, "");
        if (text.Length < 4) return;
        var found = FindShape(text) ?? FindInAddress(text) ?? FindAfterName(text);
        if (found is null && SecretName().IsMatch(under) && LooksRandom(Scheme().Replace(text, ""))) found = text;
        if (found is not null) problems.Add(scalar.Source, scalar.PlaceOf(found), "This looks like a secret.", Remedy);
    }

    private static string? FindShape(string text) => Shapes().Match(text) is { Success: true } match ? match.Value : null;

    private static string? FindInAddress(string text)
    {
        var match = Address().Match(text);
        return match.Success && !IsReference(match.Groups[1].Value) ? match.Groups[1].Value : null;
    }

    private static string? FindAfterName(string text)
    {
        for (var match = AfterName().Match(text); match.Success; match = match.NextMatch())
        {
            if (LooksRandom(match.Groups[1].Value)) return match.Groups[1].Value;
        }

        return null;
    }

    // Random texts have digits among letters, or capitals amidst, and few repeats; words, paths and references do not.
    private static bool LooksRandom(string text)
    {
        if (text.Length < 8 || text.Any(char.IsWhiteSpace) || IsReference(text)) return false;
        if (text[0] is '/' or '.' or '~' || text.Contains("://", StringComparison.Ordinal)) return false;
        var hasDigits = text.Any(char.IsAsciiDigit);
        var (hasLower, hasUpper) = (text.Any(char.IsAsciiLetterLower), text.Skip(1).Any(char.IsAsciiLetterUpper));
        return (hasDigits ? hasLower || hasUpper : hasLower && hasUpper && text.Length >= 12) && Entropy(text) >= 2.5;
    }

    private static bool IsReference(string text) => text[0] is '$' or '%' or '<' or '*';

    private static double Entropy(string text) =>
        text.GroupBy(c => c).Select(g => (double)g.Count() / text.Length).Sum(share => -share * Math.Log2(share));

    [GeneratedRegex(@"\{\{[^{}]{0,200}\}\}")]
    private static partial Regex Template();

    [GeneratedRegex(@"^(?:Bearer|Basic|Token)\s+", RegexOptions.IgnoreCase)]
    private static partial Regex Scheme();

    [GeneratedRegex(@"(?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credentials?|authorization)$",
        RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();

    [GeneratedRegex(@"(?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|accountkey|bearer)"
        + @"(?:[""']?\s{0,5}[=:]\s{0,5}|(?<=bearer)\s{1,5})[""']?([^\s""'&,;]{8,400})", RegexOptions.IgnoreCase)]
    private static partial Regex AfterName();

    [GeneratedRegex(@"://[^\s/:@""'?#]{0,200}:([^\s/@""'?#]{1,200})@")]
    private static partial Regex Address();

    [GeneratedRegex("""
        -----BEGIN\ [A-Z ]{0,30}PRIVATE\ KEY-----
        |(?<![A-Za-z0-9_-])(?:
          xox[a-z]-[A-Za-z0-9-]{10,400} | xapp-[A-Za-z0-9-]{10,400}
          | gh[pousr]_[A-Za-z0-9]{20,400} | github_pat_[A-Za-z0-9_]{20,400} | glpat-[A-Za-z0-9_-]{16,400}
          | sk-[A-Za-z0-9_-]{20,400} | [sr]k_(?:live|test)_[A-Za-z0-9]{16,400}
          | (?:AKIA|ASIA)[0-9A-Z]{16}(?![0-9A-Z]) | AIza[0-9A-Za-z_-]{35} | ya29\.[0-9A-Za-z_-]{20,400}
          | npm_[A-Za-z0-9]{30,400} | pypi-[A-Za-z0-9_-]{50,400} | hf_[A-Za-z0-9]{30,400} | dop_v1_[a-f0-9]{60,70}
          | SG\.[A-Za-z0-9_-]{16,40}\.[A-Za-z0-9_-]{30,60} | AGE-SECRET-KEY-1[0-9A-Z]{50,60}
          | eyJ[A-Za-z0-9_-]{8,2000}\.eyJ[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{8,2000}
        )
        | hooks\.slack\.com/(?:services|workflows)/[A-Za-z0-9/_-]{20,200}
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Shapes();
}
