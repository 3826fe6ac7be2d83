using System.Diagnostics;
using ChatRuns.Actions;
using ChatRuns.Bot.Access;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Memory;
using ChatRuns.Journal;

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
    public async Task<IReadOnlyList<WantedCard>> WantAsync(long run, IReadOnlyList<Address> places, long version, CancellationToken cancel)
    {
        var told = await ReadToldAsync(run, cancel);
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
            if (place is null) wanted.Add(Once(channel.DirectOf(person)!, new Subject.Direct(run, person), at));
            else if (at is not null) wanted.Add(Once(place, new Subject.Mention(run, person), at));
            else if (mentions.TryGetValue(place, out var named)) named.Add(person);
            else mentions[place] = [person];
        }

        return [.. wanted, .. mentions.Select(m => Once(m.Key, new Subject.Mention(run, string.Join(',', m.Value)), null))];

        WantedCard Once(Address to, Subject subject, DateTimeOffset? at) =>
            new(to, subject.ToString()!, (int)Urgency.Decision, version) { IsOnce = true, NotBefore = at };
    }

    /// <summary>What is wanted for people whom a reply did not reach: the card in their own conversation.</summary>
    public IReadOnlyList<WantedCard> WantDirectly(LivingCard reply, IReadOnlyList<string> missed) => Subject.Parse(reply.Subject) is not Subject.Mention mention ? []
        : [.. missed.Where(person => ChannelOf(person) is not null).Select(person => new WantedCard(
            ChannelOf(person)!.DirectOf(person), new Subject.Direct(mention.Number, person).ToString(), (int)Urgency.Decision, reply.Wanted) { IsOnce = true })];

    /// <summary>A person's quiet hours are others now: what waits for their end is due at the new one, or at once where it is not quiet.</summary>
    public async Task QuietChangedAsync(string person, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var end = (await preferences.FindPreferencesAsync(person, cancel)).QuietUntil(now);
        string[] subjects = [Held(new Subject.Mention(0, person)), Held(new Subject.Direct(0, person))];
        if (await memory.MoveHeldAsync(subjects, now, end ?? now, cancel) > 0) Moved?.Invoke();
    }

    /// <summary>Raised when what waited is due at another time.</summary>
    public event Action? Moved;

    // The subject for every run: a key in it is escaped, so that no letter of it is a wildcard.
    private static string Held(Subject ofAnyRun) => ofAnyRun.ToString()!.Replace("/0/", "/*/", StringComparison.Ordinal);

    /// <summary>Whom a reply is for at this moment; null when it is for nobody any more, and not to be posted.</summary>
    public async Task<Nudge?> FindNudgeAsync(Subject subject, CancellationToken cancel) => subject switch
    {
        Subject.Mention m => await StillAsync(m.Number, m.People.Split(','), cancel),
        Subject.Direct d => await StillAsync(d.Number, [d.Person], cancel),
        Subject.Failure => new Nudge.Quiet(),
        Subject.Reminder or Subject.Recovery => new Nudge.Conversation(),
        _ => throw new UnreachableException(),
    };

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
