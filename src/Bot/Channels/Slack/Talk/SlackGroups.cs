using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Access;
using ChatRuns.Bot.Channels.Slack.Api;
using ChatRuns.Bot.Channels.Slack.Door;
using ChatRuns.Journal;
using ChatRuns.Loops;

namespace ChatRuns.Bot.Channels.Slack.Talk;

/// <summary>
/// Slack's user groups ("slack/T1/@S123"), all of a workspace by one usergroups.list with its members, every five minutes and soon after
/// an unknown one was asked for. What Slack did not confirm for an hour counts no more. A disabled group has no members.
/// </summary>
internal sealed partial class SlackGroups : TickingService, IGroupDirectory
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan StillGood = TimeSpan.FromHours(1);
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(30);
    private readonly SlackWorkspaces _workspaces;
    private readonly SlackApi _api;
    private readonly TimeProvider _time;
    private readonly ILogger<SlackGroups> _log;
    private readonly ConcurrentDictionary<string, Known> _known = new();
    private readonly ConcurrentDictionary<(string Team, string Why), bool> _said = new();
    private DateTimeOffset _readAt = DateTimeOffset.MinValue;
    private int _isAsked;

    public SlackGroups(SlackWorkspaces workspaces, SlackApi api, TimeProvider time, ILogger<SlackGroups> log)
        : base(time, log) => (_workspaces, _api, _time, _log) = (workspaces, api, time, log);

    /// <inheritdoc/>
    public IReadOnlySet<string> GroupsOf(Principal who)
    {
        if (who.Platform != "slack") return new HashSet<string>();
        return Of(who.Tenant).Where(g => g.Value.Members.Contains(who.Key)).Select(g => g.Key).ToHashSet(StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<string> MembersOf(string group) => Find(group) is { } found ? found.Members : [];

    /// <inheritdoc/>
    public string? NameOf(string group) => Find(group)?.Name;

    /// <inheritdoc/>
    public override async Task<DateTimeOffset?> TickOnceAsync(CancellationToken cancel)
    {
        var now = _time.GetUtcNow();
        var due = _readAt == DateTimeOffset.MinValue ? now : _readAt + (Volatile.Read(ref _isAsked) == 1 ? AskAgain : Fresh);
        if (now < due) return due;
        Volatile.Write(ref _isAsked, 0);
        _readAt = now;
        foreach (var workspace in await _workspaces.ListAsync(cancel)) await ReadAsync(workspace, cancel);
        return now + Fresh;
    }

    private async Task ReadAsync(Workspace workspace, CancellationToken cancel)
    {
        var answer = await _api.CallAsync(workspace.Token, "usergroups.list", new JsonObject { ["include_users"] = "true" }, cancel);
        if (answer is SlackAnswer.Ok ok)
        {
            var groups = ok.Body.List("usergroups").Where(g => g.Text("id") is not null).ToDictionary(
                g => $"slack/{workspace.Team}/@{g.Text("id")}", g => GroupOf(workspace, g), StringComparer.Ordinal);
            _known[workspace.Team] = new(groups, _time.GetUtcNow());
            return;
        }

        // Without a paid plan or the scope there are none; an outage is over some time.
        if (answer is SlackAnswer.Refused) _known.TryRemove(workspace.Team, out _);
        if (_said.TryAdd((workspace.Team, answer.Words()), true)) LogNotRead(workspace.Team, answer.Words());
    }

    private static Group GroupOf(Workspace workspace, JsonElement group)
    {
        var members = group.List("users").Where(u => u.ValueKind == JsonValueKind.String).Select(u => $"slack/{workspace.Team}/{u.GetString()}");
        return new("@" + (group.Text("handle") ?? group.Text("name") ?? group.Text("id")), members.ToHashSet(StringComparer.Ordinal));
    }

    private Group? Find(string group)
    {
        if (group.Split('/') is not ["slack", var team, ['@', ..]]) return null;
        if (Of(team).TryGetValue(group, out var found)) return found;
        if (Interlocked.Exchange(ref _isAsked, 1) == 0) Wake();
        return null;
    }

    private IReadOnlyDictionary<string, Group> Of(string team) =>
        _known.TryGetValue(team, out var known) && _time.GetUtcNow() - known.At < StillGood ? known.Groups : new Dictionary<string, Group>();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The user groups of the Slack workspace {Team} cannot be read ({Why}); nobody has rights by them. They need a paid plan of Slack and the scope usergroups:read")]
    private partial void LogNotRead(string team, string why);

    private sealed record Known(IReadOnlyDictionary<string, Group> Groups, DateTimeOffset At);

    private sealed record Group(string Name, HashSet<string> Members);
}
