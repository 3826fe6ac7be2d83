using ChatRuns.Journal;

namespace ChatRuns.Runs;

/// <summary>What somebody asked for many runs at once, on a stream of its own: a closed family.</summary>
public abstract record BulkEvent : JournalEvent;

/// <summary>What is done to each of many runs.</summary>
public enum BulkDeed
{
    /// <summary>Put away.</summary>
    Archive,

    /// <summary>Taken out of the archive.</summary>
    Unarchive,

    /// <summary>Stopped.</summary>
    Cancel,

    /// <summary>Started again with the same inputs.</summary>
    Rerun,

    /// <summary>Deleted, as the policies of their agents say.</summary>
    Delete,
}

/// <summary>A person confirmed it; from here on it is done, however often the bot stops.</summary>
public sealed record BulkBegun : BulkEvent
{
    /// <summary>Its id, which its stream is named by.</summary>
    public required string Id { get; init; }

    /// <summary>What is done.</summary>
    public required BulkDeed Deed { get; init; }

    /// <summary>Who confirmed it.</summary>
    public required Principal By { get; init; }

    /// <summary>Which runs, in the words that were confirmed: "failed runs · last 7 days".</summary>
    public required string What { get; init; }

    /// <summary>How many.</summary>
    public required int Count { get; init; }

    /// <summary>Their numbers, in the order in which they are done; empty where they are in <see cref="Blob"/>.</summary>
    public IReadOnlyList<long> Numbers { get; init; } = [];

    /// <summary>The blob that holds the numbers of many, a JSON list; null for few.</summary>
    public string? Blob { get; init; }
}

/// <summary>Some more of the runs are done with; durable together with what was done to them.</summary>
/// <param name="Next">How many have been looked at so far.</param>
/// <param name="Done">Of this portion: how many it was done to.</param>
/// <param name="Skipped">Of this portion: how many it was not done to, by reason, for people.</param>
public sealed record BulkWorked(int Next, int Done, IReadOnlyDictionary<string, int> Skipped) : BulkEvent;

/// <summary>All of the runs are done with.</summary>
public sealed record BulkEnded : BulkEvent;
