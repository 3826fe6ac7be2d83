using System.Text.RegularExpressions;
using ChatRuns.Agents.Yaml;

namespace ChatRuns.Agents.Reading;

/// <summary>Reads what triggers by request share: secret, <c>when</c>, variables.</summary>
internal sealed partial class IntakeReader(TemplateReader templates)
{
    private const int MostSecrets = 5;

    /// <summary>Keys that it reads.</summary>
    public static readonly string[] Keys = ["secret", "when", "variables"];

    /// <summary>Names of the secrets: one reference, or a list of them while they are exchanged.</summary>
    public static IReadOnlyList<string> ReadSecrets(Fields fields)
    {
        if (fields["secret"] is not { } node)
        {
            // One without a value was told already.
            if (!fields.Has("secret")) fields.Problems.Add(fields.Node, "Nothing lets a request in: there is no 'secret'.", "Write 'secret: \"{{secret.HOOK}}\"', and put the secret into the secret store.");
            return [];
        }

        var nodes = node is ListNode list ? list.Items : [node];
        if (nodes.Count is 0 or > MostSecrets) fields.Problems.Add(node, $"'secret' is one secret, or a list of 1 to {MostSecrets} while they are exchanged.", "Write 'secret: [\"{{secret.NEW}}\", \"{{secret.OLD}}\"]'.");
        return [.. nodes.Take(MostSecrets).Select(one => ReadSecret(one, fields.Problems)).OfType<string>().Distinct()];
    }

    /// <summary>All of it; the templates read what comes with the request.</summary>
    public Intake Read(Fields fields) => new(ReadSecrets(fields), ReadWhen(fields), templates.ReadMap(fields, "variables", CheckVariable, TemplateUse.Request));

    private static string? ReadSecret(Node node, Problems problems)
    {
        if (Texts.One(node, "secret", problems) is not { } text) return null;
        if (Reference().Match(text) is { Success: true } match) return match.Groups[1].Value;
        // Not quoted: it may be the secret itself.
        problems.Add(node, "'secret' is a reference to a secret, and nothing else.", "Write it like \"{{secret.HOOK}}\"; its value comes from CHATRUNS_SECRET_HOOK or secrets/HOOK.");
        return null;
    }

    private Condition? ReadWhen(Fields fields)
    {
        if (fields["when"] is not { } node || Texts.One(node, "when", fields.Problems) is null) return null;
        return templates.ReadCondition((ScalarNode)node, TemplateUse.Request);
    }

    private void CheckVariable(ScalarNode key)
    {
        if (!templates.ChecksNames || templates.Variables.Any(v => v.Name == key.Text)) return;
        var near = DidYouMean.Nearest(key.Text, templates.Variables.Select(v => v.Name));
        templates.Problems.Add(key, $"There is no variable {Problems.Quote(key.Text)}.", near is null ? $"Add it to the variables: 'variables: {{{key.Text}: …}}'." : $"Did you mean '{near}'?");
    }

    [GeneratedRegex(@"^\s*\{\{\s*secret\.([A-Za-z0-9_-]{1,200})\s*\}\}\s*$")]
    private static partial Regex Reference();
}
