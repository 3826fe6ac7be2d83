using System.Globalization;
using System.Text.RegularExpressions;
using ChatRuns.Agents.Yaml;

namespace ChatRuns.Agents.Reading;

/// <summary>When a template is filled in, which tells what it can read.</summary>
internal enum TemplateUse
{
    /// <summary>In a step: variables, earlier steps, secrets.</summary>
    Step,

    /// <summary>Before the first step: variables only.</summary>
    Title,

    /// <summary>After the last step: variables and all steps.</summary>
    End,

    /// <summary>When a request starts a run: what came with it only.</summary>
    Request,
}

/// <summary>Reads templates, and holds them to what they can read at that point of a run.</summary>
/// <param name="problems">Takes the complaints.</param>
/// <param name="hostRoots">First names of values that the host offers, such as "practice".</param>
/// <param name="checksNames">False where the names are not all there: in the defaults, and in stored versions.</param>
internal sealed partial class TemplateReader(Problems problems, IReadOnlyCollection<string> hostRoots, bool checksNames)
{
    public static readonly string[] RunMembers = ["number", "agent", "title", "folder", "planned", "test", "file", "hook", "event"];
    private static readonly string[] _stepMembers = ["output", "error", "status", "run", "summary"];
    private static readonly string[] _ownRoots = ["run", "steps", "target", "secret"];

    /// <summary>Takes the complaints.</summary>
    public Problems Problems => problems;

    /// <summary>Whether names are all there.</summary>
    public bool ChecksNames => checksNames;

    /// <summary>The agent's variables.</summary>
    public IReadOnlyList<Variable> Variables { get; set; } = [];

    /// <summary>All steps in order.</summary>
    public IReadOnlyList<string> StepNames { get; set; } = [];

    /// <summary>How many of them come before the one that is read now.</summary>
    public int StepsBefore { get; set; }

    /// <summary>What a run can begin with.</summary>
    public RunStarts Starts { get; } = new();

    /// <summary>Whether a run has a target.</summary>
    public bool HasTargets { get; set; }

    /// <summary>First names that a variable cannot have.</summary>
    public IEnumerable<string> ReservedNames => [.. _ownRoots, .. hostRoots];

    /// <summary>The template under a name; null where there is none, or only an empty text.</summary>
    public Template? Read(Fields fields, string name, TemplateUse use = TemplateUse.Step) =>
        fields[name] is { } node && Read(node, name, use) is { Text.Length: > 0 } template ? template : null;

    public Template? Read(Node node, string name, TemplateUse use = TemplateUse.Step) =>
        Texts.One(node, name, problems) is null ? null : Parse((ScalarNode)node, use);

    /// <summary>A map of templates.</summary>
    public IReadOnlyDictionary<string, Template> ReadMap(
        Fields fields, string name, Action<ScalarNode>? checkKey = null, TemplateUse use = TemplateUse.Step)
    {
        var templates = new Dictionary<string, Template>(StringComparer.Ordinal);
        if (fields[name] is not { } node) return templates;
        if (node is not MapNode map)
        {
            problems.Add(node, $"'{name}' is a map of names and texts, not {node.Kind}.", "Write one 'name: text' for each line below it.");
            return templates;
        }

        foreach (var (key, value) in map.Entries)
        {
            checkKey?.Invoke(key);
            if (Read(value, key.Text.Length is 0 or > 40 ? name : Problems.Quote(key.Text).Trim('\''), use) is { } template) templates[key.Text] = template;
        }

        return templates;
    }

    /// <summary>How sure a step is: a number from 0 to 1, or a template of one.</summary>
    public Template? ReadConfidence(Fields step)
    {
        if (step["confidence"] is not { } node || Read(step, "confidence") is not { } template) return null;
        var isNumber = double.TryParse(template.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number);
        if (template.Paths.Any() || (isNumber && number is >= 0 and <= 1)) return template;
        problems.Add(node, "'confidence' is a number from 0 to 1.", "Write it like 0.9, or \"{{steps.scan.output.confidence}}\".");
        return null;
    }

    /// <summary>A tree of values whose texts are templates.</summary>
    public ValueTemplate? ReadTree(Node node)
    {
        var before = problems.List.Count;
        CheckTree(node);
        return problems.List.Count == before ? ValueTemplate.Parse(node.ToJson()) : null;
    }

    /// <summary>The expression of a step or a trigger.</summary>
    public Condition? ReadCondition(ScalarNode node, TemplateUse use = TemplateUse.Step)
    {
        if (node.Text.Length > 2000)
        {
            problems.Add(node, "'when' is longer than 2000 characters.", "Let a step work it out, and read its output.");
            return null;
        }

        try
        {
            var condition = Condition.Parse(node.Text);
            foreach (var template in condition.Templates) Check(template, node, use);
            return condition;
        }
        catch (FormatException problem)
        {
            problems.Add(node, $"'when' cannot be read: {problem.Message}.", "Write it like \"{{steps.scan.output.count}} > 0\", in quotes.");
            return null;
        }
    }

    private void CheckTree(Node node)
    {
        switch (node)
        {
            case ListNode list:
                foreach (var item in list.Items) CheckTree(item);
                break;
            case MapNode map:
                foreach (var entry in map.Entries) CheckTree(entry.Value);
                break;
            case ScalarNode { Number: not null, Text.Length: > 16 } number:
                problems.Add(number, "This number is too long to be kept exactly.", "Put it into quotes.");
                break;
            case ScalarNode { IsNull: false, Number: null, Truth: null } text:
                Parse(text, TemplateUse.Step);
                break;
        }
    }

