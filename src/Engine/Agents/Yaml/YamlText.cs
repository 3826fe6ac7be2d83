using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ChatRuns.Agents.Yaml;

/// <summary>
/// Reads YAML text into nodes with places. Safe for any input: the parser's events are followed only as long as depth and number of
/// values stay small, and an alias is copied within the same budget, so that neither nesting nor anchors can grow without end.
/// </summary>
internal sealed class YamlText
{
    public const int MostBytes = 1 << 20;
    private const int MostDepth = 32;
    private const int MostNodes = 20_000;
    private static readonly UTF8Encoding _utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Source _source;
    private readonly Problems _problems;
    private readonly Dictionary<string, Node> _anchors = [];
    private readonly Parser _parser;
    private int _nodes;

    private YamlText(Source source, Problems problems)
    {
        _source = source;
        _problems = problems;
        _parser = new Parser(new StringReader(source.Text));
    }

    /// <summary>The file's one map; null with problems when it cannot be read.</summary>
    public static MapNode? Read(string file, ReadOnlySpan<byte> bytes, Problems problems)
    {
        if (Decode(file, bytes, problems) is not { } source) return null;
        var known = problems.List.Count;
        var reading = new YamlText(source, problems);
        try
        {
            var root = reading.ReadDocument();
            return problems.List.Count == known ? root : null;
        }
        catch (UnreadableException problem)
        {
            problems.Add(source, problem.Place, problem.Message, problem.Remedy);
        }
        catch (YamlException problem)
        {
            var place = PlaceOf(problem.End.Index >= problem.Start.Index ? problem.End : problem.Start);
            var (message, remedy) = YamlComplaint.Explain(source, place, problem.Message);
            problems.Add(source, YamlComplaint.Tab(source, place, problem.Message) ?? place, message, remedy);
        }
        catch (ArgumentException)
        {
            // YamlDotNet turns escapes such as "\UFFFFFFFF" into characters without looking.
            problems.Add(source, reading.Reached, "A text here has an escape that is no character.",
                "Write the character itself, or use single quotes, which know no escapes.");
        }
        catch (InvalidOperationException)
        {
            // Its scanner gives up in this way on braces and brackets that do not pair.
            var (message, remedy) = YamlComplaint.Explain(source, reading.Reached, "brackets that do not pair");
            problems.Add(source, reading.Reached, message, remedy);
        }

        return null;
    }

    private static Source? Decode(string file, ReadOnlySpan<byte> bytes, Problems problems)
    {
        if (bytes.Length > MostBytes)
        {
            problems.Add(new(file, ""), default, "The file is larger than 1 MiB.",
                "Move what is long into files of their own, and read them in a program step.");
            return null;
        }

        string text;
        try
        {
            text = _utf8.GetString(bytes).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException problem)
        {
            var before = new Source(file, Encoding.UTF8.GetString(bytes[..problem.Index]));
            problems.Add(before, before.PlaceAt(before.Text.Length, Place.Start), "The file is not UTF-8 text.", "Save it as UTF-8.");
            return null;
        }

        var source = new Source(file, text);
        var odd = text.AsSpan().IndexOfAnyInRange('\0', '\u001F');
        for (var i = Math.Max(odd, 0); odd >= 0 && i < text.Length; i++)
        {
            if (text[i] >= ' ' || text[i] is '\t' or '\n' or '\r') continue;
            problems.Add(source, source.PlaceAt(i, Place.Start), $"There is a control character (U+{(int)text[i]:X4}).", "Remove it.");
            return null;
        }

        return source;
    }

    private Place Reached => _parser.Current is { } last ? PlaceOf(last.End) : Place.Start;

