using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ChatRuns.Agents.Yaml;

/// <summary>One value of a file, with its place: a closed family.</summary>
internal abstract class Node(Source source, Place place)
{
    public Source Source => source;

    public Place Place => place;

    /// <summary>What it is, for people.</summary>
    public abstract string Kind { get; }

    /// <summary>The value as JSON, as it was read: texts as texts, others by their look.</summary>
    public abstract JsonNode? ToJson();

    /// <summary>The same again, for an alias.</summary>
    public abstract Node Copy();

    /// <summary>Every scalar in it, itself included.</summary>
    public abstract IEnumerable<ScalarNode> Scalars();
}

/// <summary>A single value.</summary>
internal sealed partial class ScalarNode(Source source, Place place, int end, string text, bool isPlain) : Node(source, place)
{
    /// <summary>As written, without quotes.</summary>
    public string Text => text;

    /// <summary>Whether it stands without quotes.</summary>
    public bool IsPlain => isPlain;

    /// <summary>
    /// Set by the reader where the format asks for text, so that <c>1.0</c> or <c>0644</c> there stay what was written when the
    /// value is stored.
    /// </summary>
    public bool IsText { get; set; }

    public bool IsNull => isPlain && text is "" or "~" or "null" or "Null" or "NULL";

    public override string Kind => IsNull ? "nothing" : ByLook() is null ? "a text" : Truth is null ? "a number" : "true or false";

    /// <summary>Its value where it looks like true or false; null elsewhere.</summary>
    public bool? Truth => !isPlain ? null : text switch
    {
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        _ => null,
    };

    /// <summary>Its value where it looks like a number; null elsewhere. Numbers with leading zeros are texts: they are codes.</summary>
    public double? Number =>
        isPlain && Numeral().IsMatch(text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number : null;

    public override JsonNode? ToJson() => IsText ? JsonValue.Create(text) : IsNull ? null : ByLook() ?? JsonValue.Create(text);

    public override Node Copy() => new ScalarNode(Source, Place, end, text, isPlain);

    public override IEnumerable<ScalarNode> Scalars() => [this];

    /// <summary>Where in this value a piece of its text stands; its start when it was written in another way (escaped, folded).</summary>
    public Place PlaceOf(string piece)
    {
        var stop = Math.Min(end, Source.Text.Length);
        if (piece.Length == 0 || stop <= Place.Index) return Place;
        var index = Source.Text.IndexOf(piece, Place.Index, stop - Place.Index, StringComparison.Ordinal);
        return index < 0 ? Place : Source.PlaceAt(index, Place);
    }

    private JsonValue? ByLook() =>
        Truth is { } truth ? JsonValue.Create(truth)
        : Number is { } number ? number == Math.Floor(number) && Math.Abs(number) < 1e15 ? JsonValue.Create((long)number) : JsonValue.Create(number)
        : null;

    [GeneratedRegex(@"^[-+]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]{1,3})?$")]
    private static partial Regex Numeral();
}

/// <summary>Values in order.</summary>
internal sealed class ListNode(Source source, Place place, IReadOnlyList<Node> items) : Node(source, place)
{
    public IReadOnlyList<Node> Items => items;

    public override string Kind => "a list";

    public override JsonNode ToJson() => new JsonArray([.. items.Select(i => i.ToJson())]);

    public override Node Copy() => new ListNode(Source, Place, [.. items.Select(i => i.Copy())]);

    public override IEnumerable<ScalarNode> Scalars() => items.SelectMany(i => i.Scalars());
}

/// <summary>Values by name, in the order of the file.</summary>
internal sealed class MapNode(Source source, Place place, IReadOnlyList<Entry> entries) : Node(source, place)
{
    private readonly Dictionary<string, Entry> _byName = entries.ToDictionary(e => e.Key.Text, StringComparer.Ordinal);

    public IReadOnlyList<Entry> Entries => entries;

    public override string Kind => "a map";

    public Entry? Find(string name) => _byName.GetValueOrDefault(name);

    public override JsonNode ToJson() => new JsonObject(entries.Select(e => KeyValuePair.Create(e.Key.Text, e.Value.ToJson())));

    public override Node Copy() => new MapNode(Source, Place, [.. entries.Select(e => new Entry(e.Key, e.Value.Copy()))]);

    public override IEnumerable<ScalarNode> Scalars() => entries.SelectMany(e => e.Value.Scalars().Prepend(e.Key));

    /// <summary>This map laid over another: maps are merged, all else replaces.</summary>
    public MapNode Over(MapNode below)
    {
        var merged = entries.Select(e => e.Value is MapNode mine && below.Find(e.Key.Text)?.Value is MapNode theirs ? e with { Value = mine.Over(theirs) } : e);
        return new(Source, Place, [.. merged, .. below.Entries.Where(e => Find(e.Key.Text) is null).Select(e => e with { Value = e.Value.Copy() })]);
    }
}

/// <summary>One name of a map with its value.</summary>
internal sealed record Entry(ScalarNode Key, Node Value);
