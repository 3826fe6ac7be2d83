using System.Text.RegularExpressions;
using ChatRuns.Agents.Yaml;

namespace ChatRuns.Agents.Reading;

/// <summary>Reads the whole map of a file.</summary>
internal sealed partial class AgentReader(Problems problems, TemplateReader templates, ReservedNames reserved, TargetShelf known)
{
    /// <summary>Keys that belong to one agent and have no place in the defaults.</summary>
    public static readonly string[] OwnKeys = ["name", "title", "steps"];

    private static readonly string[] _keys =
    [
        .. OwnKeys, "description", "status", "mode", "confidence_threshold", "max_actions", "approval", "triggers", "timezone", "targets",
        "variables", "overlap", "expect", "delete", "retention", "keep", "limits", "notify", "owner", "tags", "run_title", "summary", "report", "files",
    ];

    private static readonly Dictionary<string, AgentStatus> _status = new()
    {
        ["active"] = AgentStatus.Active,
        ["paused"] = AgentStatus.Paused,
        ["draft"] = AgentStatus.Draft,
    };

    private static readonly Dictionary<string, RunMode> _mode = new() { ["ask"] = RunMode.Ask, ["auto"] = RunMode.Auto };

    private static readonly Dictionary<string, OverlapPolicy> _overlap = new()
    {
        ["skip"] = OverlapPolicy.Skip,
        ["queue"] = OverlapPolicy.Queue,
        ["cancel_older"] = OverlapPolicy.CancelOlder,
        ["allow"] = OverlapPolicy.Allow,
    };

    /// <summary>Whether a text can be the name of an agent.</summary>
    public static bool IsName(string text) => Shape().IsMatch(text);

    /// <summary>The agent, without its version; null when there are problems.</summary>
    public Agent? Read(MapNode map)
    {
        if (Fields.Of(map, "an agent", _keys, problems) is not { } fields) return null;
        var name = ReadName(fields);
        var agent = ReadHead(fields, name);
        templates.StepNames = [];
        var steps = new StepReader(problems, templates).Read(fields["steps"], fields.Has("steps") ? fields.KeyOf("steps") : map);
        agent = ReadTail(fields, agent with { Steps = steps });
        return problems.Any ? null : agent;
    }

    /// <summary>Looks for problems in the defaults, which are no agent.</summary>
    public void CheckDefaults(MapNode map)
    {
        foreach (var own in OwnKeys.Select(map.Find).OfType<Entry>())
            problems.Add(own.Key, $"'{own.Key.Text}' belongs to one agent, not to all.", "Move it into the agent's own file.");
        if (Fields.Of(map, "_defaults.yaml", _keys, problems) is { } fields) ReadTail(fields, ReadHead(fields, "defaults"));
    }

    private string ReadName(Fields fields)
    {
        var name = fields.Text("name", 1000) ?? "";
        var node = fields["name"] ?? fields.Node;
        if (reserved.Names.Contains(name))
            problems.Add(node, $"{Problems.Quote(name)} is a word of the commands, so no agent can be called that.",
                $"Write 'name: {name}-agent' or another one, or rename the file.");
        if (IsName(name)) return name;
        var suggestion = Unfit().Replace(name.ToLowerInvariant(), "-").Trim('-');
        problems.Add(node, $"{Problems.Quote(name)} cannot be the name of an agent: it has lower-case letters, digits and dashes, at most 64.",
            IsName(suggestion) ? $"Write 'name: {suggestion}', or rename the file." : "Write one like 'name: free-up-disk'.");
        return "unnamed";
    }

