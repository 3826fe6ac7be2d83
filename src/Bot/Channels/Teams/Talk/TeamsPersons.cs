using System.Collections.Concurrent;
using ChatRuns.Bot.Channels.Teams.Api;
using ChatRuns.Bot.Channels.Teams.Door;
using ChatRuns.Bot.Memory;
using ChatRuns.Journal;

namespace ChatRuns.Bot.Channels.Teams.Talk;

/// <summary>Somebody in Teams.</summary>
/// <param name="Who">By tenant and object id of the directory.</param>
/// <param name="Zone">Their time zone, as their client tells.</param>
/// <param name="Refusal">One sentence why they may not use ChatRuns at all; null when nothing is against it.</param>
internal sealed record TeamsPerson(Principal Who, TimeZoneInfo Zone, string? Refusal);

/// <summary>
/// Who somebody is. The door has verified tenant and object id; the roster of the conversation tells whether they are a guest, asked anew after
/// fifteen minutes. Guests, bots and people of other tenants are refused, whatever role was given to them; so is somebody not yet seen
/// whom Teams cannot be asked about.
/// </summary>
internal sealed class TeamsPersons(TeamsRoster roster, PeopleMemory people, TimeProvider time)
{
    private const int MostKept = 20_000;
    private const string Stranger = "People of other organisations can't use this ChatRuns. Ask somebody of this one.";
    private static readonly TimeSpan StillGood = TimeSpan.FromHours(24);
    private readonly ConcurrentDictionary<(string Tenant, string Person), Seen> _seen = new();

    /// <summary>The principal of an activity, as far as it tells; asks nobody.</summary>
    public static Principal PrincipalOf(TeamsActivity activity) =>
        new("teams", activity.Tenant ?? "", activity.From.AadObjectId is { Length: > 0 } id ? id : activity.From.Id, activity.From.Name ?? "Somebody");

    /// <summary>The person behind an activity.</summary>
    public async Task<TeamsPerson> FindAsync(TeamsActivity activity, CancellationToken cancel)
    {
        var who = PrincipalOf(activity);
        if (activity.From.Role == "bot" || activity.From.Id.StartsWith("28:", StringComparison.Ordinal)) return new(who, TimeZoneInfo.Utc, "Bots and apps can't use ChatRuns.");
        if (string.IsNullOrEmpty(activity.From.AadObjectId)) return new(who, TimeZoneInfo.Utc, "Teams doesn't tell me who you are: people without an account of this organisation can't use ChatRuns.");

        var zone = ZoneOf(activity);
        var key = (who.Tenant, who.Id);
        _seen.TryGetValue(key, out var seen);
        if (seen is null || time.GetElapsedTime(seen.At) >= TeamsRoster.Fresh) seen = await AskAsync(activity, who, seen, cancel);
        var person = new TeamsPerson(who with { Name = seen.Name ?? who.Name }, zone, seen.Refusal);
        if (seen.Refusal is null) await people.SeeAsync(person.Who, zone, cancel);
        var chosen = (await people.FindAsync(who.Key, cancel))?.Zone;
        return activity.LocalTimezone is null && chosen is not null ? person with { Zone = chosen } : person;
    }

    /// <summary>
    /// The object id of somebody who was mentioned and has not spoken yet, as Teams tells; null when it does not, or they may not use
    /// ChatRuns. They are known by their name from then on.
    /// </summary>
    public async Task<string?> FindMentionedAsync(TeamsActivity activity, TeamsAccount mentioned, CancellationToken cancel)
    {
        var told = await roster.FindAsync(activity with { From = mentioned }, cancel);
        if (told.Member is not { } member || (member.AadObjectId ?? member.ObjectId) is not { Length: > 0 } id || RefusalOf(member, activity.Tenant ?? "") is not null) return null;
        await people.SeeAsync(new("teams", activity.Tenant ?? "", id, member.Name ?? mentioned.Name ?? "Somebody"), null, cancel);
        return id;
    }

    private async Task<Seen> AskAsync(TeamsActivity activity, Principal who, Seen? before, CancellationToken cancel)
    {
        var answer = await roster.FindAsync(activity, cancel);
        if (answer.Member is { } member) return Keep(who, new(RefusalOf(member, who.Tenant), member.Name ?? activity.From.Name, answer.At));
        if (answer.Problem is TeamsAnswer.NotFound) return new("Teams doesn't know you in this conversation.", activity.From.Name, answer.At);
        if (before is not null && time.GetElapsedTime(before.At) < StillGood) return before;
        return new($"I can't check with Teams who you are right now ({answer.Problem!.Words()}). Try again in a minute.", activity.From.Name, answer.At);
    }

    private Seen Keep(Principal who, Seen seen)
    {
        if (_seen.Count > MostKept) _seen.Clear();
        return _seen[(who.Tenant, who.Id)] = seen;
    }

    private static string? RefusalOf(TeamsMember member, string tenant)
    {
        if (member.UserRole is "guest") return "Guests of this organisation can't use ChatRuns. Ask a member.";
        if (member.UserRole is "anonymous") return "People who are not signed in can't use ChatRuns.";
        return member.TenantId is null || member.TenantId.Equals(tenant, StringComparison.OrdinalIgnoreCase) ? null : Stranger;
    }

    private static TimeZoneInfo ZoneOf(TeamsActivity activity)
    {
        var id = activity.LocalTimezone ?? activity.Entities.FirstOrDefault(e => e.Type == "clientInfo")?.Timezone;
        return id is { Length: < 64 } && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : TimeZoneInfo.Utc;
    }

    private sealed record Seen(string? Refusal, string? Name, long At);
}
