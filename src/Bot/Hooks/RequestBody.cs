using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace ChatRuns.Bot.Hooks;

/// <summary>A body that came with no form that a run can read; the message is for its sender.</summary>
internal sealed class BodyException(string message) : Exception(message);

/// <summary>The bytes of a body as a value that templates read.</summary>
internal static class RequestBody
{
    // An event of the journal wraps it, and readers of that stop at 64.
    private const int MostDepth = 32;
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly JsonDocumentOptions s_options = new() { MaxDepth = MostDepth, AllowDuplicateProperties = false };

    /// <summary>Whether a media type is JSON.</summary>
    public static bool IsJson(string mediaType) => mediaType is "application/json" or "text/json" || mediaType.EndsWith("+json", StringComparison.Ordinal);

    /// <summary>The media type without parameters, in lower case; empty where none was sent, or it is none.</summary>
    public static string MediaTypeOf(string? contentType) => MediaTypeHeaderValue.TryParse(contentType, out var type) && type.MediaType is { Length: <= 100 } media ? media.ToLowerInvariant() : "";

    /// <summary>JSON as it is, other text as a text, nothing as null. Throws <see cref="BodyException"/> for broken JSON and for what is no text.</summary>
    public static JsonElement? Read(ReadOnlyMemory<byte> bytes, string mediaType)
    {
        if (bytes.Length == 0) return null;
        if (IsJson(mediaType)) return ReadJson(bytes);
        try
        {
            return mediaType.Length == 0 && TryJson(bytes) is { } json ? json : JsonSerializer.SerializeToElement(s_utf8.GetString(bytes.Span));
        }
        catch (DecoderFallbackException)
        {
            throw new BodyException("The body is neither JSON nor text in UTF-8.");
        }
    }

    /// <summary>JSON of at most 32 levels, without names that come twice. Throws <see cref="BodyException"/>.</summary>
    public static JsonElement ReadJson(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes, s_options);
            RefuseHalves(document.RootElement);
            return document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            var end = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
            throw new BodyException($"The body is no JSON that can be read: {(end < 0 ? e.Message : e.Message[..end])}");
        }
        catch (InvalidOperationException)
        {
            throw new BodyException("The body holds half a character (a lone \\ud800 to \\udfff).");
        }
    }

    private static JsonElement? TryJson(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return ReadJson(bytes);
        }
        catch (BodyException)
        {
            return null;
        }
    }

    // The parser takes what no text can hold; whoever asks for the text would find out later.
    private static void RefuseHalves(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                _ = value.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray()) RefuseHalves(item);
                break;
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    _ = member.Name;
                    RefuseHalves(member.Value);
                }

                break;
        }
    }
}
