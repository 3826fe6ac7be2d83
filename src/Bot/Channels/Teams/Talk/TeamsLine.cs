using ChatRuns.Bot.Channels.Teams.Door;

namespace ChatRuns.Bot.Channels.Teams.Talk;

/// <summary>
/// Makes a line of the command language from what was typed in Teams: the mention of the bot left out, other mentions as tokens of people
/// (<c>&lt;@object id|name&gt;</c>), the quotes and spaces of its editor made plain.
/// </summary>
internal static class TeamsLine
{
    /// <summary>Of a message; "/help" when nothing but the mention was said.</summary>
    /// <param name="activity">The message.</param>
    /// <param name="personOf">Object id of an account ("29:…") that was mentioned; null when it is not known.</param>
    public static string Of(TeamsActivity activity, Func<string, string?> personOf)
    {
        var line = OfShare(activity, personOf);
        return line.Length == 0 ? "/help" : line;
    }

    /// <summary>The words beside a shared file; empty where there are none.</summary>
    public static string OfShare(TeamsActivity activity, Func<string, string?> personOf)
    {
        var text = activity.Text ?? "";
        foreach (var mention in activity.Entities)
        {
            if (mention is not { Type: "mention", Text.Length: > 0, Mentioned: { } mentioned }) continue;
            var isBot = mentioned.Id == activity.Recipient.Id;
            var at = text.IndexOf(mention.Text, StringComparison.Ordinal);
            if (at < 0) continue;
            var id = mentioned.AadObjectId is { Length: > 0 } told ? told : personOf(mentioned.Id);
            var person = id is null ? mentioned.Name ?? "" : $"<@{id}|{Named(mentioned.Name ?? "")}>";
            text = string.Concat(text.AsSpan(0, at), isBot ? " " : person, text.AsSpan(at + mention.Text.Length));
        }

        return Plain(text);
    }

    private static string Named(string name) => string.Concat(name.Where(c => c is not ('<' or '>' or '|'))).Trim();

    private static string Plain(string text)
    {
        var plain = string.Create(text.Length, text, static (to, from) =>
        {
            for (var i = 0; i < from.Length; i++)
            {
                to[i] = from[i] switch
                {
                    '\u201c' or '\u201d' or '\u201e' => '"',
                    '\u2018' or '\u2019' => '\'',
                    '\u2013' or '\u2014' or '\u2212' => '-',
                    '\u00a0' or '\u202f' or '\n' or '\r' or '\t' => ' ',
                    var c => c,
                };
            }
        });
        return plain.Replace("&nbsp;", " ").Replace("&lt;", "<").Replace("&gt;", ">").Replace("&amp;", "&").Trim();
    }
}
