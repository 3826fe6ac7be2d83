using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using ChatRuns.Agents.Yaml;

namespace ChatRuns.Agents.Reading;

/// <summary>Reads what a step does, one method for each kind.</summary>
internal sealed partial class StepKinds(Problems problems, TemplateReader templates)
{
    /// <summary>The keys that say the kind; <c>wait</c> is one more where none of them is there.</summary>
    public static readonly string[] Names = ["program", "http", "tool", "agent", "pause", "question"];

    /// <summary>Keys beside the kind, and the kinds that take them.</summary>
    public static readonly Dictionary<string, string[]> Belongings = new()
    {
        ["env"] = ["program"],
        ["input"] = ["program"],
        ["repeatable"] = ["program"],
        ["effects"] = ["program", "http"],
        ["with"] = ["tool", "agent"],
        ["target"] = ["agent"],
        ["confidence"] = ["http", "tool"],
        ["reason"] = ["http", "tool"],
    };

    /// <summary>What <c>effects</c> can be.</summary>
    public static readonly Dictionary<string, bool> Effects = new() { ["none"] = true };

    private readonly ProgramReader _program = new(problems, templates);
    private readonly HttpReader _http = new(problems, templates);

    public Step? Read(string kind, Fields step, string name) => kind switch
    {
        "program" => _program.Read(step, name),
        "http" => _http.Read(step, name),
        "tool" => ReadTool(step, name),
        "agent" => ReadAgent(step, name),
        "pause" or "wait" => ReadPause(step, kind, name),
        "question" => ReadQuestion(step, name),
        _ => throw new UnreachableException(),
    };

    private ToolStep? ReadTool(Fields step, string name)
    {
        if (step["tool"] is not { } node) return null;
        var inner = node is MapNode ? Fields.Of(node, "'tool'", ["name", "with"], problems) : null;
        RefuseTwice(step, inner, "tool", "with");
        if (inner is not null && !inner.Has("name")) problems.Add(node, "'tool' has no name.", "Add 'name: file.move'.");
        var tool = inner is null ? Texts.One(node, "tool", problems) : inner.Text("name", 200);
        if (tool is not null && !ToolShape().IsMatch(tool))
            problems.Add(inner?["name"] ?? node, $"{Problems.Quote(tool)} cannot be the name of a tool.", "Write it like file.move.");
        var arguments = ReadWith(inner?["with"] ?? step["with"], "argument");
        var (confidence, reason) = (templates.ReadConfidence(step), templates.Read(step, "reason"));
        return tool is null || arguments is null ? null : new() { Name = name, Tool = tool, Arguments = arguments, Confidence = confidence, Reason = reason };
    }

    private AgentStep? ReadAgent(Fields step, string name)
    {
        if (step["agent"] is not { } node) return null;
        var inner = node is MapNode ? Fields.Of(node, "'agent'", ["name", "with", "target"], problems) : null;
        RefuseTwice(step, inner, "agent", "with");
        RefuseTwice(step, inner, "agent", "target");
        if (inner is not null && !inner.Has("name")) problems.Add(node, "'agent' has no name.", "Add 'name: clean-up'.");
        var agent = inner is null ? Texts.One(node, "agent", problems) : inner.Text("name", 200);
        var at = inner?["name"] ?? node;
        if (agent is not null && !AgentReader.IsName(agent)) problems.Add(at, $"{Problems.Quote(agent)} cannot be the name of an agent.", "Write it like clean-up.");
        else if (agent is not null) problems.Mention(at, agent);
        var with = inner?["with"] ?? step["with"];
        var variables = ReadWith(with, "variable");
        if (variables?.Templates.Any(t => t.Secrets.Any()) == true)
            problems.Add(with!, "A secret is not handed to another agent: values of variables are shown.", "Let that agent read {{secret.NAME}} itself.");
        var target = inner is not null && inner.Has("target") ? templates.Read(inner, "target") : templates.Read(step, "target");
        var waits = step["wait"] is not ScalarNode { Truth: false };
        return agent is null || variables is null ? null : new() { Name = name, Agent = agent, Variables = variables, Target = target, WaitsForEnd = waits };
    }

