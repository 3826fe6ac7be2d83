using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Bot.Channels.Teams.Cards;
using ChatRuns.Bot.Channels.Teams.Door;

namespace ChatRuns.Bot.Channels.Teams.Talk;

/// <summary>What Teams waits for an answer to: pressed buttons, cards to refresh, names to complete, runs to find, links to unfold.</summary>
internal sealed class TeamsInvokes(IDesk desk, IHints hints, IRunTitles titles, TeamsDialogs dialogs, TeamsFiles files, TeamsAnswers answers, TeamsReplies replies, TeamsLook look, IConfiguration settings)
{
    private const int MostFound = 20;
    private const int MostRuns = 8;
    private static readonly HashSet<string> s_known =
    [
        "adaptiveCard/action", "application/search", "fileConsent/invoke", "task/fetch", "task/submit", "composeExtension/query", "composeExtension/queryLink", "composeExtension/anonymousQueryLink",
        "composeExtension/fetchTask", "composeExtension/submitAction",
    ];

    private readonly string _publicUrl = settings["PublicUrl"]?.TrimEnd('/') ?? "";

    /// <summary>Whether an invoke of this name is answered here.</summary>
    public static bool Knows(string? name) => name is not null && s_known.Contains(name);

    /// <summary>Answers one.</summary>
    public async Task<InvokeAnswer> AnswerAsync(TeamsActivity activity, TeamsPerson person, Address where, CancellationToken cancel) => activity.Name switch
    {
        "adaptiveCard/action" when person.Refusal is { } refusal => Body(TeamsInvoke.Message(refusal)) with { LateWords = refusal },
        "adaptiveCard/action" => await PressedAsync(activity, person, where, cancel),
        "fileConsent/invoke" => await files.AnsweredAsync(activity, person, cancel),
        "application/search" => Body(TeamsInvoke.Choices(person.Refusal is null ? Agents(activity, person) : [])),
        "composeExtension/query" => Body(TeamsInvoke.Results(person.Refusal is null ? await SearchAsync(activity, person, where, cancel) : [])),
        "composeExtension/queryLink" => Body(TeamsInvoke.Results(person.Refusal is null ? await UnfoldAsync(activity, person, cancel) : [])),
        "task/fetch" or "task/submit" or "composeExtension/fetchTask" or "composeExtension/submitAction" when person.Refusal is { } refusal => Body(TeamsInvoke.DialogMessage(refusal)) with { LateWords = refusal },
        "task/fetch" => await dialogs.OpenAsync(activity, person, where, cancel),
        "composeExtension/fetchTask" => Body(TeamsInvoke.Dialog("Start an agent", TeamsMenus.ChooseAgent())),
        "task/submit" or "composeExtension/submitAction" => await dialogs.SubmittedAsync(activity, person, where, cancel),
        // Nobody is behind it who could be asked for their role.
        _ => Body(TeamsInvoke.Results([])),
    };

    private async Task<InvokeAnswer> PressedAsync(TeamsActivity activity, TeamsPerson person, Address where, CancellationToken cancel)
    {
        if (TeamsPress.Read(activity.Value) is not { } press) return Body(TeamsInvoke.BadRequest("BadRequest", "This card is damaged. Open the run again."));
        if (press.Verb == TeamsVerbs.Refresh) return await RefreshAsync(activity, person, where, press, cancel);
        if (press.Verb == TeamsVerbs.Files)
        {
            var offered = await files.OfferAsync(activity, person, press, cancel);
            return Body(TeamsInvoke.Message(offered)) with { LateWords = offered };
        }

        if (press.Verb == TeamsVerbs.Share)
        {
            var shared = await desk.AnswerAsync(new Said.Line(person.Who, where, person.Zone, press.Data.Text("line") ?? "/help") { Id = activity.Key }, cancel);
            if (shared.Card?.Owner is not null) return Body(TeamsInvoke.Message("Your Home is yours alone. Share a run or a list of runs."));
            await answers.ShareAsync(activity, shared, cancel);
            return Body(TeamsInvoke.Message("Shared."));
        }

        var said = new Said.Press(person.Who, where, person.Zone, press.Verb, press.Data) { Id = activity.Key };
        var reply = await desk.AnswerAsync(said, cancel);
        if (reply.Card is not { } card) return await look.ViewAsync(said, activity, cancel) is { } view ? Body(TeamsInvoke.Card(view)) : Body(TeamsInvoke.Message("Done."));
        if (reply.InputErrors.Count > 0) return Body(TeamsInvoke.Card(await dialogs.RefusedAsync(said, press, reply, activity, cancel) ?? replies.Card(card))) with { Late = reply };
        if (card.Name == NoticeFacts.Template && reply.Mode == ReplyMode.Private) return Body(TeamsInvoke.Message(PlainText.Of(card.Json, person.Zone))) with { Late = reply };
        if (reply.Mode == ReplyMode.Replace)
        {
            var line = activity.Conversation.ConversationType != "personal" && press.Verb == "say" ? press.Data.Text("line") : null;
            await answers.ReplaceAsync(activity, reply, line, cancel);
            // In their own conversation it stands there already.
            card = card with { Subject = reply.Subject };
            return Body(TeamsInvoke.Card(card.Owner is null ? replies.Answer(card, line) : replies.ViewOf(card, mayDecide: true, activity.From.Id, TeamsDoubles.AttemptOf(press.Data)))) with { Late = activity.Conversation.ConversationType == "personal" ? null : reply };
        }

        await answers.GiveAsync(activity, said, reply, cancel);
        return Body(TeamsInvoke.Message(card.Title));
    }

