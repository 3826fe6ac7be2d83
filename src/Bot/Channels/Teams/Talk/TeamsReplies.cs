using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Channels.Teams.Api;
using ChatRuns.Bot.Channels.Teams.Cards;
using ChatRuns.Bot.Memory;
using Microsoft.Extensions.Options;

namespace ChatRuns.Bot.Channels.Teams.Talk;

/// <summary>
/// Draws cards for Teams as activities. A message that several people see is drawn for who may not decide; its card asks Teams to show
/// each approver their own, and has a button for clients that do not.
/// </summary>
internal sealed class TeamsReplies(TeamsPlaceMemory memory, IOptions<TeamsOptions> options, IConfiguration settings)
{
    private readonly ConditionalWeakTable<JsonObject, Drawn> _drawn = [];
    private readonly string _publicUrl = settings["PublicUrl"]?.TrimEnd('/') ?? "";

    /// <summary>A card as everybody in a place sees it.</summary>
    /// <param name="card">The card.</param>
    /// <param name="place">The place.</param>
    /// <param name="cancel">Stops it.</param>
    /// <param name="mark">Of a try to post it; null of a redraw.</param>
    public async Task<JsonObject> MessageAsync(BoundCard card, KnownPlace place, CancellationToken cancel, TeamsMark? mark = null)
    {
        if (card.Owner is not null) return await ForOneAsync(card, place.Tenant, cancel, mark);
        var view = View(card, mayDecide: place.Kind == "personal" || card.Deciders is null) with { Attempt = mark?.Attempt };
        if (view.MayDecide) return Activity(card, TeamsCard.Draw(card, view with { RefreshFor = await WatchersAsync(card, place, mark, cancel) }));
        var accounts = await AccountsAsync(card.Deciders!, place.Tenant, cancel);
        return Activity(card, WithDecide(view, TeamsCard.Draw(card, view with { RefreshFor = accounts })));
    }

    // A post that may stand twice is looked at once by who it is for, where that is one person: so their client tells which message it is.
    private async Task<IReadOnlyList<string>> WatchersAsync(BoundCard card, KnownPlace place, TeamsMark? mark, CancellationToken cancel)
    {
        if (mark is null || !TeamsLook.IsShownWhole(card.Subject)) return [];
        var account = mark.For ?? (place.Person is { } person ? await memory.FindAccountAsync(place.Tenant, person, cancel) : null);
        return account is null ? [] : [account];
    }

    /// <summary>An activity for one person; a card of their own is fetched anew whenever they look at it.</summary>
    public async Task<JsonObject> ForOneAsync(BoundCard card, string tenant, CancellationToken cancel, TeamsMark? mark = null) => card.Owner is not { } owner ? Activity(card, null, mark)
        : Activity(card, TeamsCard.Draw(card, View(card, mayDecide: true) with { Attempt = mark?.Attempt, RefreshFor = await AccountsAsync([owner], tenant, cancel) }));

    /// <summary>A card as one person sees it.</summary>
    public JsonObject Card(BoundCard card, bool mayDecide = true) => TeamsCard.Draw(card, View(card, mayDecide));

    /// <summary>A card as one person sees it who is shown their own view of a message for many; it keeps itself up to date for them.</summary>
    /// <param name="card">The card.</param>
    /// <param name="mayDecide">Whether they may.</param>
    /// <param name="account">Whose view it is.</param>
    /// <param name="attempt">What the card that it stands in place of said of its post; null for nothing.</param>
    public JsonObject ViewOf(BoundCard card, bool mayDecide, string account, string? attempt) =>
        TeamsCard.Draw(card, View(card, mayDecide) with { RefreshFor = [account], Attempt = attempt });

