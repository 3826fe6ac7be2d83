using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Bot.Channels.Slack.Api;
using ChatRuns.Bot.Channels.Slack.Door;
using ChatRuns.Bot.Memory;
using ChatRuns.Journal;

namespace ChatRuns.Bot.Channels.Slack.Talk;

/// <summary>
/// Puts an answer where Slack lets it stand: into the acknowledgement, to the response_url, in place of the pressed message, into the
/// person's own conversation or to them alone in the channel.
/// </summary>
internal sealed partial class SlackAnswers(
    IDesk desk, SlackReplies replies, SlackModals modals, SlackChannel channel, SlackPostMemory posts, CourierMemory courier, SlackApi api, CardDesk cards, ILogger<SlackAnswers> log)
{
    /// <summary>Tells somebody alone why they may not.</summary>
    public Task RefuseAsync(SlackSpot spot, SlackDelivery delivery, string why, AckSlot ack, CancellationToken cancel) =>
        delivery.Way == Way.Event && !spot.IsDirect && spot.Channel is null
            ? Task.CompletedTask
            : GivePrivatelyAsync(spot, delivery, Notice(why), null, false, ack, cancel);

    /// <summary>A button or form that says nothing we know.</summary>
    public Task DamagedAsync(SlackSpot spot, SlackDelivery delivery, AckSlot ack, CancellationToken cancel) => delivery.Way == Way.Event
        ? Task.CompletedTask
        : GivePrivatelyAsync(spot, delivery, Notice("This card is too old to be used. Ask for a fresh one, for example with /approvals."), null, false, ack, cancel);

    /// <summary>Gives the desk's answer.</summary>
    public async Task GiveAsync(SlackSpot spot, SlackDelivery delivery, Said said, Reply reply, AckSlot ack, CancellationToken cancel)
    {
        if (delivery.Type == "view_submission")
        {
            await modals.AnswerAsync(delivery, spot, reply, ack, cancel);
            if (reply.Card is null) await RedrawOwnAsync(spot, delivery, said, cancel);
            return;
        }

        if (reply.Card is not { } card)
        {
            ack.TryAnswer(null);
            await RedrawOwnAsync(spot, delivery, said, cancel);
            return;
        }

        // A list is worth showing to everybody; a refusal or a hint is for the one who asked.
        var line = card.Name == NoticeFacts.Template || card.Owner is not null ? null : LineOf(said, reply);
        if (reply.Mode == ReplyMode.Thread && spot is { Channel: not null, Message: not null, IsEphemeral: false, IsDirect: false }
            && await TryGiveInThreadAsync(spot, reply, delivery.Key, cancel)) return;
        if (spot.Channel is null) await modals.ShowAsync(spot, card, reply.Mode == ReplyMode.Replace, cancel);
        else if (spot.IsDirect && delivery.Way != Way.Command && !spot.IsEphemeral) await GiveDirectlyAsync(spot, reply, delivery.Key, cancel);
        else await GivePrivatelyAsync(spot, delivery, card, line, reply.Mode == ReplyMode.Replace && spot.IsEphemeral, ack, cancel);
    }

    // Of a page that was turned to as well: what stands there now is what would be shared.
    private static string? LineOf(Said said, Reply reply) => said switch
    {
        Said.Line typed => typed.Text,
        Said.Press { Verb: "say" } press when reply.Mode == ReplyMode.Replace => press.Data.Text("line"),
        _ => null,
    };

    // The courier redraws what stands in a channel. An answer that only this person sees can be changed by its response_url alone.
    private async Task RedrawOwnAsync(SlackSpot spot, SlackDelivery delivery, Said said, CancellationToken cancel)
    {
        if (said is not Said.Press press || spot.PrivateAnswer is not { } own) return;
        var action = press.Data.Text("id") ?? press.Data.List("items").Select(i => i.ValueKind == System.Text.Json.JsonValueKind.String ? i.GetString() : null).FirstOrDefault();
        if (action?.Split('.')[0] is not { Length: > 0 } run || !run.All(char.IsAsciiDigit)) return;
        var now = await desk.AnswerAsync(new Said.Line(said.Who, said.Where, said.Zone, $"/run {run} actions") { Id = delivery.Key + "/now" }, cancel);
        if (now.Card is { } card) Tell(await replies.RespondAsync(spot with { ResponseUrl = own }, card, replace: true, null, cancel));
    }

    /// <summary>Shows the answer of a line to everybody in the channel, with who shared it; once, however often the button is pressed.</summary>
    public async Task ShareAsync(SlackSpot spot, Said.Press share, string key, CancellationToken cancel)
    {
        var line = share.Data.Text("line") ?? "/help";
        var reply = await desk.AnswerAsync(new Said.Line(share.Who, share.Where, share.Zone, line) { Id = key }, cancel);
        // What is one person's own would go on living before everybody.
        if (reply.Card is not { Owner: null } card || spot.Channel is null) return;
        card = SharedBy(card, share.Who);
        var posted = await channel.PostAsync(share.Where with { Message = null, Conversation = PlaceOf(spot) }, card, ShareKey(spot, line, key), cancel);
        if (posted is SendResult.Sent sent)
        {
            await courier.SetCopyAsync(sent.Message with { Conversation = spot.Channel }, reply.Subject, reply.Version, cancel);
            return;
        }

        // Where the app is no member it may still answer for everybody through the response_url.
        if (spot.ResponseUrl is null) return;
        var body = SlackReplies.Ephemeral(await replies.DrawAsync(spot.Workspace, card, null, cancel));
        (body["response_type"], body["replace_original"]) = ("in_channel", false);
        Tell(await api.PostAsync(spot.ResponseUrl, body, cancel));
    }

    // By the answer that was shared, not by the press: an answer of a line is one message for everybody.
    private static string ShareKey(SlackSpot spot, string line, string key) => spot.Message is null ? "share/" + key
        : "share/" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{spot.Workspace.Team} {spot.User} {spot.Channel} {spot.Message} {line}")))[..32];

    private static BoundCard SharedBy(BoundCard card, Principal who)
    {
        var (json, words) = (card.Json.DeepClone().AsObject(), $"Shared by {Outside.Line(who.Name).Text}");
        var run = new JsonObject { ["type"] = "TextRun", ["text"] = words, ["isSubtle"] = true, ["size"] = "Small" };
        json["body"]!.AsArray().Add((JsonNode)new JsonObject { ["type"] = "RichTextBlock", ["inlines"] = new JsonArray(run), ["separator"] = true });
        return card with { Json = json, Text = $"{card.Text}\n{words}" };
    }

    private BoundCard Told(string what) => cards.Bind(new NoticeFacts { Text = what, Look = NoticeFacts.Info });

    private BoundCard Notice(string why) => cards.Bind(new NoticeFacts { Text = why, Look = NoticeFacts.Bad });

    private static string PlaceOf(SlackSpot spot) => spot.Thread is null ? spot.Channel! : $"{spot.Channel}/{spot.Thread}";

    // False where the app may not write there: then the person alone is answered.
    private async Task<bool> TryGiveInThreadAsync(SlackSpot spot, Reply reply, string key, CancellationToken cancel)
    {
        var thread = spot.Thread ?? spot.Message!;
        var under = spot.Address with { Message = SlackPlace.MessageOf(spot.Channel!, thread) };
        // What lives stands once in a thread: asked for again it is redrawn where it is.
        var post = reply.Subject is null ? "answer/" + key : $"lives/{spot.Workspace.Team}/{under.Message}/{reply.Subject}";
        var stood = reply.Subject is not null && await posts.FindAsync(post, cancel) is { Message: not null };
        var told = await channel.TellAsync(under, reply.Card!, new Nudge.Quiet(), post, cancel);
        if (told is SendResult.Later { After: var after, Why: var why } && after < TimeSpan.FromMinutes(1)) throw new SlackBusyException(after, why);
        if (told is not SendResult.Sent sent) return false;
        await courier.SetCopyAsync(sent.Message, reply.Subject, reply.Version, cancel, isFollowed: true);
        if (stood) Tell(await replies.WhisperAsync(spot, spot.Channel!, Told("It stands in this thread already, and was brought up to date."), null, cancel));
        return true;
    }

    // In the person's own conversation messages stay, and live.
    private async Task GiveDirectlyAsync(SlackSpot spot, Reply reply, string key, CancellationToken cancel)
    {
        if (reply.Mode == ReplyMode.Replace && spot.Message is not null)
        {
            if (await replies.RedrawAsync(spot, reply, cancel) is SlackAnswer.Ok) return;
        }

        var to = spot.Address with { Message = null, Conversation = PlaceOf(spot) };
        var posted = await channel.PostAsync(to, reply.Card!, "answer/" + key, cancel);
        var subject = reply.Mode == ReplyMode.Thread ? null : reply.Subject;
        if (posted is SendResult.Sent sent) await courier.SetCopyAsync(sent.Message with { Conversation = spot.Channel! }, subject, reply.Version, cancel, shown: reply.Card);
        if (posted is SendResult.Later later) throw new SlackBusyException(later.After, later.Why);
    }

    private async Task GivePrivatelyAsync(SlackSpot spot, SlackDelivery delivery, BoundCard card, string? line, bool replace, AckSlot ack, CancellationToken cancel)
    {
        if (delivery.Type == "view_submission")
        {
            await modals.AnswerAsync(delivery, spot, new Reply(card), ack, cancel);
            return;
        }

        if (delivery.Way == Way.Command)
        {
            if (ack.TryAnswer(await replies.DrawAnswerAsync(spot.Workspace, card, spot.IsDirect ? null : line, cancel))) return;
        }

        if (spot.ResponseUrl is not null && await replies.RespondAsync(spot, card, replace, spot.IsDirect ? null : line, cancel) is SlackAnswer.Ok) return;
        if (spot.Channel is null)
        {
            await modals.ShowAsync(spot, card, replace: false, cancel);
            return;
        }

        var whispered = await replies.WhisperAsync(spot, spot.Channel, card, line, cancel);
        if (whispered is SlackAnswer.Refused { Error: "user_not_in_channel" or "channel_not_found" or "not_in_channel" })
            Tell(await DirectAsync(spot, card, delivery.Key, cancel));
        else Tell(whispered);
    }

    private async Task<SlackAnswer> DirectAsync(SlackSpot spot, BoundCard card, string key, CancellationToken cancel)
    {
        var posted = await channel.PostAsync(new("slack", spot.Workspace.Team, spot.User), card, "answer/" + key, cancel);
        return posted is SendResult.Sent ? new SlackAnswer.Ok(default) : new SlackAnswer.Refused("not delivered", "");
    }

    private void Tell(SlackAnswer answer)
    {
        if (answer is SlackAnswer.Limited limited) throw new SlackBusyException(limited.After, answer.Words());
        if (answer is not SlackAnswer.Ok) LogNotTold(answer.Words());
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "An answer could not be given in Slack: {Why}")]
    private partial void LogNotTold(string why);
}

/// <summary>Slack wants to be left alone for a while: what was acknowledged is done again later.</summary>
internal sealed class SlackBusyException(TimeSpan after, string why) : Exception(why)
{
    /// <summary>How long.</summary>
    public TimeSpan After { get; } = after;
}
