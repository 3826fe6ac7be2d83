using System.Text.RegularExpressions;
using ChatRuns.Agents.Yaml;

namespace ChatRuns.Agents.Reading;

/// <summary>Reads who decides, what a run may use, and where its cards go.</summary>
internal sealed partial class RuleReader(Problems problems)
{
    private static readonly string[] _roles = ["viewer", "auditor", "operator", "approver", "admin"];
    private static readonly string[] _platforms = ["web", "slack", "teams"];

    public ApprovalSettings ReadApproval(Fields agent)
    {
        if (agent.Map("approval", "approvers", "required", "expires", "self_approval", "escalate") is not { } map) return new();
        var approvers = map.List("approvers", 100) ?? [];
        foreach (var node in (map["approvers"] as ListNode)?.Items.OfType<ScalarNode>() ?? []) CheckApprover(node);
        var required = map.Whole("required", 1, 20) ?? 1;
        var people = approvers.Count > 0 && approvers.All(a => a.Contains('/', StringComparison.Ordinal) && !a.Contains("/@", StringComparison.Ordinal));
        if (people && approvers.Distinct(StringComparer.Ordinal).Count() < required)
            problems.Add(map["required"]!, $"{required} people must approve, but only {approvers.Count} may.", "Lower it, or add approvers.");
        return new()
        {
            Approvers = approvers,
            Required = required,
            Expires = map.Duration("expires", TimeSpan.FromSeconds(1)) ?? TimeSpan.FromHours(72),
            SelfApproval = map.Truth("self_approval") ?? false,
            Escalate = ReadEscalation(map),
        };
    }

    private Escalation? ReadEscalation(Fields approval)
    {
        if (approval.Map("escalate", "after", "to") is not { } map) return null;
        foreach (var name in new[] { "after", "to" }.Where(name => map[name] is null))
            problems.Add(map.Node, $"'escalate' has no '{name}'.", "Write it like escalate: { after: 24h, to: \"slack:#ops\" }.");
        if (map["to"] is not { } node || map.Duration("after", TimeSpan.FromMinutes(1)) is not { } after) return null;
        var to = node is ScalarNode ? Texts.One(node, "to", problems) is { } one ? [one] : [] : map.List("to", 20) ?? [];
        foreach (var item in node is ScalarNode scalar ? [scalar] : (node as ListNode)?.Items.OfType<ScalarNode>() ?? [])
        {
            if (!PersonShape().IsMatch(item.Text)) CheckRoute(item, ["web", "slack:#channel", "teams:channel", "a person (web/local/mia)"]);
        }

        return new(after, to);
    }

    public Limits ReadLimits(Fields agent)
    {
        if (agent.Map("limits", "time", "log", "memory", "concurrent_runs", "runs", "tokens", "credits") is not { } map) return new();
        var quotas = new[] { Metered.Runs, Metered.Tokens, Metered.Credits }.SelectMany(of => ReadQuotas(map, of)).ToList();
        return new()
        {
            Time = map.Duration("time", TimeSpan.FromMilliseconds(1)),
            LogBytes = map.Size("log"),
            MemoryBytes = map.Size("memory"),
            ConcurrentRuns = map.Whole("concurrent_runs", 1, 10_000),
            Quotas = quotas.Count == 0 ? new Limits().Quotas : quotas,
        };
    }

    private IReadOnlyList<Quota> ReadQuotas(Fields map, Metered of)
    {
        var name = $"{of}".ToLowerInvariant();
        if (map.Text(name, 200) is not { } text) return [];
        if (Quota.ReadAll(of, text) is { } quotas) return quotas;
        problems.Add(map[name]!, $"'{name}' is an amount in a period, which {Problems.Quote(text)} is not.", $"Write it like {Quota.Form}.");
        return [];
    }

    public DeleteRule? ReadDelete(Fields agent)
    {
        if (agent.Text("delete", 60) is not { } text) return null;
        if (DeleteRule.Parse(text) is { } rule) return rule;
        problems.Add(agent["delete"]!, $"'delete' cannot be {Problems.Quote(text)}.", "Write admins, allowed, after 30d or never.");
        return null;
    }

