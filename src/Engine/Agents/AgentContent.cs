using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatRuns.Agents.Yaml;

namespace ChatRuns.Agents;

/// <summary>
/// The effective content of an agent file: its values with the defaults folded in, as JSON in one fixed form, so that comments,
/// quotes, anchors and the file's name do not make a new version. The order of the file is kept, because forms show variables in it.
/// </summary>
internal static class AgentContent
{
    private static readonly JsonWriterOptions _form = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(MapNode map)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, _form)) ((JsonObject)map.ToJson()).WriteTo(writer);
        return stream.ToArray();
    }

    public static string VersionOf(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>Reads what <see cref="Write"/> wrote; null for anything else.</summary>
    public static MapNode? Read(string agent, ReadOnlyMemory<byte> content)
    {
        try
        {
            using var json = JsonDocument.Parse(content);
            return ReadValue(new Source(agent, ""), json.RootElement) as MapNode;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Node ReadValue(Source source, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => new MapNode(source, default, [.. value.EnumerateObject().DistinctBy(m => m.Name)
            .Select(m => new Entry(new(source, default, 0, m.Name, isPlain: false), ReadValue(source, m.Value)))]),
        JsonValueKind.Array => new ListNode(source, default, [.. value.EnumerateArray().Select(v => ReadValue(source, v))]),
        JsonValueKind.String => new ScalarNode(source, default, 0, value.GetString()!, isPlain: false),
        _ => new ScalarNode(source, default, 0, value.GetRawText(), isPlain: true),
    };
}
