using System.Text.Json.Nodes;
using ChatRuns.Bot.Channels.Slack.Api;
using ChatRuns.Bot.Channels.Slack.Door;

namespace ChatRuns.Bot.Channels.Slack.Talk;

/// <summary>What menus offer while somebody types: agents by name or title.</summary>
internal sealed class SlackMenus(IHints hints, SlackPeople people)
{
    private const int Most = 100;
    private const int LongestText = 75;

    /// <summary>The options for what was typed so far.</summary>
    public async Task<JsonObject> OfferAsync(SlackDelivery delivery, Workspace workspace, CancellationToken cancel)
    {
        var person = await people.FindAsync(workspace, delivery.Body.Text("user.id") ?? "", delivery.Body.Text("user.team_id"), cancel);
        var typed = delivery.Body.Text("value") ?? "";
        var agents = person.Refusal is not null || delivery.Body.Text("action_id") != SlackForms.AgentMenu ? []
            : hints.Read(person.Who).Agents.Where(a => Has(a.Text, typed) || Has(a.Word, typed)).Take(Most);
        return new() { ["options"] = new JsonArray([.. agents.Where(a => a.Text.Length <= LongestText).Select(Option)]) };
    }

    private static bool Has(string text, string typed) => text.Contains(typed, StringComparison.OrdinalIgnoreCase);

    private static JsonObject Option(Hint agent) => new()
    {
        ["text"] = new JsonObject { ["type"] = "plain_text", ["text"] = agent.Word.Length is > 0 and <= LongestText ? agent.Word : agent.Text },
        ["value"] = agent.Text,
    };
}
