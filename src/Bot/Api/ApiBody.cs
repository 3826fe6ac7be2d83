using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ChatRuns.Bot.Access;
using ChatRuns.Bot.Hooks;

namespace ChatRuns.Bot.Api;

/// <summary>The body of a request: JSON of at most 64 kB, or nothing.</summary>
/// <param name="Bytes">As they came.</param>
/// <param name="Parsed">What they say; null for none.</param>
internal sealed record ApiBody<T>(byte[] Bytes, T? Parsed) where T : class;

/// <summary>Reads bodies.</summary>
internal static class ApiBody
{
    private const int MostBytes = 64 * 1024;

    /// <summary>The body, or the answer that says what is wrong with it.</summary>
    public static async Task<(ApiBody<T>? Body, IResult? Refused)> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type, CancellationToken cancel) where T : class
    {
        if (await BoundedBody.ReadAsync(request, MostBytes, cancel) is not { } bytes) return (null, ProblemKind.TooLarge.Answer(ProblemKind.TooLarge.Meaning));
        if (bytes.Length == 0) return (new(bytes, null), null);
        // What a form of somebody's page can send is not taken for JSON.
        if (!RequestBody.IsJson(RequestBody.MediaTypeOf(request.ContentType))) return (null, ProblemKind.NotJson.Answer(ProblemKind.NotJson.Meaning));
        try
        {
            return (new(bytes, RequestBody.ReadJson(bytes).Deserialize(type)), null);
        }
        catch (BodyException e)
        {
            return (null, ProblemKind.InvalidRequest.Answer(e.Message));
        }
        catch (JsonException e)
        {
            return (null, ProblemKind.InvalidRequest.Answer($"The body does not fit at {e.Path ?? "$"}. The description at /openapi/v1.json shows what it takes."));
        }
    }
}
