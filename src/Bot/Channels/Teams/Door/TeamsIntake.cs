using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Memory;
using ChatRuns.Loops;

namespace ChatRuns.Bot.Channels.Teams.Door;

/// <summary>
/// Takes what the door let in. What may change something is durable before it is acknowledged, is recognised when it comes again, and is
/// done even if the bot is killed in between. An invoke that comes again has the answer of the first time. Not promised: that an invoke
/// which failed is done later; whoever pressed was told so, and the same invoke once more is a new try.
/// </summary>
internal sealed partial class TeamsIntake : TickingService
{
    private const int MostAtOnce = 256;
    private const int MostTries = 8;
    private readonly ITeamsTalk _talk;
    private readonly TeamsInboxMemory _inbox;
    private readonly TimeProvider _time;
    private readonly ILogger<TeamsIntake> _log;
    private readonly InFlight<string> _work;
    private readonly ConcurrentDictionary<string, Lazy<Task<InvokeAnswer>>> _answers = new();
    private readonly CancellationTokenSource _stop = new();
    private DateTimeOffset _pruneAt = DateTimeOffset.MinValue;

    public TeamsIntake(ITeamsTalk talk, TeamsInboxMemory inbox, TimeProvider time, ILogger<TeamsIntake> log)
        : base(time, log)
    {
        (_talk, _inbox, _time, _log) = (talk, inbox, time, log);
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

    /// <summary>Takes an invoke and answers it.</summary>
    public async Task<InvokeAnswer> AnswerAsync(VerifiedActivity verified, CancellationToken cancel)
    {
        var (activity, key) = (verified.Activity, verified.Activity.Key);
        if (await _talk.OnlyReadsAsync(activity, cancel)) return await _talk.AnswerAsync(activity, cancel);
        await KeepAsync(verified, key, cancel);
        return await AnswerOnceAsync(activity, key).WaitAsync(cancel);
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
    public Task SettleAsync() => _work.SettleAsync();

    /// <inheritdoc/>
    public override void Dispose()
    {
        _stop.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancel) => _inbox.ReleaseAsync(cancel);

    /// <inheritdoc/>
    protected override async Task EndAsync()
    {
        await _stop.CancelAsync();
        await SettleAsync();
    }

    private Task<bool> KeepAsync(VerifiedActivity verified, string key, CancellationToken cancel) =>
        _inbox.AddAsync(key, verified.Activity.Type, Encoding.UTF8.GetString(verified.Bytes), cancel);

    // It may have been done between the look into the inbox and now; from here on nobody else does it.
    private async Task DoOpenAsync(TeamsActivity activity, KeptDelivery kept)
    {
        if (!await _inbox.IsOpenAsync(kept.Key, _stop.Token)) return;
        if (activity.IsInvoke) await AnswerOnceAsync(activity, kept.Key);
        else await DoKeptAsync(activity, kept.Key, kept.Attempts);
    }

    /// <summary>Answers an invoke once, however many ask for it at the same time.</summary>
    private async Task<InvokeAnswer> AnswerOnceAsync(TeamsActivity activity, string key)
    {
        var mine = _answers.GetOrAdd(key, _ => new(() => AnswerKeptAsync(activity, key)));
        try
        {
            return await mine.Value;
        }
        finally
        {
            _answers.TryRemove(KeyValuePair.Create(key, mine));
        }
    }

    private async Task<InvokeAnswer> AnswerKeptAsync(TeamsActivity activity, string key)
    {
        if (await _inbox.FindAnswerAsync(key, _stop.Token) is { } before)
            return before.Length == 0 ? new InvokeAnswer.Nothing() : new InvokeAnswer.Body(JsonNode.Parse(before)!);
        try
        {
            var answer = await _talk.AnswerAsync(activity, _stop.Token);
            await (answer switch
            {
                InvokeAnswer.Body body => _inbox.AnsweredAsync(key, body.Json.ToJsonString(), _stop.Token),
                InvokeAnswer.Nothing => _inbox.AnsweredAsync(key, "", _stop.Token),
                _ => _inbox.DoneAsync(key, _stop.Token),
            });
            return answer;
        }
        catch (Exception e) when (e is not OperationCanceledException || !_stop.IsCancellationRequested)
        {
            LogNotAnswered(e, activity.Name ?? "", key);
            await _inbox.DoneAsync(key, _stop.Token);
            throw;
        }
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
            await AgainLaterAsync(e, key, attempts);
        }
    }

    private async Task AgainLaterAsync(Exception e, string key, long attempts)
    {
        if (attempts + 1 < MostTries)
        {
            LogFailed(e, key);
            await _inbox.PostponeAsync(key, _time.GetUtcNow() + TimeSpan.FromSeconds(Math.Pow(2, attempts + 1)), _stop.Token);
            Wake();
        }
        else
        {
            LogGivenUp(e, key, MostTries);
            await _inbox.DoneAsync(key, _stop.Token);
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

    [LoggerMessage(Level = LogLevel.Error, Message = "What Teams sent ({Key}) could not be done {Times} times; given up")]
    private partial void LogGivenUp(Exception e, string key, int times);

    [LoggerMessage(Level = LogLevel.Error, Message = "An invoke of Teams, {Name} ({Key}), could not be answered")]
    private partial void LogNotAnswered(Exception e, string name, string key);
}
