using System.Globalization;
using ChatRuns.Agents;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Planning;

namespace ChatRuns.Bot.Views;

/// <summary>What agents are planned for, in their own zones, clock changes marked.</summary>
internal static class PlannedTimes
{
    /// <summary>The next times, earliest first, at most so many of each trigger; and beside them, if asked for, the next that a change of clocks touches.</summary>
    public static IEnumerable<NextRow> Of(IEnumerable<Agent> agents, Func<string, Freeze?> freezeOf, DateTimeOffset now, int most, bool withNextChange = false) =>
        agents.SelectMany(agent => agent.Triggers.SelectMany(trigger => Of(agent, trigger, freezeOf(agent.Name), now, most, withNextChange))).OrderBy(row => row.At);

    private static IEnumerable<NextRow> Of(Agent agent, Trigger trigger, Freeze? freeze, DateTimeOffset now, int most, bool withNextChange)
    {
        if (!Schedule.IsPlanned(trigger) || !Schedule.TryRead(trigger, out var schedule, out _)) return [];
        return SchedulePreview.Of(schedule, now, most, withNextChange).Select(p => new NextRow(
            p.At, Outside.Line(agent.Title), Outside.Line(trigger.Name),
            Outside.Line($"{p.Local.ToString("ddd d MMM HH:mm", CultureInfo.InvariantCulture)} {schedule.Zone.Id}"), MarkOf(p, freeze)));
    }

    private static string? MarkOf(PlannedTime planned, Freeze? freeze)
    {
        var isFrozen = freeze is not null && (freeze.Until is null || planned.At <= freeze.Until);
        var marks = new[] { isFrozen ? "Frozen: it is skipped unless somebody lets it go before." : null, planned.Mark == ClockMark.None ? null : planned.Note }.OfType<string>().ToList();
        return marks.Count == 0 ? null : string.Join(" ", marks);
    }
}
