using System.Text.Json;
using System.Text.Json.Nodes;

namespace ChatRuns.Bot.Channels.Teams.Cards;

/// <summary>The dialog that asks which agent to start; names are offered while somebody types.</summary>
/// <remarks>Source: learn.microsoft.com, "Typeahead search in Adaptive Cards": choices.data, invoke application/search.</remarks>
internal static class TeamsMenus
{
    /// <summary>The dataset of application/search that means agents.</summary>
    public const string Agents = "agents";

    /// <summary>Verb of the dialog.</summary>
    public const string StartVerb = "agent.choose";

    /// <summary>The card for the dialog.</summary>
    public static JsonObject ChooseAgent() => new()
    {
        ["type"] = "AdaptiveCard",
        ["version"] = TeamsCard.Version,
        ["body"] = new JsonArray(
            new JsonObject
            {
                ["type"] = "Input.ChoiceSet",
                ["id"] = "agent",
                ["label"] = "Agent",
                ["style"] = "filtered",
                ["placeholder"] = "Type a part of its name",
                ["choices"] = new JsonArray(),
                ["choices.data"] = new JsonObject { ["type"] = "Data.Query", ["dataset"] = Agents },
                ["isRequired"] = true,
                ["errorMessage"] = "Choose an agent.",
            },
            new JsonObject { ["type"] = "Input.Toggle", ["id"] = "test", ["title"] = "Test run: change nothing, show what it would do", ["value"] = "false" }),
        ["actions"] = new JsonArray(new JsonObject { ["type"] = "Action.Submit", ["title"] = "Start", ["style"] = "positive", ["data"] = TeamsPress.Submits(StartVerb, null) }),
    };

    /// <summary>The line that the dialog says when it is sent; null for any other press, and without the name of an agent.</summary>
    public static string? LineOf(TeamsPress press)
    {
        if (press.Verb != StartVerb || !press.Data.TryGetProperty("agent", out var agent) || agent.ValueKind != JsonValueKind.String) return null;
        var name = agent.GetString()!;
        if (name.Length == 0 || name.Any(char.IsWhiteSpace)) return null;
        var isTest = press.Data.TryGetProperty("test", out var test) && test.ValueKind == JsonValueKind.String && test.GetString() == "true";
        return $"/agent {name} {(isTest ? "test" : "run")}";
    }
}
