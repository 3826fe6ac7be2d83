using System.Text.Encodings.Web;
using System.Text.Json;
using ChatRuns.Secrets;
using ChatRuns.Store;

namespace ChatRuns.Loops;

/// <summary>
/// Where a value of an event is kept: up to 8 KB as JSON in the event, what is bigger as a masked blob that is durable before the
/// event that names it. Older journals have big values in their events; those are read as they are.
/// </summary>
internal sealed class KeptValues(BlobShelf blobs, SecretShelf secrets)
{
    private const int InlineLimit = 8 * 1024;

    // Text by text: a secret looks otherwise where JSON has escaped it.
    private readonly JsonSerializerOptions _masked = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Converters = { new MaskedValue(secrets.Mask) },
    };

    /// <summary>The value where it is small, else the name of its blob; neither for none.</summary>
    public async Task<(JsonElement? Small, string? Blob)> KeepAsync(JsonElement? given, CancellationToken cancel)
    {
        if (given is not { } value || value.ValueKind == JsonValueKind.Undefined) return (null, null);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(value, _masked);
        return bytes.Length <= InlineLimit ? (value, null) : (null, await blobs.PutAsync(bytes, cancel));
    }

    /// <summary>The value again; null for none, or when its blob is not there any more.</summary>
    public async Task<JsonElement?> ReadAsync(JsonElement? small, string? blob, CancellationToken cancel)
    {
        if (blob is null) return small;
        return await blobs.ReadAsync(blob, cancel) is { } bytes ? JsonSerializer.Deserialize<JsonElement>(bytes) : null;
    }
}
