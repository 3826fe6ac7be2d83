using System.Globalization;
using System.Text.Json.Nodes;
using ChatRuns.StandIns.Model;

namespace ChatRuns.StandIns.Out;

/// <summary>Activities as Teams sends them.</summary>
internal sealed class Activities(Tenant tenant)
{
    /// <summary>What all of them have.</summary>
    public JsonObject Begin(string type, TeamsUser from, TeamsChat chat, string? thread)
    {
        var activity = new JsonObject
        {
            ["type"] = type,
            ["id"] = type == "message" ? tenant.NewId() : $"f:{tenant.NewId()}",
            ["timestamp"] = tenant.Now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
            ["localTimezone"] = from.TimeZone,
            ["serviceUrl"] = tenant.ServiceUrl,
            ["channelId"] = "msteams",
            ["from"] = Account(from),
            ["recipient"] = new JsonObject { ["id"] = tenant.BotId, ["name"] = "ChatRuns" },
            ["conversation"] = Conversation(chat, thread),
            ["channelData"] = ChannelData(chat),
            ["locale"] = "en-GB",
            ["entities"] = new JsonArray(new JsonObject
            {
                ["type"] = "clientInfo", ["locale"] = "en-GB", ["country"] = "DE", ["platform"] = "Web", ["timezone"] = from.TimeZone,
            }),
        };
        return activity;
    }

    /// <summary>Something typed. Outside a personal chat the bot is mentioned before it: nothing else reaches it there.</summary>
    public JsonObject Message(TeamsUser from, TeamsChat chat, string text, string? thread)
    {
        var activity = Begin("message", from, chat, thread);
        var mention = chat.Kind == "personal" ? "" : "<at>ChatRuns</at>";
        activity["text"] = mention.Length > 0 ? $"{mention}\u00a0{text}\n" : text;
        activity["textFormat"] = "plain";
        activity["attachments"] = new JsonArray(new JsonObject { ["contentType"] = "text/html", ["content"] = $"<p>{text}</p>" });
        if (mention.Length > 0)
            activity["entities"]!.AsArray().Add(new JsonObject { ["type"] = "mention", ["text"] = mention, ["mentioned"] = new JsonObject { ["id"] = tenant.BotId, ["name"] = "ChatRuns" } });
        // Of people Teams tells the account and the name alone.
        foreach (var user in tenant.Users.Values.Where(u => text.Contains($"<at>{u.Name}</at>", StringComparison.Ordinal)))
            activity["entities"]!.AsArray().Add(new JsonObject { ["type"] = "mention", ["text"] = $"<at>{user.Name}</at>", ["mentioned"] = new JsonObject { ["id"] = user.Id, ["name"] = user.Name } });
        return activity;
    }

    /// <summary>Something that wants an answer.</summary>
    public JsonObject Invoke(TeamsUser from, TeamsChat chat, string name, JsonNode? value, TeamsMessage? about)
    {
        var activity = Begin("invoke", from, chat, about?.Thread);
        activity["name"] = name;
        activity["value"] = value?.DeepClone();
        if (about is not null) activity["replyToId"] = about.Id;
        return activity;
    }

    /// <summary>A person as activities name them.</summary>
    public static JsonObject Account(TeamsUser user) => new() { ["id"] = user.Id, ["name"] = user.Name, ["aadObjectId"] = user.AadObjectId };

    private JsonObject Conversation(TeamsChat chat, string? thread)
    {
        var conversation = new JsonObject
        {
            ["id"] = thread is null || chat.Kind != "channel" ? chat.Id : $"{chat.Id};messageid={thread}",
            ["conversationType"] = chat.Kind,
            ["tenantId"] = tenant.Options.TenantId,
        };
        if (chat.Kind != "personal") conversation["isGroup"] = true;
        return conversation;
    }

    private JsonObject ChannelData(TeamsChat chat)
    {
        var data = new JsonObject { ["tenant"] = new JsonObject { ["id"] = tenant.Options.TenantId } };
        if (chat.Team is { } team)
        {
            data["team"] = new JsonObject { ["id"] = team, ["name"] = tenant.Teams[team].Name };
            data["channel"] = new JsonObject { ["id"] = chat.Id };
        }

        return data;
    }
}
