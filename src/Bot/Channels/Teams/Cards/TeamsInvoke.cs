using System.Text.Json.Nodes;

namespace ChatRuns.Bot.Channels.Teams.Cards;

/// <summary>
/// Bodies that invokes are answered with, always with HTTP 200. Closing a dialog is no body at all. Words may be from outside: tags in them
/// are none any more.
/// </summary>
/// <remarks>Source: learn.microsoft.com, "Universal Action Model", "Use dialogs in Microsoft Teams bots", "Respond to search command", "Typeahead search in Adaptive Cards".</remarks>
internal static class TeamsInvoke
{
    private const string Adaptive = "application/vnd.microsoft.card.adaptive";

    /// <summary>A card as an attachment of a message.</summary>
    public static JsonObject Attachment(JsonObject card) => new() { ["contentType"] = Adaptive, ["content"] = card };

    /// <summary>adaptiveCard/action: this card in place of the one that was pressed, for the person who pressed.</summary>
    public static JsonObject Card(JsonObject card) => Action(200, Adaptive, card);

    /// <summary>Whether the body of an adaptiveCard/action is a card in place of the pressed one.</summary>
    public static bool IsCard(JsonNode body) => body["type"]?.ToString() == Adaptive;

    /// <summary>adaptiveCard/action: a few words over the card.</summary>
    public static JsonObject Message(string words) => Action(200, "application/vnd.microsoft.activity.message", TeamsText.WithoutTags(words));

    /// <summary>adaptiveCard/action: the press was damaged.</summary>
    public static JsonObject BadRequest(string code, string words) => Action(400, "application/vnd.microsoft.error", Error(code, words));

    /// <summary>adaptiveCard/action: it went wrong here.</summary>
    public static JsonObject Failed(string code, string words) => Action(500, "application/vnd.microsoft.error", Error(code, words));

    /// <summary>adaptiveCard/action: something else has to be done first.</summary>
    public static JsonObject Precondition(string code, string words) => Action(412, "application/vnd.microsoft.error.preconditionFailed", Error(code, words));

    /// <summary>task/fetch, task/submit, composeExtension/fetchTask and submitAction: a dialog with a card, or another card in the open one.</summary>
    public static JsonObject Dialog(string title, JsonObject card, string height = "medium", string width = "medium") => new()
    {
        ["task"] = new JsonObject
        {
            ["type"] = "continue",
            ["value"] = new JsonObject { ["title"] = TeamsText.WithoutTags(TeamsText.Title(title)), ["height"] = height, ["width"] = width, ["card"] = Attachment(card) },
        },
    };

    /// <summary>task/fetch and task/submit: words in place of the dialog.</summary>
    public static JsonObject DialogMessage(string words) => new() { ["task"] = new JsonObject { ["type"] = "message", ["value"] = TeamsText.WithoutTags(words) } };

    /// <summary>composeExtension/query and queryLink: cards to choose from.</summary>
    public static JsonObject Results(IEnumerable<TeamsResult> results) => new()
    {
        ["composeExtension"] = new JsonObject { ["type"] = "result", ["attachmentLayout"] = "list", ["attachments"] = new JsonArray([.. results.Select(Result)]) },
    };

    /// <summary>composeExtension/query: words in place of results.</summary>
    public static JsonObject ResultsMessage(string words) => new() { ["composeExtension"] = new JsonObject { ["type"] = "message", ["text"] = TeamsText.WithoutTags(words) } };

    /// <summary>application/search: what can be chosen.</summary>
    public static JsonObject Choices(IEnumerable<(string Title, string Value)> choices) => new()
    {
        ["statusCode"] = 200,
        ["type"] = "application/vnd.microsoft.search.searchResponse",
        ["value"] = new JsonObject
        {
            ["results"] = new JsonArray([.. choices.Select(choice => new JsonObject { ["title"] = TeamsText.WithoutTags(choice.Title), ["value"] = choice.Value })]),
        },
    };

    private static JsonObject Result(TeamsResult result)
    {
        var attachment = Attachment(result.Card);
        attachment["preview"] = new JsonObject
        {
            ["contentType"] = "application/vnd.microsoft.card.thumbnail",
            ["content"] = new JsonObject { ["title"] = TeamsText.WithoutTags(result.Title), ["text"] = TeamsText.WithoutTags(result.Text) },
        };
        return attachment;
    }

    private static JsonObject Action(int status, string type, JsonNode value) => new() { ["statusCode"] = status, ["type"] = type, ["value"] = value };

    private static JsonObject Error(string code, string words) => new() { ["code"] = code, ["message"] = TeamsText.WithoutTags(words) };
}

/// <summary>One thing found by the message extension.</summary>
/// <param name="Title">Its first line in the list.</param>
/// <param name="Text">Its second line.</param>
/// <param name="Card">The card that goes into the chat.</param>
internal sealed record TeamsResult(string Title, string Text, JsonObject Card);
