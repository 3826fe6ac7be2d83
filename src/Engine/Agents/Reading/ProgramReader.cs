using System.Text.RegularExpressions;
using ChatRuns.Agents.Yaml;

namespace ChatRuns.Agents.Reading;

/// <summary>Reads a step that starts a program.</summary>
internal sealed partial class ProgramReader(Problems problems, TemplateReader templates)
{
    private static readonly string[] _doubled = ["env", "input", "effects", "repeatable"];

    public ProgramStep? Read(Fields step, string name)
    {
        if (step["program"] is not { } node) return null;
        var inner = node is MapNode ? Fields.Of(node, "'program'", ["run", "shell", "env", "input", "effects", "repeatable"], problems) : null;
        if (inner is not null)
        {
            foreach (var key in _doubled.Where(k => inner.Has(k) && step.Has(k)))
                problems.Add(step.KeyOf(key), $"'{key}' is here and in 'program'.", "Keep one of the two.");
        }

        var command = inner is null ? ReadCommand(node, "program") : ReadCommandOf(inner);
        Fields Holder(string key) => inner is not null && inner.Has(key) ? inner : step;
        var environment = templates.ReadMap(Holder("env"), "env", CheckEnvironmentName);
        var input = templates.Read(Holder("input"), "input");
        var (harmless, repeatable) = (Holder("effects").Word("effects", StepKinds.Effects) ?? false, Holder("repeatable").Truth("repeatable") ?? false);
        return command is null ? null
            : new() { Name = name, Command = command, Environment = environment, Input = input, HasNoEffects = harmless, Repeatable = repeatable };
    }

    private List<Template>? ReadCommandOf(Fields inner)
    {
        if (inner.Has("run") == inner.Has("shell"))
        {
            problems.Add(inner.Node, "'program' says what to start once.", "Give it 'run: [program, argument]', or 'shell: \"text\"', not both.");
            return null;
        }

        if (inner["run"] is { } run) return ReadCommand(run, "run");
        if (inner["shell"] is not ScalarNode shell || templates.Read(inner, "shell") is not { } text)
        {
            if (inner["shell"] is { } other) problems.Add(other, "'shell' is a text for sh -c.", "Write it like 'shell: \"du -s * | sort -n\"'.");
            return null;
        }

        if (!text.Paths.Any()) return [Template.Parse("sh"), Template.Parse("-c"), text];
        problems.Add(shell.Source, shell.PlaceOf("{{"), "A shell would run what the value says.",
            "Variables are in its environment: write \"$name\". Give other values by 'env:'.");
        return null;
    }

    private List<Template>? ReadCommand(Node node, string name)
    {
        if (node is not ListNode list)
        {
            problems.Add(node, $"'{name}' is a list: the program and its arguments, one by one.", "Write it like [bash, -c, \"echo hello\"].");
            return null;
        }

        // A word that is no template is complained about by its reader, and missing here.
        var command = list.Items.Select(item => templates.Read(item, name)).OfType<Template>().ToList();
        if (command.Count < list.Items.Count || command is [{ Text.Length: > 0 }, ..]) return command;
        problems.Add(node, $"'{name}' names no program.", "Write it like [bash, -c, \"echo hello\"].");
        return null;
    }

    private void CheckEnvironmentName(ScalarNode key)
    {
        if (!EnvironmentShape().IsMatch(key.Text))
            problems.Add(key, $"{Problems.Quote(key.Text)} cannot be the name of an environment variable.", "Use letters, digits and underscores.");
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]{0,127}$")]
    private static partial Regex EnvironmentShape();
}
