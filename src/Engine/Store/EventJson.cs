using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ChatRuns.Journal;

namespace ChatRuns.Store;

/// <summary>
/// Events as JSON and back: the kind is the name of the type, the body its members. The one place where texts are masked on
/// their way into the journal; projections are made from what was stored, so they hold no more than the journal does.
/// </summary>
internal sealed class EventJson
{
    private readonly FrozenDictionary<string, EventKind> _kinds;
    private readonly bool _masks;

    /// <summary>With a function through which every text passes, also those inside JSON values; null masks nothing.</summary>
    public EventJson(Func<string, string>? mask)
    {
        // Only a database reads it: the relaxed form keeps texts readable and short.
        var options = new JsonSerializerOptions(EventContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        if (mask is not null)
        {
            options.Converters.Add(new MaskedText(mask));
            options.Converters.Add(new MaskedValue(mask));
        }

        _masks = mask is not null;
        var context = new EventContext(options);
        _kinds = Kinds().ToFrozenDictionary(t => t.Name, t => EventKind.From(context.GetTypeInfo(t)
            ?? throw new InvalidOperationException($"{t.Name} is missing in {nameof(EventContext)}.")));
    }

    /// <summary>Every kind of event there is.</summary>
    public static IEnumerable<Type> Kinds() =>
        typeof(JournalEvent).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(JournalEvent)) && !t.IsAbstract);

    public WrittenEvent Write(JournalEvent happened)
    {
        var name = happened.GetType().Name;
        var kind = _kinds[name];
        var body = JsonSerializer.Serialize(happened, kind.Type);
        var stored = _masks ? Read(name, body) : happened;
        return new(name, kind.StepOf(stored), body, SHA256.HashData(Encoding.UTF8.GetBytes(body)), stored);
    }

    public JournalEvent Read(string kind, string body)
    {
        if (!_kinds.TryGetValue(kind, out var known))
            throw new StoreException($"The journal holds an event of the unknown kind \"{kind}\": it was written by a newer ChatRuns. Use that version.");
        return (JournalEvent)JsonSerializer.Deserialize(body, known.Type)!;
    }

    private sealed record EventKind(JsonTypeInfo Type, JsonPropertyInfo? Step)
    {
        public static EventKind From(JsonTypeInfo type) =>
            new(type, type.Properties.FirstOrDefault(p => p.Name == "step" && p.PropertyType == typeof(string)));

        public string? StepOf(JournalEvent happened) => (string?)Step?.Get?.Invoke(happened);
    }
}

/// <summary>An event ready to be stored.</summary>
/// <param name="Kind">The name of its type.</param>
/// <param name="Step">The step that it is about, or null.</param>
/// <param name="Body">Its members as JSON, masked.</param>
/// <param name="BodyHash">SHA-256 of the body's UTF-8 bytes.</param>
/// <param name="Event">What a reader of the body gets.</param>
internal sealed record WrittenEvent(string Kind, string? Step, string Body, byte[] BodyHash, JournalEvent Event);
