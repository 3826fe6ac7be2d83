using System.Text.RegularExpressions;
using ChatRuns.Agents.Yaml;

namespace ChatRuns.Agents.Reading;

/// <summary>Reads a step that makes an HTTP request.</summary>
internal sealed partial class HttpReader(Problems problems, TemplateReader templates)
{
    private static readonly string[] _methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    public HttpStep? Read(Fields step, string name)
    {
        if (step["http"] is not { } node) return null;
        var inner = node is ScalarNode ? null : Fields.Of(node, "'http'", ["method", "url", "headers", "body", "expect"], problems);
        if (node is not ScalarNode && inner is null) return null;
        if (inner is not null && !inner.Has("url")) problems.Add(node, "'http' has no url.", "Add 'url: https://…'.");
        var url = inner is null ? ReadUrl(node) : inner["url"] is { } address ? ReadUrl(address) : null;
        var method = inner is null ? "GET" : ReadMethod(inner);
        var headers = inner is null ? new Dictionary<string, Template>() : templates.ReadMap(inner, "headers", CheckHeaderName);
        var body = inner?["body"] is { } tree ? templates.ReadTree(tree) : null;
        var harmless = step.Word("effects", StepKinds.Effects) ?? false;
        var (expect, confidence, reason) = (ReadExpect(inner), templates.ReadConfidence(step), templates.Read(step, "reason"));
        return url is null ? null : new()
        {
            Name = name,
            Method = method,
            Url = url,
            Headers = headers,
            Body = body,
            Expect = expect,
            HasNoEffects = harmless,
            Confidence = confidence,
            Reason = reason,
        };
    }

    private Template? ReadUrl(Node node)
    {
        if (templates.Read(node, "url") is not { } url) return null;
        var begins = url.Text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || url.Text.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
            || url.Text.StartsWith("{{", StringComparison.Ordinal);
        var isWhole = url.Paths.Any() || Uri.TryCreate(url.Text, UriKind.Absolute, out _);
        if (begins && isWhole) return url;
        problems.Add(node, $"{Problems.Quote(url.Text)} is not an address.", "Write it whole, with http:// or https://.");
        return null;
    }

    private List<int> ReadExpect(Fields? inner)
    {
        if (inner?["expect"] is not { } node) return [];
        var items = node is ListNode list ? list.Items : [node];
        if (items.Count == 0) problems.Add(node, "'expect' is empty.", "Write 200, or [200, 404].");
        var codes = new List<int>();
        foreach (var item in items)
        {
            if (item is ScalarNode { Number: { } number } && number is >= 100 and <= 599 && number == Math.Floor(number)) codes.Add((int)number);
            else problems.Add(item, "'expect' holds HTTP statuses.", "Write 200, or [200, 404].");
        }

        return codes;
    }

    private string ReadMethod(Fields inner)
    {
        if (inner["method"] is not { } node || Texts.One(node, "method", problems) is not { } text)
        {
            if (inner.Has("body") && !inner.Has("method")) problems.Add(inner.KeyOf("body"), "A GET request has no body.", "Add 'method: POST'.");
            return "GET";
        }

        var method = text.ToUpperInvariant();
        if (!_methods.Contains(method)) problems.Add(node, $"'method' cannot be {Problems.Quote(text)}.", DidYouMean.Remedy(method, _methods));
        return method;
    }

    private void CheckHeaderName(ScalarNode key)
    {
        if (!HeaderShape().IsMatch(key.Text)) problems.Add(key, $"{Problems.Quote(key.Text)} cannot be the name of a header.",
            "Write it like Content-Type.");
    }

    [GeneratedRegex("^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$")]
    private static partial Regex HeaderShape();
}
