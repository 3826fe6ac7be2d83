using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatRuns.Actions;
using ChatRuns.Secrets;
using Microsoft.Extensions.Options;

namespace ChatRuns.Tools.Http;

/// <summary>Makes one HTTP request. GET and HEAD read; every other method changes something, and nobody can take it back.</summary>
internal sealed class HttpRequestTool(HttpDoor door, IOptions<ToolOptions> options, SecretShelf secrets, TimeProvider time) : ITool
{
    /// <summary>Its name.</summary>
    public const string Name = "http.request";

    public ToolDefinition Definition { get; } = new(
        Name, "Make an HTTP request", "Makes one HTTP request and answers its status, headers and body. Other methods than GET and HEAD count as changing.",
        """
        {
          "type": "object",
          "properties": {
            "method": { "type": "string", "title": "Method", "description": "GET without it.", "enum": ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] },
            "url": { "type": "string", "title": "Address", "description": "A whole http or https address.", "minLength": 1 },
            "headers": { "type": "object", "title": "Headers", "description": "Request headers by name.", "additionalProperties": { "type": "string" } },
            "body": { "title": "Body", "description": "A text, or JSON that is sent as such." },
            "expect": { "type": "array", "title": "Expected status", "description": "Accepted answers; 200 to 299 without it.", "items": { "type": "integer", "minimum": 100, "maximum": 599 } },
            "timeout": { "type": "integer", "title": "Most seconds", "description": "For the request and its answer.", "minimum": 1, "maximum": 600 }
          },
          "required": ["url"],
          "additionalProperties": false
        }
        """,
        IsReadOnly: false);

    public async Task<ToolPreview> PreviewAsync(JsonElement arguments, CancellationToken cancel)
    {
        var read = new Arguments(arguments);
        var ask = Read(read, key: null);
        // An address that is still a secret's reference can only be judged when it is used.
        if (!ask.Url.Contains("{{secret.", StringComparison.Ordinal))
        {
            if (!HttpLetter.TryReadAddress(ask.Url, out var address, out var wrong)) throw Arguments.Wrong(wrong);
            if (await door.RefusalAsync(ask, address, cancel) is { } refusal) throw new ToolException(ToolFault.Refused, refusal);
        }

        var risk = ask switch { { IsReadOnly: true } => Risk.Low, { Method: "DELETE" } => Risk.High, _ => Risk.Medium };
        var headline = $"{ask.Method} {OutsideText.Visible(ask.Url.Split('?', '#')[0])}";
        return new(risk, headline, CanUndo: false, State: null, IsReadOnly: ask.IsReadOnly);
    }

    public async Task<ToolResult> CallAsync(JsonElement arguments, ToolContext context, CancellationToken cancel)
    {
        var read = new Arguments(arguments);
        var ask = Read(read, context.IdempotencyKey);
        var begun = time.GetTimestamp();
        return await door.SendAsync(ask, cancel) switch
        {
            HttpReply.Answered answer when IsExpected(Expected(read), answer.Status) =>
                new(HttpAnswer.ToJson(answer, time.GetElapsedTime(begun))),
            HttpReply.Answered answer => throw new ToolException(HttpAnswer.FaultOf(answer.Status), HttpAnswer.Unexpected(answer, ask.IsReadOnly, secrets.Mask)),
            HttpReply.NotAnswered none => throw new ToolException(FaultOf(none.Fault), none.Message),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>Whether a status is among the accepted ones; none named means 200 to 299.</summary>
    public static bool IsExpected(IReadOnlyList<int> expect, int status) =>
        expect.Count == 0 ? status is >= 200 and < 300 : expect.Contains(status);

    /// <summary>The body to send, and its type: a text as it is, anything else as JSON.</summary>
    public static (byte[]? Body, string Type) BodyOf(JsonNode? body) => body switch
    {
        null => (null, ""),
        JsonValue single when single.TryGetValue<string>(out var text) => (Encoding.UTF8.GetBytes(text), "text/plain; charset=utf-8"),
        _ => (JsonSerializer.SerializeToUtf8Bytes(body), "application/json"),
    };

    private HttpAsk Read(Arguments read, string? key)
    {
        var (body, type) = BodyOf(read.Find("body") is { } given ? JsonSerializer.SerializeToNode(given) : null);
        var method = (read.TextOrNull("method") ?? "GET").ToUpperInvariant();
        return new()
        {
            Method = method,
            Url = read.Text("url"),
            Headers = Headers(read.Find("headers")),
            Body = body,
            BodyType = type,
            Timeout = TimeSpan.FromSeconds(read.Whole("timeout", options.Value.Http.TimeoutSeconds, 1, 600)),
            IdempotencyKey = method is "GET" or "HEAD" ? null : key,
        };
    }

    private static Dictionary<string, string> Headers(JsonElement? given)
    {
        if (given is not { } headers) return [];
        return headers.ValueKind == JsonValueKind.Object && headers.EnumerateObject().All(h => h.Value.ValueKind == JsonValueKind.String)
            ? headers.EnumerateObject().GroupBy(h => h.Name, StringComparer.OrdinalIgnoreCase).ToDictionary(h => h.Key, h => h.Last().Value.GetString()!)
            : throw Arguments.Wrong("'headers' must be an object of texts.");
    }

    private static List<int> Expected(Arguments read) => read.Find("expect") switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } list when list.EnumerateArray().All(s => s.ValueKind == JsonValueKind.Number) =>
            [.. list.EnumerateArray().Select(s => s.TryGetInt32(out var status) ? status : 0)],
        _ => throw Arguments.Wrong("'expect' must be a list of numbers."),
    };

    private static ToolFault FaultOf(HttpFault fault) => fault switch
    {
        HttpFault.Invalid => ToolFault.InvalidArguments,
        HttpFault.Refused => ToolFault.Refused,
        HttpFault.TimedOut => ToolFault.TimedOut,
        HttpFault.Broken => ToolFault.Failed,
        _ => ToolFault.Unreachable,
    };
}