    /// <summary>What the dialog of a button shows: its form, or the second question where there is nothing to fill in; null when the card has no such button any more.</summary>
    public (string Title, JsonObject Card)? Dialog(BoundCard card, TeamsPress press)
    {
        if (TeamsForm.Of(card, press.Verb, press.Data) is not { } form) return null;
        var view = new TeamsView { MayDecide = true, Tenant = options.Value.OnlyTenant(), AllowsHttp = options.Value.AllowUnauthenticatedLoopback, Shows = TeamsLook.ShownBy(press.Data) };
        return form.HasInputs || TeamsQuestion.Draw(card, press.Verb, press.Data, view) is not { } question ? (form.Title, form.Draw(view)) : (form.Title, question);
    }

    /// <summary>A form for a dialog.</summary>
    public JsonObject Form(TeamsForm form, IReadOnlyDictionary<string, string>? errors = null, JsonElement typed = default) =>
        form.Draw(new() { MayDecide = true, AllowsHttp = options.Value.AllowUnauthenticatedLoopback }, errors, typed);

    /// <summary>A form that was sent and refused, in place of the card of a subject.</summary>
    public JsonObject FormInPlace(TeamsForm form, BoundCard? card, IReadOnlyDictionary<string, string> errors, JsonElement typed) =>
        form.DrawInPlace(new() { MayDecide = true, Subject = card?.Subject, Page = PageOf(card?.Subject), AllowsHttp = options.Value.AllowUnauthenticatedLoopback }, errors, typed);

    /// <summary>An activity in somebody's own conversation, where files can be handed over.</summary>
    public JsonObject Personal(BoundCard card)
    {
        var drawn = Card(card);
        if (card.Subject?.Split('/') is ["files", var run]) AddButton(drawn, "Send me these files", TeamsVerbs.Files, new() { ["run"] = run }, null);
        return Activity(card, drawn);
    }

    /// <summary>An activity for one person.</summary>
    public JsonObject Activity(BoundCard card, string? shareLine = null, TeamsMark? mark = null) => Activity(card, Answer(card, shareLine, mark));

    /// <summary>An answer for one person; with a button that shows it to everybody, where a line is given.</summary>
    public JsonObject Answer(BoundCard card, string? shareLine, TeamsMark? mark = null)
    {
        var drawn = TeamsCard.Draw(card, View(card, mayDecide: true) with { Attempt = mark?.Attempt });
        if (shareLine is not null) AddButton(drawn, "Share here", TeamsVerbs.Share, new() { ["line"] = shareLine }, mark?.Attempt);
        return drawn;
    }

    /// <summary>
    /// The same, written. Drawn once for a card: where the desk answers two people with the same one, the second costs nothing.
    /// </summary>
    public byte[] Written(BoundCard card)
    {
        if (_drawn.TryGetValue(card.Json, out var drawn) && drawn.Subject == card.Subject) return drawn.Json;
        var json = JsonSerializer.SerializeToUtf8Bytes(Personal(card), TeamsCall.Wire);
        _drawn.AddOrUpdate(card.Json, new(card.Subject, json));
        return json;
    }

    /// <summary>What the buttons of decisions on a card carry, one for each action.</summary>
    public static IEnumerable<JsonElement> DecisionsOn(BoundCard card) => Executes(card.Json)
        .Where(button => (string?)button["verb"] == "action.approve" && button["data"] is JsonObject).Select(button => JsonSerializer.SerializeToElement(button["data"]));

    /// <summary>A card of one line.</summary>
    public static JsonObject Line(string words) => new()
    {
        ["type"] = "AdaptiveCard",
        ["version"] = "1.5",
        ["body"] = new JsonArray(new JsonObject { ["type"] = "RichTextBlock", ["inlines"] = new JsonArray(new JsonObject { ["type"] = "TextRun", ["text"] = words }) }),
    };

    private static IEnumerable<JsonObject> Executes(JsonNode? node) => node switch
    {
        JsonObject element when (string?)element["type"] == "Action.Execute" => [element],
        JsonObject element => element.SelectMany(member => Executes(member.Value)),
        JsonArray list => list.SelectMany(Executes),
        _ => [],
    };