    private async Task<InvokeAnswer> RefreshAsync(TeamsActivity activity, TeamsPerson person, Address where, TeamsPress press, CancellationToken cancel)
    {
        var isAutomatic = activity.Value.Text("trigger") == "automatic";
        var subject = press.Data.Text("subject");
        if (TeamsLook.LineOf(subject) is not { } line) return Body(TeamsInvoke.Message("This card is too old to be used. Ask for a fresh one, for example with /approvals."));
        var reply = await desk.AnswerAsync(new Said.Line(person.Who, where, person.Zone, line) { Id = activity.Key }, cancel);
        if (reply.Card is not { } card) return Body(TeamsInvoke.Message("There is nothing to show any more."));
        var obstacle = await look.FindObstacleAsync(card, person, where, cancel);
        // Who is refused altogether keeps what everybody sees.
        if (card.Name == NoticeFacts.Template) return Body(TeamsInvoke.Message(PlainText.Of(card.Json, person.Zone)));
        if (!isAutomatic && obstacle?.Card is { } why) return Body(TeamsInvoke.Message(PlainText.Of(why.Json, person.Zone)));
        if (card.Owner is not null) await look.ShownAsync(where, reply.Subject!, card, cancel);
        return Body(TeamsInvoke.Card(replies.ViewOf(card with { Subject = reply.Subject ?? subject }, mayDecide: obstacle is null, activity.From.Id, TeamsDoubles.AttemptOf(press.Data))));
    }

    private IEnumerable<(string Title, string Value)> Agents(TeamsActivity activity, TeamsPerson person)
    {
        var typed = activity.Value.Text("queryText") ?? "";
        return hints.Read(person.Who).Agents
            .Where(a => a.Text.Contains(typed, StringComparison.OrdinalIgnoreCase) || a.Word.Contains(typed, StringComparison.OrdinalIgnoreCase))
            .Take(MostFound).Select(a => (a.Word.Length > 0 ? a.Word : a.Text, a.Text));
    }

    private async Task<IReadOnlyList<TeamsResult>> SearchAsync(TeamsActivity activity, TeamsPerson person, Address where, CancellationToken cancel)
    {
        var found = new List<TeamsResult>();
        foreach (var (number, title, detail) in await titles.SearchAsync(ParameterOf(activity), person.Who, person.Zone, MostRuns, cancel))
        {
            var line = string.Create(CultureInfo.InvariantCulture, $"/run {number}");
            if ((await desk.AnswerAsync(new Said.Line(person.Who, where, person.Zone, line), cancel)).Card is { } card)
                found.Add(new(title, detail, replies.Card(card, mayDecide: false)));
        }

        return found;
    }

    /// <summary>An unfolded link is read by everybody in the conversation: title and status, nothing else.</summary>
    private async Task<IReadOnlyList<TeamsResult>> UnfoldAsync(TeamsActivity activity, TeamsPerson person, CancellationToken cancel)
    {
        var url = activity.Value.Text("url") ?? "";
        if (_publicUrl.Length == 0 || !url.StartsWith(_publicUrl + "/runs/", StringComparison.OrdinalIgnoreCase)) return [];
        var run = url[(_publicUrl.Length + "/runs/".Length)..].Split('/', '?', '#')[0];
        return long.TryParse(run, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && await titles.FindAsync(number, person.Who, cancel) is { } title
            ? [new(title, "", TeamsReplies.Line(title))] : [];
    }

    private static string ParameterOf(TeamsActivity activity) => activity.Value.At("parameters") is not { ValueKind: JsonValueKind.Array } parameters ? ""
        : parameters.EnumerateArray().Where(p => p.Text("name") is not "initialRun").Select(p => p.Text("value")).OfType<string>().FirstOrDefault("");

    private static InvokeAnswer.Body Body(JsonObject json) => new(json);
}
