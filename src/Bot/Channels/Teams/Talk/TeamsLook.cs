using System.Text.Json;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Channels.Teams.Cards;
using ChatRuns.Bot.Channels.Teams.Door;
using ChatRuns.Bot.Memory;

namespace ChatRuns.Bot.Channels.Teams.Talk;

/// <summary>What a message shows, as it is now and as one person may see it.</summary>
internal sealed class TeamsLook(IDesk desk, TeamsReplies replies, CourierMemory courier)
{
    /// <summary>The card that a press stands on, bound anew; null when nobody knows what that message shows.</summary>
    public async Task<BoundCard?> CardOfAsync(Said.Press said, TeamsActivity activity, CancellationToken cancel)
    {
        if ((LineOf(await courier.FindSubjectAsync(said.Where, cancel)) ?? LineOf(said.Data)) is not { } line) return null;
        var reply = await desk.AnswerAsync(new Said.Line(said.Who, said.Where, said.Zone, line) { Id = activity.Key + "/now" }, cancel);
        return reply.Card is { } card ? card with { Subject = reply.Subject } : null;
    }

    /// <summary>The same as the person who pressed sees it; the courier redraws it for everybody.</summary>
    public async Task<JsonObject?> ViewAsync(Said.Press said, TeamsActivity activity, CancellationToken cancel)
    {
        if (await CardOfAsync(said, activity, cancel) is not { } card) return null;
        var obstacle = await FindObstacleAsync(card, new(said.Who, said.Zone, null), said.Where, cancel);
        return replies.ViewOf(card, mayDecide: obstacle is null, activity.From.Id, TeamsDoubles.AttemptOf(said.Data));
    }

    /// <summary>What stands against the decisions that a card offers; null when nothing stands against one of them, or it offers none.</summary>
    public async Task<Reply?> FindObstacleAsync(BoundCard card, TeamsPerson person, Address where, CancellationToken cancel)
    {
        Reply? first = null;
        foreach (var data in TeamsReplies.DecisionsOn(card))
        {
            if (await desk.FindObstacleAsync(new Said.Press(person.Who, where, person.Zone, "action.reject", data), cancel) is not { } obstacle) return null;
            first ??= obstacle;
        }

        return first;
    }

    /// <summary>Somebody sees a card of their own as it is now: it is sent to them again when it differs from that.</summary>
    public Task ShownAsync(Address message, string subject, BoundCard card, CancellationToken cancel) => courier.SetShownAsync(message, subject, card, cancel);

    /// <summary>The line that shows a subject; null for one that no line shows.</summary>
    public static string? LineOf(string? subject) => subject?.Split('/') switch
    {
        ["run" or "finished", var n] => $"/run {n}",
        ["question", var n, _] => $"/run {n}",
        ["actions", var n] => $"/run {n} actions",
        ["actions", var n, var page] => $"/run {n} actions page {page}",
        ["action", var id] => $"/run {id.Split('.')[0]} actions {id}",
        ["log", var n] => $"/run {n} log",
        ["home", _] => "/home",
        _ => null,
    };

    /// <summary>Whether the line that shows a subject shows the very card, and not another one that says the same.</summary>
    public static bool IsShownWhole(string? subject) => subject?.Split('/')[0] is "run" or "actions" or "action" or "log";

    /// <summary>What the card of a pressed button shows, as the button says; null when it does not.</summary>
    public static string? ShownBy(JsonElement data) =>
        data.TryGetProperty(TeamsActions.SubjectName, out var shown) && shown.ValueKind == JsonValueKind.String ? shown.GetString() : null;

    private static string? LineOf(JsonElement data)
    {
        if (LineOf(ShownBy(data)) is { } line) return line;
        var id = data.TryGetProperty("id", out var one) && one.ValueKind == JsonValueKind.String ? one.GetString()
            : data.TryGetProperty("items", out var items) && items.ValueKind == JsonValueKind.Array ? items.EnumerateArray().Select(i => i.ToString()).FirstOrDefault() : null;
        return id?.Split('.')[0] is { Length: > 0 } run && run.All(char.IsAsciiDigit) ? $"/run {run} actions" : null;
    }
}