    private void RefuseTwice(Fields step, Fields? inner, string kind, string key)
    {
        if (inner?.Has(key) == true && step.Has(key)) problems.Add(step.KeyOf(key), $"'{key}' is here and in '{kind}'.", "Keep one of the two.");
    }

    private ValueTemplate? ReadWith(Node? with, string what)
    {
        if (with is not null and not MapNode) problems.Add(with, $"'with' is a map of {what} names and values, not {with.Kind}.",
            "Write one 'name: value' for each line below it.");
        return with is MapNode ? templates.ReadTree(with) : ValueTemplate.Parse(new System.Text.Json.Nodes.JsonObject());
    }

    private WaitStep? ReadPause(Fields step, string kind, string name)
    {
        if (step[kind] is not { } node) return null;
        var inner = node is ScalarNode ? null : Fields.Of(node, $"'{kind}'", ["for", "until"], problems);
        if (node is not ScalarNode && inner is null) return null;
        if (inner is not null && inner.Has("for") == inner.Has("until"))
        {
            problems.Add(node, $"'{kind}' has one of for and until.", "Write {for: 10m} or {until: \"08:00\"}.");
            return null;
        }

        var length = inner is null ? templates.Read(node, kind) : templates.Read(inner, "for");
        var until = inner is null ? null : templates.Read(inner, "until");
        if (length is not null && !length.Paths.Any() && !Duration.TryParse(length.Text, out _))
            problems.Add(inner?["for"] ?? node, $"'{kind}' is a length of time, which {Problems.Quote(length.Text)} is not.",
                "Write it like 90s, 5m, 2h or 7d.");
        if (until is not null && !until.Paths.Any() && !IsTime(until.Text))
            problems.Add(inner!["until"]!, $"'until' is a time, which {Problems.Quote(until.Text)} is not.",
                "Write \"08:00\", or a time with its zone: \"2026-11-01T08:00:00Z\".");
        return length is null && until is null ? Nothing(node, kind) : new() { Name = name, For = length, Until = until };
    }

    private WaitStep? Nothing(Node node, string kind)
    {
        problems.Add(node, $"'{kind}' does not say how long.", "Write it like 10m.");
        return null;
    }

    private QuestionStep? ReadQuestion(Fields step, string name)
    {
        if (step["question"] is not { } node) return null;
        var inner = node is ScalarNode ? null : Fields.Of(node, "'question'", ["text", "choices", "expires"], problems);
        if (node is not ScalarNode && inner is null) return null;
        var text = inner is null ? templates.Read(node, "question") : templates.Read(inner, "text");
        var choices = inner?.List("choices", 20) ?? [];
        if (choices.Distinct(StringComparer.Ordinal).Count() < choices.Count)
            problems.Add(inner!["choices"]!, "A choice is there twice.", "Remove one of the two.");
        var expires = inner?.Duration("expires", TimeSpan.FromSeconds(1)) ?? TimeSpan.FromHours(72);
        if (text is { Text.Length: > 0 }) return new() { Name = name, Question = text, Choices = choices, Expires = expires };
        problems.Add(node, "'question' asks nothing.", "Write it like \"Go on?\".");
        return null;
    }

    private static bool IsTime(string text) =>
        TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ||
        (text.Contains('T', StringComparison.Ordinal) && ZonedTime().IsMatch(text) &&
            DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _));

    [GeneratedRegex("^[A-Za-z0-9_-]{1,64}(?:[./][A-Za-z0-9_-]{1,64}){0,4}$")]
    private static partial Regex ToolShape();

    [GeneratedRegex(@"(?:Z|[+-][0-9]{2}:[0-9]{2})$")]
    private static partial Regex ZonedTime();
}
