using ChatRuns.Actions;
using ChatRuns.Agents;
using ChatRuns.Journal;
using ChatRuns.Planning;
using ChatRuns.Store;

namespace ChatRuns;

/// <summary>What is set in chat over an agent's file (M10).</summary>
public sealed partial class RunEngine
{
    /// <summary>What chat set over an agent's file, and what waits for an admin's word; pauses aside (<see cref="FindPause"/>).</summary>
    public IReadOnlyList<OverrideRow> OverridesOf(string agent) => _agents.OverridesOf(agent);

    /// <summary>The agent as its file has it; null when there is none.</summary>
    public Agent? FindFile(string agent) => _agents.FindFile(agent);

    /// <summary>Who resumed, in chat, an agent whose file says paused; null for nobody.</summary>
    public string? FindResumedBy(string agent) => _agents.FindResumedBy(agent);

    /// <summary>
    /// Sets mode, threshold, the number of approvals or a schedule (<see cref="Overrides"/>): operators may. What loosens approval counts when
    /// an admin says it, or confirms it (<see cref="ConfirmAsync"/>).
    /// </summary>
    public async Task<OverrideResult> SetAsync(string name, string field, string value, string? reason, Principal by, CancellationToken cancel)
    {
        if (RefusalToSet(name, by) is { } no) return no;
        var agent = _agents.Find(name)!;
        var (isFine, tidy) = Read(agent, field, value);
        if (!isFine) return new OverrideResult.Invalid(tidy);
        if (Overrides.ValueOf(agent, field) == tidy) return new OverrideResult.Already(agent);
        if (Overrides.Loosens(agent, _agents.With(agent, field, tidy)) && !IsAdmin(by)) return await WishAsync(agent, field, tidy, reason, by, cancel);
        await _agents.AppendAsync(name, by, new AgentOverridden(field, tidy, by, reason, null), cancel);
        return new OverrideResult.Done(_agents.Find(name) ?? agent);
    }

    /// <summary>Lets the file count again: in one field, in all of null. What that would loosen waits for an admin, too.</summary>
    public async Task<OverrideResult> ResetAsync(string name, string? field, Principal by, CancellationToken cancel)
    {
        if (RefusalToSet(name, by) is { } no) return no;
        var agent = _agents.Find(name)!;
        var set = _agents.OverridesOf(name).Where(row => field is null || row.Field == field).Select(row => row.Field).Distinct().ToList();
        if ((field is null or Overrides.Pause) && (_agents.FindPause(name) is not null || _agents.FindResumedBy(name) is not null)) set.Add(Overrides.Pause);
        if (set.Count == 0) return new OverrideResult.Already(agent);
        var waiting = IsAdmin(by) ? [] : set.Where(one => one != Overrides.Pause && Overrides.Loosens(agent, _agents.With(agent, one, Overrides.OfFile))).ToList();
        var free = set.Except(waiting).ToList();
        if (free.Count > 0) await _agents.AppendAsync(name, by, new AgentReset(free, by), cancel);
        OverrideResult told = new OverrideResult.Done(_agents.Find(name) ?? agent);
        foreach (var one in waiting) told = await WishAsync(agent, one, Overrides.OfFile, null, by, cancel);
        return told;
    }

    /// <summary>An admin confirms exactly what they were shown.</summary>
    public async Task<OverrideResult> ConfirmAsync(string name, string field, string value, Principal by, CancellationToken cancel)
    {
        if (RefusalToSet(name, by) is { } no) return no;
        if (!IsAdmin(by)) return new OverrideResult.NotAllowed("Only admins can confirm what loosens approval.");
        var wish = WishOf(name, field);
        if (wish?.Value != value) return new OverrideResult.Gone(wish);
        var who = Principal.Of(wish.By, wish.ByName);
        AgentEvent happened = value == Overrides.OfFile ? new AgentReset([field], by) : new AgentOverridden(field, value, who, wish.Reason, by);
        await _agents.AppendAsync(name, by, happened, cancel);
        return new OverrideResult.Done(_agents.Find(name)!);
    }

    /// <summary>An admin turns a wish down, or whoever had it takes it back.</summary>
    public async Task<OverrideResult> RefuseAsync(string name, string field, Principal by, CancellationToken cancel)
    {
        if (RefusalToSet(name, by) is { } no) return no;
        if (WishOf(name, field) is not { } wish) return new OverrideResult.Gone(null);
        if (!IsAdmin(by) && wish.By != by.Key) return new OverrideResult.NotAllowed($"Only admins, or {wish.ByName}, can take this back.");
        await _agents.AppendAsync(name, by, new OverrideRefused(field, by), cancel);
        return new OverrideResult.Done(_agents.Find(name)!);
    }

    private async Task<OverrideResult> WishAsync(Agent agent, string field, string value, string? reason, Principal by, CancellationToken cancel)
    {
        await _agents.AppendAsync(agent.Name, by, new OverrideProposed(field, value, by, reason), cancel);
        return new OverrideResult.Waits(agent, WishOf(agent.Name, field)!);
    }

    private OverrideRow? WishOf(string name, string field) => _agents.OverridesOf(name).FirstOrDefault(row => row.IsPending && row.Field == field);

    private bool IsAdmin(Principal who) => RolesOf(who).Contains(Role.Admin);

    private OverrideResult? RefusalToSet(string name, Principal by)
    {
        if (Hidden(name, by) is { } hidden) return new OverrideResult.UnknownAgent(name, hidden.Nearest);
        if (Refusal(by, "change agents", name, Role.Operator) is { } refusal) return new OverrideResult.NotAllowed(refusal);
        return _agents.Find(name) is null ? new OverrideResult.UnknownAgent(name, SeenBy(by).NearestAgent(name)) : null;
    }

    // True with the value written the one way there is; false with what is wrong.
    private static (bool IsFine, string Text) Read(Agent agent, string field, string value)
    {
        if (Overrides.TriggerOf(field) is not { } name)
            return Overrides.Tidy(field, value) is { } tidy ? (true, tidy) : (false, field switch
            {
                Overrides.Mode => "The mode is ask or auto.",
                Overrides.Threshold => "The threshold is a number from 0 to 1, such as 0.9.",
                Overrides.Approvals => "The number of approvals is 1 to 20.",
                _ => $"I don't know what {field} is.",
            });
        if (agent.Triggers.FirstOrDefault(t => t.Name == name) is not { } trigger || !Schedule.IsPlanned(trigger))
            return (false, $"{agent.Title} has no schedule {name}. Schedules: {string.Join(", ", agent.Triggers.Where(Schedule.IsPlanned).Select(t => t.Name))}.");
        return Schedule.Tidy(value) is { } plan ? (plan.Problem is null, plan.Problem ?? plan.Plan!) : (false, "A schedule is a cron expression with a zone, or every 10m.");
    }
}
