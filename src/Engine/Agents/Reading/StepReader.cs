using ChatRuns.Agents.Yaml;

namespace ChatRuns.Agents.Reading;

/// <summary>Reads the list of steps: what all kinds share; the kinds themselves are in <see cref="StepKinds"/>.</summary>
internal sealed class StepReader(Problems problems, TemplateReader templates)
{
    private const int Most = 200;
    private static readonly string[] _common = ["name", "title", "timeout", "retry", "when", "wait"];
    private static readonly string[] _keys = [.. _common, .. StepKinds.Names, .. StepKinds.Belongings.Keys];

    private static readonly Dictionary<string, StepConditionKind> _when = new()
    {
        ["success"] = StepConditionKind.Success,
        ["failure"] = StepConditionKind.Failure,
        ["always"] = StepConditionKind.Always,
    };

    private readonly StepKinds _kinds = new(problems, templates);

    public IReadOnlyList<Step> Read(Node? node, Node agent)
    {
        if (node is not ListNode { Items.Count: > 0 } list)
        {
            problems.Add(node ?? agent, node is null ? "The agent has no steps." : "'steps' is a list with at least one step.",
                "Add 'steps:' and below it '- program: [bash, -c, \"echo hello\"]'.");
            return [];
        }

        if (list.Items.Count > Most) problems.Add(node, $"The agent has more than {Most} steps.", "Make several agents of it.");
        var all = list.Items.Select(item => Fields.Of(item, "a step", _keys, problems)).OfType<Fields>().ToList();
        var kinds = all.ConvertAll(KindOf);
        templates.StepNames = NameAll(all, kinds);
        return [.. all.Select((fields, i) => ReadOne(fields, kinds[i], i)).OfType<Step>()];
    }

    private List<string> NameAll(List<Fields> all, List<string?> kinds)
    {
        var names = new UniqueNames(problems, "step");
        foreach (var fields in all) names.Claim(fields);
        return [.. all.Select((fields, i) => fields["name"] is ScalarNode { Text: var given }
            ? given : names.FreeLike(kinds[i] ?? "step", alwaysNumber: true))];
    }

    private string? KindOf(Fields fields)
    {
        var kinds = StepKinds.Names.Where(fields.Has).ToList();
        var waits = fields["wait"] is { } wait and not ScalarNode { Truth: not null } ? wait : null;
        if (kinds.Count == 0 && waits is not null) return "wait";
        if (kinds.Count == 1 && waits is not null)
            problems.Add(waits, $"'wait' is true or false beside '{kinds[0]}': whether the run waits for the step's actions.",
                "For a pause, add a step of its own: '- pause: 10m'.");
        if (kinds.Count == 1) return kinds[0];
        problems.Add(fields.Node, kinds.Count == 0 ? "The step does not say what to do." : $"The step has {string.Join(" and ", kinds)}.",
            $"Give each step exactly one of {string.Join(", ", StepKinds.Names)}.");
        return null;
    }

    private Step? ReadOne(Fields fields, string? kind, int index)
    {
        templates.StepsBefore = index;
        if (kind is null) return null;
        foreach (var (key, takers) in StepKinds.Belongings)
        {
            if (fields.Has(key) && !takers.Contains(kind))
                problems.Add(fields.KeyOf(key), $"'{key}' does not belong to a {kind} step.",
                    $"Remove it; it belongs to {string.Join(" and ", takers)}.");
        }

        var step = _kinds.Read(kind, fields, templates.StepNames[index]);
        var (title, timeout) = (fields.Text("title", 200), fields.Duration("timeout", TimeSpan.FromMilliseconds(1)));
        var (retry, when) = (ReadRetry(fields), ReadWhen(fields));
        var waits = fields["wait"] is ScalarNode { Truth: true };
        return step is null ? null : step with { Title = title, Timeout = timeout, Retry = retry, When = when, WaitForActions = waits };
    }

    private RetryPolicy ReadRetry(Fields fields)
    {
        var backoff = TimeSpan.FromSeconds(10);
        if (fields["retry"] is null) return RetryPolicy.None;
        if (fields["retry"] is ScalarNode) return fields.Whole("retry", 1, 100) is { } tries
            ? RetryPolicy.None with { Attempts = tries, Backoff = backoff } : RetryPolicy.None;
        if (fields.Map("retry", "attempts", "backoff", "factor", "max") is not { } map) return RetryPolicy.None;
        if (!map.Has("attempts")) problems.Add(map.Node, "'retry' does not say how often.", "Add 'attempts: 3': tries in all.");
        return new(map.Whole("attempts", 1, 100) ?? 1, map.Duration("backoff", TimeSpan.Zero) ?? backoff,
            map.Number("factor", 1, 100) ?? RetryPolicy.None.Factor, map.Duration("max", TimeSpan.Zero) ?? RetryPolicy.None.Most);
    }

    private StepCondition ReadWhen(Fields fields)
    {
        if (fields["when"] is not { } node || Texts.One(node, "when", problems) is not { } text) return StepCondition.Success;
        if (_when.TryGetValue(text, out var kind)) return new(kind);
        if (text.Contains("{{", StringComparison.Ordinal))
            return templates.ReadCondition((ScalarNode)node) is { } expression
                ? new(StepConditionKind.Expression, expression) : StepCondition.Success;
        var remedy = DidYouMean.Nearest(text, _when.Keys) is { } nearest
            ? $"Did you mean '{nearest}'?" : "Write success, failure, always, or an expression like \"{{steps.scan.output.count}} > 0\".";
        problems.Add(node, $"'when' cannot be {Problems.Quote(text)}.", remedy);
        return StepCondition.Success;
    }
}
