using System.Text.RegularExpressions;

namespace ChatRuns.Bot.Channels;

/// <summary>Which lines a platform takes with a slash of their own, and how the others are typed there.</summary>
/// <param name="Own">First words that are commands: "runs".</param>
/// <param name="Else">What stands before the others: "/chatruns".</param>
internal sealed partial record Slashes(IReadOnlySet<string> Own, string Else)
{
    /// <summary>Words of ours with each line in them as it is typed there: "/chatruns access @mia".</summary>
    public string Write(string words) => Line().Replace(words, line => Own.Contains(line.Groups[1].Value) ? line.Value : $"{Else} {line.Groups[1].Value}");

    [GeneratedRegex(@"(?<![\w/])/([a-z]+)\b")]
    private static partial Regex Line();
}
