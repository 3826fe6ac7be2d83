using ChatRuns.Agents;
using ChatRuns.Journal;
using ChatRuns.Planning;
using ChatRuns.Store;

namespace ChatRuns;

/// <summary>Why did it not run (T9), and what did not run (T11).</summary>
public sealed partial class RunEngine
{
    private const int MostUnfinished = 5;
    private const int LatestTurns = 10;
    private static readonly TimeSpan RunsSoonAgain = TimeSpan.FromHours(1);

    /// <summary>What says why an agent did not run; null when the person sees no agent and no broken file of that name.</summary>
    public async Task<WhyNot?> WhyAsync(string name, Principal by, CancellationToken cancel)
    {
        var seen = SeenBy(by);
        var agent = seen.FindAgent(name);
        var problem = seen.AgentProblems.FirstOrDefault(p => Path.GetFileNameWithoutExtension(p.File) == name);
        if (agent is null) return problem is null ? null : new() { Name = name, Agent = null, Problem = problem };
        var obstacles = new List<Obstacle>();
        foreach (var one in _obstacles) obstacles.AddRange(await one.ReadAsync(agent, cancel));
        return new()
        {
            Name = name,
            Agent = agent,
            Problem = problem,
            Hold = Held,
            Freeze = FreezeOf(name),
            Pause = FindPause(name),
            Schedules = await ReadSchedulesAsync(agent, cancel),
            Unfinished = await ReadUnfinishedAsync(name, cancel),
            Secrets = SecretTroubles(agent),
            StepSecrets = [.. agent.Steps.SelectMany(step => SecretsOf(step).Where(secret => _secrets.Find(secret) is null).Select(secret => (step.Name, secret))).Distinct()],
            Obstacles = obstacles,
        };
    }

    /// <summary>
    /// What did not run, for an event of a schedule that people should be told of: planned times that were missed while the bot was off and
    /// are not made up for, where nothing runs within an hour after, and planned times that are overdue. Null for all that rests, overlaps or
    /// was changed: somebody wanted that.
    /// </summary>
    public DidNotRun? FindDidNotRun(ScheduleEvent happened) => happened switch
    {
        TurnsSkipped { Why: SkipWords.Downtime } e when !RunsSoonAfter(e) => new(e.Agent, e.Trigger, e.First, e.Last, e.Count, e.Note, IsOverdue: false),
        TurnsOverdue e => new(e.Agent, e.Trigger, e.First, e.First, e.Count, "It is neither a run nor skipped: something keeps the schedule from being looked at.", IsOverdue: true),
        _ => null,
    };

    /// <summary>The same, of the event at a position of the journal.</summary>
    public async Task<DidNotRun?> FindDidNotRunAsync(long position, CancellationToken cancel) =>
        await _store.ReadAsync(position - 1, 1, cancel) is [{ Event: ScheduleEvent happened } entry] && entry.Position == position ? FindDidNotRun(happened) : null;

    private bool RunsSoonAfter(TurnsSkipped skipped)
    {
        if (_agents.Find(skipped.Agent)?.Triggers.FirstOrDefault(t => t.Name == skipped.Trigger) is not { } trigger) return true;
        if (!Schedule.TryRead(trigger, out var schedule, out _)) return false;
        // What is made up for runs right now.
        var catchUp = trigger is CronTrigger cron ? cron.CatchUp : trigger is IntervalTrigger interval ? interval.CatchUp : CatchUpPolicy.Skip;
        return catchUp != CatchUpPolicy.Skip || (schedule.Next(skipped.Last) is { } next && next - skipped.Last < RunsSoonAgain);
    }

    private async Task<IReadOnlyList<WhySchedule>> ReadSchedulesAsync(Agent agent, CancellationToken cancel)
    {
        var rows = (await _store.ReadSchedulesAsync(cancel)).Where(row => row.Agent == agent.Name).ToDictionary(row => row.Trigger);
        var told = new List<WhySchedule>();
        foreach (var trigger in agent.Triggers.Where(Schedule.IsPlanned))
        {
            var (now, row) = (_time.GetUtcNow(), rows.GetValueOrDefault(trigger.Name));
            if (!Schedule.TryRead(trigger, out var schedule, out var problem))
            {
                told.Add(new(trigger.Name, null, problem, null, null, null, null));
                continue;
            }

            var latest = (await _store.ReadTailAsync(StreamName.Schedule(agent.Name, trigger.Name), LatestTurns, cancel)).Select(entry => entry.Event).ToList();
            var ran = latest.OfType<TurnStarted>().LastOrDefault();
            var skipped = latest.FindLast(happened => happened is TurnStarted or TurnsSkipped) as TurnsSkipped;
            told.Add(new(trigger.Name, schedule, null, schedule.Next(now), ran, skipped, Held is null && row is not null ? OverdueTurns.Since(row, now, _planning) : null));
        }

        return told;
    }

    private static IEnumerable<string> SecretsOf(Step step) => (step switch
    {
        ProgramStep s => s.Command.Concat(s.Environment.Values).Concat(s.Input is { } input ? [input] : []),
        HttpStep s => s.Headers.Values.Append(s.Url).Concat(s.Body?.Templates ?? []),
        ToolStep s => s.Arguments.Templates,
        _ => [],
    }).SelectMany(template => template.Secrets);

    private async Task<IReadOnlyList<RunRow>> ReadUnfinishedAsync(string agent, CancellationToken cancel)
    {
        var rows = new List<RunRow>();
        foreach (var number in await _store.ReadUnfinishedAsync(agent, MostUnfinished, cancel))
            if (await _store.FindRunAsync(number, cancel) is { } row) rows.Add(row);
        return rows;
    }
}

/// <summary>Planned times that did not become runs, and that somebody should know of.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Trigger">The trigger's name.</param>
/// <param name="First">The first of them.</param>
/// <param name="Last">The last of them.</param>
/// <param name="Count">How many.</param>
/// <param name="Why">For people, a sentence.</param>
/// <param name="IsOverdue">Whether they are still owed.</param>
public sealed record DidNotRun(string Agent, string Trigger, DateTimeOffset First, DateTimeOffset Last, int Count, string Why, bool IsOverdue);
