using ChatRuns.Actions;
using ChatRuns.Agents;
using ChatRuns.Journal;
using ChatRuns.Planning;
using ChatRuns.Runs;
using ChatRuns.Store;

namespace ChatRuns.Engine.Tests.Store;

/// <summary>Events in an order that could have happened, by dice: the same seed tells the same history.</summary>
internal sealed class RandomHistory(IRunStore store, int seed)
{
    private readonly Random _dice = new(seed);
    private readonly List<long> _live = [];
    private readonly List<(ActionId Id, ProposedAction Action)> _actions = [];
    private DateTimeOffset _now = Some.Noon;

    public async Task HappenAsync(int steps)
    {
        await Append(StreamName.Schedule("tidy", "hourly"), new ScheduleSet("tidy", "hourly", "0 * * * *", _now));
        for (var i = 0; i < steps; i++)
        {
            // Now and then the clock is set back.
            _now = _now.AddSeconds(_dice.Next(10) == 0 ? -_dice.Next(500) : _dice.Next(20_000));
            await (_dice.Next(10) switch
            {
                < 3 => Start(),
                < 6 when _live.Count > 0 => Go(),
                6 => Settings(),
                _ when _actions.Count > 0 => Act(),
                _ => Start(),
            });
        }
    }

    private async Task Start() => _live.Add(await Some.RunAsync(
        store, n => Some.Queued(n, Pick("tidy", "watch"), _dice.Next(5) == 0, target: Pick("berlin", null), tags: Pick<string[]>(["a"], [])), _now));

    private async Task Go()
    {
        var run = _live[_dice.Next(_live.Count)];
        JournalEvent[] events = _dice.Next(8) switch
        {
            0 => [new RunStarted()],
            1 => [new StepStarted(Pick("scan", "upload"), 1, "s1"), new ProgressReported("scan", 50, "half")],
            2 => [new StepWaiting("ask", WaitReason.Answer, Pick<DateTimeOffset?>(_now.AddHours(1), null), [], "Really?", [])],
            3 => [new StepFailed("scan", 1, new(Cause.ToolFailed, "No"), 5, Pick<DateTimeOffset?>(_now.AddMinutes(1), null))],
            4 => [new CancelRequested(Some.Mia, null), new SummarySet("Soon over")],
            5 => [new RunStarted(), new StepStarted("scan", 1, "s1"), new StepCompleted("scan", Some.Json("""{"n":1}"""), 4)],
            6 => [Pick(Some.Completed(), Some.Failed(), new RunEnded(RunStatus.Canceled, null, null, "Canceled"))],
            _ => [],
        };
        if (events is [RunEnded]) _live.Remove(run);
        if (events.Length > 0) await Append(StreamName.Run(run), events);
        else await Propose(run);
    }

    private async Task Propose(long run)
    {
        var ordinal = _actions.Count(a => a.Id.Run == run) + 1;
        var isTest = (await store.FindRunAsync(run, CancellationToken.None))!.IsTest;
        var proposed = Some.Proposed(run, ordinal, "tidy", Pick("file.move", "file.delete"), confidence: Pick<double?>(0.1, 0.7, null), isPreview: isTest);
        await Append(StreamName.Action(run, ordinal), proposed);
        if (!isTest) _actions.Add((new(run, ordinal), ProposedAction.From(proposed, _now)));
    }

    private async Task Act()
    {
        var index = _dice.Next(_actions.Count);
        var (id, action) = _actions[index];
        ActionEvent? happened = action.Status switch
        {
            ActionStatus.Open => Pick<ActionEvent>(
                new ApprovalGiven(Some.Mia, action.Revision), new ActionApproved(Some.Mia, action.Revision, _dice.Next(2) == 0),
                new ActionRejected(Some.Noor, action.Revision, null), new ActionExpired(), new ActionWithdrawn("Canceled")),
            ActionStatus.Approved => Pick<ActionEvent>(
                new ActionStarted("k"), new ActionReturned("Changed", action.Revision + 1, new('e', 64), new('b', 64), null)),
            ActionStatus.Started => Pick<ActionEvent>(new ActionSucceeded(null, 1, null), new ActionFailed("No", 1), new ActionUnknown()),
            ActionStatus.Failed => new ActionRetried(Some.Mia),
            ActionStatus.Unknown => new ActionResolved(Some.Mia, _dice.Next(2) == 0),
            ActionStatus.Succeeded => new ActionUndone("9.9", Some.Mia),
            _ => null,
        };
        if (happened is null) return;
        await Append(id.Stream, happened);
        _actions[index] = (id, action.Apply(happened, _now));
    }

    private Task Settings() => _dice.Next(6) switch
    {
        0 => Append(StreamName.Agent("tidy"), new AgentPublished("tidy", $"v{_dice.Next(9)}", "blob")),
        1 => Append(StreamName.Agent("tidy"), new AgentPaused(Some.Mia, Pick("Audit", null))),
        2 => Append(StreamName.Agent("tidy"), new AgentResumed(Some.Noor)),
        3 => Append(StreamName.Agent("watch"), new AgentRemoved("watch"), new ProposalMuted("f", Pick<DateTimeOffset?>(_now, null), Some.Mia, null)),
        4 => Append(StreamName.Admin, new SignedIn(Some.Mia)),
        _ => Append(StreamName.Schedule("tidy", "hourly"), new TurnsSkipped("tidy", "hourly", _now, _now, 1, "downtime", "Was off")),
    };

    private Task Append(string stream, params JournalEvent[] events) => Some.HappenAsync(store, stream, _now, events);

    private T Pick<T>(params T[] from) => from[_dice.Next(from.Length)];
}
