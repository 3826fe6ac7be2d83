using System.Text;
using System.Text.Json.Nodes;

namespace ChatRuns.Agents;

/// <summary>What a template can read: <c>{{name}}</c>, <c>{{steps.scan.output.count}}</c>, <c>{{run.number}}</c>, <c>{{target.name}}</c>.</summary>
public interface ITemplateScope
{
    /// <summary>Finds the value at a path; false when there is none, which rendering reports with the path.</summary>
    bool TryFind(IReadOnlyList<string> path, out JsonNode? value);

    /// <summary>
    /// What stands for <c>{{secret.NAME}}</c>: the value where the text is about to be used, the reference itself where it is
    /// about to be stored or shown. Null when there is no such secret.
    /// </summary>
    string? Secret(string name);
}

/// <summary>Rendering met a path or a secret that is not there; the message names it.</summary>
public sealed class TemplateException(string message) : Exception(message);

/// <summary>
/// Text with <c>{{path}}</c> places, parsed once and immutable. A place is a dotted path of letters, digits, dashes and
/// underscores; <c>\{{</c> stands for two literal braces. Values are never read as templates again.
/// </summary>
public sealed class Template
{
    private readonly IReadOnlyList<Part> _parts;

    private Template(string text, IReadOnlyList<Part> parts)
    {
        Text = text;
        _parts = parts;
    }

    /// <summary>As written.</summary>
    public string Text { get; }

    /// <summary>The names of the secrets that it refers to.</summary>
    public IEnumerable<string> Secrets => Paths.Where(p => p is ["secret", _]).Select(p => p[1]);

    /// <summary>Every path that it reads.</summary>
    public IEnumerable<IReadOnlyList<string>> Paths => _parts.Where(p => p.Path is not null).Select(p => p.Path!);

    /// <summary>Parses; throws <see cref="FormatException"/> with the column for an unclosed or malformed place.</summary>
    public static Template Parse(string text)
    {
        var parts = new List<Part>();
        var literal = new StringBuilder();
        for (var i = 0; i < text.Length;)
        {
            if (StartsAt(text, i, "\\{{"))
            {
                literal.Append("{{");
                i += 3;
            }
            else if (StartsAt(text, i, "{{"))
            {
                if (literal.Length > 0) parts.Add(new(literal.ToString(), null));
                literal.Clear();
                var end = text.IndexOf("}}", i, StringComparison.Ordinal);
                if (end < 0) throw new FormatException($"column {i + 1}: '{{{{' is not closed with '}}}}'");
                parts.Add(new("", ReadPath(text[(i + 2)..end], i)));
                i = end + 2;
            }
            else
            {
                literal.Append(text[i++]);
            }
        }

        if (literal.Length > 0) parts.Add(new(literal.ToString(), null));
        return new(text, parts);
    }

    /// <summary>The text with each place filled in; texts go in as they are, other values as compact JSON.</summary>
    public string Render(ITemplateScope scope)
    {
        if (_parts is [{ Path: null } only]) return only.Literal;
        var text = new StringBuilder();
        foreach (var part in _parts) text.Append(part.Path is null ? part.Literal : TextOf(Find(part.Path, scope)));
        return text.ToString();
    }

    /// <summary>Like <see cref="Render"/>, but a template that is exactly one place keeps the JSON type of its value.</summary>
    public JsonNode? Value(ITemplateScope scope) =>
        _parts is [{ Path: { } path }] ? Find(path, scope)?.DeepClone() : JsonValue.Create(Render(scope));

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static JsonNode? Find(IReadOnlyList<string> path, ITemplateScope scope)
    {
        if (path is ["secret", var name])
            return scope.Secret(name) ?? throw new TemplateException(
                $"There is no secret {name}. Set the environment variable CHATRUNS_SECRET_{name}, or put the file secrets/{name} into the data folder.");
        return scope.TryFind(path, out var value)
            ? value
            : throw new TemplateException($"There is no value for {{{{{string.Join('.', path)}}}}}.");
    }

    private static string TextOf(JsonNode? value) => value switch
    {
        null => "",
        JsonValue single when single.TryGetValue<string>(out var text) => text,
        _ => value.ToJsonString(),
    };

    private static string[] ReadPath(string inner, int at)
    {
        var path = inner.Trim().Split('.');
        foreach (var name in path)
        {
            if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
                throw new FormatException($"column {at + 1}: '{{{{{inner}}}}}' is not a name like {{{{folder}}}} or {{{{steps.scan.output.count}}}}");
        }

        return path;
    }

    private static bool StartsAt(string text, int at, string what) => string.CompareOrdinal(text, at, what, 0, what.Length) == 0;

    private sealed record Part(string Literal, IReadOnlyList<string>? Path);
}
