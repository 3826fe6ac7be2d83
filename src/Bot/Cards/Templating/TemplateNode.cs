using System.Text.Json;
using System.Text.Json.Nodes;

namespace ChatRuns.Bot.Cards.Templating;

/// <summary>A part of a template, read once: a closed family.</summary>
internal abstract record TemplateNode
{
    /// <summary>A value that stands for itself.</summary>
    internal sealed record Fixed(JsonNode? Value) : TemplateNode;

    /// <summary>A string with expressions.</summary>
    internal sealed record Text(Interpolation Source, string Place) : TemplateNode;

    /// <summary>An array.</summary>
    internal sealed record List(IReadOnlyList<TemplateNode> Items) : TemplateNode;

    /// <summary>An object, with its scope and condition apart.</summary>
    /// <param name="Members">In the order written; names are never expanded.</param>
    /// <param name="Data">What <c>$data</c> says; null for none.</param>
    /// <param name="When">What <c>$when</c> says; null for none.</param>
    /// <param name="Place">Where it stands, for errors.</param>
    internal sealed record Map(IReadOnlyList<(string Name, TemplateNode Node)> Members, TemplateNode? Data, TemplateNode? When, string Place)
        : TemplateNode;

    private static readonly string[] Reserved = ["$data", "$when", "$root", "$index", "$host", "$_acTemplateVersion"];

    /// <summary>Reads a template; throws <see cref="FormatException"/> that names the place.</summary>
    public static TemplateNode Read(JsonElement json, string place = "$")
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.String:
                return ReadText(json, place);
            case JsonValueKind.Array:
                return new List([.. json.EnumerateArray().Select((item, index) => Read(item, $"{place}[{index}]"))]);
            case JsonValueKind.Object:
                return ReadMap(json, place);
            case JsonValueKind.True or JsonValueKind.False:
                return new Fixed(JsonValue.Create(json.GetBoolean()));
            default:
                return new Fixed(JsonNode.Parse(json.GetRawText()));
        }
    }

    private static TemplateNode ReadText(JsonElement json, string place)
    {
        var text = json.GetString()!;
        try
        {
            return Interpolation.Parse(text) is { } parsed ? new Text(parsed, place) : new Fixed(JsonValue.Create(text));
        }
        catch (FormatException e)
        {
            throw new FormatException($"{place}: {e.Message} It says {text}", e);
        }
    }

    private static Map ReadMap(JsonElement json, string place)
    {
        TemplateNode? Find(string name) => json.TryGetProperty(name, out var found) ? Read(found, $"{place}.{name}") : null;
        return new(
            [.. json.EnumerateObject().Where(member => !Reserved.Contains(member.Name))
                .Select(member => (member.Name, Read(member.Value, $"{place}.{member.Name}")))],
            Find("$data"), Find("$when"), place);
    }
}
