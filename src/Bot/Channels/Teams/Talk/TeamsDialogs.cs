using System.Text.Json.Nodes;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Bot.Channels.Teams.Cards;
using ChatRuns.Bot.Channels.Teams.Door;

namespace ChatRuns.Bot.Channels.Teams.Talk;

/// <summary>
/// Dialogs: the form of a button that would be too long in its card, and the choice of an agent. A dialog is opened for who may send it only;
/// what is wrong with an input stands at it, with what was typed.
/// </summary>
internal sealed class TeamsDialogs(IDesk desk, TeamsReplies replies, TeamsLook look, TeamsAnswers answers)
{
    /// <summary>Opens the dialog of a button.</summary>
    public async Task<InvokeAnswer> OpenAsync(TeamsActivity activity, TeamsPerson person, Address where, CancellationToken cancel)
    {
        if (TeamsPress.Read(activity.Value) is not { } press) return Body(TeamsInvoke.DialogMessage("This card is damaged. Open the run again."));
        if (press.Verb == TeamsMenus.StartVerb) return Body(TeamsInvoke.Dialog("Start an agent", TeamsMenus.ChooseAgent()));
        var said = new Said.Press(person.Who, where, person.Zone, press.Verb, press.Data) { Id = activity.Key };
        if (await desk.FindObstacleAsync(said, cancel) is { Card: { } why }) return Body(TeamsInvoke.DialogMessage(PlainText.Of(why.Json, person.Zone)));
        return await look.CardOfAsync(said, activity, cancel) is { } card && replies.Dialog(card, press) is var (title, dialog)
            ? Body(TeamsInvoke.Dialog(title, dialog))
            : Body(TeamsInvoke.DialogMessage("This card is too old to be used. Ask for a fresh one, for example with /approvals."));
    }

    /// <summary>A dialog was sent: it closes, stays with what is wrong, or says what came of it.</summary>
    public async Task<InvokeAnswer> SubmittedAsync(TeamsActivity activity, TeamsPerson person, Address where, CancellationToken cancel)
    {
        if (TeamsPress.Read(activity.Value) is not { } press) return Body(TeamsInvoke.DialogMessage("This card is damaged. Open the run again."));
        if (press.Verb == TeamsCard.CloseVerb) return new InvokeAnswer.Nothing();
        Said said = TeamsMenus.LineOf(press) is { } line
            ? new Said.Line(person.Who, where, person.Zone, line) { Id = activity.Key }
            : new Said.Press(person.Who, where, person.Zone, press.Verb, press.Data) { Id = activity.Key };
        var reply = await desk.AnswerAsync(said, cancel);
        if (reply.Card is not { } card) return new InvokeAnswer.Nothing();
        if (reply.InputErrors.Count > 0 && await FormOfAsync(said, press, card, activity, cancel) is var (form, _))
            return Body(TeamsInvoke.Dialog(form.Title, replies.Form(form, reply.InputErrors, press.Data))) with { Late = reply };
        if (card.Name == NoticeFacts.Template) return Body(TeamsInvoke.DialogMessage(PlainText.Of(card.Json, person.Zone))) with { Late = reply };
        // An agent that asks for variables: its form is the next page of the dialog.
        if (card.Name == StartFacts.Template) return Body(TeamsInvoke.Dialog(card.Title, replies.Form(TeamsForm.Of(card)))) with { Late = reply };
        await answers.GiveAsync(activity, said, reply, cancel);
        return new InvokeAnswer.Nothing();
    }

    /// <summary>A form that was sent from its card, with what is wrong at each field and what was typed: it stands in place of the card for the person.</summary>
    public async Task<JsonObject?> RefusedAsync(Said said, TeamsPress press, Reply reply, TeamsActivity activity, CancellationToken cancel) =>
        await FormOfAsync(said, press, reply.Card!, activity, cancel) is var (form, on) ? replies.FormInPlace(form, on, reply.InputErrors, press.Data) : null;

    // With the card that it stands on; without one, where it is a card of its own.
    private async Task<(TeamsForm Form, BoundCard? On)?> FormOfAsync(Said said, TeamsPress press, BoundCard answer, TeamsActivity activity, CancellationToken cancel)
    {
        if (answer.Name == StartFacts.Template) return (TeamsForm.Of(answer), null);
        return said is Said.Press pressed && await look.CardOfAsync(pressed, activity, cancel) is { } card && TeamsForm.Of(card, press.Verb, press.Data) is { } form ? (form, card) : null;
    }

    private static InvokeAnswer.Body Body(JsonObject json) => new(json);
}