    private Agent ReadHead(Fields fields, string name)
    {
        var zone = ZoneText.Read(fields, "timezone") ?? "UTC";
        templates.Variables = new VariableReader(problems, templates).Read(fields["variables"]);
        var targets = ReadWords(fields, "targets", 200, TargetShape(), "A target has letters, digits and . _ : / @ -, at most 200.");
        templates.HasTargets = targets.Count > 0;
        TellUnknown(fields, targets);
        var triggers = new TriggerReader(problems, zone, templates, targets).Read(fields["triggers"]);
        templates.Starts.HasFiles = triggers.Any(t => t is UploadTrigger);
        return new()
        {
            Name = name,
            Title = fields.Text("title", 120) ?? Words(name),
            Version = "",
            Steps = [],
            Description = fields.Text("description", 2000) ?? "",
            Status = fields.Word("status", _status) ?? AgentStatus.Active,
            Mode = fields.Word("mode", _mode) ?? RunMode.Ask,
            ConfidenceThreshold = fields.Number("confidence_threshold", 0, 1) ?? 0.9,
            MaxActions = fields.Whole("max_actions", 0, 10_000) ?? 20,
            Approval = new RuleReader(problems).ReadApproval(fields),
            Zone = zone,
            Triggers = triggers,
            Targets = targets,
            Variables = templates.Variables,
            Limits = new RuleReader(problems).ReadLimits(fields),
            Overlap = fields.Word("overlap", _overlap) ?? OverlapPolicy.Skip,
            Expect = ReadWords(fields, "expect", 4, ExpectShape(), "What a run leaves is report, files, actions or output."),
            Delete = new RuleReader(problems).ReadDelete(fields),
            Retention = fields.Duration("retention", TimeSpan.FromHours(1)),
            Keep = new RuleReader(problems).ReadKeep(fields),
            Notify = new RuleReader(problems).ReadNotify(fields),
            Owner = fields.Text("owner", 120),
            Tags = ReadWords(fields, "tags", 64, TagShape(), "A tag has letters, digits, dashes and underscores, at most 64."),
        };
    }

    private Agent ReadTail(Fields fields, Agent agent) => agent with
    {
        RunTitle = templates.Read(fields, "run_title", TemplateUse.Title),
        Summary = templates.Read(fields, "summary", TemplateUse.End),
        Report = templates.Read(fields, "report", TemplateUse.End),
        Files = templates.ReadMap(fields, "files", CheckFileName, TemplateUse.End),
    };

    // Without any in the settings they are mere names.
    private void TellUnknown(Fields fields, IReadOnlyList<string> targets)
    {
        if (known.All.Count == 0 || targets.Count == 0) return;
        foreach (var node in ((ListNode)fields["targets"]!).Items.OfType<ScalarNode>().Where(n => known.Find(n.Text) is null))
            problems.Aside(node, $"The settings have no target {Problems.Quote(node.Text)}, so it has no variables and is not checked.",
                DidYouMean.Nearest(node.Text, known.All.Select(t => t.Name)) is { } near ? $"Did you mean '{near}'?" : $"Add Targets:{node.Text} to the settings, or remove it here.");
    }

    private IReadOnlyList<string> ReadWords(Fields fields, string name, int most, Regex shape, string remedy)
    {
        var words = fields.List(name, most) ?? [];
        if (words.Count == 0) return words;
        foreach (var node in ((ListNode)fields[name]!).Items.OfType<ScalarNode>())
        {
            if (node.Text.Length > 0 && !shape.IsMatch(node.Text)) problems.Add(node,
                $"{Problems.Quote(node.Text)} cannot stand in '{name}'.", remedy);
        }

        if (words.Distinct(StringComparer.Ordinal).Count() < words.Count) problems.Add(fields[name]!, $"An entry of '{name}' is there twice.",
            "Remove one of the two.");
        return words;
    }

    private void CheckFileName(ScalarNode key)
    {
        if (!FileShape().IsMatch(key.Text) || key.Text.Trim('.').Length == 0)
            problems.Add(key, $"{Problems.Quote(key.Text)} cannot be the name of a file.", "Write it without folders, like report.csv.");
    }

    private static string Words(string name)
    {
        var words = name.Replace('-', ' ').Trim();
        return words.Length == 0 ? name : char.ToUpperInvariant(words[0]) + words[1..];
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,63}$")]
    private static partial Regex Shape();

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex Unfit();

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._:/@-]{0,199}$")]
    private static partial Regex TargetShape();

    [GeneratedRegex("^(report|files|actions|output)$")]
    private static partial Regex ExpectShape();

    [GeneratedRegex("^[A-Za-z0-9_-]{1,64}$")]
    private static partial Regex TagShape();

    [GeneratedRegex("^[A-Za-z0-9._ ()+-]{1,200}$")]
    private static partial Regex FileShape();
}
