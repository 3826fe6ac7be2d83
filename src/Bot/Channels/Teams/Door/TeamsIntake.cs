using System.Text;
using ChatRuns.Bot.Memory;
using ChatRuns.Loops;

namespace ChatRuns.Bot.Channels.Teams.Door;

/// <summary>
/// Takes what the door let in. What may change something is durable before it is acknowledged, is recognised when it comes again, and is
/// done even if the bot is killed in between. An invoke that comes again has the answer of the first time (<see cref="InvokeAnswers"/>).
/// </summary>
internal sealed partial class TeamsIntake : TickingService
{
    private const int MostAtOnce = 256;
    private readonly ITeamsTalk _talk;
    private readonly TeamsInboxMemory _inbox;
    private readonly InvokeAnswers _invokes;
    private readonly TeamsRetries _retries;
    private readonly TimeProvider _time;
    private readonly ILogger<TeamsIntake> _log;
    private readonly InFlight<string> _work;
    private readonly CancellationTokenSource _stop = new();
    private DateTimeOffset _pruneAt = DateTimeOffset.MinValue;

    public TeamsIntake(ITeamsTalk talk, TeamsInboxMemory inbox, InvokeAnswers invokes, TeamsRetries retries, TimeProvider time, ILogger<TeamsIntake> log)
        : base(time, log)
    {
        (_talk, _inbox, _invokes, _retries, _time, _log) = (talk, inbox, invokes, retries, time, log);
        _work = new(time, TimeSpan.Zero, (key, e) => LogFailed(e, key), () => { });
    }

    /// <summary>Takes anything but an invoke: once this returns it may be acknowledged.</summary>
    public async Task TakeAsync(VerifiedActivity verified, CancellationToken cancel)
    {
        var (activity, key) = (verified.Activity, verified.Activity.Key);
        if (await _talk.OnlyReadsAsync(activity, cancel))
        {
            _work.Begin(key, () => _talk.DoAsync(activity, _stop.Token), _stop.Token);
            return;
        }

        if (!await KeepAsync(verified, key, cancel)) return;
        if (_work.Count >= MostAtOnce) Wake();
        else _work.Begin(key, () => DoKeptAsync(activity, key, 0), _stop.Token);
    }

    /// <summary>Takes an invoke and answers it, in time for Teams whatever it takes.</summary>
    public async Task<InvokeAnswer> AnswerAsync(VerifiedActivity verified, CancellationToken cancel)
    {
        var (activity, since) = (verified.Activity, _time.GetTimestamp());
        var isKept = !await _talk.OnlyReadsAsync(activity, cancel);
        if (isKept) await KeepAsync(verified, activity.Key, cancel);
        return await _invokes.AnswerAsync(activity, isKept, since, _stop.Token, cancel);
    }

    /// <summary>Takes up what was acknowledged and is not done: by a bot that was stopped, or that failed and is due again.</summary>
    public override async Task<DateTimeOffset?> TickOnceAsync(CancellationToken cancel)
    {
        await PruneAsync(cancel);
        foreach (var kept in await _inbox.ReadDueAsync(MostAtOnce, cancel))
        {
            var activity = TeamsActivity.Read(Encoding.UTF8.GetBytes(kept.Body)) ?? throw new InvalidDataException($"The inbox holds no activity under {kept.Key}.");
            _work.Begin(kept.Key, () => DoOpenAsync(activity, kept), _stop.Token);
        }

        return await _inbox.NextAtAsync(cancel);
    }

    /// <summary>Waits until nothing is in flight.</summary>
    public async Task SettleAsync()
    {
        await _work.SettleAsync();
        await _invokes.SettleAsync();
    }

    /// <summary>How many wait for the answer to an invoke.</summary>
    public int Answering => _invokes.Waiting;

    /// <inheritdoc/>
    public override void Dispose()
    {
        _stop.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancel)
    {
        _retries.PutOff += Wake;
        return _inbox.ReleaseAsync(cancel);
    }

    /// <inheritdoc/>
    protected override async Task EndAsync()
    {
        await _stop.CancelAsync();
        await SettleAsync();
        _retries.PutOff -= Wake;
    }

    private Task<bool> KeepAsync(VerifiedActivity verified, string key, CancellationToken cancel) =>
        _inbox.AddAsync(key, verified.Activity.Type, Encoding.UTF8.GetString(verified.Bytes), cancel);

    // It may have been done between the look into the inbox and now; from here on nobody else does it.
    private async Task DoOpenAsync(TeamsActivity activity, KeptDelivery kept)
    {
        if (!await _inbox.IsOpenAsync(kept.Key, _stop.Token)) return;
        if (activity.IsInvoke) await _invokes.DoAsync(activity, kept, _stop.Token);
        else await DoKeptAsync(activity, kept.Key, kept.Attempts);
    }

    private async Task DoKeptAsync(TeamsActivity activity, string key, long attempts)
    {
        try
        {
            await _talk.DoAsync(activity, _stop.Token);
            await _inbox.DoneAsync(key, _stop.Token);
        }
        catch (Exception e) when (e is not OperationCanceledException || !_stop.IsCancellationRequested)
        {
            await _retries.PutOffAsync(e, key, attempts, _stop.Token);
        }
    }

    private async Task PruneAsync(CancellationToken cancel)
    {
        if (_time.GetUtcNow() < _pruneAt) return;
        _pruneAt = _time.GetUtcNow() + TimeSpan.FromHours(6);
        await _inbox.PruneAsync(cancel);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "What Teams sent ({Key}) could not be done; it is tried again")]
    private partial void LogFailed(Exception e, string key);
}
