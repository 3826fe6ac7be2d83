using System.Collections;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatRuns.Agents;

namespace ChatRuns.Engine.Tests.Agents;

/// <summary>Writes all that an agent holds as text, so that two agents can be compared.</summary>
internal static class AgentDump
{
    public static string Of(object? value)
    {
        var text = new StringBuilder();
        Append(text, value, "");
        return text.ToString();
    }

    private static void Append(StringBuilder text, object? value, string indent)
    {
        switch (value)
        {
            case null or string or bool or int or long or double or TimeSpan or Enum:
                text.Append(indent).Append(System.Globalization.CultureInfo.InvariantCulture, $"{value ?? "null"}\n");
                break;
            case Template template:
                text.Append(indent).Append("template ").Append(template.Text).Append('\n');
                break;
            case ValueTemplate tree:
                text.Append(indent).Append("tree ").Append(tree.Render(new Echo())?.ToJsonString()).Append('\n');
                break;
            case Condition condition:
                text.Append(indent).Append("condition ").Append(condition.Text).Append('\n');
                break;
            case JsonElement json:
                text.Append(indent).Append("json ").Append(json.GetRawText()).Append('\n');
                break;
            case IDictionary map:
                foreach (DictionaryEntry entry in map) Member(text, (string)entry.Key, entry.Value, indent);
                break;
            case IEnumerable list:
                foreach (var item in list) Member(text, "-", item, indent);
                break;
            default:
                text.Append(indent).Append(value.GetType().Name).Append('\n');
                foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetIndexParameters().Length == 0))
                    Member(text, property.Name, property.GetValue(value), indent);
                break;
        }
    }

    private static void Member(StringBuilder text, string name, object? value, string indent)
    {
        text.Append(indent).Append(name).Append('\n');
        Append(text, value, indent + "  ");
    }

    private sealed class Echo : ITemplateScope
    {
        public bool TryFind(IReadOnlyList<string> path, out JsonNode? value)
        {
            value = string.Join('.', path);
            return true;
        }

        public string? Secret(string name) => name;
    }
}
