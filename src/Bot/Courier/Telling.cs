using System.Diagnostics;
using ChatRuns.Actions;
using ChatRuns.Bot.Access;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Memory;
using ChatRuns.Journal;
using ChatRuns.Runs;

namespace ChatRuns.Bot.Courier;

/// <summary>
/// Tells each person once a run that actions wait for them (A6): by name under the card where it stands in a conversation of their
/// platform, or by the card in their own conversation, as <c>/me</c> says. Quiet hours are waited out; where somebody stands in, that
/// person is told instead. Of linked accounts the first is told that can be, in the order of the rule. Who decided meanwhile, or cannot see the agent, is not told.
/// </summary>
internal sealed class Telling(RunEngine engine, IGrants grants, MePreferences preferences, CourierMemory memory, IEnumerable<IChannel> channels, TimeProvider time)
{
    /// <summary>People who are told of one run; the rest is said in words.</summary>
    public const int MostPeople = 20;

    private readonly IReadOnlyList<IChannel> _channels = [.. channels];

    /// <summary>What is wanted so that everybody is told of what is open in a run now, who was not told of it before.</summary>
    /// <param name="run">The run.</param>
    /// <param name="places">Where the card of its actions is to stand.</param>
    /// <param name="version">The position of the event that opened them.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<IReadOnlyList<WantedCard>> WantAsync(long run, IReadOnlyList<Address> places, long version, CancellationToken cancel) =>
        await WantAsync(run, places, version, await ReadToldAsync(run, cancel), people => new Subject.Mention(run, people), person => new Subject.Direct(run, person), cancel);

    /// <summary>What is wanted so that everybody who did not decide yet is reminded, once for what was opened at a position.</summary>
    public Task<IReadOnlyList<WantedCard>> WantAgainAsync(long run, IReadOnlyList<Address> places, long position, CancellationToken cancel) =>
        WantAsync(run, places, position, [], people => new Subject.Still(run, position, people), person => new Subject.StillDirect(run, position, person), cancel);

    /// <summary>What is wanted so that a person is told once that an alert is theirs: by name under it, or where they read alone.</summary>
    public async Task<IReadOnlyList<WantedCard>> WantAssignedAsync(
        AlertAssigned assigned, string agent, long first, IReadOnlyList<Address> places, long position, CancellationToken cancel)
    {
        var person = assigned.To.Key;
        var wishes = await preferences.FindPreferencesAsync(person, cancel);
        if (assigned.By == assigned.To || wishes.Notify == NotifyBy.Off || _channels.Select(c => c.AloneWith(person)).FirstOrDefault(p => p is not null) is not { } alone) return [];
        var place = wishes.Notify != NotifyBy.Mention ? null
            : places.FirstOrDefault(p => IsOf(p, person) && ChannelOf(person) is { } channel && channel.HasThreadsIn(p));
        Subject subject = place is null ? new Subject.AssignedDirect(position, agent, first, person) : new Subject.Assigned(position, agent, first, person);
        return [new(place ?? alone, subject.ToString()!, (int)Urgency.Decision, position) { IsOnce = true, NotBefore = wishes.QuietUntil(time.GetUtcNow()) }];
    }

    private async Task<IReadOnlyList<WantedCard>> WantAsync(
        long run, IReadOnlyList<Address> places, long version, HashSet<string> told, Func<string, Subject> mention, Func<string, Subject> direct, CancellationToken cancel)
    {
        var wanted = new List<WantedCard>();
        var mentions = new Dictionary<Address, List<string>>();
        foreach (var person in await ReadWaitedForAsync(run, cancel))
        {
            if (told.Count >= MostPeople) break;
            if (ChannelOf(person) is not { } channel || told.Contains(PersonOf(person))) continue;
            if (places.Any(place => IsDirectOf(place, channel.DirectOf(person)!))) continue;
            var wishes = await preferences.FindPreferencesAsync(person, cancel);
            if (wishes.Notify == NotifyBy.Off) continue;
            told.Add(PersonOf(person));
            var at = wishes.QuietUntil(time.GetUtcNow());
            var place = wishes.Notify == NotifyBy.Mention ? places.FirstOrDefault(p => IsOf(p, person) && channel.HasThreadsIn(p)) : null;
            if (place is null) wanted.Add(Once(channel.DirectOf(person)!, direct(person), at));
            else if (at is not null) wanted.Add(Once(place, mention(person), at));
            else if (mentions.TryGetValue(place, out var named)) named.Add(person);
            else mentions[place] = [person];
        }

        return [.. wanted, .. mentions.Select(m => Once(m.Key, mention(string.Join(',', m.Value)), null))];

        WantedCard Once(Address to, Subject subject, DateTimeOffset? at) =>
            new(to, subject.ToString()!, (int)Urgency.Decision, version) { IsOnce = true, NotBefore = at };
    }

