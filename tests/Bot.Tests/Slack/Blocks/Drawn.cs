using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Channels.Slack.Blocks;

namespace ChatRuns.Bot.Tests.Slack.Blocks;

/// <summary>Cards drawn for the tests, and looking through what was drawn.</summary>
internal static class Drawn
{
    private static readonly JsonSerializerOptions Pretty = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Address of a run page.</summary>
    public static Uri Page { get; } = new("https://runs.example/runs/1042");

    /// <summary>A card of these elements and actions, given as JSON.</summary>
    public static BoundCard Card(string body, string actions = "[]", string text = "words") =>
        new("x", "A title", new() { ["body"] = JsonNode.Parse(body), ["actions"] = JsonNode.Parse(actions) }, text);

    /// <summary>The blocks of a card's message.</summary>
    public static JsonArray Blocks(string body, string actions = "[]") => BlockKit.Message(Card(body, actions), Page).Blocks;

    /// <summary>Every surface that a card can stand on.</summary>
    public static IEnumerable<(string Surface, JsonArray Blocks, IReadOnlyDictionary<string, SlackPart> Parts)> Everywhere(BoundCard card)
    {
        var message = BlockKit.Message(card, Page);
        yield return ("message", message.Blocks, message.Parts);
        if (message.Classic is { } classic) yield return ("classic", classic, message.Parts);
        var view = BlockKit.View(card, "whole", "{}");
        yield return ("modal", view.View["blocks"]!.AsArray(), view.Parts);
        var home = BlockKit.Home([card, card]);
        yield return ("home", home.View["blocks"]!.AsArray(), home.Parts);
        foreach (var form in message.Parts.Values.OfType<SlackPart.Form>())
        {
            var modal = BlockKit.Modal(form, "form", "{}");
            yield return ("form", modal.View["blocks"]!.AsArray(), modal.Parts);
        }
    }

    /// <summary>Every object within, the outer ones first.</summary>
    public static IEnumerable<JsonObject> Objects(JsonNode? node)
    {
        if (node is JsonObject element) yield return element;
        var children = node switch { JsonArray list => list.AsEnumerable(), JsonObject map => map.Select(member => member.Value), _ => [] };
        foreach (var inner in children.SelectMany(Objects)) yield return inner;
    }

    /// <summary>A message, and the modals that its buttons open, as a person can read them in a review.</summary>
    public static string Write(SlackDrawing drawing)
    {
        var whole = new JsonObject { ["text"] = drawing.Text, ["blocks"] = drawing.Blocks.DeepClone() };
        if (drawing.Classic is { } classic) whole["classic"] = classic.DeepClone();
        var forms = drawing.Parts.OrderBy(part => part.Key, StringComparer.Ordinal).Select(part => part.Value).OfType<SlackPart.Form>()
            .Select(form => BlockKit.Modal(form, "form", "{}").View).ToArray();
        if (forms.Length > 0) whole["forms"] = new JsonArray(forms);
        return whole.ToJsonString(Pretty) + "\n";
    }
}
