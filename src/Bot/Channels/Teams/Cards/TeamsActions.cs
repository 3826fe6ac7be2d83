using System.Text.Json;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Html;

namespace ChatRuns.Bot.Channels.Teams.Cards;

/// <summary>Action.Execute, ShowCard and OpenUrl as Teams takes them. What a press sends is read by <see cref="TeamsPress"/>.</summary>
/// <param name="view">For whom they are drawn.</param>
/// <remarks>Source: learn.microsoft.com, "Universal Action Model", "Work with backward compatibility", "Action.Submit" and "mode" of actions.</remarks>
internal sealed class TeamsActions(TeamsView view)
{
    /// <summary>
    /// Name under which the button of a decision says what its card shows: of a message for one person nobody else knows. It is what is
    /// shown afterwards, and no permission.
    /// </summary>
    public const string SubjectName = "shows";

    /// <summary>Name under which a button says by which try its card was posted. It is no permission either.</summary>
    public const string AttemptName = "post";

    // Teams shows six, and the rest under "…".
    internal const int Shown = 6;

    /// <summary>A list of actions; those that are not for this person, or lead nowhere, are left out.</summary>
    /// <param name="actions">As bound.</param>
    /// <param name="form">Draws the card of an Action.ShowCard.</param>
    public JsonArray Draw(JsonNode? actions, Func<JsonObject, JsonObject> form)
    {
        var drawn = actions is JsonArray list ? list.OfType<JsonObject>().Select(action => Draw(action, form)).OfType<JsonObject>().ToList() : [];
        foreach (var hidden in drawn.Where(action => action.Word("mode") is not "secondary").Skip(Shown).ToList())
        {
            hidden["mode"] = "secondary";
            if (hidden["fallback"] is JsonObject fallback) fallback["mode"] = "secondary";
        }

        return new([.. drawn]);
    }

    /// <summary>One action; null when it is not for this person, or leads nowhere.</summary>
    public JsonObject? Draw(JsonObject action, Func<JsonObject, JsonObject> form)
    {
        if (!view.MayDecide && Decides(action)) return null;
        var drawn = (JsonObject)action.DeepClone();
        if (view.Shows is { } subject && DecisionVerbs.Has(action.Text("verb")) && drawn["data"] is JsonObject said) said[SubjectName] = subject;
        if (view.Attempt is { } attempt && action.Text("type") == "Action.Execute")
        {
            if (drawn["data"] is not JsonObject data) drawn["data"] = data = [];
            data[AttemptName] = attempt;
        }

        drawn["title"] = TeamsText.Title(action.Text("title"));
        switch (action.Text("type"))
        {
            case "Action.Execute" when view.IsDialog:
                return Submit(drawn);
            case "Action.Execute":
                if (view.HasFallback) drawn["fallback"] = Submit(drawn);
                return drawn;
            case "Action.ShowCard" when view.Forms == TeamsForms.Dialog && Executes(action).FirstOrDefault() is { } sends:
                return Dialog(action, sends);
            case "Action.ShowCard":
                drawn["card"] = form(action["card"]!.AsObject());
                return drawn;
            case "Action.OpenUrl":
                drawn["url"] = Address(action.Text("url"), view);
                return drawn["url"] is null ? null : drawn;
            case "Action.ToggleVisibility":
                return drawn;
            case var other:
                throw new NotSupportedException($"TeamsCard does not know the action {other}.");
        }
    }

    /// <summary>The Action.Submit that sends what an Action.Execute would, for old clients and for dialogs, which know no other.</summary>
    public static JsonObject Submit(JsonObject execute)
    {
        var submit = new JsonObject { ["type"] = "Action.Submit", ["title"] = TeamsText.Title(execute.Text("title")), ["data"] = TeamsPress.Submits(execute) };
        foreach (var name in (ReadOnlySpan<string>)["style", "mode", "associatedInputs"])
            if (execute[name] is { } value) submit[name] = value.DeepClone();
        return submit;
    }

    /// <summary>What the whole of an action can send: itself, or what its form sends.</summary>
    public static IEnumerable<JsonObject> Executes(JsonObject action) => action.Text("type") switch
    {
        "Action.Execute" => [action],
        "Action.ShowCard" when action["card"] is JsonObject card => Inside(card),
        _ => [],
    };

    /// <summary>The verbs that the whole of a drawn action can send, those of a button whose form opens in a dialog among them.</summary>
    public static IEnumerable<string> Sends(JsonObject action) =>
        action["data"] is JsonObject data && TeamsPress.VerbOf(data) is { } submitted ? [submitted] : Executes(action).Select(execute => execute.Text("verb"));

    /// <summary>An address that Teams opens: https, or http where that is allowed; null for any other.</summary>
    public static string? Address(string url, TeamsView view)
    {
        if (!HtmlUrl.IsSafe(url) || (url.StartsWith('/') && view.Page is null)) return null;
        var isWhole = url.StartsWith('/') ? Uri.TryCreate(view.Page, url, out var whole) : Uri.TryCreate(url, UriKind.Absolute, out whole);
        return isWhole && (whole!.Scheme == Uri.UriSchemeHttps || (view.AllowsHttp && whole.Scheme == Uri.UriSchemeHttp)) ? whole.AbsoluteUri : null;
    }

    private static IEnumerable<JsonObject> Inside(JsonNode? node) => node switch
    {
        JsonObject o when o.Text("type") == "Action.Execute" => [o],
        JsonObject o => o.SelectMany(member => Inside(member.Value)),
        JsonArray list => list.SelectMany(Inside),
        _ => [],
    };

    /// <summary>The action of a card, wherever it stands, that sends this verb and data; null when there is none any more.</summary>
    /// <param name="node">A bound card, or a part of it.</param>
    /// <param name="verb">The verb.</param>
    /// <param name="data">What was sent: what the button says, and perhaps inputs.</param>
    public static JsonObject? Find(JsonNode? node, string verb, JsonElement data) => node switch
    {
        JsonObject action when Executes(action).Any(execute => execute.Text("verb") == verb && Says(execute, data)) => action,
        JsonObject element => element.Select(member => Find(member.Value, verb, data)).FirstOrDefault(found => found is not null),
        JsonArray list => list.Select(item => Find(item, verb, data)).FirstOrDefault(found => found is not null),
        _ => null,
    };

    private static bool Says(JsonObject execute, JsonElement data) =>
        execute["data"] is not JsonObject own
        || (data.ValueKind == JsonValueKind.Object && own.All(member => data.TryGetProperty(member.Key, out var sent) && JsonNode.DeepEquals(member.Value, JsonNode.Parse(sent.GetRawText()))));

    // A form without anything to send is words, and is for everybody.
    private static bool Decides(JsonObject action) =>
        Executes(action).ToList() is { Count: > 0 } sends && sends.TrueForAll(execute => DecisionVerbs.Has(execute.Text("verb")));

    private JsonObject Dialog(JsonObject action, JsonObject sends)
    {
        var data = TeamsPress.Submits(sends);
        if (view.Shows is { } subject) data[SubjectName] = subject;
        if (view.Attempt is { } attempt) data[AttemptName] = attempt;
        data["msteams"] = new JsonObject { ["type"] = "task/fetch" };
        var button = new JsonObject { ["type"] = "Action.Submit", ["title"] = TeamsText.Title(action.Text("title")), ["data"] = data, ["associatedInputs"] = "none" };
        foreach (var name in (ReadOnlySpan<string>)["style", "mode"])
            if (action[name] is { } value) button[name] = value.DeepClone();
        return button;
    }
}
