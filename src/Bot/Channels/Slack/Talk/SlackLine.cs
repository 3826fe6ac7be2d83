using System.Text;
using System.Text.Json;
using ChatRuns.Bot.Channels.Slack.Door;

namespace ChatRuns.Bot.Channels.Slack.Talk;

/// <summary>
/// Makes a line of the command language from what was typed in Slack: its escapes undone, the quotes and dashes of phone keyboards made
/// plain, the mention of the bot left out. Tokens for people and groups (<c>&lt;@U1|mia&gt;</c>) stay; links lose their brackets.
/// </summary>
internal static class SlackLine
{
    private static readonly string[] s_verbs = ["runs", "run", "agents", "agent", "approvals", "metrics", "next", "access", "me", "help"];

    /// <summary>Of a slash command: <c>/runs failed</c>, or <c>/chatruns runs failed</c> where other apps own the short names.</summary>
    public static string OfCommand(JsonElement body)
    {
        var name = (body.Text("command") ?? "").TrimStart('/').ToLowerInvariant();
        var text = Plain(body.Text("text") ?? "");
        if (s_verbs.Contains(name)) return $"/{name} {text}".TrimEnd();
        return text.Length == 0 ? "/help" : text;
    }

    /// <summary>Of a mention or a direct message.</summary>
    public static string OfMessage(string? text, string botUser)
    {
        var plain = OfShare(text, botUser);
        return plain.Length == 0 ? "/help" : plain;
    }

    /// <summary>The words beside shared files; empty where there are none.</summary>
    public static string OfShare(string? text, string botUser) => Plain(WithoutMention(text ?? "", botUser));

    private static string WithoutMention(string text, string botUser)
    {
        var begin = text.IndexOf($"<@{botUser}", StringComparison.Ordinal);
        if (begin < 0) return text;
        var end = text.IndexOf('>', begin);
        return end < 0 ? text : string.Concat(text.AsSpan(0, begin), text.AsSpan(end + 1));
    }

    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '<' && text.IndexOf('>', i) is > 0 and var end)
            {
                plain.Append(Token(text[(i + 1)..end]));
                i = end;
                continue;
            }

            plain.Append(text[i] switch
            {
                '\u201c' or '\u201d' or '\u201e' => '"',
                '\u2018' or '\u2019' => '\'',
                '\u2013' or '\u2014' or '\u2212' => '-',
                '\u00a0' or '\u202f' => ' ',
                var c => c,
            });
        }

        return plain.Replace("&lt;", "<").Replace("&gt;", ">").Replace("&amp;", "&").ToString().Trim();
    }

    // "@U1|mia", "!subteam^S1|@ops", "#C1|ops", "https://a.example|a.example", "mailto:a@b.example|a@b.example".
    private static string Token(string token)
    {
        if (token is ['@' or '!', ..]) return $"<{token}>";
        var bar = token.IndexOf('|', StringComparison.Ordinal);
        if (token is ['#', ..]) return bar > 0 ? "#" + token[(bar + 1)..] : token;
        if (token.StartsWith("mailto:", StringComparison.Ordinal)) return bar > 0 ? token[(bar + 1)..] : token["mailto:".Length..];
        return bar > 0 ? token[..bar] : token;
    }
}
