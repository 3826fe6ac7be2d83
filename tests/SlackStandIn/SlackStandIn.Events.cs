using System.Text.Json.Nodes;
using ChatRuns.StandIns.Api;
using ChatRuns.StandIns.Model;

namespace ChatRuns.StandIns;

/// <summary>What people say, and what Slack tells of it as events.</summary>
public sealed partial class SlackStandIn
{
    private JsonObject? _lastEvent;
    private int _retries;

    /// <summary>A message in a channel that mentions the bot; the mention is put in front unless it is in the text.</summary>
    public Task<BotAnswer> MentionAsync(string user, string channel, string text, string? thread = null)
    {
        var mention = $"<@{Options.BotUserId}>";
        var said = text.Contains(mention, StringComparison.Ordinal) ? text : $"{mention} {text}";
        return TellAsync(w => MessageEvent("app_mention", Say(w, user, channel, said, thread)));
    }

    /// <summary>A direct message to the bot.</summary>
    public Task<BotAnswer> DirectAsync(string user, string text, string? thread = null) => TellAsync(w => Direct(Say(w, user, w.Direct(user).Id, text, thread)));

    /// <summary>A message that is none of the bot's business: it is not told of it.</summary>
    public SlackMessage Say(string user, string channel, string text, string? thread = null) => Look(w => Say(w, user, channel, text, thread));

    /// <summary>A file shared with the bot: a direct message where <paramref name="channel"/> is the user's id, otherwise a mention.</summary>
    public Task<BotAnswer> ShareFileAsync(string user, string channel, string name, byte[] bytes, string text = "") => ShareFilesAsync(user, channel, text, (name, bytes));

    /// <summary>Several files shared at once; see <see cref="ShareFileAsync"/>.</summary>
    public Task<BotAnswer> ShareFilesAsync(string user, string channel, string text, params (string Name, byte[] Bytes)[] files) => TellAsync(w =>
    {
        var shared = files.Select(f => new SlackFile(w.NewId("F"), f.Name, user, f.Bytes) { Uploaded = true, Announced = f.Bytes.LongLength }).ToList();
        foreach (var file in shared) w.Files[file.Id] = file;
        var isDirect = w.Find(channel)?.DirectWith is not null;
        var message = Say(w, user, channel, isDirect ? text : $"<@{Options.BotUserId}> {text}", null, [.. shared.Select(f => f.Id)]);
        if (!isDirect) return MessageEvent("app_mention", message);
        var told = Direct(message);
        told["subtype"] = "file_share";
        return told;
    });

    /// <summary>A message with an address that the bot may unfurl.</summary>
    public Task<BotAnswer> ShareLinkAsync(string user, string channel, string url) => TellAsync(w =>
    {
        var message = Say(w, user, channel, $"<{url}>", null);
        var id = w.NewId("Uf");
        w.Shared[id] = (message.Channel, message.Ts, [url]);
        return new JsonObject
        {
            ["type"] = "link_shared", ["user"] = user, ["channel"] = message.Channel, ["message_ts"] = message.Ts, ["unfurl_id"] = id, ["source"] = "conversations_history",
            ["is_bot_user_member"] = w.Channels[message.Channel].IsMember, ["event_ts"] = message.Ts,
            ["links"] = new JsonArray(new JsonObject { ["url"] = url, ["domain"] = new Uri(url).Host }),
        };
    });

    /// <summary>The user opens the bot's Home tab.</summary>
    public Task<BotAnswer> OpenHomeAsync(string user) => TellAsync(w =>
    {
        var told = new JsonObject { ["type"] = "app_home_opened", ["user"] = user, ["channel"] = w.Direct(user).Id, ["tab"] = "home", ["event_ts"] = w.NewTs() };
        if (w.Views.Home(user) is { } home) told["view"] = Wire.View(w, home);
        return told;
    });

    /// <summary>The app is removed: the token dies, and Slack says so twice.</summary>
    public async Task<BotAnswer> UninstallAsync()
    {
        Look(w => w.Uninstalled = true);
        await TellAsync(w => new JsonObject
        {
            ["type"] = "tokens_revoked", ["tokens"] = new JsonObject { ["oauth"] = new JsonArray(), ["bot"] = new JsonArray(Options.BotUserId) }, ["event_ts"] = w.NewTs(),
        });
        return await TellAsync(w => new JsonObject { ["type"] = "app_uninstalled", ["event_ts"] = w.NewTs() });
    }

    /// <summary>Somebody invites the bot into a channel.</summary>
    public Task<BotAnswer> InviteAsync(string user, string channel) => TellAsync(w =>
    {
        var there = w.Channels[channel] = w.Channels[channel] with { IsMember = true };
        return new JsonObject
        {
            ["type"] = "member_joined_channel", ["user"] = Options.BotUserId, ["channel"] = channel, ["channel_type"] = there.IsPrivate ? "G" : "C",
            ["team"] = Options.TeamId, ["inviter"] = user, ["event_ts"] = w.NewTs(),
        };
    });

    /// <summary>Any event, in its envelope.</summary>
    public Task<BotAnswer> EventAsync(JsonObject inner) => TellAsync(_ => inner);

    /// <summary>Sends the last event once more, as Slack does after a missed answer.</summary>
    public Task<BotAnswer> RetryLastEventAsync(string reason = "http_timeout") =>
        _delivery.EventAsync(_lastEvent ?? throw new InvalidOperationException("No event was sent yet."), ++_retries, reason);

    /// <summary>The probe of an events address; the bot must echo the challenge.</summary>
    public Task<BotAnswer> UrlVerificationAsync(string challenge = "standin-challenge") =>
        SendSignedAsync(Options.Paths.Events, new JsonObject { ["token"] = "standin", ["challenge"] = challenge, ["type"] = "url_verification" }.ToJsonString());

    /// <summary>The old probe of a command's address.</summary>
    public Task<BotAnswer> SslCheckAsync() => SendSignedAsync(Options.Paths.Commands, "token=standin&ssl_check=1", contentType: "application/x-www-form-urlencoded");

    /// <summary>A raw request, signed with what is given: for forged and stale ones. Always over HTTP.</summary>
    public Task<BotAnswer> SendSignedAsync(string path, string body, string? secret = null, long? timestamp = null, string contentType = "application/json") =>
        _delivery.SignedAsync(path, body, contentType, secret, timestamp);

    private Task<BotAnswer> TellAsync(Func<Workspace, JsonObject> tell)
    {
        _retries = 0;
        _lastEvent = Look(w => _payloads.Event(tell(w)));
        return _delivery.EventAsync(_lastEvent);
    }

    private static SlackMessage Say(Workspace workspace, string user, string channel, string text, string? thread, params string[] files)
    {
        var found = workspace.Find(channel) ?? throw new InvalidOperationException($"There is no channel {channel}.");
        return workspace.Add(new SlackMessage { Channel = found.Id, Ts = workspace.NewTs(), User = user, Text = text, ThreadTs = thread, Files = files });
    }

    private JsonObject MessageEvent(string type, SlackMessage message)
    {
        var told = Wire.Message(_workspace, message, false);
        (told["type"], told["channel"], told["event_ts"]) = (type, message.Channel, message.Ts);
        return told;
    }

    private JsonObject Direct(SlackMessage message)
    {
        var told = MessageEvent("message", message);
        told["channel_type"] = "im";
        return told;
    }
}
