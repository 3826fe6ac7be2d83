using System.Globalization;
using ChatRuns.Agents;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Planning;

namespace ChatRuns.Bot.Views;

/// <summary>What agents are planned for, in their own zones, clock changes marked.</summary>
internal static class PlannedTimes
{
    /// <summary>The next times, earliest first, at most so many of each trigger.</summary>
    public static IEnumerable<NextRow> Of(IEnumerable<Agent> agents, DateTimeOffset now, int most) =>
        agents.SelectMany(agent => agent.Triggers.SelectMany(trigger => Of(agent, trigger, now, most))).OrderBy(row => row.At);

    private static IEnumerable<NextRow> Of(Agent agent, Trigger trigger, DateTimeOffset now, int most)
    {
        if (!Schedule.IsPlanned(trigger) || !Schedule.TryRead(trigger, out var schedule, out _)) return [];
        return SchedulePreview.Of(schedule, now, most).Select(p => new NextRow(
            p.At, Outside.Line(agent.Title), Outside.Line(trigger.Name),
            Outside.Line($"{p.Local.ToString("ddd d MMM HH:mm", CultureInfo.InvariantCulture)} {schedule.Zone.Id}"), p.Mark == ClockMark.None ? null : p.Note));
    }
}
