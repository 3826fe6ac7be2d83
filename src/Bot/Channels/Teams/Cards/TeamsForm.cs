using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Html;

namespace ChatRuns.Bot.Channels.Teams.Cards;

/// <summary>
/// A form as a card of its own for a dialog: the form of a button (reject with a reason, edit), or a card of inputs (variables of an agent).
/// Inputs keep ids, kinds and values; what is sent is the same verb and data, by Action.Submit, which <see cref="TeamsPress"/> reads.
/// </summary>
/// <param name="Title">What the dialog is called.</param>
/// <param name="Card">The card as bound.</param>
internal sealed record TeamsForm(string Title, JsonObject Card)
{
    /// <summary>What it is about, as the card shows it: the card's head, and that of the entry whose form it is. Empty for a whole card.</summary>
    public IReadOnlyList<JsonObject> About { get; init; } = [];

    /// <summary>The form on a card that sends this verb and data, as task/fetch names it; null when the card has none any more.</summary>
    public static TeamsForm? Of(BoundCard card, string verb, JsonElement data) =>
        TeamsActions.Find(card.Json, verb, data) is { } action && action["card"] is JsonObject form
            ? new(TeamsText.Title(action.Text("title")), form) { About = AboutOf(card.Json, verb, data) } : null;

    /// <summary>A whole card.</summary>
    public static TeamsForm Of(BoundCard card) => new(TeamsText.Title(card.Title), card.Json);

    /// <summary>Whether there is anything to fill in.</summary>
    public bool HasInputs => Inputs(Card).Any();

    /// <summary>The card for the dialog.</summary>
    /// <param name="view">For whom it is drawn.</param>
    /// <param name="errors">What is wrong, by the name of an input; one of no input here stands above. Null at first.</param>
    /// <param name="typed">What was filled in before, by name, to stand there again; undefined at first.</param>
    public JsonObject Draw(TeamsView view, IReadOnlyDictionary<string, string>? errors = null, JsonElement typed = default) =>
        DrawAs(view with { IsDialog = true }, errors, typed);

    /// <summary>The same in place of the card that it stood on, for the person who sent it: whose form it is stands above, and a button brings the card back.</summary>
    /// <param name="view">For whom; its subject is the card's.</param>
    /// <param name="errors">As for <see cref="Draw"/>.</param>
    /// <param name="typed">As for <see cref="Draw"/>.</param>
    public JsonObject DrawInPlace(TeamsView view, IReadOnlyDictionary<string, string> errors, JsonElement typed)
    {
        var drawn = DrawAs(view, errors, typed);
        var body = drawn["body"]!.AsArray();
        foreach (var element in new TeamsElements(view).Draw(new JsonArray([.. About.Select(part => part.DeepClone())])).Reverse().ToList())
            body.Insert(0, element!.DeepClone());
        if (view.Subject is not null && drawn["actions"] is JsonArray actions) actions.Add((JsonNode)TeamsQuestion.Leave("‹ Back", view));
        drawn["msteams"] = new JsonObject { ["width"] = "Full" };
        return drawn;
    }

    private JsonObject DrawAs(TeamsView view, IReadOnlyDictionary<string, string>? errors, JsonElement typed)
    {
        var drawn = new TeamsElements(view with { MayDecide = true, Forms = TeamsForms.Inline }).Card(Card);
        var inputs = Inputs(drawn["body"]).ToList();
        foreach (var input in inputs)
        {
            var name = InputName.Of(input.Text("id"));
            Fill(input, name, typed);
            if (errors?.GetValueOrDefault(name) is { Length: > 0 } error) Mark(input, Outside.Line(error).Text);
        }

        if (errors is { Count: > 0 }) drawn["body"]!.AsArray().Insert(0, Above(errors, [.. inputs.Select(input => InputName.Of(input.Text("id")))]));
        TeamsSize.Fit(drawn, view);
        return drawn;
    }

    private static List<JsonObject> AboutOf(JsonObject card, string verb, JsonElement data)
    {
        var parts = (card["body"] as JsonArray ?? []).OfType<JsonObject>().ToList();
        var entry = parts.Find(part => TeamsActions.Find(part, verb, data) is not null);
        IEnumerable<JsonObject> heads = [.. parts.Take(1), .. entry?.Items("items").Take(1) ?? []];
        return [.. heads.Where(head => TeamsActions.Find(head, verb, data) is null)];
    }

    private static IEnumerable<JsonObject> Inputs(JsonNode? node) => node switch
    {
        JsonObject element when element.Text("type").StartsWith("Input.", StringComparison.Ordinal) => [element],
        JsonObject element => element.Where(member => member.Key is not "actions").SelectMany(member => Inputs(member.Value)),
        JsonArray list => list.SelectMany(Inputs),
        _ => [],
    };

    private static void Fill(JsonObject input, string name, JsonElement typed)
    {
        if (typed.ValueKind != JsonValueKind.Object || !typed.TryGetProperty(name, out var value)) return;
        var text = value.ValueKind switch { JsonValueKind.String => value.GetString()!, JsonValueKind.Number => value.GetRawText(), _ => null };
        if (text is null) return;
        if (input.Text("type") != "Input.Number") input["value"] = text;
        else if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)) input["value"] = number;
        else input.Remove("value");
    }

    // The client shows errorMessage for what it finds wrong itself; what we found stands in the label, which is read aloud with the field.
    private static void Mark(JsonObject input, string error)
    {
        var label = input.Text("label") is { Length: > 0 } own ? own : input.Text("title");
        input["label"] = $"{label} · ✕ {TeamsText.WithoutMentions(error)}";
        input["errorMessage"] = TeamsText.WithoutMentions(error);
    }

    private static JsonObject Above(IReadOnlyDictionary<string, string> errors, HashSet<string> inputs)
    {
        var lines = new List<JsonNode> { Line(errors.Keys.Any(inputs.Contains) ? "Not saved. Look at what is marked ✕." : "Not saved.", "Bolder") };
        lines.AddRange(errors.Where(error => !inputs.Contains(error.Key)).Select(error => Line("✕ " + TeamsText.WithoutMentions(Outside.Line(error.Value).Text), "Default")));
        return new() { ["type"] = "Container", ["style"] = "attention", ["items"] = new JsonArray([.. lines]) };
    }

    private static JsonObject Line(string words, string weight) => new()
    {
        ["type"] = "RichTextBlock",
        ["inlines"] = new JsonArray(new JsonObject { ["type"] = "TextRun", ["text"] = words, ["weight"] = weight }),
    };
}
