using System.Text.Json;
using System.Text.Json.Nodes;

namespace ChatRuns.Tools.Http;

/// <summary>How an answer looks to later steps and to people.</summary>
internal static class HttpAnswer
{
    private const int Excerpt = 300;
    private const int MostDepth = 64;

    /// <summary>{status, headers, body, tookMs}; the body is JSON where it is JSON, else text, or null for bytes that are none.</summary>
    public static JsonElement ToJson(HttpReply.Answered answer, TimeSpan took)
    {
        var value = new JsonObject
        {
            ["status"] = answer.Status,
            ["headers"] = new JsonObject(answer.Headers.Select(h => KeyValuePair.Create<string, JsonNode?>(h.Key, h.Value))),
            ["body"] = Body(answer),
            ["bytes"] = answer.Body.Length,
            ["tookMs"] = (long)took.TotalMilliseconds,
        };
        if (answer.IsCut) value["isCut"] = true;
        return Arguments.Json(value);
    }

    /// <summary>What people are told of a status that was not expected; secrets are masked before the answer is cut.</summary>
    public static string Unexpected(HttpReply.Answered answer, bool followsRedirects, Func<string, string> mask)
    {
        var message = $"{answer.Host} answered {answer.Status}";
        if (!followsRedirects && answer.Headers.TryGetValue("location", out var location))
            return $"{message} and redirects to {OutsideText.Visible(mask(location))}. A changing request is not repeated elsewhere; use that address if it is right.";
        var text = answer.Text is null ? "" : OutsideText.Visible(mask(answer.Text.Trim()), Excerpt);
        return text.Length == 0 ? $"{message}." : $"{message}: {text}";
    }

    /// <summary>What a status that was not expected says about the cause (RFC 9110, section 15.5; RFC 6585, section 4).</summary>
    public static ToolFault FaultOf(int status) => status switch
    {
        401 or 407 => ToolFault.CredentialExpired,
        402 => ToolFault.AccountExpired,
        408 or 504 => ToolFault.TimedOut,
        429 => ToolFault.RateLimited,
        _ => ToolFault.Failed,
    };

    private static JsonNode? Body(HttpReply.Answered answer)
    {
        if (answer.Text is null) return null;
        if (answer.IsCut || answer.Text.Length == 0 || answer.MediaType?.Contains("json", StringComparison.Ordinal) != true) return answer.Text;
        try
        {
            return JsonNode.Parse(answer.Text, documentOptions: new() { MaxDepth = MostDepth });
        }
        catch (JsonException)
        {
            return answer.Text;
        }
    }
}
