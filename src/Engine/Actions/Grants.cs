using System.Collections.Immutable;
using ChatRuns.Journal;

namespace ChatRuns.Actions;

/// <summary>A role that somebody was given in chat.</summary>
/// <param name="To">A principal key ("slack/T1/U1"), a group of a chat system ("slack/T1/@S123") or a named group ("@ops").</param>
/// <param name="ToName">What it was called then; null where nobody knew.</param>
/// <param name="Role">The role.</param>
/// <param name="Scope">Where it counts.</param>
/// <param name="By">Who gave it.</param>
/// <param name="At">When.</param>
public sealed record Grant(string To, string? ToName, Role Role, GrantScope Scope, Principal By, DateTimeOffset At);

/// <summary>Somebody who may decide in the place of another.</summary>
/// <param name="For">The person.</param>
/// <param name="By">Who stands in.</param>
/// <param name="Until">Until when; null until it is changed.</param>
public sealed record StandIn(Principal For, Principal By, DateTimeOffset? Until);

/// <summary>All grants, stand-ins and links as the events of the access stream tell them: a value, without clock or store.</summary>
public sealed record Grants
{
    private Grants()
    {
    }

    /// <summary>Before the first event.</summary>
    public static Grants None { get; } = new();

    /// <summary>Events folded so far: the stream's seq.</summary>
    public long Seq { get; private init; }

    /// <summary>The grants that stand, in the order they were given.</summary>
    public ImmutableList<Grant> All { get; private init; } = [];

    /// <summary>Stand-ins by the key of the person, those included whose time is over.</summary>
    public ImmutableDictionary<string, StandIn> StandIns { get; private init; } = ImmutableDictionary<string, StandIn>.Empty;

    /// <summary>Which accounts are one person.</summary>
    public LinkedAccounts Linked { get; private init; } = LinkedAccounts.None;

    /// <summary>The same after one more event.</summary>
    public Grants Apply(AccessEvent happened, DateTimeOffset at)
    {
        var next = this with { Seq = Seq + 1 };
        return happened switch
        {
            AccessGranted e => Find(e.To, e.Role, GrantScope.Parse(e.Scope)) is null
                ? next with { All = All.Add(new(e.To, e.ToName, e.Role, GrantScope.Parse(e.Scope), e.By, at)) }
                : next,
            AccessRevoked e => next with { All = All.RemoveAll(g => g.To == e.To && g.Role == e.Role && g.Scope == GrantScope.Parse(e.Scope)) },
            AdminClaimed => next,
            StandInSet { StandIn: { } by } e => next with { StandIns = StandIns.SetItem(e.For.Key, new(e.For, by, e.Until)) },
            StandInSet e => next with { StandIns = StandIns.Remove(e.For.Key) },
            IdentitiesLinked e => next with { Linked = Linked.Link(e.One, e.Other) },
            IdentitiesUnlinked e => next with { Linked = Linked.Unlink(e.Of) },
            _ => throw new InvalidOperationException($"{happened.GetType().Name} is no event of the access stream."),
        };
    }

    /// <summary>This very grant; null when it was not given.</summary>
    public Grant? Find(string to, Role role, GrantScope scope) => All.Find(g => g.To == to && g.Role == role && g.Scope == scope);

    /// <summary>What was given to any of these keys: a person's own, and those of their groups.</summary>
    public IEnumerable<Grant> To(IReadOnlySet<string> keys) => All.Where(g => keys.Contains(g.To));

    /// <summary>Who stands in for a person at a time; null for nobody.</summary>
    public StandIn? StandInFor(string person, DateTimeOffset now) =>
        StandIns.TryGetValue(person, out var standIn) && !IsOver(standIn, now) ? standIn : null;

    /// <summary>The people in whose place somebody may decide at a time.</summary>
    public IEnumerable<Principal> StoodInBy(string who, DateTimeOffset now) =>
        StandIns.Values.Where(s => s.By.Key == who && !IsOver(s, now)).Select(s => s.For);

    private static bool IsOver(StandIn standIn, DateTimeOffset now) => standIn.Until <= now;
}

/// <summary>The grants as they are at this moment.</summary>
public interface IGrants
{
    /// <summary>A value that changes no more; ask again for a later moment.</summary>
    Grants Now { get; }
}
