using ChatRuns.Actions;
using ChatRuns.Journal;
using ChatRuns.Runs;

namespace ChatRuns;

/// <summary>Putting runs away, and taking them out again.</summary>
public sealed partial class RunEngine
{
    /// <summary>Longest reason that is kept.</summary>
    public const int MostReason = 300;

    /// <summary>Puts a run away that is over: it is hidden unless archived runs are asked for. Operators may.</summary>
    public Task<ArchiveResult> ArchiveAsync(long number, Principal by, string? reason, CancellationToken cancel) =>
        ArchiveAsync(number, by, "archive runs", new RunArchived(by, Short(reason)), cancel);

    /// <summary>Takes a run out of the archive. Operators may.</summary>
    public Task<ArchiveResult> UnarchiveAsync(long number, Principal by, CancellationToken cancel) =>
        ArchiveAsync(number, by, "take runs out of the archive", new RunUnarchived(by), cancel);

    private async Task<ArchiveResult> ArchiveAsync(long number, Principal by, string toDo, RunEvent happened, CancellationToken cancel)
    {
        while (true)
        {
            var run = await LoadForAsync(number, by, cancel);
            if (run is null && !SightOf(by).IsNone) return new ArchiveResult.NotFound();
            if (Refusal(by, toDo, run?.Queued.Agent, Role.Operator) is { } refusal) return new ArchiveResult.NotAllowed(refusal);
            if (run is null) return new ArchiveResult.NotFound();
            if (!run.Status.IsOver()) return new ArchiveResult.NotOver();
            if (run.Archived is not null == happened is RunArchived) return new ArchiveResult.Already(run.Archived);
            if (await AppendAsync(StreamName.Run(number), by, run.Seq, cancel, happened)) return new ArchiveResult.Done();
        }
    }

    private static string? Short(string? reason)
    {
        if (reason?.Trim() is not { Length: > 0 } text) return null;
        if (text.Length <= MostReason) return text;
        return text[..(char.IsHighSurrogate(text[MostReason - 2]) ? MostReason - 2 : MostReason - 1)] + "…";
    }
}

/// <summary>What a person who archives or unarchives a run is told: a closed family.</summary>
public abstract record ArchiveResult
{
    /// <summary>It is so now.</summary>
    public sealed record Done : ArchiveResult;

    /// <summary>It was so before.</summary>
    /// <param name="Archived">Who put it away, and why; null when it is not archived.</param>
    public sealed record Already(RunArchived? Archived) : ArchiveResult;

    /// <summary>It goes on: only what is over can be put away.</summary>
    public sealed record NotOver : ArchiveResult;

    /// <summary>This person may not.</summary>
    public sealed record NotAllowed(string Why) : ArchiveResult;

    /// <summary>There is no such run.</summary>
    public sealed record NotFound : ArchiveResult;
}
