using ChatRuns.Actions;
using ChatRuns.Agents;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Memory;
using ChatRuns.Journal;
using ChatRuns.Planning;
using ChatRuns.Runs;
using ChatRuns.Store;

namespace ChatRuns.Bot.Courier;

/// <summary>
/// From what happened to the cards that should stand, and where: by the routes of the agent, or where it names none, by the
/// default ones (failures; completions with actions or a report; proposed actions and questions).
/// </summary>
internal sealed class Router(RunEngine engine, Telling telling, ApprovalClock approvals, Places places, CourierMemory memory, TimeProvider time)
{
    private const int MostStanding = 200;
    private const int Decisions = (int)Urgency.Decision;
    private const int Outcomes = (int)Urgency.Outcome;
    private const int Steps = (int)Urgency.Step;
    private const int Progress = (int)Urgency.Progress;

    /// <summary>The cards that these events want, each once, at the position of the last event that concerns it.</summary>
    public async Task<IReadOnlyList<WantedCard>> RouteAsync(IReadOnlyList<JournalEntry> entries, CancellationToken cancel)
    {
        var wanted = new Dictionary<(string, Address?), WantedCard>();
        var opened = new Dictionary<long, long>();
        foreach (var entry in entries)
        {
            if (entry.Event is IdentitiesLinked linked && TellLinked(linked, entry.Position) is { } told) wanted[(told.Subject, told.Conversation)] = told;
            if (StreamName.BulkOf(entry.Stream) is { } bulk)
                foreach (var card in await BulkAsync(new Subject.Bulk(bulk), entry, cancel)) wanted[(card.Subject, card.Conversation)] = card;
            if (entry.Event is RunDeleted gone)
                foreach (var card in Redraw(entry, Outcomes, new Subject.Run(gone.Number), new Subject.Finished(gone.Number), new Subject.Actions(gone.Number), new Subject.Log(gone.Number)))
                    wanted[(card.Subject, card.Conversation)] = card;
            foreach (var card in await OfAgentsAsync(entry, cancel)) wanted[(card.Subject, card.Conversation)] = card;
            if (entry.Event is AlertEvent happened)
                foreach (var card in await AlertAsync(happened, entry, cancel)) wanted[(card.Subject, card.Conversation)] = card;
            if (StreamName.RunOf(entry.Stream) is not { } run) continue;
            if (entry.Event is ActionsOpened) opened[run] = entry.Position;
            foreach (var card in await RouteAsync(run, entry, cancel))
            {
                var key = (card.Subject, card.Conversation);
                wanted[key] = wanted.TryGetValue(key, out var earlier) ? Together(earlier, card) : card;
            }
        }

        return [.. wanted.Values, .. await TellAsync(opened, cancel), .. HomesAt(entries)];
    }

    private static WantedCard Together(WantedCard earlier, WantedCard card) => card with
    {
        Priority = Math.Min(earlier.Priority, card.Priority),
        Alert = card.Alert is { } note && earlier.Alert is { } before ? note with { Failures = note.Failures + before.Failures } : card.Alert,
    };

    // Who was given an alert is told of it once, wherever they read.
    private async Task<IEnumerable<WantedCard>> AlertAsync(AlertEvent happened, JournalEntry entry, CancellationToken cancel)
    {
        if (StreamName.AlertOf(entry.Stream) is not var (agent, first)) return [];
        var redraw = Redraw(entry, Decisions, new Subject.Streak(agent, first));
        return happened is not AlertAssigned assigned ? redraw
            : [.. redraw, .. await telling.WantAssignedAsync(assigned, agent, first, places.Of(engine.FindAgent(agent), n => n.Failed), entry.Position, cancel)];
    }

    // Nearly all may change what somebody's Home shows; whether it did is seen when it is drawn.
    private static IEnumerable<WantedCard> HomesAt(IReadOnlyList<JournalEntry> entries) =>
        entries.LastOrDefault(e => e.Event is not (ProgressReported or ToolCalled or FileAttached or ReportSet or SummarySet or ProposalHeld or LogWritten)) is { } last
            ? [new(null, Homes.Beginning, Progress, last.Position) { IsBeginning = true }] : [];

