using System.Diagnostics.CodeAnalysis;
using ChatRuns.Agents;

namespace ChatRuns.Planning;

/// <summary>
/// The planned times of one trigger: parsed once, immutable, without a clock. Times are UTC instants; what happens to them when
/// clocks change is told in docs/schedules.md.
/// </summary>
public abstract class Schedule
{
    /// <summary>Its expression and zone as text: two schedules with the same plan have the same planned times.</summary>
    public abstract string Plan { get; }

    /// <summary>The zone that it is written in; UTC for an interval.</summary>
    public abstract TimeZoneInfo Zone { get; }

    /// <summary>Whether this kind of trigger has planned times at all.</summary>
    public static bool IsPlanned(Trigger trigger) => trigger is CronTrigger or IntervalTrigger;

    /// <summary>
    /// Reads a cron or interval trigger. False when it can never fire or cannot be read; the problem names the field and the
    /// remedy, for people.
    /// </summary>
    public static bool TryRead(Trigger trigger, [NotNullWhen(true)] out Schedule? schedule, [NotNullWhen(false)] out string? problem)
    {
        (schedule, problem) = trigger switch
        {
            CronTrigger cron => CronSchedule.Read(cron.Cron, cron.Zone),
            IntervalTrigger interval => IntervalSchedule.Read(interval.Every),
            _ => (null, $"trigger \"{trigger.Name}\" has no planned times; only cron and interval triggers have."),
        };
        return schedule is not null;
    }

    /// <summary>
    /// A plan that somebody wrote, as <see cref="Plan"/> would write it, or what is wrong with it: "0 3 * * * Europe/Berlin", "every 600s".
    /// Null when it is neither.
    /// </summary>
    public static (string? Plan, string? Problem)? Tidy(string plan)
    {
        if (IntervalSchedule.FromPlan(plan) is { } interval) return (interval.Plan, null);
        var space = plan.LastIndexOf(' ');
        if (space < 0 || plan.StartsWith("every ", StringComparison.Ordinal)) return null;
        var (schedule, problem) = CronSchedule.Read(plan[..space], plan[(space + 1)..]);
        return (schedule?.Plan, problem);
    }

    /// <summary>Reads what <see cref="Plan"/> gave; null when this version of the program no longer can.</summary>
    internal static Schedule? FromPlan(string plan)
    {
        if (IntervalSchedule.FromPlan(plan) is { } interval) return interval;
        var space = plan.LastIndexOf(' ');
        return space < 0 ? null : CronSchedule.Read(plan[..space], plan[(space + 1)..]).Schedule;
    }

    /// <summary>The first planned time after an instant; null when there is none any more.</summary>
    public abstract DateTimeOffset? Next(DateTimeOffset after);

    /// <summary>Planned times in (after, upTo], ascending, one at a time: nothing is held in memory.</summary>
    public IEnumerable<DateTimeOffset> Between(DateTimeOffset after, DateTimeOffset upTo)
    {
        for (var at = Next(after); at is { } planned && planned <= upTo; at = Next(planned)) yield return planned;
    }

    /// <summary>First, last and number of the planned times in (after, upTo]; null for none. Quick for years of minutes.</summary>
    internal PlannedRange? Range(DateTimeOffset after, DateTimeOffset upTo)
    {
        if (Next(after) is not { } first || first > upTo) return null;
        return new(first, Last(first, upTo), Count(after, upTo));
    }

    /// <summary>How many planned times are in (after, upTo].</summary>
    protected abstract long Count(DateTimeOffset after, DateTimeOffset upTo);

    /// <summary>The last planned time at or before an instant, given an earlier one.</summary>
    private DateTimeOffset Last(DateTimeOffset first, DateTimeOffset upTo)
    {
        // The answer's predecessors are those whose next time is still in range: halve the seconds between.
        var (low, high) = (0L, (long)(upTo - first).TotalSeconds + 1);
        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            if (Next(first.AddSeconds(middle - 1)) is { } planned && planned <= upTo) low = middle;
            else high = middle;
        }

        return low == 0 ? first : Next(first.AddSeconds(low - 1))!.Value;
    }
}

/// <summary>Planned times that follow each other.</summary>
/// <param name="First">The first.</param>
/// <param name="Last">The last.</param>
/// <param name="Count">How many.</param>
internal sealed record PlannedRange(DateTimeOffset First, DateTimeOffset Last, long Count);
