namespace ChatRuns.Bot.Commands.Language;

/// <summary>Reads the values that a start gives to variables, and its target: <c>url=https://shop.example note="two words" on eu-prod</c>.</summary>
/// <param name="words">The words after "run" or "test".</param>
/// <param name="agent">The agent's name.</param>
/// <param name="verb">Run or test.</param>
/// <param name="vocabulary">The names.</param>
internal sealed class AssignmentReader(Words words, string agent, AgentVerb verb, Vocabulary vocabulary)
{
    /// <summary>The name by which a target stands among the values; no variable can have it.</summary>
    public const string Target = "target";

    private readonly List<Assignment> values = [];

    /// <summary>The command, or the problem.</summary>
    public Command Read()
    {
        for (var at = 0; at < words.Count;)
        {
            if (words.Key(at) is "with" or "and" or ",")
            {
                at++;
                continue;
            }

            var (count, name, value) = Split(at);
            if (Fault(at, count, name, value) is { } wrong) return wrong.In(words);
            values.Add(IsTarget(name!) ? new(Target, TargetOf(value!)!) : new(Known(name!) ?? name!, value!));
            at += count;
        }

        return new AgentCommand(agent, verb, values);
    }

    // name=value, name = value, name= value, name =value
    private (int Count, string? Name, string? Value) Split(int at)
    {
        if (words.Key(at) == "on" && at + 1 < words.Count && vocabulary.Find(agent) is { Targets.Count: > 0 }) return SplitOn(at + 1);
        var (count, raw) = (1, Raw(at));
        var isOpen = raw.IndexOf('=', StringComparison.Ordinal) < 0;
        if (isOpen && at + 1 < words.Count && !words[at + 1].IsQuoted && Raw(at + 1).StartsWith('=')) raw += Raw(at + count++);
        if (raw.EndsWith('=') && !words[at + count - 1].HoldsQuotes && at + count < words.Count && !IsAssignment(at + count))
            raw += Raw(at + count++);
        var sign = words[at].IsQuoted ? -1 : raw.IndexOf('=', StringComparison.Ordinal);
        return sign < 0 ? (count, null, null) : (count, raw[..sign], raw[(sign + 1)..]);
    }

    // on eu-prod, on target eu-prod
    private (int Count, string? Name, string? Value) SplitOn(int at)
    {
        var skipped = words.Key(at) is Target or "cluster" && at + 1 < words.Count ? 1 : 0;
        return (2 + skipped, Target, words[at + skipped].Raw);
    }

    private bool IsAssignment(int at) => !words[at].IsQuoted && Raw(at).IndexOf('=', StringComparison.Ordinal) > 0;

    private string Raw(int at) => words[at].Raw.Replace('\uFF1D', '=');

    private Wrong? Fault(int at, int count, string? name, string? value)
    {
        if (name is null)
            return new($"{Spelling.Show(words.Typed(at, 1))} is no value for a variable. Write name=value, with quotes around several words.",
                at, 1, Line());
        if (name.Length == 0) return new($"{Spelling.Show(words.Typed(at, count))} has no name before the =.", at, count, Line());
        if (values.Exists(one => Same(one.Name, IsTarget(name) ? Target : name)))
            return new($"{Spelling.Show(name)} has two values here. Give it one.", at, count, Line());
        if (IsTarget(name)) return TargetOf(value!) is null ? UnknownTarget(at, count, value!) : null;
        var known = vocabulary.Find(agent)?.Variables ?? [];
        if (Known(name) is not null) return null;
        var near = Nearest.Of(Spelling.Word(name), known, Spelling.Word, 3);
        var unknown = $"{agent} has no variable {Spelling.Show(name)}.";
        if (near.Count > 0)
            return new($"{unknown} Did you mean {string.Join(" or ", near.Select(Spelling.Show))}?", at, count,
                [.. near.Select(one => Line(new(one, value!), at + count))]);
        return new(known.Count == 0 ? $"{unknown} It has none." : $"{unknown} It has {string.Join(", ", known)}.", at, count, Line());
    }

    private Wrong UnknownTarget(int at, int count, string value)
    {
        var targets = vocabulary.Find(agent)!.Targets;
        var near = Nearest.Of(Spelling.Word(value), targets, Spelling.Word, 3);
        var unknown = $"{agent} has no target {Spelling.Show(value)}.";
        return near.Count > 0
            ? new($"{unknown} Did you mean {string.Join(" or ", near.Select(Spelling.Show))}?", at, count, [.. near.Select(one => Line(new(Target, one), at + count))])
            : new($"{unknown} It has {string.Join(", ", targets)}.", at, count, Line());
    }

    private bool IsTarget(string name) => Spelling.Word(name) is Target or "cluster" && Known(name) is null && vocabulary.Find(agent) is { Targets.Count: > 0 };

    private string? TargetOf(string value) => vocabulary.Find(agent)?.Targets.FirstOrDefault(one => Same(one, value));

    // What was understood so far, the corrected value, and what follows it.
    private string Line(Assignment? corrected = null, int rest = int.MaxValue)
    {
        var line = new AgentCommand(agent, verb, corrected is null ? values : [.. values, corrected]).ToLine();
        return rest < words.Count ? $"{line} {words.Source(rest, words.Count - rest)}" : line;
    }

    private string? Known(string name) => vocabulary.Find(agent)?.Variables.FirstOrDefault(one => Same(one, name));

    private static bool Same(string left, string right) => Spelling.Word(left) == Spelling.Word(right);
}
