using System.Collections.Concurrent;

namespace ChatRuns.Planning;

/// <summary>The clocks of a zone change.</summary>
/// <param name="At">When.</param>
/// <param name="Before">Offset from UTC until then.</param>
/// <param name="After">Offset from then on.</param>
internal sealed record ZoneChange(DateTimeOffset At, TimeSpan Before, TimeSpan After)
{
    /// <summary>Whether a stretch of local time does not exist; else one comes twice.</summary>
    public bool IsGap => After > Before;

    /// <summary>The first local time that does not exist, or that comes twice.</summary>
    public DateTime From => At.UtcDateTime + (IsGap ? Before : After);

    /// <summary>The first local time after the stretch.</summary>
    public DateTime To => At.UtcDateTime + (IsGap ? After : Before);

    public bool Covers(DateTime local) => local >= From && local < To;
}

/// <summary>
/// When the clocks of a zone change, found by asking the zone itself: its adjustment rules differ by platform, its offsets do not.
/// </summary>
internal sealed class ZoneChanges
{
    private static readonly ConcurrentDictionary<string, ZoneChanges> Known = new();

    private readonly TimeZoneInfo _zone;
    private readonly ConcurrentDictionary<int, ZoneChange[]> _years = new();

    private ZoneChanges(TimeZoneInfo zone) => _zone = zone;

    public static ZoneChanges Of(TimeZoneInfo zone) => Known.GetOrAdd(zone.Id, _ => new(zone));

    /// <summary>The first change in (after, upTo]; null when there is none.</summary>
    public ZoneChange? First(DateTimeOffset after, DateTimeOffset upTo)
    {
        for (var year = after.UtcDateTime.Year; year <= upTo.UtcDateTime.Year; year++)
        {
            foreach (var change in Year(year))
            {
                if (change.At > upTo) return null;
                if (change.At > after) return change;
            }
        }

        return null;
    }

    private ZoneChange[] Year(int year) => _years.TryGetValue(year, out var known) ? known : _years.GetOrAdd(year, Search);

    private ZoneChange[] Search(int year)
    {
        var changes = new List<ZoneChange>();
        var low = new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero);
        while (low.Year == year)
        {
            var high = low.AddDays(1);
            if (_zone.GetUtcOffset(low) != _zone.GetUtcOffset(high)) changes.Add(Pinpoint(low, high));
            low = high;
        }

        return [.. changes];
    }

    private ZoneChange Pinpoint(DateTimeOffset low, DateTimeOffset high)
    {
        var (before, after) = (_zone.GetUtcOffset(low), _zone.GetUtcOffset(high));
        while (high - low > TimeSpan.FromSeconds(1))
        {
            var middle = low.AddSeconds(Math.Floor((high - low).TotalSeconds / 2));
            if (_zone.GetUtcOffset(middle) == before) low = middle;
            else high = middle;
        }

        return new(high, before, after);
    }
}