    private Template? Parse(ScalarNode node, TemplateUse use)
    {
        try
        {
            var template = Template.Parse(node.Text);
            Check(template, node, use);
            return template;
        }
        catch (FormatException problem)
        {
            var match = ColumnPrefix().Match(problem.Message);
            var at = match.Success ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) - 1 : 0;
            var rest = node.Text[Math.Min(at, node.Text.Length)..].Split('\n')[0];
            problems.Add(node.Source, node.PlaceOf(rest.TrimEnd()), "A place of this text is malformed.",
                "Write it like {{folder}} or {{steps.scan.output}}; two braces that mean themselves are written \\{{.");
            return null;
        }
    }

    private void Check(Template template, ScalarNode node, TemplateUse use)
    {
        if (!checksNames) return;
        foreach (var path in template.Paths.DistinctBy(p => string.Join('.', p)))
        {
            if (problems.IsFull) return;
            if (Complaint(path, use) is not var (message, remedy)) continue;
            var name = string.Join('.', path);
            var place = node.PlaceOf("{{" + name);
            problems.Add(node.Source, place == node.Place ? node.PlaceOf("{{ " + name) : place, message, remedy);
        }
    }

    private (string Message, string Remedy)? Complaint(IReadOnlyList<string> path, TemplateUse use) => path switch
    {
        ["secret", ..] when use is TemplateUse.Request => ("What a request is asked cannot hold a secret.", "Leave the secret out."),
        ["secret", _] => use is TemplateUse.Title ? ("A title is shown and cannot hold a secret.", "Leave the secret out.") : null,
        ["secret", ..] => ("A secret has one name.", "Write it like {{secret.API_TOKEN}}."),
        ["run", "hook" or "event", ..] => Starts.Complaint(path, use),
        _ when use is TemplateUse.Request => ($"{Place(path)} cannot be read when a request comes.", "Only what came with it can: {{run.hook.…}} or {{run.event.…}}."),
        ["run", "file", ..] => Starts.Complaint(path, use),
        ["run", var member] when RunMembers.Contains(member) =>
            use is TemplateUse.Title && member is "title" or "folder"
                ? ($"There is no {{{{run.{member}}}}} yet when the title is made.", "Read variables instead.") : null,
        ["run", ..] => ($"There is no {Place(path)}.", DidYouMean.Remedy(string.Join('.', path), [.. RunMembers.Select(m => "run." + m)])),
        ["steps", ..] => ComplaintOfStep(path, use),
        ["target", not "name", ..] when HasTargets && use is TemplateUse.Title => ("A title can read the name of its target only.", "Write {{target.name}}."),
        ["target", _, ..] when HasTargets => null,
        ["target", ..] => ($"There is no {Place(path)}.", HasTargets ? "Write {{target.name}}." : "Name the agent's targets: 'targets: [one, two]'."),
        [var root, _, ..] when hostRoots.Contains(root) => null,
        _ => ComplaintOfVariable(path),
    };

    private (string Message, string Remedy)? ComplaintOfStep(IReadOnlyList<string> path, TemplateUse use)
    {
        if (use is TemplateUse.Title) return ("No step has run yet when the title is made.", "Read variables instead.");
        if (path.Count < 3) return ($"{Place(path)} does not say what of the step.", "Write it like {{steps.scan.output}}.");
        var earlier = StepNames.Take(use is TemplateUse.End ? StepNames.Count : StepsBefore).ToList();
        if (!earlier.Contains(path[1]))
        {
            return StepNames.Contains(path[1])
                ? ($"The step {Problems.Quote(path[1])} has not run yet when this is read.", "A step can read only those above it.")
                : ($"There is no step {Problems.Quote(path[1])}.", DidYouMean.Remedy(path[1], earlier));
        }

        return _stepMembers.Contains(path[2]) ? null
            : ($"A step has no {Problems.Quote(path[2])}.", $"Write {{{{steps.{path[1]}.output}}}}, or .output.NAME for one of its values.");
    }

    private (string Message, string Remedy)? ComplaintOfVariable(IReadOnlyList<string> path)
    {
        var variable = Variables.FirstOrDefault(v => v.Name == path[0]);
        if (variable is null)
        {
            var names = Variables.Select(v => v.Name).Concat(_ownRoots).Concat(hostRoots).ToList();
            var remedy = DidYouMean.Nearest(path[0], names) is { } nearest
                ? $"Did you mean '{nearest}'?" : $"Add it to the variables: 'variables: {{{path[0]}: …}}'.";
            return ($"There is no variable {Problems.Quote(path[0])}.", remedy);
        }

        return path.Count == 1 || variable.Type is VariableType.List ? null
            : ($"The variable '{variable.Name}' has no parts.", $"Write {{{{{variable.Name}}}}}.");
    }

    /// <summary>A path as it is written, quoted.</summary>
    internal static string Place(IReadOnlyList<string> path) => Problems.Quote("{{" + string.Join('.', path) + "}}");

    [GeneratedRegex(@"^column ([0-9]{1,7}):")]
    private static partial Regex ColumnPrefix();
}
