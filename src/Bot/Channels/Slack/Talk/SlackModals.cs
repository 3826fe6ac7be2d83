using System.Text.Json;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Bot.Channels.Slack.Api;
using ChatRuns.Bot.Channels.Slack.Blocks;
using ChatRuns.Bot.Channels.Slack.Door;
using ChatRuns.Bot.Memory;

namespace ChatRuns.Bot.Channels.Slack.Talk;

/// <summary>
/// Modals: forms of buttons (reject with a reason, edit), whole cards, and the shortcuts. What a modal is about stands in its private
/// metadata as the hash of a kept part, so it needs no memory of its own and no session; so does the private answer that it was opened from.
/// </summary>
internal sealed partial class SlackModals(SlackApi api, SlackReplies replies, SlackPartMemory parts, SlackNotes notes, ILogger<SlackModals> log)
{
    private const string FormCallback = "form";
    private const string CardCallback = "card";
    private const int LongestError = 300;

    /// <summary>What submitting the view of a delivery says; null when its form is not kept any more.</summary>
    public async Task<SlackPart?> SubmittedAsync(SlackDelivery delivery, CancellationToken cancel)
    {
        if (SlackForms.Read(delivery) is { } shortcut) return shortcut;
        if (await parts.FindAsync(SlackMetadata.Read(delivery.Body.Text("view.private_metadata")).Hash, cancel) is not { } json) return null;
        return JsonSerializer.Deserialize<SlackPart>(json, JsonSerializerOptions.Web) switch
        {
            SlackPart.Form form => BlockKit.SubmitOf(form),
            SlackPart.Whole whole => BlockKit.SubmitOf(new BoundCard(whole.Name, whole.Title, whole.Json, whole.Text)),
            _ => null,
        };
    }

    /// <summary>Opens the form of a button.</summary>
    public Task OpenFormAsync(SlackSpot spot, SlackPart.Form form, CancellationToken cancel) =>
        OpenAsync(spot, form, metadata => BlockKit.Modal(form, FormCallback, metadata), replace: false, cancel);

    /// <summary>Opens a whole card.</summary>
    public Task OpenCardAsync(SlackSpot spot, BoundCard card, CancellationToken cancel) => ShowAsync(spot, card, replace: false, cancel);

    /// <summary>Shows a card to somebody who pressed something in a modal or the Home tab.</summary>
    public Task ShowAsync(SlackSpot spot, BoundCard card, bool replace, CancellationToken cancel) =>
        OpenAsync(spot, PartOf(card), metadata => BlockKit.View(Titled(card), CardCallback, metadata), replace, cancel);

    /// <summary>A shortcut of the manifest was used.</summary>
    public async Task ShortcutAsync(SlackDelivery delivery, SlackSpot spot, CancellationToken cancel)
    {
        if (spot.Trigger is null || SlackForms.Open(delivery, await notes.ReadAsync(delivery, spot.Workspace, cancel)) is not { } view) return;
        Tell(await api.CallAsync(spot.Workspace.Token, "views.open", new JsonObject { ["trigger_id"] = spot.Trigger, ["view"] = view }, cancel));
    }

    /// <summary>Answers a submitted view: errors beside the inputs, a card in its place, or it closes.</summary>
    public async Task AnswerAsync(SlackDelivery delivery, SlackSpot spot, Reply reply, AckSlot ack, CancellationToken cancel)
    {
        if (reply.Card is not { } card)
        {
            if (!ack.TryAnswer("""{"response_action":"clear"}""")) await UpdateAsync(delivery, spot, SlackForms.Done(), cancel);
            return;
        }

        if (ErrorsOf(delivery, reply) is { } errors && ack.TryAnswer(new JsonObject { ["response_action"] = "errors", ["errors"] = errors }.ToJsonString())) return;
        var view = (reply.InputErrors.Count > 0 ? SlackRefusedForm.Draw(delivery, WordsOf(reply)) : null) ?? await ViewOfAsync(card, spot, cancel);
        if (!ack.TryAnswer(new JsonObject { ["response_action"] = "update", ["view"] = view.DeepClone() }.ToJsonString())) await UpdateAsync(delivery, spot, view, cancel);
    }

