using ChatRuns.Actions;
using ChatRuns.Store;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ChatRuns.Loops;

/// <summary>
/// Picks what has work due, whatever its status, and drives it, a bounded number at a time. Wakes by a commit, a finished piece
/// of work or the earliest due time. It does not promise an order between runs.
/// </summary>
internal sealed partial class Worker : TickingService
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    private readonly IRunStore _store;
    private readonly RunDriver _driver;
    private readonly ActionExecutor _executor;
    private readonly HoldDesk _hold;
    private readonly FreezeDesk _freezes;
    private readonly EngineOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<Worker> _log;
    private readonly InFlight<long> _runs;
    private readonly InFlight<ActionId> _actions;
    private IReadOnlyList<long> _left = [];

    public Worker(
        IRunStore store, RunDriver driver, ActionExecutor executor, HoldDesk hold, FreezeDesk freezes, IOptions<EngineOptions> options, TimeProvider time, ILogger<Worker> log)
        : base(time, log)
    {
        (_store, _driver, _executor, _hold, _freezes, _options, _time, _log) = (store, driver, executor, hold, freezes, options.Value, time, log);
        _runs = new(time, Rest, (run, e) => LogRunFailed(e, run), Wake);
        _actions = new(time, Rest, (action, e) => LogActionFailed(e, action.ToString()), Wake);
    }

    /// <summary>Begins all that is due, is not frozen and finds a free slot; nothing while work is held.</summary>
    public override async Task<DateTimeOffset?> TickOnceAsync(CancellationToken cancel)
    {
        if (_hold.Now is not null) return null;
        GoOnWithLeft(cancel);
        foreach (var run in _freezes.TakeThawed(_options.MostAtOnce - _runs.Count)) _runs.Begin(run, () => _driver.DriveAsync(run, cancel), cancel);
        // Asks for more than fits, because the rows of what is in flight may still look due, and those of what stands still do.
        var most = _options.MostAtOnce + _runs.Count + _options.MostActionsAtOnce + _actions.Count + _freezes.Standing;
        var now = _time.GetUtcNow();
        var due = await _store.ReadDueAsync(now, most, cancel);
        foreach (var run in due.Runs.Concat(_runs.Rested).Where(run => !_freezes.Stands(run)).TakeWhile(_ => _runs.Count < _options.MostAtOnce))
            _runs.Begin(run, () => _driver.DriveAsync(run, cancel), cancel);
        foreach (var action in due.Actions.Concat(_actions.Rested).Where(one => !_freezes.Stands(one.Run, one.Ordinal)).TakeWhile(_ => _actions.Count < _options.MostActionsAtOnce))
            _actions.Begin(action, () => _executor.DriveAsync(action, cancel), cancel);
        // What is due and found no slot needs no time of its own: a slot that gets free wakes. Looking again at once would only spin.
        var next = due.NextAt > now ? due.NextAt : null;
        if (!_runs.HasFailed && !_actions.HasFailed) return next;
        var rested = now + Rest;
        return next < rested ? next : rested;
    }

    /// <summary>What the last process left: runs go on, started actions become unknown.</summary>
    protected override async Task BeginAsync(CancellationToken cancel)
    {
        _store.Committed += OnCommitted;
        _hold.Released += Wake;
        _freezes.Changed += Wake;
        var left = await _store.ReadInFlightAsync(cancel);
        foreach (var action in left.Actions) _actions.Begin(action, () => _executor.DriveAsync(action, cancel), cancel);
        _left = left.Runs;
        if (left.Runs.Count + left.Actions.Count > 0) LogRecovered(left.Runs.Count, left.Actions.Count);
    }

    protected override async Task EndAsync()
    {
        _store.Committed -= OnCommitted;
        _hold.Released -= Wake;
        _freezes.Changed -= Wake;
        await Task.WhenAll(_runs.SettleAsync(), _actions.SettleAsync());
    }

    // Once, at the first tick that may work.
    private void GoOnWithLeft(CancellationToken cancel)
    {
        foreach (var run in _left) _runs.Begin(run, () => _driver.DriveAsync(run, cancel), cancel);
        _left = [];
    }

    private void OnCommitted(long position) => Wake();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Went on after a stop in the middle: {Runs} runs, {Actions} actions of unknown outcome")]
    private partial void LogRecovered(int runs, int actions);

    [LoggerMessage(Level = LogLevel.Error, Message = "Work on run {Run} failed; trying again in 5 s")]
    private partial void LogRunFailed(Exception e, long run);

    [LoggerMessage(Level = LogLevel.Error, Message = "Work on action {Action} failed; trying again in 5 s")]
    private partial void LogActionFailed(Exception e, string action);
}
