using System.Text.RegularExpressions;
using ChatRuns.Agents.Yaml;

namespace ChatRuns.Agents.Reading;

/// <summary>Reads a webhook trigger.</summary>
internal sealed partial class WebhookReader(TemplateReader templates)
{
    private const int MostHeaders = 20;
    private static readonly string[] _keys = ["preset", "headers", .. IntakeReader.Keys];
    private static readonly Dictionary<string, WebhookPreset> _presets = new() { ["standard"] = WebhookPreset.Standard, ["github"] = WebhookPreset.GitHub };

    // What would carry a secret, or says nothing that is not read already.
    private static readonly HashSet<string> _withheld = ["authorization", "proxy-authorization", "cookie", "webhook-signature", "x-hub-signature", "x-hub-signature-256"];

    public WebhookTrigger? Read(Fields trigger, UniqueNames names)
    {
        if (trigger.Map("webhook", _keys) is not { } fields) return null;
        var headers = ReadHeaders(fields);
        templates.Starts.AddHook(headers);
        return new(names.Of(trigger, "webhook"), fields.Word("preset", _presets) ?? WebhookPreset.Standard, headers, new IntakeReader(templates).Read(fields));
    }

    private static IReadOnlyList<string> ReadHeaders(Fields fields)
    {
        if (fields.List("headers", MostHeaders) is not { } headers) return [];
        foreach (var node in ((ListNode)fields["headers"]!).Items.OfType<ScalarNode>().Where(n => n.Text.Length > 0))
        {
            if (_withheld.Contains(node.Text.ToLowerInvariant())) fields.Problems.Add(node, $"A run cannot read the header {Problems.Quote(node.Text)}: it would be stored.", "Remove it.");
            else if (!Shape().IsMatch(node.Text)) fields.Problems.Add(node, $"{Problems.Quote(node.Text)} is no name of a header.", "Write it like X-Request-Id.");
        }

        return [.. headers.Select(h => h.ToLowerInvariant()).Distinct()];
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$")]
    private static partial Regex Shape();
}
