using System.Globalization;
using System.Text.Json;

namespace ChatRuns.Bot.Tests.Api;

/// <summary>
/// Judges requests and answers by an OpenAPI 3.1 document: the route, method and status are described, the media type and every member of the body fit the
/// schema, and nothing is there that it does not name.
/// </summary>
internal sealed class ApiContract(JsonElement document)
{
    /// <summary>Throws where an answer is not as described. Addresses that are not described are answered 404, other methods 405.</summary>
    public void Judge(HttpRequestMessage request, HttpResponseMessage answer, string body)
    {
        var path = request.RequestUri!.IsAbsoluteUri ? request.RequestUri.AbsolutePath : request.RequestUri.OriginalString.Split('?')[0];
        if (!path.StartsWith("/api/v1/", StringComparison.Ordinal) || path.StartsWith("/api/v1/problems/", StringComparison.Ordinal)) return;
        var described = document.GetProperty("paths").EnumerateObject().FirstOrDefault(p => Fits(p.Name, path));
        var status = ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture);
        if (described.Value.ValueKind == JsonValueKind.Undefined)
        {
            status.ShouldBe("404", $"{path} is not described");
            return;
        }

        var method = request.Method.Method.ToLowerInvariant();
        if (method == "head") method = "get";
        if (!described.Value.TryGetProperty(method, out var operation))
        {
            status.ShouldBeOneOf("405", "401");
            return;
        }

        operation.GetProperty("responses").TryGetProperty(status, out var response).ShouldBeTrue($"{method} {path} is not described to answer {status}: {body}");
        if (body.Length == 0) return;
        var media = answer.Content.Headers.ContentType!.MediaType!;
        response.GetProperty("content").TryGetProperty(media, out var content).ShouldBeTrue($"{method} {path} is not described to answer {status} as {media}");
        if (!media.EndsWith("json", StringComparison.Ordinal)) return;
        Problems(content.GetProperty("schema"), JsonSerializer.Deserialize<JsonElement>(body), "$").ShouldBeEmpty($"{method} {path}: {body}");
    }

    /// <summary>Where a value does not fit a schema.</summary>
    public IEnumerable<string> Problems(JsonElement schema, JsonElement value, string at)
    {
        if (schema.TryGetProperty("$ref", out var reference)) return Problems(Find(reference.GetString()!), value, at);
        if (schema.TryGetProperty("oneOf", out var choices))
            return choices.EnumerateArray().Any(choice => !Problems(choice, value, at).Any()) ? [] : [$"{at} fits none of its choices: {value}"];
        if (!HasType(schema, value)) return [$"{at} is {value.ValueKind}, not {schema.GetProperty("type")}"];
        if (schema.TryGetProperty("enum", out var words) && !words.EnumerateArray().Any(word => JsonElement.DeepEquals(word, value))) return [$"{at} is {value}, not one of {words}"];
        return value.ValueKind switch
        {
            JsonValueKind.Array when schema.TryGetProperty("items", out var items) => value.EnumerateArray().SelectMany((item, i) => Problems(items, item, $"{at}[{i}]")),
            JsonValueKind.Object when schema.TryGetProperty("properties", out var members) => Members(schema, members, value, at),
            JsonValueKind.Object when schema.TryGetProperty("additionalProperties", out var others) && others.ValueKind == JsonValueKind.Object =>
                value.EnumerateObject().SelectMany(member => Problems(others, member.Value, $"{at}.{member.Name}")),
            _ => [],
        };
    }

    private IEnumerable<string> Members(JsonElement schema, JsonElement members, JsonElement value, string at)
    {
        foreach (var member in value.EnumerateObject())
        {
            if (!members.TryGetProperty(member.Name, out var own)) yield return $"{at}.{member.Name} is not described";
            else
                foreach (var problem in Problems(own, member.Value, $"{at}.{member.Name}")) yield return problem;
        }

        if (!schema.TryGetProperty("required", out var required)) yield break;
        foreach (var name in required.EnumerateArray().Select(r => r.GetString()!))
            if (!value.TryGetProperty(name, out _)) yield return $"{at}.{name} is missing";
    }

    private static bool HasType(JsonElement schema, JsonElement value)
    {
        if (!schema.TryGetProperty("type", out var type)) return true;
        var types = type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(t => t.GetString()).ToArray() : [type.GetString()];
        return value.ValueKind switch
        {
            JsonValueKind.Null => types.Contains("null"),
            JsonValueKind.True or JsonValueKind.False => types.Contains("boolean"),
            JsonValueKind.Number => types.Contains("number") || (types.Contains("integer") && value.TryGetInt64(out _)),
            JsonValueKind.String => types.Contains("string"),
            JsonValueKind.Array => types.Contains("array"),
            _ => types.Contains("object"),
        };
    }

    private JsonElement Find(string reference) =>
        reference.TrimStart('#', '/').Split('/').Aggregate(document, (at, name) => at.GetProperty(name));

    private static bool Fits(string template, string path)
    {
        var (left, right) = (template.Split('/'), path.Split('/'));
        return left.Length == right.Length && left.Zip(right).All(p => p.First == p.Second || (p.First.StartsWith('{') && (p.First != "{number}" || long.TryParse(p.Second, out _))));
    }
}
