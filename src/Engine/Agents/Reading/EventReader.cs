using System.Text.RegularExpressions;
using ChatRuns.Agents.Yaml;

namespace ChatRuns.Agents.Reading;

/// <summary>Reads an event trigger.</summary>
internal sealed partial class EventReader(TemplateReader templates)
{
    private static readonly (string Key, AttributeMatch Match)[] _filters =
        [("exact", AttributeMatch.Exact), ("prefix", AttributeMatch.Prefix), ("suffix", AttributeMatch.Suffix)];

    private static readonly string[] _keys = [.. _filters.Select(f => f.Key), .. IntakeReader.Keys];

    /// <summary>Whether a text can be the name of an attribute: lower-case letters and digits.</summary>
    public static bool IsAttribute(string text) => Shape().IsMatch(text);

    public EventTrigger? Read(Fields trigger, UniqueNames names)
    {
        if (trigger.Map("event", _keys) is not { } fields) return null;
        templates.Starts.HasEvents = true;
        var filters = _filters.SelectMany(f => ReadFilters(fields, f.Key, f.Match)).ToList();
        return new(names.Of(trigger, "event"), filters, new IntakeReader(templates).Read(fields));
    }

    private static IEnumerable<AttributeFilter> ReadFilters(Fields fields, string key, AttributeMatch match)
    {
        if (fields[key] is not { } node) yield break;
        if (node is not MapNode map)
        {
            fields.Problems.Add(node, $"'{key}' is a map of attributes and texts, not {node.Kind}.", $"Write it like '{key}: {{type: com.example.order}}'.");
            yield break;
        }

        foreach (var (attribute, value) in map.Entries)
        {
            if (!IsAttribute(attribute.Text) || attribute.Text == "data")
                fields.Problems.Add(attribute, $"{Problems.Quote(attribute.Text)} is no attribute of an event.",
                    "Attributes have lower-case letters and digits: type, source, subject, or one of an extension. What is in the data is asked with 'when'.");
            if (Texts.One(value, attribute.Text, fields.Problems) is not { } text) continue;
            if (text.Length == 0) fields.Problems.Add(value, $"'{key}' compares with an empty text.", "Write what it is compared with.");
            yield return new(attribute.Text, match, text);
        }
    }

    [GeneratedRegex("^[a-z0-9]{1,100}$")]
    private static partial Regex Shape();
}
