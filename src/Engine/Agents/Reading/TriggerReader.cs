using ChatRuns.Agents.Yaml;

namespace ChatRuns.Agents.Reading;

/// <summary>Reads the list of triggers.</summary>
internal sealed class TriggerReader(Problems problems, string agentZone, TemplateReader templates, IReadOnlyList<string> agentTargets)
{
    private const int Most = 100;
    private static readonly string[] _kinds = ["cron", "every", "manual", "upload", "webhook", "event"];
    private static readonly string[] _keys = ["name", .. _kinds, "timezone", "catch_up", "at_start", "target", "targets"];

    private static readonly Dictionary<string, CatchUpPolicy> _catchUp = new()
    {
        ["skip"] = CatchUpPolicy.Skip,
        ["last"] = CatchUpPolicy.Last,
        ["all"] = CatchUpPolicy.All,
    };

    public IReadOnlyList<Trigger> Read(Node? node)
    {
        if (node is null) return [];
        if (node is not ListNode list)
        {
            problems.Add(node, $"'triggers' is a list, not {node.Kind}.", "Write each trigger as '- cron: 0 7 * * *' on a line of its own.");
            return [];
        }

        if (list.Items.Count > Most) problems.Add(node, $"The agent has more than {Most} triggers.", "Make several agents of it.");
        var all = list.Items.Select(item => Fields.Of(item, "a trigger", _keys, problems)).OfType<Fields>().ToList();
        var names = new UniqueNames(problems, "trigger");
        foreach (var fields in all) names.Claim(fields);
        return [.. all.Select(fields => ReadOne(fields, names)).OfType<Trigger>()];
    }

    private Trigger? ReadOne(Fields fields, UniqueNames names)
    {
        var kinds = _kinds.Where(fields.Has).ToList();
        if (kinds.Count != 1)
        {
            problems.Add(fields.Node, kinds.Count == 0 ? "The trigger does not say when." : $"The trigger has {string.Join(" and ", kinds)}.",
                "Give each trigger exactly one of cron, every, upload, webhook, event or manual.");
            return null;
        }

        RefuseForeign(fields, "timezone", kinds[0], "cron");
        RefuseForeign(fields, "catch_up", kinds[0], "cron", "every");
        RefuseForeign(fields, "at_start", kinds[0], "every");
        RefuseForeign(fields, "target", kinds[0], "cron", "every", "webhook", "event");
        RefuseForeign(fields, "targets", kinds[0], "cron", "every", "webhook", "event");
        var targets = ReadTargets(fields);
        return ReadKind(fields, names, kinds[0]) is { } trigger ? trigger with { Targets = targets } : null;
    }

    private Trigger? ReadKind(Fields fields, UniqueNames names, string kind) => kind switch
    {
        "cron" => ReadCron(fields, names),
        "every" => ReadInterval(fields, names),
        "upload" => UploadReader.Read(fields, names),
        "webhook" => new WebhookReader(templates).Read(fields, names),
        "event" => new EventReader(templates).Read(fields, names),
        _ => ReadManual(fields, names),
    };

    private IReadOnlyList<string> ReadTargets(Fields fields)
    {
        if (fields.Has("target") && fields.Has("targets")) problems.Add(fields.KeyOf("targets"), "The trigger has target and targets.", "Keep one of the two.");
        if (fields["target"] is { } one) return Texts.One(one, "target", problems) is { } name && IsOwn(one, name) ? [name] : [];
        if (fields["targets"] is not { } node) return [];
        if (node is ScalarNode { Text: "all" })
        {
            if (agentTargets.Count == 0) problems.Add(node, "The agent has no targets.", "Name them: 'targets: [one, two]' beside 'steps'.");
            return agentTargets;
        }

        if (node is not ListNode list)
        {
            problems.Add(node, $"'targets' is all, or a list of the agent's targets, not {node.Kind}.", "Write 'targets: all', or 'target: eu-prod' for one.");
            return [];
        }

        var names = (fields.List("targets", 200) ?? []).Distinct(StringComparer.Ordinal).ToList();
        return list.Items.OfType<ScalarNode>().Count(n => IsOwn(n, n.Text)) == list.Items.Count ? names : [];
    }

    private bool IsOwn(Node node, string name)
    {
        if (agentTargets.Contains(name)) return true;
        problems.Add(node, $"The agent has no target {Problems.Quote(name)}.",
            agentTargets.Count == 0 ? "Name its targets: 'targets: [one, two]' beside 'steps'." : DidYouMean.Remedy(name, agentTargets));
        return false;
    }

    private CronTrigger? ReadCron(Fields fields, UniqueNames names)
    {
        var zone = ZoneText.Read(fields, "timezone") ?? agentZone;
        var catchUp = fields.Word("catch_up", _catchUp) ?? CatchUpPolicy.Skip;
        if (fields.Text("cron", 1000) is not { } cron)
        {
            if (fields["cron"] is not null) problems.Add(fields.KeyOf("cron"), "'cron' is empty.", "Write it like '0 7 * * 1-5'.");
            return null;
        }

        if (CronText.Complaint(cron, TimeZoneInfo.FindSystemTimeZoneById(zone)) is var (message, remedy)) problems.Add(fields["cron"]!, message, remedy);
        return new(names.Of(fields, "cron"), cron, zone, catchUp);
    }

    private static IntervalTrigger? ReadInterval(Fields fields, UniqueNames names)
    {
        var catchUp = fields.Word("catch_up", _catchUp) ?? CatchUpPolicy.Skip;
        var atStart = fields.Truth("at_start") ?? false;
        return fields.Duration("every", TimeSpan.FromSeconds(1)) is { } every
            ? new(names.Of(fields, "every-" + Duration.Write(every)), every, catchUp, atStart)
            : null;
    }

    private ManualTrigger? ReadManual(Fields fields, UniqueNames names)
    {
        if (fields.Truth("manual") is not { } manual) return null;
        if (manual) return new(names.Of(fields, "manual"));
        problems.Add(fields["manual"]!, "'manual' can only be true.", "Remove the trigger: an agent can always be started by hand.");
        return null;
    }

    private void RefuseForeign(Fields fields, string key, string kind, params string[] takers)
    {
        if (!fields.Has(key) || takers.Contains(kind)) return;
        problems.Add(fields.KeyOf(key), $"'{key}' does not belong to a trigger with '{kind}'.",
            $"Remove it; it belongs to {string.Join(" and ", takers)}.");
    }
}