    private MapNode? ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (_parser.Current is StreamEnd) throw new UnreadableException(Place.Start, "The file is empty.",
            "Begin with 'steps:', see docs/agents.md.");
        _parser.Consume<DocumentStart>();
        var root = ReadNode(0);
        _parser.Consume<DocumentEnd>();
        if (_parser.Current is not StreamEnd)
            throw new UnreadableException(PlaceOf(_parser.Current!.Start), "A second document begins here.",
                "Put each agent into a file of its own.");
        if (root is MapNode map) return map;
        throw new UnreadableException(root.Place, $"The file holds {root.Kind}, not names with values.",
            "Begin with lines such as 'title: Tidy up' and 'steps:', see docs/agents.md.");
    }

    private Node ReadNode(int depth)
    {
        var place = PlaceOf(_parser.Current!.Start);
        if (depth > MostDepth) throw new UnreadableException(place, $"Values are nested more than {MostDepth} deep.", "Nest them less.");
        Count(1, place);
        if (_parser.TryConsume<AnchorAlias>(out var alias)) return CopyOf(alias.Value.Value, place);
        // On some malformed maps the parser ends them where it owes a value.
        if (_parser.Current is not NodeEvent start) throw new UnreadableException(place, "A value is missing here.", "Write one after the colon.");
        if (!start.Tag.IsEmpty && start.Tag.Value != "!")
            throw new UnreadableException(place, $"The tag {Problems.Quote(start.Tag.Value)} is not read.",
                "Remove it; put a value into quotes to make it a text.");
        Node node = start switch
        {
            Scalar => ReadScalar(place),
            SequenceStart => ReadList(depth, place),
            _ => ReadMap(depth, place),
        };
        if (!start.Anchor.IsEmpty) _anchors[start.Anchor.Value] = node;
        return node;
    }

    private ScalarNode ReadScalar(Place place)
    {
        var scalar = _parser.Consume<Scalar>();
        var isPlain = scalar.Style is ScalarStyle.Plain && scalar.Tag.IsEmpty;
        return new(_source, place, (int)Math.Min(scalar.End.Index, int.MaxValue), scalar.Value, isPlain);
    }

    private ListNode ReadList(int depth, Place place)
    {
        _parser.Consume<SequenceStart>();
        var items = new List<Node>();
        while (!_parser.TryConsume<SequenceEnd>(out _)) items.Add(ReadNode(depth + 1));
        return new(_source, place, items);
    }

    private MapNode ReadMap(int depth, Place place)
    {
        _parser.Consume<MappingStart>();
        var entries = new List<Entry>();
        var seen = new Dictionary<string, Place>(StringComparer.Ordinal);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (_parser.Current is not Scalar)
                throw new UnreadableException(place, "A name is expected here, not a list or map.",
                    "A text that begins with { or [ needs quotes: \"{{folder}}\".");
            Count(1, place);
            var key = ReadScalar(PlaceOf(_parser.Current.Start));
            var value = ReadNode(depth + 1);
            if (key.Text == "<<" && key.IsPlain)
                _problems.Add(key, "Merge keys (<<) are not read.", "Write the values out, or put what all agents share into _defaults.yaml.");
            else if (seen.TryAdd(key.Text, key.Place)) entries.Add(new(key, value));
            else _problems.Add(key, $"{Problems.Quote(key.Text)} is here a second time, after line {seen[key.Text].Line}.", "Keep one of the two.");
        }

        return new(_source, place, entries);
    }

    private Node CopyOf(string anchor, Place place)
    {
        if (!_anchors.TryGetValue(anchor, out var node))
            throw new UnreadableException(place, $"There is no anchor {Problems.Quote("&" + anchor)} before this alias.",
                "Put a text that begins with * into quotes.");
        Count(Size(node), place);
        return node.Copy();
    }

    private void Count(int more, Place place)
    {
        _nodes += more;
        if (_nodes > MostNodes)
            throw new UnreadableException(place, $"The file holds more than {MostNodes:N0} values, aliases counted each time.",
                "Split it into several agents.");
    }

    private static int Size(Node node) => node switch
    {
        ListNode list => 1 + list.Items.Sum(Size),
        MapNode map => 1 + map.Entries.Sum(e => 1 + Size(e.Value)),
        _ => 1,
    };

    private static Place PlaceOf(Mark mark) => new((int)mark.Line, (int)mark.Column, (int)mark.Index);

    private sealed class UnreadableException(Place place, string message, string remedy) : Exception(message)
    {
        public Place Place => place;

        public string Remedy => remedy;
    }
}
