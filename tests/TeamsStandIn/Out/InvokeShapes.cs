using System.Text.Json;
using System.Text.Json.Nodes;

namespace ChatRuns.StandIns.Out;

/// <summary>
/// What Teams would make of the answer to an invoke. Teams shows nothing, and says nothing, for an answer of a wrong shape; here it is a violation.
/// </summary>
/// <remarks>Source: learn.microsoft.com, "Universal Action Model", "Dialogs", "Message extensions", "Typeahead search in Adaptive Cards".</remarks>
internal static class InvokeShapes
{
    private const string Adaptive = "application/vnd.microsoft.card.adaptive";

    /// <summary>What is wrong; null for nothing.</summary>
    public static string? Fault(string name, int status, string body)
    {
        if (status != 200) return $"HTTP {status} instead of 200";
        JsonNode? json;
        try
        {
            json = body.Length == 0 ? null : JsonNode.Parse(body);
        }
        catch (JsonException)
        {
            return "the body is no JSON";
        }

        return name switch
        {
            "adaptiveCard/action" => Action(json as JsonObject),
            "application/search" => Search(json as JsonObject),
            "task/fetch" or "task/submit" => json is null && name == "task/submit" ? null : Task(json as JsonObject),
            "composeExtension/fetchTask" or "composeExtension/submitAction" => json is JsonObject { } o && o.ContainsKey("task") ? Task(o) : Extension(json as JsonObject),
            _ when name.StartsWith("composeExtension/", StringComparison.Ordinal) => Extension(json as JsonObject),
            _ => null,
        };
    }

    private static string? Action(JsonObject? answer)
    {
        if (answer is null) return "no object with statusCode, type and value";
        if (Number(answer["statusCode"]) is not { } code) return "statusCode is no number";
        return (code, Text(answer["type"])) switch
        {
            (200, Adaptive) => Card(answer["value"]),
            (200, "application/vnd.microsoft.activity.message") => Text(answer["value"]) is null ? "the value of a message is a text" : null,
            (400 or 500, "application/vnd.microsoft.error") => Error(answer["value"]),
            (412, "application/vnd.microsoft.error.preconditionFailed") => Error(answer["value"]),
            (401, "application/vnd.microsoft.activity.loginRequest") => answer["value"] is JsonObject ? null : "the value of a login request is an OAuth card",
            (401, "application/vnd.microsoft.error.inccorectAuthCode") => answer["value"] is null ? null : "the value is null",
            (_, var type) => $"there is no answer of statusCode {code} and type {type ?? "(none)"}",
        };
    }

    private static string? Search(JsonObject? answer)
    {
        if (Text(answer?["type"]) != "application/vnd.microsoft.search.searchResponse") return "type is not application/vnd.microsoft.search.searchResponse";
        if (answer!["statusCode"] is { } code && Number(code) != 200) return "statusCode is not 200";
        if ((answer["value"] as JsonObject)?["results"] is not JsonArray results) return "value.results is no list";
        return results.All(r => r is JsonObject o && Text(o["title"]) is not null && Text(o["value"]) is not null) ? null : "a result is not title and value";
    }

    private static string? Task(JsonObject? answer)
    {
        if (answer?["task"] is not JsonObject task) return "no object with task";
        if (Text(task["type"]) == "message") return Text(task["value"]) is null ? "the value of a message is a text" : null;
        if (Text(task["type"]) != "continue" || task["value"] is not JsonObject value) return "task is neither continue with a value nor message";
        if (new[] { value["height"], value["width"] }.Any(s => s is not null && Number(s) is null && Text(s) is not ("small" or "medium" or "large"))) return "height and width are small, medium, large or pixels";
        if (value["card"] is null) return Text(value["url"]) is null ? "neither card nor url" : null;
        return Attachment(value["card"]);
    }

    private static string? Extension(JsonObject? answer)
    {
        if (answer?["composeExtension"] is not JsonObject extension) return "no object with composeExtension";
        switch (Text(extension["type"]))
        {
            case "message":
                return Text(extension["text"]) is null ? "a message has a text" : null;
            case "auth" or "config":
                return extension["suggestedActions"] is JsonObject ? null : "suggestedActions is missing";
            case "result":
                if (Text(extension["attachmentLayout"]) is not ("list" or "grid")) return "attachmentLayout is neither list nor grid";
                if (extension["attachments"] is not JsonArray attachments) return "attachments is no list";
                return attachments.Select(Attachment).FirstOrDefault(f => f is not null);
            case var type:
                return $"there is no type {type ?? "(none)"}";
        }
    }

    /// <summary>What is wrong with an attachment.</summary>
    public static string? Attachment(JsonNode? attachment)
    {
        if (attachment is not JsonObject card || Text(card["contentType"]) is not { } type) return "an attachment has a contentType";
        return type == Adaptive ? Card(card["content"]) : null;
    }

    private static string? Card(JsonNode? card)
    {
        if (card is not JsonObject o || Text(o["type"]) != "AdaptiveCard") return "the card is no AdaptiveCard";
        if (Text(o["version"]) is not { } version || !Version.TryParse(version, out _)) return "the card has no version";
        return o["body"] is null or JsonArray ? null : "the card's body is no list";
    }

    private static string? Error(JsonNode? value) => value is JsonObject o && Text(o["code"]) is not null && Text(o["message"]) is not null ? null : "the value of an error is code and message";

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static int? Number(JsonNode? node) => node is JsonValue value && value.TryGetValue<int>(out var number) ? number : null;
}