    // Who confirmed sees it in the answer; whose code it was may know nothing of it.
    private WantedCard? TellLinked(IdentitiesLinked linked, long position) =>
        places.AloneWith(linked.One.Key) is { } to
            ? new(to, new Subject.Linked(position, linked.One.Key, linked.Other.Key).ToString(), Decisions, position) { IsOnce = true } : null;

    // Whoever asked is told the end in their own conversation, where the platform has one: an answer that only they see stays as it was.
    private async Task<IEnumerable<WantedCard>> BulkAsync(Subject.Bulk subject, JournalEntry entry, CancellationToken cancel)
    {
        var redraw = Redraw(entry, Progress, subject);
        if (entry.Event is not BulkEnded || await engine.FindBulkAsync(subject.Id, cancel) is not { } bulk) return redraw;
        return places.DirectOf(bulk.Begun.By.Key) is not { } own ? Redraw(entry, Outcomes, subject) : [.. Redraw(entry, Outcomes, subject), .. Post([own], subject, Outcomes, entry)];
    }

    // What did not run (T11), what waits for an admin (M10), and what stands still or goes on (M11).
    private async Task<IEnumerable<WantedCard>> OfAgentsAsync(JournalEntry entry, CancellationToken cancel) => entry.Event switch
    {
        ScheduleEvent e when engine.FindDidNotRun(e) is { } missed => Post(places.Of(engine.FindAgent(missed.Agent), n => n.Failed), new Subject.Missed(entry.Position), Outcomes, entry),
        OverrideProposed e => AgentOf(entry) is { } agent ? Post(places.Of(engine.FindAgent(agent), n => n.Actions), new Subject.Wish(agent, e.Field), Decisions, entry) : [],
        AgentOverridden e => AgentOf(entry) is { } agent ? Redraw(entry, Decisions, new Subject.Wish(agent, e.Field)) : [],
        OverrideRefused e => AgentOf(entry) is { } agent ? Redraw(entry, Decisions, new Subject.Wish(agent, e.Field)) : [],
        AgentReset e => AgentOf(entry) is { } agent ? Redraw(entry, Decisions, e.Fields.Select(field => new Subject.Wish(agent, field))) : [],
        FreezeEvent => await StandingAsync(entry, cancel),
        _ => [],
    };

    private static string? AgentOf(JournalEntry entry) => entry.Stream.StartsWith("agent/", StringComparison.Ordinal) ? entry.Stream["agent/".Length..] : null;

    // Cards of what can still happen say that it is frozen; those of what is over never do.
    private async Task<IEnumerable<WantedCard>> StandingAsync(JournalEntry entry, CancellationToken cancel)
    {
        var runs = await engine.ListRunsAsync(new() { Statuses = [RunStatus.Queued, RunStatus.Running, RunStatus.Waiting, RunStatus.Retrying], Archived = null }, new(1, MostStanding), cancel);
        var actions = await engine.ListActionsAsync(new(Statuses: [ActionStatus.Open, ActionStatus.Approved], Most: MostStanding), cancel);
        var numbers = runs.Rows.Select(row => row.Number).Concat(actions.Rows.Select(row => row.Id.Run)).Distinct();
        return numbers.SelectMany(number => Redraw(entry, Steps, new Subject.Run(number), new Subject.Actions(number)));
    }

    private async Task<IReadOnlyList<WantedCard>> TellAsync(Dictionary<long, long> opened, CancellationToken cancel)
    {
        var wanted = new List<WantedCard>();
        foreach (var (run, version) in opened)
            wanted.AddRange(await telling.WantAsync(run, await places.OfRunAsync(run, n => n.Actions, cancel), version, cancel));
        return wanted;
    }

