using System.Text.Json.Nodes;
using ChatRuns.StandIns.Model;
using ChatRuns.StandIns.Out;

namespace ChatRuns.StandIns;

/// <summary>What people do: type, click, look, fill dialogs, install.</summary>
public sealed partial class TeamsStandIn
{
    private const string Adaptive = "application/vnd.microsoft.card.adaptive";

    /// <summary>Types a line; outside a personal chat the bot is mentioned. In a channel it is a new post, or stands under one.</summary>
    public Task<TeamsBotAnswer> SayAsync(string user, string chat, string text, TeamsMessage? under = null) => _door.SendAsync(Look(t =>
    {
        var (who, where) = (User(t, user), ChatOf(t, chat));
        var activity = _activities.Message(who, where, text, under?.Thread);
        var id = (string)activity["id"]!;
        if (where.Kind == "channel" && under is null) activity["conversation"]!["id"] = $"{where.Id};messageid={id}";
        t.Put(new() { Id = id, Chat = where.Id, Thread = where.Kind == "channel" ? under?.Thread ?? id : null, From = who.Id, Activity = activity, At = t.Now });
        return activity;
    }));

    /// <summary>Shows a message to somebody: where its card asks for a refresh by them, their client does that at once.</summary>
    public async Task<JsonObject?> LookAsync(string user, TeamsMessage message)
    {
        var now = Now(message) ?? throw new InvalidOperationException("The message was deleted.");
        if (now.Card?["refresh"] is not JsonObject refresh || refresh["action"] is not JsonObject action) return now.CardFor(user);
        var listed = (refresh["userIds"] as JsonArray)?.Select(u => (string?)u).ToList();
        if (listed is not null && !listed.Contains(user)) return now.CardFor(user);
        await ExecuteAsync(user, now, action, action["data"]?.DeepClone() as JsonObject ?? [], "automatic");
        return Now(message)?.CardFor(user);
    }

    /// <summary>
    /// Somebody opens a chat or a channel and reads all that is in it: their client refreshes each card that asks for it by them. Returns the
    /// messages that are there afterwards.
    /// </summary>
    /// <remarks>Source: learn.microsoft.com, "Universal Action Model": refresh.userIds, and everybody in a chat of at most sixty where a card names nobody.</remarks>
    public async Task<IReadOnlyList<TeamsMessage>> LookAroundAsync(string user, string chat)
    {
        foreach (var message in Seen())
            if (Now(message) is not null) await LookAsync(user, message);
        return Seen();

        IReadOnlyList<TeamsMessage> Seen() => Look(t => t.Find(chat) is { } found ? t.Messages.Where(m => m.Chat == found.Id && m.From is null && (m.OnlyFor is null || m.OnlyFor == user)).ToList() : []);
    }

    /// <summary>Presses what a message's card shows to this person: by title, id or verb.</summary>
    /// <param name="user">Who.</param>
    /// <param name="message">On which; an older state of a message presses what stood there then.</param>
    /// <param name="what">Title, id or verb.</param>
    /// <param name="inputs">What was filled in, by the input's id.</param>
    public Task<TeamsBotAnswer> ClickAsync(string user, TeamsMessage message, string what, params (string Id, string Value)[] inputs)
    {
        var card = message.CardFor(user) ?? throw new InvalidOperationException("The message has no card.");
        return PressAsync(user, card, message, what, inputs);
    }

    /// <summary>Presses what the open dialog shows.</summary>
    public Task<TeamsBotAnswer> SubmitDialogAsync(string user, string what, params (string Id, string Value)[] inputs)
    {
        var dialog = Dialog(user) ?? throw new InvalidOperationException($"{user} has no dialog open.");
        var data = CardActions.Data(dialog.Card, CardActions.Find(dialog.Card, what), inputs.ToDictionary(i => i.Id, i => i.Value));
        var chat = Look(t => dialog.Message is { } from ? t.Chats[from.Chat] : t.Personal(User(t, user)));
        return DialogAsync(user, chat, "task/submit", data, dialog.Message);
    }

    /// <summary>Any invoke, in a chat; its answer's shape is checked.</summary>
    public Task<TeamsBotAnswer> InvokeAsync(string user, string chat, string name, JsonNode? value, TeamsMessage? about = null) =>
        _door.SendAsync(Look(t => _activities.Invoke(User(t, user), ChatOf(t, chat), name, value, about)));

    /// <summary>Installs the app for a person, in a chat or a team: installationUpdate, then conversationUpdate.</summary>
    public async Task<TeamsBotAnswer> InstallAsync(string user, string chat, string action = "add")
    {
        await _door.SendAsync(Look(t => With(_activities.Begin("installationUpdate", User(t, user), ChatOf(t, chat), null), "action", action)));
        var members = new JsonArray(new JsonObject { ["id"] = _tenant.BotId, ["name"] = "ChatRuns" });
        return await _door.SendAsync(Look(t => With(_activities.Begin("conversationUpdate", User(t, user), ChatOf(t, chat), null), action.StartsWith("add", StringComparison.Ordinal) ? "membersAdded" : "membersRemoved", members)));
    }

