using ChatRuns.Agents;
using ChatRuns.Journal;
using ChatRuns.Runs;
using ChatRuns.Store;
using Microsoft.Extensions.Options;

namespace ChatRuns;

/// <summary>Deletes runs, and knows how long each agent keeps its own.</summary>
internal sealed class DeletionDesk(IRunStore store, BlobShelf blobs, EngineFolders folders, IOptions<EngineOptions> options, TimeProvider time)
{
    /// <summary>Blobs younger than this stay for now: somebody may have stored the same again and be about to name it.</summary>
    private static readonly TimeSpan Young = TimeSpan.FromHours(1);

    /// <summary>Most runs of one agent that one call names for the sweep.</summary>
    public const int Portion = 200;

    /// <summary>Who may delete runs of an agent: as its file says, or the setting; null for an agent that is gone.</summary>
    public DeleteRule RuleOf(Agent? agent) =>
        agent?.Delete ?? DeleteRule.Parse(options.Value.Delete) ?? DeleteRule.Admins;

    /// <summary>How long an agent's runs are kept, and how many of them; null for no limit.</summary>
    public (TimeSpan? For, int? Most) KeepOf(Agent? agent) => RuleOf(agent).IsNever ? (null, null) : (
        agent?.Retention ?? (Duration.TryParse(options.Value.Retention, out var span) ? span : null),
        agent?.Keep ?? (options.Value.Keep > 0 ? options.Value.Keep : null));

    /// <summary>Deletes a run that is over, with its working folder; false when there is none.</summary>
    public async Task<bool> DeleteAsync(long number, Principal by, string? why, Guid id, CancellationToken cancel)
    {
        if (!await store.DeleteRunAsync(new(id, time.GetUtcNow(), number, by, why), cancel)) return false;
        RemoveFolder(number);
        return true;
    }

    /// <summary>Removes what deletions of a while ago left: rests of logs, folders, and blobs that nothing names any more.</summary>
    public Task CleanAsync(CancellationToken cancel)
    {
        var before = time.GetUtcNow() - Young;
        return store.CleanDeletedAsync(before, RemoveRest, cancel);

        // The folder goes when the run does, unless the process ended in between.
        bool RemoveRest(long number, IReadOnlyList<string> names)
        {
            RemoveFolder(number);
            return names.Aggregate(true, (all, name) => blobs.Remove(name, before) && all);
        }
    }

    /// <summary>Runs of an agent that it keeps no longer; at most <see cref="Portion"/>.</summary>
    public async Task<IReadOnlyList<long>> FindOutdatedAsync(string name, Agent? agent, CancellationToken cancel)
    {
        var (span, most) = KeepOf(agent);
        var all = new RunFilter { Agent = name, Archived = null, Statuses = RunStatuses.Over };
        var old = span is { } kept ? await store.ListNumbersAsync(all with { To = time.GetUtcNow() - kept }, Portion, cancel) : [];
        if (old.Count > 0 || most is not { } count) return old;
        return [.. (await store.ListNumbersAsync(all, count + Portion, cancel)).Skip(count)];
    }

    private void RemoveFolder(long number)
    {
        try
        {
            Directory.Delete(folders.RunFolder(number), recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // It had none, or an earlier try took it.
        }
    }
}
