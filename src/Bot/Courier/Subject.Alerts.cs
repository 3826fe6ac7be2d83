using System.Globalization;

namespace ChatRuns.Bot.Courier;

/// <summary>What alerts and approvals tell as time goes by.</summary>
internal abstract partial record Subject
{
    /// <summary>Alerts of many agents in one conversation, as one card.</summary>
    internal sealed record Burst(long Id) : Subject
    {
        public override string ToString() => Join("burst", Id);
    }

    /// <summary>That a burst goes on after so many hours.</summary>
    internal sealed record BurstReminder(long Id, long Hours) : Subject
    {
        public override Subject Under => new Burst(Id);

        public override string ToString() => Join("burst-reminder", Id, Hours);
    }

    /// <summary>That all agents of a burst recovered.</summary>
    internal sealed record BurstOver(long Id) : Subject
    {
        public override Subject Under => new Burst(Id);

        public override string ToString() => Join("burst-over", Id);
    }

    /// <summary>Actions of a run that failed, expired or whose outcome is unknown.</summary>
    internal sealed record Trouble(long Number) : Subject
    {
        public override string ToString() => Join("trouble", Number);
    }

    /// <summary>An alert was given to a person, who is named under it.</summary>
    internal sealed record Assigned(long Position, string Agent, long First, string Person) : Subject
    {
        public override Subject Under => new Streak(Agent, First);

        public override string ToString() => Join("assigned", Position, Agent, First, Uri.EscapeDataString(Person));
    }

    /// <summary>An alert was given to a person, who reads it alone.</summary>
    internal sealed record AssignedDirect(long Position, string Agent, long First, string Person) : Subject
    {
        public override string ToString() => Join("assigned-direct", Position, Agent, First, Uri.EscapeDataString(Person));
    }

    /// <summary>A clock: most of the time for actions of a run is over.</summary>
    internal sealed record RemindAt(long Number, long Position) : Subject
    {
        public override string ToString() => Join("remind-at", Number, Position);
    }

    /// <summary>A clock: actions of a run are to be asked elsewhere as well.</summary>
    internal sealed record EscalateAt(long Number, long Position) : Subject
    {
        public override string ToString() => Join("escalate-at", Number, Position);
    }

    /// <summary>That actions of a run still wait for people, who are named under their card.</summary>
    internal sealed record Still(long Number, long Position, string People) : Subject
    {
        public override Subject Under => new Actions(Number);

        public override string ToString() => Join("still", Number, Position, Uri.EscapeDataString(People));
    }

    /// <summary>That actions of a run still wait for a person, who reads it alone.</summary>
    internal sealed record StillDirect(long Number, long Position, string Person) : Subject
    {
        public override string ToString() => Join("still-direct", Number, Position, Uri.EscapeDataString(Person));
    }

    /// <summary>That actions of a run still wait, where nobody can be named.</summary>
    internal sealed record StillHere(long Number, long Position) : Subject
    {
        public override string ToString() => Join("still-here", Number, Position);
    }

    /// <summary>That nobody decided actions of a run, told where it is asked as well.</summary>
    internal sealed record Escalation(long Number, long Position) : Subject
    {
        public override string ToString() => Join("escalation", Number, Position);
    }

    /// <summary>What happened in a time to the agents that tell it in one place.</summary>
    /// <param name="IsReview">A weekly review, else a digest.</param>
    /// <param name="From">Unix seconds.</param>
    /// <param name="To">Unix seconds.</param>
    /// <param name="Clock">By whose clock.</param>
    /// <param name="Place">The conversation: "platform/tenant/conversation".</param>
    internal sealed record Digest(bool IsReview, long From, long To, string Clock, string Place) : Subject
    {
        public override string ToString() => Join(IsReview ? "review" : "digest", From, To, Uri.EscapeDataString(Clock), Uri.EscapeDataString(Place));
    }

    private static Subject? ParseAlert(string[] parts) => parts switch
    {
        ["burst", var n] when NumberIn(n) is { } id => new Burst(id),
        ["burst-reminder", var n, var h] when (NumberIn(n), NumberIn(h)) is ({ } id, { } hours) => new BurstReminder(id, hours),
        ["burst-over", var n] when NumberIn(n) is { } id => new BurstOver(id),
        ["trouble", var n] when NumberIn(n) is { } number => new Trouble(number),
        [("assigned" or "assigned-direct") and var kind, var p, var agent, var f, var person] when (NumberIn(p), NumberIn(f)) is ({ } position, { } first) =>
            kind == "assigned" ? new Assigned(position, agent, first, Uri.UnescapeDataString(person)) : new AssignedDirect(position, agent, first, Uri.UnescapeDataString(person)),
        [var kind, var n, var p] when (NumberIn(n), NumberIn(p)) is ({ } number, { } position) => kind switch
        {
            "remind-at" => new RemindAt(number, position),
            "escalate-at" => new EscalateAt(number, position),
            "still-here" => new StillHere(number, position),
            "escalation" => new Escalation(number, position),
            _ => null,
        },
        ["still", var n, var p, var people] when (NumberIn(n), NumberIn(p)) is ({ } number, { } position) => new Still(number, position, Uri.UnescapeDataString(people)),
        ["still-direct", var n, var p, var person] when (NumberIn(n), NumberIn(p)) is ({ } number, { } position) => new StillDirect(number, position, Uri.UnescapeDataString(person)),
        [("digest" or "review") and var kind, var f, var t, var clock, var place] when (NumberIn(f), NumberIn(t)) is ({ } from, { } to) =>
            new Digest(kind == "review", from, to, Uri.UnescapeDataString(clock), Uri.UnescapeDataString(place)),
        _ => null,
    };

    private static string Join(params ReadOnlySpan<object> parts)
    {
        var text = new List<string>();
        foreach (var part in parts) text.Add(Convert.ToString(part, CultureInfo.InvariantCulture)!);
        return string.Join('/', text);
    }
}
