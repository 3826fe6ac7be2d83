using System.Text;
using System.Text.Json;

namespace ChatRuns.Bot.Hooks;

/// <summary>
/// Events out of a request: structured (one in JSON), batched (a list of them), or binary (attributes as headers <c>ce-…</c>, the body is the data).
/// Which it is, the content type tells.
/// </summary>
/// <remarks>Source: CloudEvents 1.0.2, HTTP protocol binding and JSON event format.</remarks>
internal static class CloudEventReader
{
    private const int MostEvents = 100;
    private const string Prefix = "ce-";
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Whether events in this form can be read: JSON is the only one.</summary>
    public static bool Takes(string mediaType) =>
        !mediaType.StartsWith("application/cloudevents", StringComparison.Ordinal) || mediaType is "application/cloudevents+json" or "application/cloudevents-batch+json";

    /// <summary>All of them. Throws <see cref="BodyException"/> when one of them is none, and then none of them counts.</summary>
    public static IReadOnlyList<CloudEvent> Read(HttpRequest request, ReadOnlyMemory<byte> body) => RequestBody.MediaTypeOf(request.ContentType) switch
    {
        "application/cloudevents+json" => [ReadOne(RequestBody.ReadJson(body))],
        "application/cloudevents-batch+json" => ReadBatch(RequestBody.ReadJson(body)),
        var type => [ReadBinary(request, type, body)],
    };

    private static List<CloudEvent> ReadBatch(JsonElement batch)
    {
        if (batch.ValueKind != JsonValueKind.Array) throw new BodyException("A batch is a list of events.");
        if (batch.GetArrayLength() > MostEvents) throw new BodyException($"A batch has at most {MostEvents} events. Send several.");
        return [.. batch.EnumerateArray().Select((one, at) => ReadNumbered(one, at + 1))];
    }

    private static CloudEvent ReadNumbered(JsonElement one, int number)
    {
        try
        {
            return ReadOne(one);
        }
        catch (BodyException e)
        {
            throw new BodyException($"Event {number} of the batch: {e.Message}");
        }
    }

    private static CloudEvent ReadOne(JsonElement one)
    {
        if (one.ValueKind != JsonValueKind.Object) throw new BodyException("An event in JSON is an object with its attributes and its data.");
        var attributes = new Dictionary<string, string>();
        foreach (var member in one.EnumerateObject())
        {
            if (member.Name is "data" or "data_base64" || member.Value.ValueKind == JsonValueKind.Null) continue;
            attributes[member.Name] = TextOf(member);
        }

        var (plain, binary) = (Find(one, "data"), Find(one, "data_base64"));
        if (plain is not null && binary is not null) throw new BodyException("The event has both data and data_base64; it has one of them.");
        return CloudEvent.Of(attributes, binary is { } base64 ? ReadBase64(base64, attributes) : plain is { ValueKind: not JsonValueKind.Null } ? plain : null);
    }

    private static JsonElement? Find(JsonElement one, string name) => one.TryGetProperty(name, out var value) ? value : null;

    private static string TextOf(JsonProperty member) => member.Value.ValueKind switch
    {
        JsonValueKind.String => member.Value.GetString()!,
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Number when member.Value.TryGetInt32(out var whole) => whole.ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => throw CloudEvent.Wrong(member.Name, "is neither a text nor a truth nor a whole number"),
    };

    private static JsonElement? ReadBase64(JsonElement value, Dictionary<string, string> attributes)
    {
        if (value.ValueKind != JsonValueKind.String || !value.TryGetBytesFromBase64(out var bytes)) throw CloudEvent.Wrong("data_base64", "is no Base64");
        return DataOf(bytes, RequestBody.MediaTypeOf(attributes.GetValueOrDefault("datacontenttype")));
    }

    private static CloudEvent ReadBinary(HttpRequest request, string mediaType, ReadOnlyMemory<byte> body)
    {
        var attributes = new Dictionary<string, string>();
        foreach (var (header, values) in request.Headers)
        {
            if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) continue;
            var name = header[Prefix.Length..].ToLowerInvariant();
            if (name == "datacontenttype") throw CloudEvent.Wrong("ce-datacontenttype", "must not be there: the Content-Type tells it");
            if (values.Count != 1) throw CloudEvent.Wrong(name, "comes more than once");
            attributes[name] = Decode(name, values.ToString());
        }

        if (attributes.Count == 0) throw new BodyException("This is no CloudEvent. Send it as application/cloudevents+json, or with its attributes as headers: ce-specversion, ce-id, ce-source, ce-type.");
        if (request.ContentType is { Length: > 0 } type) attributes["datacontenttype"] = type;
        return CloudEvent.Of(attributes, DataOf(body, mediaType));
    }

    // Where it is no text, Base64 stands for it: templates read texts.
    private static JsonElement? DataOf(ReadOnlyMemory<byte> bytes, string mediaType)
    {
        if (bytes.Length == 0 || RequestBody.IsJson(mediaType)) return RequestBody.Read(bytes, mediaType);
        try
        {
            return JsonSerializer.SerializeToElement(s_utf8.GetString(bytes.Span));
        }
        catch (DecoderFallbackException)
        {
            return JsonSerializer.SerializeToElement(Convert.ToBase64String(bytes.Span));
        }
    }

    // Double quotes first, as old senders wrote them, then one round of percent signs.
    private static string Decode(string name, string value)
    {
        if (value is ['"', .. var quoted, '"']) value = Unescape(quoted);
        if (!value.Contains('%')) return value;
        var bytes = new List<byte>(value.Length);
        for (var i = 0; i < value.Length;)
        {
            if (value[i] == '%') bytes.Add(ReadHex(name, value, i));
            else bytes.AddRange(Encoding.UTF8.GetBytes(value, i, LengthAt(value, i)));
            i += value[i] == '%' ? 3 : LengthAt(value, i);
        }

        try
        {
            return s_utf8.GetString([.. bytes]);
        }
        catch (DecoderFallbackException)
        {
            throw CloudEvent.Wrong(name, "is not encoded as UTF-8");
        }
    }

    private static int LengthAt(string value, int at) => char.IsHighSurrogate(value[at]) && at + 1 < value.Length ? 2 : 1;

    private static byte ReadHex(string name, string value, int at) =>
        at + 2 < value.Length && char.IsAsciiHexDigit(value[at + 1]) && char.IsAsciiHexDigit(value[at + 2])
            ? Convert.FromHexString(value.AsSpan(at + 1, 2))[0]
            : throw CloudEvent.Wrong(name, "has a % that two hexadecimal digits do not follow");

    private static string Unescape(string quoted)
    {
        var text = new StringBuilder(quoted.Length);
        for (var i = 0; i < quoted.Length; i++)
        {
            if (quoted[i] == '\\' && i + 1 < quoted.Length) i++;
            text.Append(quoted[i]);
        }

        return text.ToString();
    }
}
