using System.Collections.Immutable;
using ChatRuns.Journal;

namespace ChatRuns.Runs;

/// <summary>Something that is done to many runs, as its events tell it: a value, without clock or store.</summary>
public sealed record Bulk
{
    private Bulk(BulkBegun begun, DateTimeOffset at) => (Begun, BegunAt) = (begun, at);

    /// <summary>The first event.</summary>
    public BulkBegun Begun { get; }

    /// <summary>When it was confirmed.</summary>
    public DateTimeOffset BegunAt { get; }

    /// <summary>Events folded so far: the stream's seq.</summary>
    public long Seq { get; private init; } = 1;

    /// <summary>How many runs have been looked at.</summary>
    public int Next { get; private init; }

    /// <summary>To how many it was done.</summary>
    public int Done { get; private init; }

    /// <summary>To how many it was not done, by reason.</summary>
    public ImmutableSortedDictionary<string, int> Skipped { get; private init; } = ImmutableSortedDictionary<string, int>.Empty;

    /// <summary>When it ended; null while it goes on.</summary>
    public DateTimeOffset? EndedAt { get; private init; }

    /// <summary>Folds a stream; null when it is empty.</summary>
    public static Bulk? From(IEnumerable<JournalEntry> entries)
    {
        Bulk? bulk = null;
        foreach (var entry in entries) bulk = entry.Event is BulkBegun begun ? new(begun, entry.At) : bulk?.Apply((BulkEvent)entry.Event!, entry.At);
        return bulk;
    }

    private Bulk Apply(BulkEvent happened, DateTimeOffset at)
    {
        var next = this with { Seq = Seq + 1 };
        return happened switch
        {
            BulkWorked e => next with { Next = e.Next, Done = Done + e.Done, Skipped = Add(e.Skipped) },
            BulkEnded => next with { EndedAt = at },
            _ => throw new InvalidOperationException($"{happened.GetType().Name} cannot follow in the life of {Begun.Id}."),
        };
    }

    private ImmutableSortedDictionary<string, int> Add(IReadOnlyDictionary<string, int> more) =>
        Skipped.SetItems(more.Select(one => KeyValuePair.Create(one.Key, Skipped.GetValueOrDefault(one.Key) + one.Value)));
}
