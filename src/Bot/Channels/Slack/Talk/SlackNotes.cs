using System.Globalization;
using System.Text.RegularExpressions;
using ChatRuns.Bot.Channels.Slack.Api;
using ChatRuns.Bot.Channels.Slack.Blocks;
using ChatRuns.Bot.Channels.Slack.Door;

namespace ChatRuns.Bot.Channels.Slack.Talk;

/// <summary>
/// A message of Slack as the words of a note: who wrote it, where and when, and its text with names where Slack has ids. Kept short.
/// </summary>
/// <remarks>Source: docs.slack.dev, "Formatting message text": &lt;@U1&gt;, &lt;#C1|ops&gt;, &lt;!here&gt;, &lt;address|words&gt;, and three characters escaped.</remarks>
internal sealed partial class SlackNotes(SlackPeople people)
{
    private const int Longest = 1000;
    private const int MostNames = 5;

    /// <summary>The note of the message that a shortcut was used on; empty where there is none.</summary>
    public async Task<string> ReadAsync(SlackDelivery delivery, Workspace workspace, CancellationToken cancel)
    {
        if ((delivery.Body.Text("message.ts") ?? delivery.Body.Text("message_ts")) is not { } ts) return "";
        var author = delivery.Body.Text("message.user") is { } user && delivery.Body.Text("message.bot_id") is null
            ? (await people.FindAsync(workspace, user, null, cancel)).Who.Name
            : delivery.Body.Text("message.bot_profile.name") ?? "An app";
        var where = delivery.Body.Text("channel.name") is { } name && name != "directmessage" ? $" in #{name}" : "";
        var text = await PlainAsync(delivery.Body.Text("message.text") ?? "", workspace, cancel);
        return SlackLimit.Cut($"{author} wrote{where}{WhenOf(ts)}: {text.ReplaceLineEndings(" ").Trim()}", Longest);
    }

    private static string WhenOf(string ts) =>
        long.TryParse(ts.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < 253_402_300_800
            ? DateTimeOffset.FromUnixTimeSeconds(seconds).ToString(", yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)
            : "";

    private async Task<string> PlainAsync(string text, Workspace workspace, CancellationToken cancel)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var id in Marked().Matches(text).Select(m => m.Groups["user"].Value).Where(id => id.Length > 0).Distinct().Take(MostNames))
            names[id] = (await people.FindAsync(workspace, id, null, cancel)).Who.Name;
        return Marked().Replace(text, mark => Plain(mark, names))
            .Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal).Replace("&amp;", "&", StringComparison.Ordinal);
    }

    private static string Plain(Match mark, Dictionary<string, string> names)
    {
        var (what, words) = (mark.Groups["what"].Value, mark.Groups["words"].Value);
        if (mark.Groups["user"].Value is { Length: > 0 } user) return "@" + (words.Length > 0 ? words : names.GetValueOrDefault(user, user));
        return what[0] switch
        {
            '#' => "#" + (words.Length > 0 ? words : what[1..]),
            '!' => words.Length > 0 ? words : "@" + what[1..],
            _ => words.Length > 0 && words != what ? $"{words} ({what})" : what,
        };
    }

    [GeneratedRegex(@"<(?<what>@(?<user>[A-Z0-9]+)|[^<>|]+)(?:\|(?<words>[^<>]*))?>")]
    private static partial Regex Marked();
}
