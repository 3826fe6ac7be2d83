using System.Text.Json.Nodes;
using ChatRuns.Bot.Channels.Teams.Cards;

namespace ChatRuns.Bot.Tests.Teams.Cards;

public sealed class TeamsInvokeTests
{
    private const string Adaptive = "application/vnd.microsoft.card.adaptive";

    private static JsonObject Card => new() { ["type"] = "AdaptiveCard", ["version"] = "1.5", ["body"] = new JsonArray() };

    [Fact]
    public void A_press_is_answered_by_a_card_or_by_words() => Same(
        (TeamsInvoke.Card(Card), $$"""{ "statusCode": 200, "type": "{{Adaptive}}", "value": { "type": "AdaptiveCard", "version": "1.5", "body": [] } }"""),
        (TeamsInvoke.Message("Done."), """{ "statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": "Done." }"""));

    [Fact]
    public void A_press_that_went_wrong_is_answered_by_code_and_words() => Same(
        (TeamsInvoke.BadRequest("Damaged", "It is damaged."), """{ "statusCode": 400, "type": "application/vnd.microsoft.error", "value": { "code": "Damaged", "message": "It is damaged." } }"""),
        (TeamsInvoke.Failed("Failed", "Try again."), """{ "statusCode": 500, "type": "application/vnd.microsoft.error", "value": { "code": "Failed", "message": "Try again." } }"""),
        (TeamsInvoke.Precondition("First", "Link first."), """{ "statusCode": 412, "type": "application/vnd.microsoft.error.preconditionFailed", "value": { "code": "First", "message": "Link first." } }"""));

    [Fact]
    public void A_dialog_goes_on_with_a_card_or_ends_with_words() => Same(
        (TeamsInvoke.Dialog("Reject", Card, "small"), $$"""
            { "task": { "type": "continue", "value": { "title": "Reject", "height": "small", "width": "medium",
              "card": { "contentType": "{{Adaptive}}", "content": { "type": "AdaptiveCard", "version": "1.5", "body": [] } } } } }
            """),
        (TeamsInvoke.DialogMessage("Done."), """{ "task": { "type": "message", "value": "Done." } }"""));

    [Fact]
    public void A_message_extension_shows_results_with_a_preview_of_each() => Same(
        (TeamsInvoke.Results([new("Site check", "Failed", Card)]), $$"""
            { "composeExtension": { "type": "result", "attachmentLayout": "list", "attachments": [
              { "contentType": "{{Adaptive}}", "content": { "type": "AdaptiveCard", "version": "1.5", "body": [] },
                "preview": { "contentType": "application/vnd.microsoft.card.thumbnail", "content": { "title": "Site check", "text": "Failed" } } } ] } }
            """),
        (TeamsInvoke.ResultsMessage("No runs."), """{ "composeExtension": { "type": "message", "text": "No runs." } }"""));

    [Fact]
    public void A_menu_gets_titles_and_values() => Same(
        (TeamsInvoke.Choices([("Site check", "site-check")]), """
            { "statusCode": 200, "type": "application/vnd.microsoft.search.searchResponse", "value": { "results": [{ "title": "Site check", "value": "site-check" }] } }
            """));

    private static void Same(params (JsonObject Now, string Expected)[] pairs)
    {
        foreach (var (now, expected) in pairs) JsonNode.DeepEquals(now, JsonNode.Parse(expected)).ShouldBeTrue(now.ToJsonString());
    }
}