    /// <summary>What stands in the modal while its answer takes long.</summary>
    public static JsonObject Working() => new() { ["response_action"] = "update", ["view"] = SlackForms.Working() };

    private async Task<JsonObject> ViewOfAsync(BoundCard card, SlackSpot spot, CancellationToken cancel)
    {
        var kept = new Dictionary<string, SlackPart>();
        var hash = PartOf(card).ToValue(0, kept)[1..];
        var drawn = BlockKit.View(Titled(card), CardCallback, SlackMetadata.Write(hash, spot.PrivateAnswer));
        foreach (var part in drawn.Parts) kept[part.Key] = part.Value;
        await replies.KeepAsync(kept, cancel);
        return drawn.View;
    }

    // Only inputs of this view can carry an error; null where one concerns none of them, and when there is none.
    private static JsonObject? ErrorsOf(SlackDelivery delivery, Reply reply)
    {
        var errors = new JsonObject();
        var prefix = SlackInputs.BlockOf("");
        var blocks = delivery.Body.List("view.blocks").Where(b => b.Text("type") == "input").Select(b => b.Text("block_id")).OfType<string>().ToList();
        foreach (var (input, why) in reply.InputErrors)
        {
            var block = blocks.FirstOrDefault(b => b == input || b.StartsWith(prefix, StringComparison.Ordinal) && InputName.Of(b[prefix.Length..]) == input);
            if (block is null) return null;
            errors[block] = why.Length <= LongestError ? why : why[..(LongestError - 1)] + "…";
        }

        return errors.Count > 0 ? errors : null;
    }

    private static string WordsOf(Reply reply) => "⚠ " + string.Join('\n', reply.InputErrors.Values.Distinct());

    private async Task OpenAsync(SlackSpot spot, SlackPart about, Func<string, SlackView> draw, bool replace, CancellationToken cancel)
    {
        var kept = new Dictionary<string, SlackPart>();
        var view = draw(SlackMetadata.Write(about.ToValue(0, kept)[1..], spot.PrivateAnswer));
        foreach (var part in view.Parts) kept[part.Key] = part.Value;
        await replies.KeepAsync(kept, cancel);
        var arguments = new JsonObject { ["view"] = view.View };
        if (replace && spot.View is not null) arguments["view_id"] = spot.View;
        else arguments["trigger_id"] = spot.Trigger ?? "";
        var method = replace && spot.View is not null ? "views.update" : spot.View is not null ? "views.push" : "views.open";
        var answer = await api.CallAsync(spot.Workspace.Token, method, arguments, cancel);
        if (answer is SlackAnswer.Refused { Error: "push_limit_reached" })
        {
            arguments.Remove("trigger_id");
            arguments["view_id"] = spot.View;
            answer = await api.CallAsync(spot.Workspace.Token, "views.update", arguments, cancel);
        }

        Tell(answer);
    }

    private async Task UpdateAsync(SlackDelivery delivery, SlackSpot spot, JsonObject view, CancellationToken cancel) =>
        Tell(await api.CallAsync(spot.Workspace.Token, "views.update", new JsonObject { ["view_id"] = delivery.Body.Text("view.id") ?? "", ["view"] = view }, cancel));

    // A title holds 24 characters: that of a notice is its sentence, which stands below it whole.
    private static BoundCard Titled(BoundCard card) => card.Name == NoticeFacts.Template ? card with { Title = "ChatRuns" } : card;

    private static SlackPart.Whole PartOf(BoundCard card) => new(card.Name, card.Title, card.Json, card.Text);

    private void Tell(SlackAnswer answer)
    {
        if (answer is not SlackAnswer.Ok) LogNotOpened(answer.Words());
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A modal could not be shown in Slack: {Why}")]
    private partial void LogNotOpened(string why);
}
