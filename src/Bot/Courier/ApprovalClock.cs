using ChatRuns.Actions;
using ChatRuns.Bot.Access;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Memory;
using ChatRuns.Journal;
using ChatRuns.Runs;

namespace ChatRuns.Bot.Courier;

/// <summary>
/// Reminds of actions that nobody decides, when 80 % of their time is over, and asks elsewhere as well after the time that the agent says (A4).
/// Its clocks are cards of a conversation that no channel has: kept as all cards are, so each rings once, whatever restarts lie between.
/// </summary>
internal sealed class ApprovalClock(RunEngine engine, Telling telling, Places places, MePreferences preferences, TimeProvider time)
{
    /// <summary>The platform of clocks.</summary>
    public const string Platform = "clock";

    private const double RemindAfter = 0.8;
    private static readonly Address Clocks = new(Platform, "local", "approvals");

    /// <summary>The clocks of actions that have just been opened.</summary>
    public async Task<IReadOnlyList<WantedCard>> SetAsync(long run, ActionsOpened opened, JournalEntry entry, CancellationToken cancel)
    {
        if (await engine.FindRunAsync(run, cancel) is not { } detail) return [];
        var open = detail.Actions.Where(a => a.Status == ActionStatus.Open && opened.Actions.Contains(a.Id.ToString())).ToList();
        if (open.Count == 0) return [];
        var expires = open.Min(a => a.Proposed.ExpiresAt);
        var clocks = new List<WantedCard> { At(new Subject.RemindAt(run, entry.Position), entry.At + (RemindAfter * (expires - entry.At))) };
        if (detail.Today?.Approval.Escalate is { } rule && entry.At + rule.After < expires)
            clocks.Add(At(new Subject.EscalateAt(run, entry.Position), entry.At + rule.After));
        return clocks;

        WantedCard At(Subject subject, DateTimeOffset at) => new(Clocks, subject.ToString()!, (int)Urgency.Decision, entry.Position) { IsOnce = true, NotBefore = at };
    }

    /// <summary>What is wanted because a clock rang; nothing where all is decided.</summary>
    public async Task<IReadOnlyList<WantedCard>> RingAsync(LivingCard clock, CancellationToken cancel) => Subject.Parse(clock.Subject) switch
    {
        Subject.RemindAt s => await RemindAsync(s.Number, s.Position, cancel),
        Subject.EscalateAt s => await EscalateAsync(s.Number, s.Position, cancel),
        _ => [],
    };

    private async Task<IReadOnlyList<WantedCard>> RemindAsync(long run, long position, CancellationToken cancel)
    {
        if (await FindOpenAsync(run, cancel) is null) return [];
        var there = await places.OfRunAsync(run, n => n.Actions, cancel);
        var people = await telling.WantAgainAsync(run, there, position, cancel);
        // Where nobody can be named, and where nobody is known by name, the place itself is told.
        var plain = people.Count == 0 ? there : there.Where(place => !places.HasThreads(place));
        return [.. people, .. plain.Select(to => Once(to, new Subject.StillHere(run, position), position))];
    }

    private async Task<IReadOnlyList<WantedCard>> EscalateAsync(long run, long position, CancellationToken cancel)
    {
        if (await FindOpenAsync(run, cancel) is not { Today.Approval.Escalate: { } rule }) return [];
        var wanted = new List<WantedCard>();
        foreach (var name in rule.To)
        {
            var quiet = name.Contains('/', StringComparison.Ordinal) ? (await preferences.FindPreferencesAsync(name, cancel)).QuietUntil(time.GetUtcNow()) : null;
            foreach (var to in places.Resolve([name]))
            {
                wanted.Add(Once(to, new Subject.Escalation(run, position), position) with { NotBefore = quiet });
                wanted.Add(new(to, new Subject.Actions(run).ToString(), (int)Urgency.Decision, position) { NotBefore = quiet });
            }
        }

        return [.. wanted.DistinctBy(card => (card.Conversation, card.Subject))];
    }

    private async Task<RunDetail?> FindOpenAsync(long run, CancellationToken cancel) =>
        await engine.FindRunAsync(run, cancel) is { } detail && detail.Actions.Any(a => a.Status == ActionStatus.Open) ? detail : null;

    private static WantedCard Once(Address to, Subject subject, long position) => new(to, subject.ToString()!, (int)Urgency.Decision, position) { IsOnce = true };
}