    /// <summary>
    /// Names people at the head of an activity's card, so that Teams notifies them. Not in the activity's text: text beside a card makes two
    /// messages of it in Teams, and nobody is told their ids.
    /// </summary>
    /// <remarks>Source: learn.microsoft.com, "Messages in bot conversations" (message splitting), "Format cards in Teams" (mentions).</remarks>
    public static void Name(JsonObject activity, IReadOnlyList<(string Account, string Name)> people)
    {
        var card = activity["attachments"]![0]!["content"]!.AsObject();
        var tags = people.Select(p => $"<at>{Plain(p.Name)}</at>").ToList();
        card["body"]!.AsArray().Insert(0, new JsonObject { ["type"] = "TextBlock", ["text"] = string.Join(", ", tags), ["wrap"] = true });
        card["msteams"]!["entities"] = new JsonArray([.. people.Zip(tags, (person, tag) => new JsonObject
        {
            ["type"] = "mention",
            ["text"] = tag,
            ["mentioned"] = new JsonObject { ["id"] = person.Account, ["name"] = Plain(person.Name) },
        })]);
    }

    // A TextBlock reads Markdown: of a name only what it cannot take for any.
    private static string Plain(string name) =>
        string.Concat(name.Where(c => char.IsLetterOrDigit(c) || char.IsSurrogate(c) || c is ' ' or '-' or '.' or '\'' or ',')).Trim() is { Length: > 0 } plain ? plain : "you";

    private async Task<List<string>> AccountsAsync(IReadOnlyList<string> people, string tenant, CancellationToken cancel)
    {
        var accounts = new List<string>();
        foreach (var key in people)
            if (key.Split('/') is ["teams", var of, var person] && of == tenant && await memory.FindAccountAsync(of, person, cancel) is { } account) accounts.Add(account);
        return accounts;
    }

    private static JsonObject Activity(BoundCard card, JsonObject content) => new()
    {
        ["type"] = "message",
        ["summary"] = card.Title,
        ["attachments"] = new JsonArray(TeamsInvoke.Attachment(content)),
    };

    // For clients that refresh nothing, and for approvers whom Teams was not told of.
    private static JsonObject WithDecide(TeamsView view, JsonObject drawn)
    {
        if (view.Subject is { } subject) AddButton(drawn, "Decide…", TeamsVerbs.Refresh, new() { ["subject"] = subject }, view.Attempt);
        return drawn;
    }

    private static void AddButton(JsonObject drawn, string title, string verb, JsonObject data, string? attempt)
    {
        if (attempt is not null) data[TeamsActions.AttemptName] = attempt;
        if (drawn["actions"] is not JsonArray actions) drawn["actions"] = actions = [];
        actions.Add((JsonNode)new JsonObject { ["type"] = "Action.Execute", ["title"] = title, ["verb"] = verb, ["data"] = data, ["associatedInputs"] = "none" });
    }

    private Uri? PageOf(string? subject) => _publicUrl.Length > 0 && subject?.Split('/') is [_, var run, ..] && run.Split('.')[0] is { Length: > 0 } number && number.All(char.IsAsciiDigit)
        ? new Uri($"{_publicUrl}/runs/{number}") : null;

    private TeamsView View(BoundCard card, bool mayDecide) => new()
    {
        MayDecide = mayDecide,
        Tenant = options.Value.OnlyTenant(),
        Subject = card.Subject,
        Page = PageOf(card.Subject),
        AllowsHttp = options.Value.AllowUnauthenticatedLoopback,
        Forms = TeamsForms.DialogWhenTight,
    };

    private sealed record Drawn(string? Subject, byte[] Json);
}

/// <summary>What the first drawing of a post says of it, so that a press can tell which of two messages is too many.</summary>
/// <param name="Attempt">The name of this try to post it.</param>
/// <param name="For">The account that it answers; null where it answers nobody.</param>
internal sealed record TeamsMark(string Attempt, string? For = null);