    private async Task<IEnumerable<WantedCard>> RouteAsync(long run, JournalEntry entry, CancellationToken cancel) => entry.Event switch
    {
        ActionsOpened e =>
        [
            .. await PostAsync(run, new Subject.Actions(run), n => n.Actions, Decisions, entry, cancel), .. await approvals.SetAsync(run, e, entry, cancel),
        ],
        ActionEvent e =>
        [
            .. Redraw(entry, Decisions, [new Subject.Actions(run), new Subject.Run(run), new Subject.Finished(run), new Subject.Trouble(run), .. ActionOf(entry)]),
            .. e is ActionFailed or ActionExpired or ActionUnknown ? await TroubleAsync(run, entry, cancel) : [],
        ],
        StepWaiting { Reason: WaitReason.Answer } e =>
            [.. await PostAsync(run, new Subject.Question(run, e.Step), n => n.Actions, Decisions, entry, cancel), .. Redraw(entry, Steps, new Subject.Run(run))],
        QuestionAnswered e => Redraw(entry, Decisions, new Subject.Question(run, e.Step), new Subject.Run(run)),
        StepFailed { Error.Cause: Cause.NotAnswered } e => Redraw(entry, Decisions, new Subject.Question(run, e.Step), new Subject.Run(run)),
        RunEnded e =>
        [
            .. Redraw(entry, Outcomes, new Subject.Run(run), new Subject.Actions(run), new Subject.Log(run)),
            .. Redraw(entry, Decisions, await QuestionsAsync(run, e, cancel)),
            .. await EndedAsync(run, e, entry, cancel),
        ],
        NothingDone => await PostAsync(run, new Subject.Idle(run), n => n.Failed, Outcomes, entry, cancel),
        RunStarted => [.. Redraw(entry, Steps, new Subject.Run(run)), .. await PostAsync(run, new Subject.Run(run), n => n.Progress ?? [], Steps, entry, cancel)],
        ProgressReported or ToolCalled or FileAttached or ReportSet or SummarySet or ProposalHeld => Redraw(entry, Progress, new Subject.Run(run)),
        RunEvent => Redraw(entry, Steps, new Subject.Run(run), new Subject.Log(run)),
        _ => [],
    };

    // Whoever could still answer when it was canceled can do so no more. Most runs asked nothing, and need not be read for it.
    private async Task<IEnumerable<Subject>> QuestionsAsync(long run, RunEnded ended, CancellationToken cancel) =>
        ended.Status == RunStatus.Completed ? []
            : (await memory.ReadSubjectsAsync(new Subject.Question(run, "").ToString(), cancel)).Select(Subject.Parse).OfType<Subject.Question>();

    private async Task<IEnumerable<WantedCard>> EndedAsync(long number, RunEnded ended, JournalEntry entry, CancellationToken cancel)
    {
        var row = await engine.FindRowAsync(number, cancel);
        if (row is null) return [];
        if (row.IsTest) return await PostAsync(number, new Subject.Finished(number), _ => null, Outcomes, entry, cancel);
        if (ended.Status == RunStatus.Canceled) return Redraw(entry, Outcomes, new Subject.Finished(number));
        var streak = await engine.ReadStreakAsync(row.Agent, number, cancel);
        if (ended.Status.IsBad()) return Failed(row.Agent, number, streak, entry);
        var recovery = streak is null ? [] : Recovered(row.Agent, streak, entry);
        return [.. recovery, .. await CompletedAsync(number, row.Agent, entry, cancel)];
    }

    // An action that was approved and came to nothing, or that nobody decided, is told as a failed run is.
    private async Task<IEnumerable<WantedCard>> TroubleAsync(long number, JournalEntry entry, CancellationToken cancel)
    {
        if (await engine.FindRowAsync(number, cancel) is not { IsTest: false } row) return [];
        var subject = new Subject.Trouble(number);
        return Noted(Post(places.Of(engine.FindAgent(row.Agent), n => n.Failed), subject, Outcomes, entry), subject, row.Agent, Noise.Alert, isOver: true);
    }