    /// <summary>Reacts to a message.</summary>
    public Task<TeamsBotAnswer> ReactAsync(string user, TeamsMessage message, string reaction) => _door.SendAsync(Look(t =>
        With(With(_activities.Begin("messageReaction", User(t, user), t.Chats[message.Chat], message.Thread), "replyToId", message.Id), "reactionsAdded", new JsonArray(new JsonObject { ["type"] = reaction }))));

    /// <summary>An activity of a type, to change before it is sent with <see cref="SendAsync"/>.</summary>
    public JsonObject Activity(string type, string user, string chat) => Look(t => _activities.Begin(type, User(t, user), ChatOf(t, chat), null));

    /// <summary>Sends an activity with a good token.</summary>
    public Task<TeamsBotAnswer> SendAsync(JsonObject activity) => _door.SendAsync(activity);

    /// <summary>Posts anything to the bot, with any Authorization header or none; nothing is checked.</summary>
    public Task<TeamsBotAnswer> PostAsync(string body, string? authorization) => _door.PostAsync(body, authorization);

    private async Task<TeamsBotAnswer> PressAsync(string user, JsonObject card, TeamsMessage message, string what, (string Id, string Value)[] inputs)
    {
        var action = CardActions.Find(card, what);
        var data = CardActions.Data(card, action, inputs.ToDictionary(i => i.Id, i => i.Value));
        var chat = Look(t => t.Chats[message.Chat]);
        var msteams = data["msteams"] as JsonObject;
        switch ((string?)action["type"], (string?)msteams?["type"])
        {
            case ("Action.Execute", _):
                return await ExecuteAsync(user, message, action, data, "manual");
            case ("Action.Submit", "task/fetch"):
                return await DialogAsync(user, chat, "task/fetch", data, message);
            case ("Action.Submit", "imBack" or "messageBack"):
                return await SubmitAsync(user, chat, message, (string?)msteams!["text"] ?? (string?)(msteams["value"] as JsonValue), msteams["value"] as JsonObject);
            case ("Action.Submit", _):
                return await SubmitAsync(user, chat, message, null, data);
            default:
                throw new InvalidOperationException($"Pressing {action["type"]} tells the bot nothing.");
        }
    }

    private async Task<TeamsBotAnswer> ExecuteAsync(string user, TeamsMessage message, JsonObject action, JsonObject data, string trigger)
    {
        var value = new JsonObject
        {
            ["action"] = new JsonObject { ["type"] = "Action.Execute", ["id"] = action["id"]?.DeepClone(), ["title"] = action["title"]?.DeepClone(), ["verb"] = action["verb"]?.DeepClone(), ["data"] = data },
            ["trigger"] = trigger,
        };
        var answer = await _door.SendAsync(Look(t => _activities.Invoke(User(t, user), t.Chats[message.Chat], "adaptiveCard/action", value, message)));
        if (answer.Json is JsonObject body && (string?)body["type"] == Adaptive && body["value"] is JsonObject card)
            Look(t => { if (t.Message(message.Chat, message.Id) is { } now) t.Put(now with { Views = new Dictionary<string, JsonObject>(now.Views) { [user] = (JsonObject)card.DeepClone() } }); });
        return answer;
    }

    private Task<TeamsBotAnswer> SubmitAsync(string user, TeamsChat chat, TeamsMessage message, string? text, JsonObject? value) => _door.SendAsync(Look(t =>
    {
        var activity = With(_activities.Begin("message", User(t, user), chat, message.Thread), "replyToId", message.Id);
        if (text is not null) activity["text"] = text;
        if (value is not null) activity["value"] = value.DeepClone();
        return activity;
    }));

    private async Task<TeamsBotAnswer> DialogAsync(string user, TeamsChat chat, string name, JsonObject data, TeamsMessage? message)
    {
        var value = new JsonObject { ["data"] = data.DeepClone(), ["context"] = new JsonObject { ["theme"] = "default" } };
        var answer = await _door.SendAsync(Look(t => _activities.Invoke(User(t, user), chat, name, value, message)));
        var next = ((answer.Json as JsonObject)?["task"] as JsonObject)?["value"] as JsonObject;
        Look(t =>
        {
            if ((next?["card"] as JsonObject)?["content"] is JsonObject card) t.Dialogs[user] = new((string?)next["title"] ?? "", card, message);
            else t.Dialogs.Remove(user);
        });
        return answer;
    }

    private static JsonObject With(JsonObject activity, string name, JsonNode value)
    {
        activity[name] = value;
        return activity;
    }

    private static TeamsUser User(Tenant tenant, string user) => tenant.User(user) ?? throw new InvalidOperationException($"There is nobody called {user}.");

    // Somebody who opens the chat with the bot has one from then on.
    private static TeamsChat ChatOf(Tenant tenant, string chat) => tenant.User(chat) is { } user ? tenant.Personal(user) : Chat(tenant, chat);
}
