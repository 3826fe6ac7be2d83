using System.Text.Json.Nodes;
using ChatRuns.StandIns.Model;
using ChatRuns.StandIns.Out;

namespace ChatRuns.StandIns.Api;

/// <summary>Sends, puts and deletes activities, and opens conversations. What Teams would silently not show is a violation.</summary>
internal sealed class Writing(Tenant tenant)
{
    private static readonly (int Most, TimeSpan Within)[] s_limits =
        [(7, TimeSpan.FromSeconds(1)), (8, TimeSpan.FromSeconds(2)), (60, TimeSpan.FromSeconds(30)), (1800, TimeSpan.FromHours(1))];

    public JsonObject Create(JsonObject body)
    {
        if ((string?)(body["bot"] as JsonObject)?["id"] != tenant.BotId) throw new TeamsError(400, "BadArgument");
        var data = body["channelData"] as JsonObject;
        if ((bool?)body["isGroup"] != true) return Direct(body, data);

        // Bots make posts in channels, not group chats.
        if ((string?)(data?["channel"] as JsonObject)?["id"] is not { } channel || body["activity"] is not JsonObject activity) throw new TeamsError(400, "BadSyntax");
        var id = (string?)Send(channel, null, isTargeted: false, activity)["id"];
        return new() { ["id"] = $"{channel};messageid={id}", ["activityId"] = id };
    }

    public JsonObject Send(string conversation, string? under, bool isTargeted, JsonObject activity)
    {
        var (chat, thread) = Open(conversation);
        Count(conversation);
        Check(activity);
        if (under is not null && tenant.Message(chat.Id, under) is null) throw new TeamsError(404, "ActivityNotFoundInConversation");
        var only = isTargeted ? Target(chat, activity) : null;
        var id = tenant.NewId();
        if (chat.Kind == "channel") thread ??= under ?? id;
        tenant.Put(new() { Id = id, Chat = chat.Id, Thread = thread, OnlyFor = only, Activity = activity, At = tenant.Now });
        return new() { ["id"] = id };
    }

    public JsonObject Update(string conversation, string id, bool isTargeted, JsonObject activity)
    {
        var (chat, _) = Open(conversation);
        Count(conversation);
        Check(activity);
        var message = Own(chat, id, isTargeted);
        if (isTargeted && activity.ContainsKey("recipient"))
        {
            tenant.Violate("a targeted update names a recipient");
            throw new TeamsError(400, "BadArgument");
        }

        // What people saw instead is gone: their clients refresh the new card, where it asks them to.
        tenant.Put(message with { Activity = activity, Edits = message.Edits + 1, Views = new Dictionary<string, JsonObject>() });
        return new() { ["id"] = id };
    }

    public JsonObject Delete(string conversation, string id)
    {
        var (chat, _) = Open(conversation);
        Count(conversation);
        var message = tenant.Message(chat.Id, id) is { From: null } own ? own : throw new TeamsError(404, "ActivityNotFoundInConversation");
        tenant.Messages.Remove(message);
        return [];
    }

    private JsonObject Direct(JsonObject body, JsonObject? data)
    {
        var members = body["members"] as JsonArray;
        if (members is not [JsonObject member] || (string?)(data?["tenant"] as JsonObject)?["id"] != tenant.Options.TenantId) throw new TeamsError(400, "BadArgument");
        if (tenant.User((string?)member["id"] ?? "") is not { } user) throw new TeamsError(404, "UserNotFound");
        Count(user.Id);
        if (!user.HasApp) throw new TeamsError(403, "ForbiddenOperationException");
        return new() { ["id"] = tenant.Personal(user).Id };
    }

    private (TeamsChat Chat, string? Thread) Open(string conversation)
    {
        var (chat, thread) = tenant.Open(conversation);
        if (chat is null) throw new TeamsError(404, "ConversationNotFound");
        if (chat.Closed is { } why) throw new TeamsError(403, why);
        return (chat, thread);
    }

    private TeamsMessage Own(TeamsChat chat, string id, bool isTargeted)
    {
        var message = tenant.Message(chat.Id, id);
        var isThere = message is { From: null } && (message.OnlyFor is not null) == isTargeted && !(isTargeted && tenant.Now - message.At > TimeSpan.FromHours(24));
        return isThere ? message! : throw new TeamsError(404, "ActivityNotFoundInConversation");
    }

    private string Target(TeamsChat chat, JsonObject activity)
    {
        if (!tenant.Options.HasTargeted || chat.Kind == "personal" || (string?)(activity["recipient"] as JsonObject)?["id"] is not { } id) throw new TeamsError(400, "BadArgument");
        return tenant.User(id) is { } user && chat.Members.Contains(user.Id) ? user.Id : throw new TeamsError(404, "BotNotInConversationRoster");
    }

    private void Check(JsonObject activity)
    {
        if ((string?)activity["type"] is not ("message" or "typing"))
        {
            tenant.Violate("an activity without a type, or of one that bots do not send");
            throw new TeamsError(400, "BadSyntax");
        }

        // Teams makes two messages of it then, and answers without their ids.
        if (activity["attachments"] is JsonArray { Count: > 0 } && !string.IsNullOrEmpty((string?)activity["text"])) tenant.Violate("text beside an attachment: nobody is told the id of such a message");
        foreach (var fault in (activity["attachments"] as JsonArray ?? []).Select(InvokeShapes.Attachment).OfType<string>()) tenant.Violate(fault);
    }

    /// <summary>The limits of a conversation: going over them is a violation, though the stand-in does it all the same.</summary>
    private void Count(string conversation)
    {
        if (!tenant.Writes.TryGetValue(conversation, out var at)) tenant.Writes[conversation] = at = [];
        at.Add(tenant.Now);
        foreach (var (most, within) in s_limits)
            if (at.Count(t => tenant.Now - t < within) > most) tenant.Violate($"more than {most} writes in {within.TotalSeconds:0} s to {conversation}");
    }
}
