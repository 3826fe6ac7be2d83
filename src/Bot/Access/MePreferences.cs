using ChatRuns.Actions;
using ChatRuns.Bot.Memory;

namespace ChatRuns.Bot.Access;

/// <summary>How a person wants to be told of what waits for them, and by which clock.</summary>
/// <param name="Zone">Their time zone: as they set it, else as their chat client says, else UTC.</param>
/// <param name="IsZoneSet">Whether they set it themselves.</param>
/// <param name="Quiet">When not to disturb them, on that clock; null for never.</param>
/// <param name="Notify">How they are told.</param>
/// <param name="StandIn">Who decides in their place at this moment; null for nobody.</param>
internal sealed record Preferences(TimeZoneInfo Zone, bool IsZoneSet, QuietHours? Quiet, NotifyBy Notify, StandIn? StandIn)
{
    /// <summary>The end of the quiet hours that a moment is in; null when it is in none.</summary>
    public DateTimeOffset? QuietUntil(DateTimeOffset now)
    {
        var local = TimeZoneInfo.ConvertTime(now, Zone).DateTime;
        if (Quiet is not { } quiet || !quiet.Holds(TimeOnly.FromDateTime(local))) return null;
        var end = local.Date + quiet.To.ToTimeSpan();
        if (end <= local) end = end.AddDays(1);
        // The clock may be put forward over that very minute.
        while (Zone.IsInvalidTime(end)) end = end.AddMinutes(1);
        return new(end, Zone.GetUtcOffset(end));
    }
}

/// <summary>Reads preferences: what <c>/me</c> keeps in the memory, and the stand-in from the journal.</summary>
internal sealed class MePreferences(PeopleMemory people, IGrants grants, TimeProvider time)
{
    /// <summary>Those of a person; the defaults (by mention, at any hour) for somebody who never said anything.</summary>
    public async Task<Preferences> FindPreferencesAsync(string principalKey, CancellationToken cancel)
    {
        var wishes = await people.FindWishesAsync(principalKey, cancel);
        var zone = wishes.ZoneId is { } id && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var set) ? set : null;
        var known = zone is null ? await people.FindAsync(principalKey, cancel) : null;
        return new(
            zone ?? known?.Zone ?? TimeZoneInfo.Utc, zone is not null, wishes.Quiet, wishes.Notify,
            grants.Now.StandInFor(principalKey, time.GetUtcNow()));
    }
}
