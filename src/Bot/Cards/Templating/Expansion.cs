using System.Text.Json;
using System.Text.Json.Nodes;

namespace ChatRuns.Bot.Cards.Templating;

/// <summary>
/// Fills data into a template, once. What comes out of the data is never read as a template again, and there is an end to how
/// much can come out.
/// </summary>
internal sealed class Expansion
{
    /// <summary>Most objects and arrays in one card.</summary>
    public const int MostNodes = 20_000;

    /// <summary>Most characters of text in one card.</summary>
    public const int MostText = 2_000_000;

    private int _nodes;
    private int _text;

    /// <summary>The bound template; null when its condition does not hold.</summary>
    public static JsonNode? Expand(TemplateNode template, JsonElement data) => new Expansion().Expand(template, new Scope(data, data, null)).Node;

    // Absent stands apart from null: an expression that leads to nothing drops its member, null is written.
    private (JsonNode? Node, bool IsAbsent) Expand(TemplateNode node, in Scope scope) => node switch
    {
        TemplateNode.Fixed @fixed => (@fixed.Value?.DeepClone(), false),
        TemplateNode.Text text => Bind(text, scope),
        TemplateNode.List list => (ExpandList(list, scope), false),
        TemplateNode.Map map => (ExpandMap(map, scope), false),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private (JsonNode? Node, bool IsAbsent) Bind(TemplateNode.Text text, in Scope scope)
    {
        var value = Run(text, scope, substitute: true);
        var node = value.ToNode();
        if (node is JsonValue) Count(value.Text?.Length ?? 0);
        else if (node is not null) CountAll(value.Json);
        return (node, value.Kind == ValueKind.Undefined);
    }

    private static Value Run(TemplateNode.Text text, in Scope scope, bool substitute)
    {
        try
        {
            var value = text.Source.Run(scope, substitute);
            return value.IsError && substitute ? throw new FormatException(value.Text) : value;
        }
        catch (FormatException e)
        {
            throw new FormatException($"{text.Place}: {e.Message}", e);
        }
    }

    private JsonArray ExpandList(TemplateNode.List list, in Scope scope)
    {
        Count();
        var result = new JsonArray();
        foreach (var item in list.Items)
        {
            var (node, isAbsent) = Expand(item, scope);
            if (node is JsonArray spliced)
            {
                var moved = spliced.ToArray();
                spliced.Clear();
                foreach (var one in moved) result.Add(one);
            }
            else if (node is not null || isAbsent)
            {
                result.Add(node);
            }
        }

        return result;
    }

    private JsonNode? ExpandMap(TemplateNode.Map map, in Scope scope)
    {
        if (map.Data is null) return Holds(map.When, scope) ? ExpandOne(map, scope) : null;
        var results = new List<JsonNode>();
        foreach (var inner in Scopes(map.Data, scope))
            if (Holds(map.When, inner)) results.Add(ExpandOne(map, inner));

        return results switch
        {
            [] => null,
            [var one] => one,
            _ => new JsonArray([.. results]),
        };
    }

    private static IEnumerable<Scope> Scopes(TemplateNode from, Scope scope)
    {
        var data = from switch
        {
            TemplateNode.Text text => Run(text, scope, substitute: true),
            var literal => Value.Of(JsonSerializer.SerializeToElement(new Expansion().Expand(literal, scope).Node)),
        };
        if (data.IsList) return data.Json.EnumerateArray().Select((item, index) => scope with { Data = item, Index = index });
        if (data.Kind == ValueKind.Undefined) return [scope];
        return [scope with { Data = data.Kind == ValueKind.Json ? data.Json : JsonSerializer.SerializeToElement(data.ToNode()) }];
    }

    // Only the boolean true keeps an element. A literal false is no condition in the reference, a literal true drops.
    private static bool Holds(TemplateNode? when, in Scope scope) => when switch
    {
        null => true,
        TemplateNode.Text text => Run(text, scope, substitute: false) is { Kind: ValueKind.Truth, Number: not 0 },
        TemplateNode.Fixed { Value: { } value } => value.GetValueKind() is JsonValueKind.False,
        TemplateNode.Fixed => true,
        _ => false,
    };

    private JsonObject ExpandOne(TemplateNode.Map map, in Scope scope)
    {
        Count();
        var result = new JsonObject();
        foreach (var (name, node) in map.Members)
        {
            var (value, isAbsent) = Expand(node, scope);
            if (!isAbsent) result[name] = value;
        }

        return result;
    }

    private void CountAll(JsonElement json)
    {
        Count(json.ValueKind == JsonValueKind.String ? json.GetString()!.Length : 0);
        if (json.ValueKind == JsonValueKind.Array)
            foreach (var item in json.EnumerateArray()) CountAll(item);
        else if (json.ValueKind == JsonValueKind.Object)
            foreach (var member in json.EnumerateObject()) CountAll(member.Value);
    }

    private void Count(int text = 0)
    {
        _text += text;
        if (++_nodes > MostNodes || _text > MostText)
            throw new FormatException($"The card would be larger than {MostNodes} parts or {MostText} characters. Give it shorter facts.");
    }
}
