using System.Text.Json.Nodes;

namespace ChatRuns.Agents;

/// <summary>A JSON tree whose texts are templates: the arguments of a tool, the body of a request.</summary>
public sealed class ValueTemplate
{
    private readonly Func<ITemplateScope, JsonNode?> _render;

    private ValueTemplate(Func<ITemplateScope, JsonNode?> render, IReadOnlyList<Template> templates)
    {
        _render = render;
        Templates = templates;
    }

    /// <summary>Every template in the tree.</summary>
    public IReadOnlyList<Template> Templates { get; }

    /// <summary>Parses each text of the tree; throws <see cref="FormatException"/> for a malformed one.</summary>
    public static ValueTemplate Parse(JsonNode? tree)
    {
        var templates = new List<Template>();
        return new(Compile(tree, templates), templates);
    }

    /// <summary>A new tree with each place filled in; a text that is exactly one place keeps the value's type.</summary>
    public JsonNode? Render(ITemplateScope scope) => _render(scope);

    private static Func<ITemplateScope, JsonNode?> Compile(JsonNode? tree, List<Template> templates)
    {
        switch (tree)
        {
            case JsonObject map:
                var members = map.Select(m => (m.Key, Render: Compile(m.Value, templates))).ToList();
                return scope => new JsonObject(members.Select(m => KeyValuePair.Create(m.Key, m.Render(scope))));
            case JsonArray list:
                var items = list.Select(item => Compile(item, templates)).ToList();
                return scope => new JsonArray([.. items.Select(item => item(scope))]);
            case JsonValue single when single.TryGetValue<string>(out var text):
                var template = Template.Parse(text);
                templates.Add(template);
                return template.Value;
            default:
                var constant = tree?.DeepClone();
                return _ => constant?.DeepClone();
        }
    }
}
