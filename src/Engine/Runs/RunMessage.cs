using System.Text.Json;

namespace ChatRuns.Runs;

/// <summary>What came with the request that started a run: the message of a webhook, or an event.</summary>
/// <param name="Kind">Webhook or Event.</param>
/// <param name="Id">As its sender names it; sent once more, it starts nothing.</param>
/// <param name="Sha256">Of the bytes that came, 64 hex digits: the same id with others is a mistake of the sender.</param>
/// <param name="Attributes">Of a webhook "event" (what it tells, or empty) and "type" (media type); of an event all of its attributes.</param>
/// <param name="Headers">Those that the trigger keeps, by name in lower case; empty texts where they were not sent.</param>
/// <param name="Body">The body, or the event's data; a text where it was no JSON; null for none. Over 8 KB it is in <paramref name="Blob"/> instead.</param>
/// <param name="Blob">The blob that holds a big body.</param>
public sealed record RunMessage(
    TriggerKind Kind, string Id, string Sha256, IReadOnlyDictionary<string, string> Attributes, IReadOnlyDictionary<string, string> Headers,
    JsonElement? Body, string? Blob = null);
