using ChatRuns.Actions;
using ChatRuns.Agents;
using ChatRuns.Journal;
using ChatRuns.Runs;
using ChatRuns.Store;

namespace ChatRuns;

/// <summary>Deleting runs by the policy of their agents.</summary>
public sealed partial class RunEngine
{
    /// <summary>What stands against a person's deleting a run, by its agent's policy; null for nothing.</summary>
    public async Task<DeleteResult?> FindDeleteObstacleAsync(long number, Principal by, CancellationToken cancel)
    {
        if (MaySee(by) is { } stranger) return new DeleteResult.NotAllowed(stranger);
        var row = await SeenBy(by).FindRowAsync(number, cancel);
        return row is null ? new DeleteResult.NotFound() : Obstacle(row, by);
    }

    /// <summary>Deletes a run with its report, files and log; its number and the deletion stay on record.</summary>
    public async Task<DeleteResult> DeleteAsync(long number, Principal by, string? why, Guid? id, CancellationToken cancel)
    {
        var given = id ?? Guid.CreateVersion7(_time.GetUtcNow());
        if (await FindDeleteObstacleAsync(number, by, cancel) is { } obstacle)
            return obstacle is DeleteResult.NotFound && await FindDeletedAsync(number, by, cancel) is { } gone ? new DeleteResult.Deleted(gone) : obstacle;
        return await _deletions.DeleteAsync(number, by, Short(why), given, cancel) && await FindDeletedAsync(number, by, cancel) is { } deleted
            ? new DeleteResult.Deleted(deleted)
            : new DeleteResult.NotOver();
    }

    /// <summary>What is left of a deleted run; null when none of that number was, or the person does not see its agent.</summary>
    public async Task<DeletedRun?> FindDeletedAsync(long number, Principal who, CancellationToken cancel) =>
        await _store.FindDeletedAsync(number, cancel) is { } gone && SightOf(who).Covers(gone.Agent) ? gone : null;

    /// <summary>The same for cards of routes.</summary>
    public Task<DeletedRun?> FindDeletedAsync(long number, CancellationToken cancel) => _store.FindDeletedAsync(number, cancel);

    /// <summary>How long runs of an agent are kept, and how many; null for no limit. And who may delete them.</summary>
    public (TimeSpan? For, int? Most, DeleteRule Delete) KeepOf(Agent agent)
    {
        var (span, most) = _deletions.KeepOf(agent);
        return (span, most, _deletions.RuleOf(agent));
    }

    /// <summary>When the last nightly sweep was, and how many runs of an agent it deleted; null for never.</summary>
    public async Task<(DateTimeOffset At, int Deleted)?> FindSweepAsync(string agent, CancellationToken cancel) =>
        await _store.ReadTailAsync(StreamName.Retention, 1, cancel) is [{ Event: RetentionSwept swept, At: var at }]
            ? (at, swept.Deleted.GetValueOrDefault(agent)) : null;

    private DeleteResult? Obstacle(RunRow row, Principal by)
    {
        if (row.EndedAt is not { } ended) return new DeleteResult.NotOver();
        var rule = _deletions.RuleOf(_agents.Find(row.Agent));
        var roles = RolesOf(by, row.Agent);
        if (rule.IsNever) return new DeleteResult.NotAllowed($"Runs of {row.AgentTitle} are never deleted: its policy says so.");
        if (roles.Contains(Role.Admin)) return null;
        if (rule.After is not { } after || !roles.Contains(Role.Operator))
            return new DeleteResult.NotAllowed(rule.After is null ? "Only admins can delete runs of this agent." : "You may not delete runs. An admin can give you the role operator.");
        return _time.GetUtcNow() - ended >= after ? null
            : new DeleteResult.NotAllowed($"Runs of {row.AgentTitle} can be deleted {Journal.Words.Duration(after)} after their end.");
    }
}

/// <summary>What a person who deletes a run is told: a closed family.</summary>
public abstract record DeleteResult
{
    /// <summary>It is gone, now or before.</summary>
    public sealed record Deleted(DeletedRun Left) : DeleteResult;

    /// <summary>It goes on, or an action of it is being executed: only what is over can be deleted.</summary>
    public sealed record NotOver : DeleteResult;

    /// <summary>This person may not, or nobody may, or not yet.</summary>
    public sealed record NotAllowed(string Why) : DeleteResult;

    /// <summary>There is no such run.</summary>
    public sealed record NotFound : DeleteResult;
}
