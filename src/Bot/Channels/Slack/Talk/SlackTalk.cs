using System.Text.Json;
using ChatRuns.Bot.Channels.Slack.Api;
using ChatRuns.Bot.Channels.Slack.Blocks;
using ChatRuns.Bot.Channels.Slack.Door;
using ChatRuns.Bot.Channels.Slack.Install;
using ChatRuns.Bot.Memory;
using ChatRuns.Journal;

namespace ChatRuns.Bot.Channels.Slack.Talk;

/// <summary>
/// What people say and press in Slack: made into what the desk understands, and the desk's answer put where Slack lets it stand. Who
/// it is was verified with Slack; what they may do the engine decides.
/// </summary>
internal sealed class SlackTalk(
    IDesk desk, SlackPeople people, SlackModals modals, SlackPartMemory parts, SlackAnswers answers, SlackHome home, SlackEvents events, SlackShares shares, SlackApi api)
{
    /// <summary>
    /// What is to be said to the desk; null for what is Slack's own affair (a modal to open, a Home tab), which changes nothing.
    /// </summary>
    public async Task<Said?> ReadAsync(SlackDelivery delivery, Workspace workspace, CancellationToken cancel)
    {
        var spot = SlackSpot.Of(delivery, workspace, api.Root);
        var person = await people.FindAsync(workspace, spot.User, TeamOf(delivery), cancel);
        if (person.Refusal is not null) return null;
        return delivery switch
        {
            { Way: Way.Command } => Line(SlackLine.OfCommand(delivery.Body)),
            { Way: Way.Event, Type: "app_mention" or "message" } when shares.Of(delivery.Body.At("event"), workspace) is { Count: > 0 } files =>
                new Said.Share(person.Who, spot.Address, person.Zone, SlackLine.OfShare(delivery.Body.Text("event.text"), workspace.BotUser), files) { Id = delivery.Key },
            { Way: Way.Event, Type: "app_mention" or "message" } => Line(SlackLine.OfMessage(delivery.Body.Text("event.text"), workspace.BotUser)),
            { Way: Way.Interaction, Type: "block_actions" } => await PressedAsync(delivery, cancel) is SlackPart.Execute press ? Press(press) : null,
            { Way: Way.Interaction, Type: "view_submission" } => await modals.SubmittedAsync(delivery, cancel) switch
            {
                SlackPart.Execute press => Press(press),
                _ => null,
            },
            _ => null,
        };

        Said.Line Line(string text) => new(person.Who, spot.Address, person.Zone, text) { Id = delivery.Key, Under = spot.Root, Slashes = SlackManifest.Slashes };

        Said.Press Press(SlackPart.Execute press)
        {
            var state = delivery.Body.At(delivery.Type == "view_submission" ? "view.state.values" : "state.values");
            var data = press.TakesInputs && state.ValueKind == JsonValueKind.Object ? SlackInputs.Merge(press.Data, SlackInputs.Read(state)) : press.Data;
            return new(person.Who, spot.Address, person.Zone, press.Verb, data) { Id = delivery.Key, Slashes = SlackManifest.Slashes };
        }
    }

    /// <summary>Whether it changes nothing, so that it need not be kept: the line of a command, or what was pressed.</summary>
    public async Task<bool> OnlyReadsAsync(SlackDelivery delivery, Workspace workspace)
    {
        // By the id alone: Slack is not asked who it is before the acknowledgement, and the zone makes no difference to what a line changes.
        var spot = SlackSpot.Of(delivery, workspace, api.Root);
        var (who, where) = (new Principal("slack", workspace.Team, spot.User, spot.User), spot.Address);
        if (delivery.Way == Way.Command)
            return await desk.OnlyReadsAsync(new Said.Line(who, where, TimeZoneInfo.Utc, SlackLine.OfCommand(delivery.Body)), CancellationToken.None);
        return await PressedAsync(delivery, CancellationToken.None) switch
        {
            SlackPart.Form or SlackPart.Whole => true,
            SlackPart.Execute { Verb: SlackVerbs.Share } => false,
            SlackPart.Execute press => await desk.OnlyReadsAsync(new Said.Press(who, where, TimeZoneInfo.Utc, press.Verb, press.Data), CancellationToken.None),
            _ => true,
        };
    }

    /// <summary>Does what the delivery asks for. What must be said in the acknowledgement goes into its slot while that is open.</summary>
    public async Task DoAsync(SlackDelivery delivery, Workspace workspace, AckSlot ack, CancellationToken cancel)
    {
        var spot = SlackSpot.Of(delivery, workspace, api.Root);
        var person = await people.FindAsync(workspace, spot.User, TeamOf(delivery), cancel);
        if (await events.TryDoAsync(delivery, workspace, person, cancel)) return;
        if (person.Refusal is { } refusal)
        {
            await answers.RefuseAsync(spot, delivery, refusal, ack, cancel);
            return;
        }

        if (delivery is { Way: Way.Interaction, Type: "shortcut" or "message_action" })
        {
            await modals.ShortcutAsync(delivery, spot, cancel);
            return;
        }

        if (delivery is { Way: Way.Interaction, Type: "block_actions" } && await TryOpenAsync(delivery, spot, person, ack, cancel)) return;
        if (await ReadAsync(delivery, workspace, cancel) is not { } said)
        {
            await answers.DamagedAsync(spot, delivery, ack, cancel);
            return;
        }

        if (said is Said.Press { Verb: SlackVerbs.Share } share)
        {
            await answers.ShareAsync(spot, share, delivery.Key, cancel);
            return;
        }

        var reply = await desk.AnswerAsync(said, cancel);
        await answers.GiveAsync(spot, delivery, said, reply, ack, cancel);
        if (delivery.Body.Text("view.type") == "home") await home.PublishAsync(workspace, person, cancel);
    }

    // A form or a whole card is opened as a modal; that changes nothing. Who would fill it in for nothing is told so instead.
    private async Task<bool> TryOpenAsync(SlackDelivery delivery, SlackSpot spot, SlackPerson person, AckSlot ack, CancellationToken cancel)
    {
        switch (await PressedAsync(delivery, cancel))
        {
            case SlackPart.Form form:
                var send = BlockKit.SubmitOf(form);
                var said = new Said.Press(person.Who, spot.Address, person.Zone, send.Verb, send.Data) { Id = delivery.Key };
                if (await desk.FindObstacleAsync(said, cancel) is { } obstacle) await answers.GiveAsync(spot, delivery, said, obstacle, ack, cancel);
                else await modals.OpenFormAsync(spot, form, cancel);
                return true;
            case SlackPart.Whole whole:
                await modals.OpenCardAsync(spot, new(whole.Name, whole.Title, whole.Json, whole.Text), cancel);
                return true;
            default:
                // An input within a message changed: it is read when a button is pressed.
                return IsInput(delivery.Press);
        }
    }

    private static bool IsInput(JsonElement press) =>
        press.Text("value") is null && press.Text("selected_option.value") is null && press.Text("type") is not "button";

    private async Task<SlackPart?> PressedAsync(SlackDelivery delivery, CancellationToken cancel)
    {
        var press = delivery.Press;
        var (part, hash) = SlackPart.Read(press.Text("value") ?? press.Text("selected_option.value"));
        if (hash is null) return part;
        return await parts.FindAsync(hash, cancel) is { } json ? JsonSerializer.Deserialize<SlackPart>(json, JsonSerializerOptions.Web) : null;
    }

    private static string? TeamOf(SlackDelivery delivery) =>
        delivery.Way == Way.Event ? delivery.Body.Text("event.user_team") ?? delivery.Body.Text("event.team") : delivery.Body.Text("user.team_id") ?? delivery.Body.Text("team_id");
}
