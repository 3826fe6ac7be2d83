using System.Text;

namespace ChatRuns.Bot.Cards.Templating;

/// <summary>One further step of a path: a name, or what stands in brackets.</summary>
/// <param name="Name">After a dot.</param>
/// <param name="Index">In brackets.</param>
internal sealed record PathSegment(string? Name, Evaluate? Index);

/// <summary>
/// Follows a path: from a name in the scope, or from the value of an expression. As in the reference, brackets at the very end
/// fail where a list is too short; anywhere else what is not there is simply not there.
/// </summary>
internal sealed class PathReader(string? first, Evaluate? owner, IReadOnlyList<PathSegment> segments)
{
    // What stands for itself where the path leads nowhere; null where it depends on what stands in brackets.
    private readonly string? _unfound = segments.All(segment => segment.Name is not null)
        ? string.Join('.', segments.Select(segment => segment.Name).Prepend(first).Where(name => name is not null)) is { Length: > 0 } path ? "${" + path + "}" : null
        : null;

    /// <summary>For the lint test: brackets as <c>[]</c>.</summary>
    public string Name { get; } = first + string.Concat(segments.Select(segment => segment.Name is { } name ? "." + name : "[]"));

    /// <summary>The value; its own source text where it leads nowhere and <paramref name="substitute"/> is asked for.</summary>
    public Value Run(in Scope scope, bool substitute) => _unfound is null ? Run(scope, substitute, segments.Count) : RunNames(scope, substitute);

    // The way of nearly all paths: names alone.
    private Value RunNames(in Scope scope, bool substitute)
    {
        var value = owner is null ? scope.Find(first!) : owner(scope, substitute);
        for (var i = 0; i < segments.Count; i++)
        {
            if (value.IsError) return value;
            value = Scope.Member(value, segments[i].Name!);
        }

        return value.Kind == ValueKind.Undefined && substitute ? Value.Of(_unfound!) : value;
    }

    private Value Run(in Scope scope, bool substitute, int count)
    {
        if (count > 0 && segments[count - 1].Index is { } last) return Pick(Run(scope, substitute, count - 1), last(scope, false));
        var value = owner is null ? scope.Find(first!) : owner(scope, substitute);
        var path = new StringBuilder(first);
        foreach (var segment in segments.Take(count))
        {
            if (value.IsError) return value;
            value = Step(value, segment, scope, substitute, path);
        }

        return value.Kind == ValueKind.Undefined && substitute && path.Length > 0 ? Value.Of("${" + path + "}") : value;
    }

    private static Value Pick(Value from, Value index)
    {
        if (from.IsError) return from;
        if (index.IsError) return index;
        if (index.Kind == ValueKind.Text) return Scope.Member(from, index.Text!);
        if (!index.IsInteger) return Value.Error("What stands in brackets must be a whole number or a text.");
        if (from.IsNothing) return Value.Undefined;
        var item = Scope.Item(from, index.Number);
        return item.Kind == ValueKind.Undefined ? Value.Error($"There is no item {Value.NumberText(index.Number)}.") : item;
    }

    private static Value Step(Value value, PathSegment segment, in Scope scope, bool substitute, StringBuilder path)
    {
        if (segment.Name is { } name)
        {
            path.Append(path.Length > 0 ? "." : "").Append(name);
            return Scope.Member(value, name);
        }

        var index = segment.Index!(scope, substitute);
        switch (index.Kind)
        {
            case ValueKind.Error:
                return index;
            case ValueKind.Number:
                path.Append('[').Append(Value.NumberText(index.Number)).Append(']');
                return Scope.Item(value, index.Number);
            case ValueKind.Text:
                path.Append("['").Append(index.Text).Append("']");
                return Scope.Member(value, index.Text!);
            default:
                return Value.Error("What stands in brackets must be a number or a text.");
        }
    }
}
