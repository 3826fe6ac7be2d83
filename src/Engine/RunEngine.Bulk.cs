using System.Text.Json;
using ChatRuns.Actions;
using ChatRuns.Journal;
using ChatRuns.Runs;
using ChatRuns.Store;

namespace ChatRuns;

/// <summary>Doing something to many runs at once.</summary>
public sealed partial class RunEngine
{
    private const int MostInEvent = 200;

    /// <summary>
    /// Which runs it would be done to, newest first: nothing is done. Operators may; how many at once depends on the deed and on the role.
    /// </summary>
    public async Task<BulkPlan> PlanBulkAsync(BulkDeed deed, BulkChoice choice, Principal by, CancellationToken cancel)
    {
        if (MaySee(by) is { } stranger) return new BulkPlan.NotAllowed(stranger);
        var seen = SeenBy(by);
        if (Refusal(by, "change runs", null, Role.Operator) is { } refusal && seen.ListAgents().All(a => Refusal(by, "", a.Name, Role.Operator) is not null))
            return new BulkPlan.NotAllowed(refusal);
        var most = MostAtOnceOf(deed, by);
        var numbers = choice.Filter is { } filter
            ? await seen.ListNumbersAsync(Narrow(filter, deed), most + 1, cancel)
            : [.. choice.Numbers.Distinct().OrderDescending().Take(most + 1)];
        if (numbers.Count > most) return new BulkPlan.TooMany(most);
        return numbers.Count == 0 ? new BulkPlan.None() : new BulkPlan.Ready(numbers);
    }

    /// <summary>
    /// Begins what somebody has confirmed; it is durable when this returns, and goes on in the background, also after a stop.
    /// <paramref name="what"/> says in words which runs; <paramref name="id"/> is the same for every try of the same press.
    /// </summary>
    public async Task<string> BeginBulkAsync(BulkDeed deed, IReadOnlyList<long> numbers, string what, Principal by, Guid id, CancellationToken cancel)
    {
        var name = id.ToString("N");
        var blob = numbers.Count > MostInEvent ? await _blobs.PutAsync(JsonSerializer.SerializeToUtf8Bytes(numbers), cancel) : null;
        var begun = new BulkBegun { Id = name, Deed = deed, By = by, What = what, Count = numbers.Count, Numbers = blob is null ? numbers : [], Blob = blob };
        // Not for this room to tell a second delivery from the first: both are answered with the same card.
        await _store.AppendAsync(new(id, _time.GetUtcNow(), [new(StreamName.Bulk(name), by, [begun], ExpectedSeq: 0)]), cancel);
        return name;
    }

    /// <summary>How far something is that is done to many runs; null when there is none of that id.</summary>
    public async Task<Bulk?> FindBulkAsync(string id, CancellationToken cancel) =>
        Bulk.From(await _store.ReadStreamAsync(StreamName.Bulk(id), 0, int.MaxValue, cancel));

    /// <summary>To how many runs a person may do it at once.</summary>
    public int MostAtOnceOf(BulkDeed deed, Principal by) => (deed, RolesOf(by).Contains(Role.Admin)) switch
    {
        (BulkDeed.Delete, true) => 10_000,
        (BulkDeed.Rerun, true) => 1_000,
        (BulkDeed.Rerun, false) => 100,
        (_, true) => 100_000,
        _ => 1_000,
    };

    // What is asked for tells what it can be done to: the archive holds what is taken out of it.
    private static RunFilter Narrow(RunFilter filter, BulkDeed deed) =>
        deed == BulkDeed.Unarchive && filter.Archived == false ? filter with { Archived = true } : filter;

    /// <summary>Why it is not done to a run, in few words that are counted; null when it is.</summary>
    internal string? ReasonNot(BulkDeed deed, RunRow? row, Principal by)
    {
        if (row is null || !SightOf(by).Covers(row.Agent)) return "not there";
        if (Refusal(by, "", row.Agent, Role.Operator) is not null) return "not yours to change";
        return deed switch
        {
            BulkDeed.Delete => Obstacle(row, by) is { } obstacle ? obstacle is DeleteResult.NotOver ? "not over" : "kept by the policy of its agent" : null,
            BulkDeed.Cancel => row.Status.IsOver() ? "over already" : null,
            _ when !row.Status.IsOver() => "not over",
            BulkDeed.Archive when row.IsArchived => "archived already",
            BulkDeed.Unarchive when !row.IsArchived => "not archived",
            _ => null,
        };
    }
}

/// <summary>Which runs: those of a filter, or some by their numbers.</summary>
/// <param name="Filter">The filter; null for numbers.</param>
/// <param name="Numbers">The numbers; empty for a filter.</param>
public sealed record BulkChoice(RunFilter? Filter, IReadOnlyList<long> Numbers);

/// <summary>What a person who wants to do something to many runs is told: a closed family.</summary>
public abstract record BulkPlan
{
    /// <summary>It can be done to these.</summary>
    /// <param name="Numbers">Newest first.</param>
    public sealed record Ready(IReadOnlyList<long> Numbers) : BulkPlan;

    /// <summary>The filter holds none.</summary>
    public sealed record None : BulkPlan;

    /// <summary>The filter holds more than this person may do at once.</summary>
    /// <param name="Most">How many they may.</param>
    public sealed record TooMany(int Most) : BulkPlan;

    /// <summary>This person may not.</summary>
    public sealed record NotAllowed(string Why) : BulkPlan;
}