    public int? ReadKeep(Fields agent)
    {
        if (agent.Text("keep", 60) is not { } text) return null;
        if (KeepShape().Match(text.Trim()) is { Success: true } match) return int.Parse(match.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);
        problems.Add(agent["keep"]!, $"'keep' is a number of runs, which {Problems.Quote(text)} is not.", "Write it like '1000 runs'.");
        return null;
    }

    public NotifyRoutes ReadNotify(Fields agent)
    {
        if (agent.Map("notify", "failed", "completed", "actions", "progress", "alert_after", "digest") is not { } map) return new();
        return new()
        {
            Failed = ReadRoutes(map, "failed"),
            Completed = ReadRoutes(map, "completed"),
            Actions = ReadRoutes(map, "actions"),
            Progress = ReadRoutes(map, "progress"),
            AlertAfter = map.Whole("alert_after", 1, 1000) ?? 1,
            Digest = ReadDigest(map),
        };
    }

    private DigestRule ReadDigest(Fields notify)
    {
        if (notify["digest"] is not MapNode) return new() { To = ReadRoutes(notify, "digest") };
        var map = notify.Map("digest", "to", "at", "timezone")!;
        var at = map.Text("at", 20);
        TimeOnly? clock = at is not null && TimeOnly.TryParseExact(at, ["H:mm", "HH:mm"], System.Globalization.CultureInfo.InvariantCulture, default, out var read) ? read : null;
        if (at is not null && clock is null) problems.Add(map["at"]!, $"'at' is a time of day, which {Problems.Quote(at)} is not.", "Write it like \"08:00\".");
        return new() { To = ReadRoutes(map, "to"), At = clock, Zone = ZoneText.Read(map, "timezone") };
    }

    private IReadOnlyList<string>? ReadRoutes(Fields map, string name)
    {
        if (map[name] is not { } node) return null;
        if (node is not ScalarNode)
        {
            var routes = map.List(name, 20);
            foreach (var item in (node as ListNode)?.Items.OfType<ScalarNode>() ?? []) CheckRoute(item, ["web", "slack:#channel", "teams:channel"]);
            return routes;
        }

        if (Texts.One(node, name, problems) is not { } text || text == "none") return [];
        CheckRoute((ScalarNode)node, ["none", "web", "slack:#channel", "teams:channel"]);
        return [text];
    }

    private void CheckRoute(ScalarNode node, string[] forms)
    {
        if (RouteShape().IsMatch(node.Text)) return;
        var word = node.Text.Split(':')[0];
        var remedy = !_platforms.Contains(word) && DidYouMean.Nearest(word, [.. _platforms, "none"]) is { } nearest
            ? $"Did you mean '{nearest}'?" : $"Write one of {string.Join(", ", forms)}.";
        problems.Add(node, $"{Problems.Quote(node.Text)} is no place for cards.", remedy);
    }

    private void CheckApprover(ScalarNode node)
    {
        if (_roles.Contains(node.Text) || ApproverShape().IsMatch(node.Text)) return;
        var remedy = DidYouMean.Nearest(node.Text, _roles) is { } nearest
            ? $"Did you mean '{nearest}'?" : "Write a role (approver, operator, admin), a group (@ops), or a person (web/local/mia).";
        problems.Add(node, $"{Problems.Quote(node.Text)} is neither a role, nor a group, nor a person.", remedy);
    }

    [GeneratedRegex("^([1-9][0-9]{0,5})(?: runs?)?$")]
    private static partial Regex KeepShape();

    [GeneratedRegex(@"^(?:web|(?:slack|teams):\S.{0,199})$")]
    private static partial Regex RouteShape();

    [GeneratedRegex(@"^[a-z]{1,20}/[^/\s]{1,100}/[^@\s][^\s]{0,199}$")]
    private static partial Regex PersonShape();

    [GeneratedRegex(@"^(?:@\S{1,100}|[a-z]{1,20}/[^/\s]{1,100}/[^\s]{1,200})$")]
    private static partial Regex ApproverShape();
}
