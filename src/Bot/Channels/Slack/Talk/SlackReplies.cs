using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ChatRuns.Bot.Channels.Slack.Api;
using ChatRuns.Bot.Channels.Slack.Blocks;
using ChatRuns.Bot.Memory;

namespace ChatRuns.Bot.Channels.Slack.Talk;

/// <summary>
/// Draws cards for Slack and puts them where they belong. A workspace that refuses the newer blocks gets the classic ones, from then
/// on at once.
/// </summary>
internal sealed partial class SlackReplies(SlackApi api, SlackPartMemory parts, CourierMemory courier, IConfiguration settings, TimeProvider time, ILogger<SlackReplies> log)
{
    private static readonly TimeSpan ClassicFor = TimeSpan.FromHours(24);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _classic = new();
    private readonly ConditionalWeakTable<BoundCard, Drawn> _drawn = [];
    private readonly string _publicUrl = settings["PublicUrl"]?.TrimEnd('/') ?? "";

    /// <summary>Draws a card and keeps what its buttons refer to.</summary>
    public async Task<SlackDrawing> DrawAsync(Workspace workspace, BoundCard card, string? subject, CancellationToken cancel)
    {
        var drawing = BlockKit.Message(card, PageOf(subject));
        await KeepAsync(drawing.Parts, cancel);
        return drawing.Classic is not null && IsClassic(workspace) ? drawing with { Blocks = drawing.Classic, Classic = null } : drawing;
    }

    /// <summary>
    /// An answer for one person as the JSON of an acknowledgement's body. Drawn once for a card: where the desk answers two people with the
    /// same card, the second costs nothing.
    /// </summary>
    public async Task<string> DrawAnswerAsync(Workspace workspace, BoundCard card, string? line, CancellationToken cancel)
    {
        var key = (IsClassic(workspace), line);
        if (_drawn.TryGetValue(card, out var drawn) && drawn.Key == key) return drawn.Json;
        var drawing = BlockKit.Answer(card, key.Item1);
        await KeepAsync(drawing.Parts, cancel);
        var json = Ephemeral(WithShare(drawing, line)).ToJsonString();
        _drawn.AddOrUpdate(card, new(key, json));
        return json;
    }

    /// <summary>Keeps what buttons refer to.</summary>
    public Task KeepAsync(IReadOnlyDictionary<string, SlackPart> kept, CancellationToken cancel) => kept.Count == 0
        ? Task.CompletedTask
        : parts.KeepAsync(kept.Select(p => KeyValuePair.Create(p.Key, JsonSerializer.Serialize(p.Value, JsonSerializerOptions.Web))), cancel);

    /// <summary>Calls a method with a drawing; where its blocks are refused again with the classic ones, and at last with the text alone.</summary>
    public async Task<SlackAnswer> SendAsync(Workspace workspace, string method, JsonObject arguments, SlackDrawing drawing, CancellationToken cancel)
    {
        var answer = await CallAsync(drawing.Blocks);
        if (answer is SlackAnswer.Refused { Error: "invalid_blocks" or "invalid_blocks_format" } && drawing.Classic is { } classic)
        {
            _classic[workspace.Team] = time.GetUtcNow() + ClassicFor;
            LogClassic(workspace.Team, answer.Words());
            answer = await CallAsync(classic);
        }

        if (answer is not SlackAnswer.Refused { Error: "invalid_blocks" or "invalid_blocks_format" or "msg_blocks_too_long" or "msg_too_long" }) return answer;
        LogTextOnly(workspace.Team, answer.Words());
        return await CallAsync([]);

        Task<SlackAnswer> CallAsync(JsonArray blocks)
        {
            var all = (JsonObject)arguments.DeepClone();
            all["text"] = drawing.Text;
            all["blocks"] = blocks.DeepClone();
            return api.CallAsync(workspace.Token, method, all, cancel);
        }
    }

    /// <summary>Shows a card to one person in a conversation; nobody else sees it.</summary>
    public async Task<SlackAnswer> WhisperAsync(SlackSpot spot, string channel, BoundCard card, string? line, CancellationToken cancel)
    {
        var drawing = WithShare(await DrawAsync(spot.Workspace, card, null, cancel), line);
        var arguments = Where(channel, spot.Thread);
        arguments["user"] = spot.User;
        return await SendAsync(spot.Workspace, "chat.postEphemeral", arguments, drawing, cancel);
    }

    /// <summary>Redraws a message in place; its card is a copy of the reply's subject from then on.</summary>
    public async Task<SlackAnswer> RedrawAsync(SlackSpot spot, Reply reply, CancellationToken cancel)
    {
        var drawing = await DrawAsync(spot.Workspace, reply.Card!, reply.Subject, cancel);
        var answer = await SendAsync(spot.Workspace, "chat.update", new JsonObject { ["channel"] = spot.Channel, ["ts"] = spot.Message }, drawing, cancel);
        if (answer is SlackAnswer.Ok) await courier.SetCopyAsync(spot.Address, reply.Subject, reply.Version, cancel, shown: reply.Card);
        return answer;
    }