    private IEnumerable<WantedCard> Failed(string agent, long number, Streak? streak, JournalEntry entry)
    {
        var first = streak?.First ?? number;
        var alertAfter = AlertAfter(agent);
        var subject = new Subject.Streak(agent, first);
        if ((streak?.Count ?? 1) < alertAfter) return Redraw(entry, Outcomes, subject);
        var there = places.Of(engine.FindAgent(agent), n => n.Failed);
        var alert = Noted(Post(there, subject, Outcomes, entry), subject, agent, Noise.Alert);
        if (streak is null) return alert;
        var (lines, reminders) = StreakThread.Failed(places.WithThreads(there), agent, number, streak, alertAfter, time.GetUtcNow(), Wanted(subject, Outcomes, entry));
        return [.. alert, .. Noted(lines, subject, agent, Noise.Line), .. Noted(reminders, subject, agent, Noise.Repeat)];
    }

    private IEnumerable<WantedCard> Recovered(string agent, Streak streak, JournalEntry entry)
    {
        var subject = new Subject.Streak(agent, streak.First);
        var redraw = Noted(Redraw(entry, Outcomes, subject), subject, agent, Noise.Over);
        if (streak.Count < AlertAfter(agent)) return redraw;
        var there = places.WithThreads(places.Of(engine.FindAgent(agent), n => n.Failed));
        var replies = StreakThread.Recovered(there, agent, streak, Wanted(subject, Outcomes, entry));
        return [.. Noted(replies, subject, agent, Noise.Short), .. redraw];
    }

    private IEnumerable<WantedCard> Noted(IEnumerable<WantedCard> cards, Subject alert, string agent, Noise noise, bool isOver = false) =>
        cards.Select(card => card with { Alert = new(alert.ToString()!, agent, noise, time.GetUtcNow()) { IsOver = isOver } });

    private int AlertAfter(string agent) => engine.FindAgent(agent)?.Notify.AlertAfter ?? 1;

    private async Task<IEnumerable<WantedCard>> CompletedAsync(long number, string agent, JournalEntry entry, CancellationToken cancel)
    {
        var routes = engine.FindAgent(agent)?.Notify.Completed;
        var isWorthACard = routes is not null || await HasResultsAsync(number, cancel);
        return isWorthACard ? await PostAsync(number, new Subject.Finished(number), n => n.Completed, Outcomes, entry, cancel) : [];
    }

    private async Task<bool> HasResultsAsync(long number, CancellationToken cancel) =>
        await engine.FindRunAsync(number, cancel) is { Run: { } run }
        && (run.Actions.Count > 0 || run.Report is not null || run.Files.Count > 0 || run.Queued.Trigger.Kind == TriggerKind.Manual);

    private async Task<IEnumerable<WantedCard>> PostAsync(
        long number, Subject subject, Func<NotifyRoutes, IReadOnlyList<string>?> routes, int priority, JournalEntry entry, CancellationToken cancel) =>
        Post(await places.OfRunAsync(number, routes, cancel), subject, priority, entry);

    private static IEnumerable<WantedCard> Post(IReadOnlyList<Address> there, Subject subject, int priority, JournalEntry entry) =>
        there.Select(to => Wanted(subject, priority, entry) with { Conversation = to });

    private static WantedCard Wanted(Subject subject, int priority, JournalEntry entry) => new(null, subject.ToString()!, priority, entry.Position);

    private static IEnumerable<WantedCard> Redraw(JournalEntry entry, int priority, params IEnumerable<Subject> subjects) =>
        subjects.Select(s => Wanted(s, priority, entry));

    private static IEnumerable<Subject> ActionOf(JournalEntry entry) =>
        ActionId.TryParse(entry.Stream.Replace("run/", "", StringComparison.Ordinal).Replace("/action/", ".", StringComparison.Ordinal), out var id)
            ? [new Subject.Action(id), .. Enumerable.Repeat(new Subject.Actions(id.Run, Subject.Actions.PageOf(id.Ordinal)), 1).Where(s => s.Page > 1)] : [];
}
