using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace ChatRuns.StandIns.Api;

/// <summary>What a caller sent: as a form (nested values are JSON in strings), as JSON, or in the address.</summary>
internal sealed class Arguments(JsonObject values, bool isJson, string? token)
{
    public JsonObject Values { get; } = values;

    /// <summary>Sent as application/json.</summary>
    public bool IsJson { get; } = isJson;

    /// <summary>Bearer token, or the form's field.</summary>
    public string? Token { get; } = token;

    /// <summary>Reads a request; throws <see cref="SlackError"/> where the body is no JSON.</summary>
    public static async Task<Arguments> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        var values = new JsonObject();
        foreach (var (name, value) in request.Query) values[name] = value.ToString();
        var isJson = request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) == true;
        if (isJson)
        {
            if (await ReadJsonAsync(request, cancel) is { } body)
                foreach (var (name, value) in body) values[name] = value?.DeepClone();
        }
        else if (request.HasFormContentType)
        {
            foreach (var (name, value) in await request.ReadFormAsync(cancel)) values[name] = value.ToString();
        }
        return new Arguments(values, isJson, TokenOf(request, values));
    }

    public string? Text(string name) => Values[name] switch
    {
        null => null,
        JsonValue value when value.GetValueKind() == JsonValueKind.String => (string?)value,
        var other => other.ToJsonString(),
    };

    public string Need(string name) => Text(name) is { Length: > 0 } text ? text : throw new SlackError("invalid_arguments", [$"[ERROR] missing required field: {name}"]);

    public bool Flag(string name) => Text(name) is "true" or "1" or "True";

    public int Number(string name, int otherwise) =>
        int.TryParse(Text(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    /// <summary>A nested value; null where there is none; throws <paramref name="error"/> where it is no JSON.</summary>
    public JsonNode? Json(string name, string error)
    {
        if (Values[name] is not JsonValue value || value.GetValueKind() != JsonValueKind.String) return Values[name]?.DeepClone();
        var text = (string)value!;
        if (text.Length == 0) return null;
        try { return JsonNode.Parse(text); }
        catch (JsonException) { throw new SlackError(error, [$"[ERROR] {name} is no JSON"]); }
    }

    private static async Task<JsonObject?> ReadJsonAsync(HttpRequest request, CancellationToken cancel)
    {
        using var reader = new StreamReader(request.Body);
        var text = await reader.ReadToEndAsync(cancel);
        try { return text.Length == 0 ? null : JsonNode.Parse(text) as JsonObject ?? throw new SlackError("json_not_object"); }
        catch (JsonException) { throw new SlackError("invalid_json"); }
    }

    private static string? TokenOf(HttpRequest request, JsonObject values)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return header["Bearer ".Length..].Trim();
        var token = values["token"] as JsonValue;
        values.Remove("token");
        return (string?)token;
    }
}