    /// <summary>Posts to a response_url: to the person alone, in place of the message that was pressed or new.</summary>
    public async Task<SlackAnswer> RespondAsync(SlackSpot spot, BoundCard card, bool replace, string? line, CancellationToken cancel)
    {
        var drawing = WithShare(await DrawAsync(spot.Workspace, card, null, cancel), line);
        var body = Ephemeral(drawing);
        body["replace_original"] = replace;
        if (spot.Thread is not null) body["thread_ts"] = spot.Thread;
        var answer = await api.PostAsync(spot.ResponseUrl!, body, cancel);
        if (answer is not SlackAnswer.Refused { Error: "invalid_blocks" } || drawing.Classic is not { } classic) return answer;
        body["blocks"] = classic.DeepClone();
        return await api.PostAsync(spot.ResponseUrl!, body, cancel);
    }

    /// <summary>An answer for one person, as the body of an acknowledgement or of a response_url. The drawing's blocks become a part of it.</summary>
    public static JsonObject Ephemeral(SlackDrawing drawing) => new()
    {
        ["response_type"] = "ephemeral",
        ["text"] = drawing.Text,
        ["blocks"] = drawing.Blocks,
    };

    /// <summary>With a button that shows the answer of a line to everybody; it is added to the drawing's own blocks.</summary>
    public static SlackDrawing WithShare(SlackDrawing drawing, string? line)
    {
        if (line is null || line.Length > 1000) return drawing;
        var share = new SlackPart.Execute(SlackVerbs.Share, JsonSerializer.SerializeToElement(new { line }), TakesInputs: false);
        AddTo(drawing.Blocks);
        if (drawing.Classic is { } classic) AddTo(classic);
        return drawing;

        void AddTo(JsonArray blocks)
        {
            if (blocks.Count >= SlackLimit.MessageBlocks) return;
            blocks.Add((JsonNode)new JsonObject
            {
                ["type"] = "actions",
                ["block_id"] = "share",
                ["elements"] = new JsonArray(new JsonObject
                {
                    ["type"] = "button",
                    ["action_id"] = "share",
                    ["text"] = new JsonObject { ["type"] = "plain_text", ["text"] = "Share in channel" },
                    ["value"] = share.ToValue(2000, new Dictionary<string, SlackPart>()),
                }),
            });
        }
    }

    /// <summary>With people named before it, so that Slack notifies them. The ids are Slack's own.</summary>
    public static SlackDrawing Naming(SlackDrawing drawing, IReadOnlyList<string> users)
    {
        return drawing with
        {
            Text = $"{string.Join(' ', users.Select(user => $"<@{user}>"))} {drawing.Text}",
            Blocks = With(drawing.Blocks),
            Classic = drawing.Classic is { } classic ? With(classic) : null,
        };

        JsonArray With(JsonArray blocks)
        {
            var elements = users.SelectMany(user => (JsonNode[])[new JsonObject { ["type"] = "user", ["user_id"] = user }, new JsonObject { ["type"] = "text", ["text"] = " " }]);
            var section = new JsonObject { ["type"] = "rich_text_section", ["elements"] = new JsonArray([.. elements]) };
            var all = (JsonArray)blocks.DeepClone();
            all.Insert(0, new JsonObject { ["type"] = "rich_text", ["elements"] = new JsonArray(section) });
            return all;
        }
    }

    private bool IsClassic(Workspace workspace) => _classic.TryGetValue(workspace.Team, out var until) && until > time.GetUtcNow();

    private Uri? PageOf(string? subject) => _publicUrl.Length > 0 && subject is not null && RunIn().Match(subject) is { Success: true } match
        ? new Uri(string.Create(CultureInfo.InvariantCulture, $"{_publicUrl}/runs/{match.Groups[1].Value}")) : null;

    /// <summary>Where a message goes; links in it unfold to nothing.</summary>
    public static JsonObject Where(string channel, string? thread)
    {
        var arguments = new JsonObject { ["channel"] = channel, ["unfurl_links"] = "false", ["unfurl_media"] = "false" };
        if (thread is not null) arguments["thread_ts"] = thread;
        return arguments;
    }

    private sealed record Drawn((bool IsClassic, string? Line) Key, string Json);

    [GeneratedRegex("^(?:run|finished|actions|question|action)/([0-9]+)")]
    private static partial Regex RunIn();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The Slack workspace {Team} refuses the newer blocks; it gets the classic ones for a day: {Why}")]
    private partial void LogClassic(string team, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "Slack refused the blocks of a card in {Team}; it was sent as text: {Why}")]
    private partial void LogTextOnly(string team, string why);
}

/// <summary>Verbs of buttons that Slack's own channel understands, beside those of the cards.</summary>
internal static class SlackVerbs
{
    /// <summary>Shows the answer of a line to everybody.</summary>
    public const string Share = "slack.share";
}
