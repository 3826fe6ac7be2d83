using System.Text;

namespace ChatRuns.Bot.Cards.Templating;

/// <summary>One further step of a path: a name, or what stands in brackets.</summary>
/// <param name="Name">After a dot.</param>
/// <param name="Index">In brackets.</param>
internal sealed record PathSegment(string? Name, Evaluate? Index);

/// <summary>Follows a path: from a name in the scope, or from the value of an expression.</summary>
internal sealed class PathReader(string? first, Evaluate? owner, IReadOnlyList<PathSegment> segments)
{
    /// <summary>For the lint test: brackets as <c>[]</c>.</summary>
    public string Name { get; } = first + string.Concat(segments.Select(segment => segment.Name is { } name ? "." + name : "[]"));

    /// <summary>The value; an own source text where it leads nowhere and <paramref name="substitute"/> is asked for.</summary>
    public Value Run(in Scope scope, bool substitute)
    {
        var value = owner is null ? scope.Find(first!) : owner(scope, substitute);
        var path = new StringBuilder(first);
        foreach (var segment in segments)
        {
            if (value.IsError) return value;
            value = Step(value, segment, scope, substitute, path);
        }

        return value.Kind == ValueKind.Undefined && substitute ? Value.Of("${" + path + "}") : value;
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
