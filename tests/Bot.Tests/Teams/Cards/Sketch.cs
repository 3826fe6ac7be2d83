using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Cards.Html;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Channels.Teams.Cards;
using ChatRuns.Bot.Tests.Slack.Blocks;

namespace ChatRuns.Bot.Tests.Teams.Cards;

/// <summary>Cards drawn for the tests, and looking through what was drawn.</summary>
internal static class Sketch
{
    private static readonly JsonSerializerOptions s_pretty = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Somebody who may decide, and whom the card is refreshed for.</summary>
    public static TeamsView Decider { get; } = new() { MayDecide = true, Tenant = "8a3f0000-0000-4000-8000-000000000001", Subject = "run/1042", RefreshFor = ["29:mia", "29:jon"], Page = Drawn.Page };

    /// <summary>Everybody else.</summary>
    public static TeamsView Reader { get; } = Decider with { MayDecide = false };

    /// <summary>Draws elements and actions given as JSON.</summary>
    public static JsonObject Draw(string body, string actions = "[]", TeamsView? view = null) => TeamsCard.Draw(Drawn.Card(body, actions), view ?? Decider);

    /// <summary>The actions within, forms included, those for old clients not.</summary>
    public static IEnumerable<JsonObject> Actions(JsonNode? node) => Drawn.Objects(Seen(node)).Where(o => o.Text("type").StartsWith("Action.", StringComparison.Ordinal));

    /// <summary>The actions within that send a verb.</summary>
    public static IEnumerable<string> Verbs(JsonNode? node) => Actions(node).Where(action => action.ContainsKey("verb")).Select(action => action.Text("verb"));

    /// <summary>The forms of a card as dialogs, and the second questions.</summary>
    public static IEnumerable<(string Kind, JsonObject Card)> Dialogs(BoundCard card)
    {
        foreach (var button in Drawn.Objects(card.Json).Where(o => o.Text("type") == "Action.ShowCard"))
        {
            var sends = TeamsActions.Executes(button).First();
            var data = JsonSerializer.SerializeToElement(sends["data"]);
            var isForm = Drawn.Objects(button).Any(o => o.Text("type").StartsWith("Input.", StringComparison.Ordinal));
            if (isForm) yield return ("form", TeamsForm.Of(card, sends.Text("verb"), data)!.Draw(Decider));
            else yield return ("question", TeamsQuestion.Draw(card, sends.Text("verb"), data, Decider with { Subject = null })!);
        }
    }

    /// <summary>All that is drawn of a card, as a person can read it in a review.</summary>
    public static string Write(BoundCard card)
    {
        var (decider, reader) = (TeamsCard.Draw(card, Decider), TeamsCard.Draw(card, Reader));
        var whole = new JsonObject { ["card"] = decider };
        if (!JsonNode.DeepEquals(decider, reader)) whole["reader"] = reader;
        if (Dialogs(card).Select(dialog => (JsonNode)dialog.Card).ToArray() is { Length: > 0 } dialogs) whole["dialogs"] = new JsonArray(dialogs);
        return whole.ToJsonString(s_pretty) + "\n";
    }

    private static JsonNode? Seen(JsonNode? node) => node switch
    {
        JsonObject o => new JsonObject(o.Where(member => member.Key is not ("fallback" or "refresh")).Select(member => KeyValuePair.Create(member.Key, Seen(member.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Seen)]),
        _ => node?.DeepClone(),
    };
}
