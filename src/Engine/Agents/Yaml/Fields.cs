using System.Globalization;

namespace ChatRuns.Agents.Yaml;

/// <summary>
/// One map of the file, read name by name. Each reader says what is wrong with its value and then gives null, so that one pass
/// finds all problems of a file.
/// </summary>
internal sealed class Fields
{
    private readonly MapNode _map;

    private Fields(MapNode map, Problems problems)
    {
        _map = map;
        Problems = problems;
    }

    public Problems Problems { get; }

    public Node Node => _map;

    /// <summary>Complains about names that are not known and names without a value.</summary>
    /// <param name="node">The value, which should be a map.</param>
    /// <param name="what">What the map is, for people: "a step".</param>
    /// <param name="known">Its names.</param>
    /// <param name="problems">Takes the complaints.</param>
    public static Fields? Of(Node node, string what, IReadOnlyCollection<string> known, Problems problems)
    {
        if (node is not MapNode map)
        {
            problems.Add(node, $"{what} is a map of names and values, not {node.Kind}.", $"Its names are: {string.Join(", ", known.Take(40))}.");
            return null;
        }

        foreach (var (key, value) in map.Entries)
        {
            if (problems.IsFull) break;
            if (!known.Contains(key.Text)) problems.Add(key, $"{what} has no {Problems.Quote(key.Text)}.", DidYouMean.Remedy(key.Text, known));
            else if (value is ScalarNode { IsNull: true }) problems.Add(key, $"{Problems.Quote(key.Text)} has no value.",
                "Give it one, or remove the line.");
        }

        return new(map, problems);
    }

    /// <summary>The value of a name; null where it is missing or empty.</summary>
    public Node? this[string name] => _map.Find(name)?.Value is { } node and not ScalarNode { IsNull: true } ? node : null;

    public bool Has(string name) => _map.Find(name) is not null;

    /// <summary>The place of a name.</summary>
    public Node KeyOf(string name) => _map.Find(name)?.Key ?? (Node)_map;

    /// <summary>A text of at most so many characters; an empty one counts as none.</summary>
    public string? Text(string name, int most)
    {
        if (this[name] is not { } node || Texts.One(node, name, Problems) is not { } text) return null;
        if (text.Length > most) Problems.Add(node, $"'{name}' is longer than {most} characters.", "Shorten it.");
        return text.Length == 0 ? null : text;
    }

    /// <summary>A list of texts.</summary>
    public IReadOnlyList<string>? List(string name, int most) => this[name] is { } node ? Texts.List(node, name, most, Problems) : null;

    public bool? Truth(string name)
    {
        if (this[name] is not { } node) return null;
        if (node is ScalarNode { Truth: { } truth }) return truth;
        Problems.Add(node, $"'{name}' is true or false, not {node.Kind}.", "Write true or false, without quotes.");
        return null;
    }

    public double? Number(string name, double least, double most)
    {
        if (this[name] is not { } node) return null;
        if (node is ScalarNode { Number: { } number } && number >= least && number <= most) return number;
        Problems.Add(node, $"'{name}' is a number from {Plain(least)} to {Plain(most)}.", "Write it with digits, without quotes.");
        return null;
    }

    public int? Whole(string name, int least, int most)
    {
        if (this[name] is not { } node) return null;
        if (node is ScalarNode { Number: { } number } && number >= least && number <= most && number == Math.Floor(number)) return (int)number;
        Problems.Add(node, $"'{name}' is a whole number from {least} to {most}.", "Write it with digits, without quotes.");
        return null;
    }

    public TimeSpan? Duration(string name, TimeSpan least)
    {
        if (this[name] is not { } node || Texts.One(node, name, Problems) is not { } text) return null;
        if (!Agents.Duration.TryParse(text, out var duration))
            Problems.Add(node, $"'{name}' is a length of time, which {Problems.Quote(text)} is not.", "Write it like 90s, 5m, 2h, 7d or 1h30m.");
        else if (duration < least)
            Problems.Add(node, $"'{name}' is at least {Agents.Duration.Write(least)}.", "Write a longer time.");
        else
            return duration;
        return null;
    }

    public long? Size(string name)
    {
        if (this[name] is not { } node || Texts.One(node, name, Problems) is not { } text) return null;
        if (ByteSize.TryParse(text, out var bytes) && bytes > 0) return bytes;
        Problems.Add(node, $"'{name}' is an amount of data, which {Problems.Quote(text)} is not.", "Write it like 800KB, 512MB or 2GB.");
        return null;
    }

    /// <summary>One of some words.</summary>
    public T? Word<T>(string name, IReadOnlyDictionary<string, T> words) where T : struct
    {
        if (this[name] is not { } node || Texts.One(node, name, Problems) is not { } text) return null;
        if (words.TryGetValue(text, out var value)) return value;
        Problems.Add(node, $"'{name}' cannot be {Problems.Quote(text)}.", DidYouMean.Remedy(text, [.. words.Keys]));
        return null;
    }

    /// <summary>The map under a name.</summary>
    public Fields? Map(string name, params IReadOnlyCollection<string> known) => this[name] is { } node ? Of(node, $"'{name}'", known, Problems) : null;

    private static string Plain(double number) => number.ToString(CultureInfo.InvariantCulture);
}