    /// <summary>What is wanted for people whom a reply did not reach: the card in their own conversation.</summary>
    public IReadOnlyList<WantedCard> WantDirectly(LivingCard reply, IReadOnlyList<string> missed)
    {
        Func<string, Subject>? direct = Subject.Parse(reply.Subject) switch
        {
            Subject.Mention m => person => new Subject.Direct(m.Number, person),
            Subject.Still s => person => new Subject.StillDirect(s.Number, s.Position, person),
            Subject.Assigned a => person => new Subject.AssignedDirect(a.Position, a.Agent, a.First, person),
            _ => null,
        };
        return direct is null ? [] : [.. missed.Where(person => ChannelOf(person) is not null).Select(person => new WantedCard(
            ChannelOf(person)!.DirectOf(person), direct(person).ToString()!, (int)Urgency.Decision, reply.Wanted) { IsOnce = true })];
    }

    /// <summary>A person's quiet hours are others now: what waits for their end is due at the new one, or at once where it is not quiet.</summary>
    public async Task QuietChangedAsync(string person, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var end = (await preferences.FindPreferencesAsync(person, cancel)).QuietUntil(now);
        var key = Uri.EscapeDataString(person);
        string[] subjects = [$"mention/*/{key}", $"direct/*/{key}", $"still/*/{key}", $"still-direct/*/{key}", $"assigned/*/{key}", $"assigned-direct/*/{key}"];
        if (await memory.MoveHeldAsync(subjects, now, end ?? now, cancel) > 0) Moved?.Invoke();
    }

    /// <summary>Raised when what waited is due at another time.</summary>
    public event Action? Moved;

    /// <summary>Whom a reply is for at this moment; null when it is for nobody any more, and not to be posted.</summary>
    public async Task<Nudge?> FindNudgeAsync(Subject subject, CancellationToken cancel) => subject switch
    {
        Subject.Mention m => await StillAsync(m.Number, m.People.Split(','), cancel),
        Subject.Direct d => await StillAsync(d.Number, [d.Person], cancel),
        Subject.Still s => await StillAsync(s.Number, s.People.Split(','), cancel),
        Subject.Assigned a => new Nudge.People([a.Person]),
        Subject.Failure => new Nudge.Quiet(),
        Subject.Reminder or Subject.Recovery or Subject.BurstReminder or Subject.BurstOver => new Nudge.Conversation(),
        _ => throw new UnreachableException(),
    };

    /// <summary>Whether actions of a run still wait for a person who wants to hear of it.</summary>
    public async Task<bool> WaitsForAsync(long run, string person, CancellationToken cancel) => await StillAsync(run, [person], cancel) is not null;

    private async Task<Nudge?> StillAsync(long run, IReadOnlyList<string> people, CancellationToken cancel)
    {
        var waitedFor = await ReadWaitedForAsync(run, cancel);
        var still = new List<string>();
        foreach (var person in people.Where(waitedFor.Contains))
            if ((await preferences.FindPreferencesAsync(person, cancel)).Notify != NotifyBy.Off) still.Add(person);
        return still.Count > 0 ? new Nudge.People(still) : null;
    }

    // Approvers of open actions, or who stands in for them, without those who voted on all they may.
    private async Task<IReadOnlyList<string>> ReadWaitedForAsync(long run, CancellationToken cancel)
    {
        if (await engine.FindRunAsync(run, cancel) is not { } detail) return [];
        var people = detail.Actions.Where(a => a.Status == ActionStatus.Open).SelectMany(WaitedFor).Distinct(StringComparer.Ordinal);
        return [.. people.Where(person => ReadPerson(person) is { } who && engine.SightOf(who).Covers(detail.Row.Agent))];
    }

    private IEnumerable<string> WaitedFor(ProposedAction action)
    {
        var linked = grants.Now.Linked;
        foreach (var approver in engine.ApproversOf(action))
        {
            var person = grants.Now.StandInFor(approver, time.GetUtcNow())?.By.Key ?? approver;
            var hasVoted = action.Approvals.Any(vote => linked.AreOne(vote.Key, person) || linked.AreOne(vote.Key, approver));
            if (!hasVoted && ReadPerson(person) is { } who && !Eligibility.IsOwn(action.Proposed.Rule, who, linked)) yield return person;
        }
    }

    private string PersonOf(string account) => grants.Now.Linked.PersonOf(account);

    // The people, by one key for all accounts of each.
    private async Task<HashSet<string>> ReadToldAsync(long run, CancellationToken cancel)
    {
        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (var beginning in (string[])[new Subject.Mention(run, "").ToString(), new Subject.Direct(run, "").ToString()])
        {
            foreach (var text in await memory.ReadSubjectsAsync(beginning, cancel))
                told.UnionWith(Subject.Parse(text) switch { Subject.Mention m => m.People.Split(',').Select(PersonOf), Subject.Direct d => [PersonOf(d.Person)], _ => [] });
        }

        return told;
    }

    private IChannel? ChannelOf(string person) => _channels.FirstOrDefault(c => c.DirectOf(person) is not null);

    private static bool IsOf(Address place, string person) =>
        ReadPerson(person) is { } who && place.Platform == who.Platform && (place.Tenant.Length == 0 || place.Tenant == who.Tenant);

    // The card itself stands in their own conversation.
    private static bool IsDirectOf(Address place, Address direct) =>
        place.Platform == direct.Platform && place.Conversation == direct.Conversation && (place.Tenant.Length == 0 || place.Tenant == direct.Tenant);

    private static Principal? ReadPerson(string key) => key.Split('/', 3) is [var platform, var tenant, var id] ? new(platform, tenant, id, id) : null;
}
