using System.Globalization;
using System.Text.RegularExpressions;
using ChatRuns.Agents.Yaml;

namespace ChatRuns.Agents.Reading;

/// <summary>Names within an agent: those that the owner gave come first, the others are made so that they do not meet them.</summary>
internal sealed partial class UniqueNames(Problems problems, string what)
{
    private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);

    /// <summary>Takes the name that the owner gave, where there is one.</summary>
    public void Claim(Fields fields)
    {
        if (fields["name"] is not { } node || Texts.One(node, "name", problems) is not { } name) return;
        // People read and say a trigger's name ("every 5 min"); a step's name stands in templates.
        var isTrigger = what == "trigger";
        if (!(isTrigger ? SpokenShape() : Shape()).IsMatch(name))
            problems.Add(node, $"{Problems.Quote(name)} cannot be the name of a {what}.",
                $"A name has letters, digits, dashes{(isTrigger ? ", underscores and spaces" : " and underscores")}, at most 64.");
        else if (!_lines.TryAdd(name, node.Place.Line))
            problems.Add(node, $"A {what} named '{name}' is already on line {_lines[name]}.", "Give each its own name.");
    }

    /// <summary>The name that the owner gave, or the given one.</summary>
    public string Of(Fields fields, string ownName) => fields["name"] is ScalarNode { Text: var given } ? given : FreeLike(ownName, alwaysNumber: false);

    /// <summary>A name that is still free: the stem with the first number that makes it unique.</summary>
    public string FreeLike(string stem, bool alwaysNumber)
    {
        for (var number = 1; ; number++)
        {
            var name = number == 1 && !alwaysNumber ? stem : string.Create(CultureInfo.InvariantCulture, $"{stem}-{number}");
            if (_lines.TryAdd(name, 0)) return name;
        }
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")]
    private static partial Regex Shape();

    [GeneratedRegex("^[A-Za-z0-9](?:[A-Za-z0-9 _-]{0,62}[A-Za-z0-9_-])?$")]
    private static partial Regex SpokenShape();
}
