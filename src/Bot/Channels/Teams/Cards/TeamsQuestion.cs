using System.Text.Json;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Html;

namespace ChatRuns.Bot.Channels.Teams.Cards;

/// <summary>
/// The second question before something that cannot be undone: what is asked, exactly what will happen as the card shows it, the button that
/// does it, and Cancel. For a dialog, or in place of the card for the person who pressed.
/// </summary>
internal static class TeamsQuestion
{
    /// <summary>Draws it; null when the card has no such button any more.</summary>
    /// <param name="about">The card that the button stands on, bound now.</param>
    /// <param name="verb">The button's verb.</param>
    /// <param name="data">The button's data.</param>
    /// <param name="view">For whom. Without a subject it is for a dialog, and Cancel closes that; with one, Cancel brings the card back.</param>
    public static JsonObject? Draw(BoundCard about, string verb, JsonElement data, TeamsView view)
    {
        if (TeamsActions.Find(about.Json, verb, data) is not { } button) return null;
        var isDialog = view.Subject is null;
        var elements = new TeamsElements(view with { MayDecide = true, IsDialog = isDialog });
        var parts = (about.Json["body"] as JsonArray ?? []).OfType<JsonObject>().ToList();
        // A decision is asked beside all that it is about; anything else has its own words, and needs the card's head only.
        var isDecision = DecisionVerbs.Has(verb);
        var what = parts.Find(part => TeamsActions.Find(part, verb, data) is not null) is { } one ? [one] : isDecision ? parts : parts.Take(1).ToList();
        var asked = new JsonArray([Question(isDecision ? "Approve this?" : TeamsText.Title(button.Text("title")) + "?"), .. what.Select(part => WithoutButtons(part)!), .. Words(button, what)]);
        asked[1]!.AsObject().Remove("separator");
        var sends = TeamsActions.Executes(button).First();
        var buttons = elements.Actions(new JsonArray(sends.DeepClone()));
        buttons.Add((JsonNode)Leave("Cancel", view));
        var drawn = new JsonObject { ["type"] = "AdaptiveCard", ["version"] = TeamsCard.Version, ["body"] = elements.Draw(asked), ["actions"] = buttons };
        if (!isDialog) drawn["msteams"] = new JsonObject { ["width"] = "Full" };
        // What will happen is shown whole or not at all.
        return TeamsSize.IsTooLong(drawn) ? null : drawn;
    }

    private static JsonObject Question(string words) => new()
    {
        ["type"] = "Container",
        ["style"] = "attention",
        ["bleed"] = true,
        ["items"] = new JsonArray(new JsonObject { ["type"] = "TextBlock", ["text"] = words, ["wrap"] = true, ["weight"] = "Bolder", ["size"] = "Medium" }),
    };

    // What the button's own question says, where the card does not say it already.
    private static IEnumerable<JsonNode> Words(JsonObject button, List<JsonObject> what)
    {
        var said = PlainText.Of(new() { ["body"] = new JsonArray([.. what.Select(part => part.DeepClone())]) });
        return button["card"] is JsonObject card && PlainText.Of(card) is { Length: > 0 } words && !said.Contains(words, StringComparison.Ordinal)
            ? card.Items("body").Select(element => element.DeepClone()) : [];
    }

    /// <summary>The button that leaves a form: it brings the card of the view's subject back, or closes the dialog where there is none.</summary>
    public static JsonObject Leave(string title, TeamsView view)
    {
        var isDialog = view.Subject is null;
        var back = new JsonObject
        {
            ["type"] = "Action.Execute",
            ["title"] = title,
            ["verb"] = isDialog ? TeamsCard.CloseVerb : TeamsCard.RefreshVerb,
            ["data"] = isDialog ? new JsonObject() : new JsonObject { ["subject"] = view.Subject },
            ["associatedInputs"] = "none",
        };
        if (isDialog) return TeamsActions.Submit(back);
        if (view.HasFallback) back["fallback"] = TeamsActions.Submit(back);
        return back;
    }

    private static JsonNode? WithoutButtons(JsonNode? node) => node switch
    {
        JsonObject element => new JsonObject(element.Select(member => KeyValuePair.Create(member.Key, WithoutButtons(member.Value)))),
        JsonArray list => new JsonArray([.. list.Where(item => item is not JsonObject element || element.Text("type") != "ActionSet").Select(WithoutButtons)]),
        _ => node?.DeepClone(),
    };
}
