using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Memory;

namespace ChatRuns.Bot.Channels.Teams.Door;

/// <summary>
/// Answers invokes while Teams waits, each once however often it comes. What takes longer than four seconds is answered with words that say so and
/// goes on; its outcome is told in a message where no card shows it. The same holds where the request was given up, or an earlier process
/// did not come to the end: from then on a kept invoke that fails is tried again as a message is. One that fails in time is a 500 and is not tried
/// again: whoever pressed sees that, and the same invoke once more is a new try.
/// </summary>
/// <remarks>Source: learn.microsoft.com, "Respond to search command" and "Respond to the dialog submit action": five seconds, then the client asks again.</remarks>
internal sealed partial class InvokeAnswers(ITeamsTalk talk, TeamsInboxMemory inbox, TeamsRetries retries, TimeProvider time, ILogger<InvokeAnswers> log)
{
    private const int MostLeft = 256;
    private readonly ConcurrentDictionary<string, Pending> _pending = new();
    private long _number;
    private int _waiting;

    /// <summary>How long an answer may take, from when the invoke came.</summary>
    public static TimeSpan Within { get; } = TimeSpan.FromSeconds(4);

    /// <summary>How many wait for an answer.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Answers one that somebody waits for.</summary>
    /// <param name="activity">The invoke.</param>
    /// <param name="isKept">Whether the inbox holds it.</param>
    /// <param name="since">When it came, as a timestamp.</param>
    /// <param name="stop">Ends the work; the next process goes on with what is kept.</param>
    /// <param name="cancel">Ends the wait, not the work.</param>
    public async Task<InvokeAnswer> AnswerAsync(TeamsActivity activity, bool isKept, long since, CancellationToken stop, CancellationToken cancel)
    {
        // Much goes on that nobody waits for any more: this one is due from the inbox when its lease is over.
        if (isKept && _pending.Count - Waiting >= MostLeft && !_pending.ContainsKey(activity.Key)) return LateAnswers.To(activity);
        var pending = Begin(new(activity, activity.Key, isKept, 0), isLeft: false, stop);
        var left = Within - time.GetElapsedTime(since);
        Interlocked.Increment(ref _waiting);
        try
        {
            return await pending.Answer.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, time, cancel);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException && !pending.Answer.IsCompleted)
        {
            // It may come in this very moment: then it is the answer.
            if (!pending.TryLeave()) return await pending.Answer;
            cancel.ThrowIfCancellationRequested();
            LogLate(activity.Name ?? "", activity.Key);
            return LateAnswers.To(activity);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>Does one that nobody waits for any more.</summary>
    public async Task DoAsync(TeamsActivity activity, KeptDelivery kept, CancellationToken stop) =>
        await Begin(new(activity, kept.Key, true, kept.Attempts), isLeft: true, stop).Answer;

    /// <summary>Waits until nothing is in flight.</summary>
    public async Task SettleAsync()
    {
        while (_pending.Values.FirstOrDefault() is { } pending) await Task.WhenAny(pending.Answer);
    }

    private Pending Begin(Invoke invoke, bool isLeft, CancellationToken stop)
    {
        // What only reads is answered anew for each who asks.
        var key = invoke.IsKept ? invoke.Key : $"{invoke.Key}/{Interlocked.Increment(ref _number)}";
        var pending = _pending.GetOrAdd(key, _ => new(mine => AnswerAsync(invoke, mine, stop), mine => _pending.TryRemove(KeyValuePair.Create(key, mine))));
        if (isLeft) pending.TryLeave();
        return pending;
    }

    private async Task<InvokeAnswer> AnswerAsync(Invoke invoke, Pending pending, CancellationToken stop)
    {
        try
        {
            if (invoke.IsKept && await inbox.FindAnswerAsync(invoke.Key, stop) is { } before)
                return before.Length == 0 ? new InvokeAnswer.Nothing() : new InvokeAnswer.Body(JsonNode.Parse(before)!);
            var answer = await talk.AnswerAsync(invoke.Activity, stop);
            if (!pending.TryAnswer()) await talk.TellLateAsync(invoke.Activity, answer, stop);
            if (invoke.IsKept) await KeepAsync(invoke.Key, answer, stop);
            return answer;
        }
        catch (Exception e) when (e is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            if (!pending.TryAnswer()) return await FailedLateAsync(e, invoke, stop);
            LogNotAnswered(e, invoke.Activity.Name ?? "", invoke.Key);
            if (invoke.IsKept) await inbox.DoneAsync(invoke.Key, stop);
            throw;
        }
    }

    private Task KeepAsync(string key, InvokeAnswer answer, CancellationToken stop) => answer switch
    {
        InvokeAnswer.Body body => inbox.AnsweredAsync(key, body.Json.ToJsonString(), stop),
        InvokeAnswer.Nothing => inbox.AnsweredAsync(key, "", stop),
        _ => inbox.DoneAsync(key, stop),
    };

    private async Task<InvokeAnswer> FailedLateAsync(Exception e, Invoke invoke, CancellationToken stop)
    {
        if (!invoke.IsKept) LogNotAnswered(e, invoke.Activity.Name ?? "", invoke.Key);
        if (!invoke.IsKept || !await retries.PutOffAsync(e, invoke.Key, invoke.Attempts, stop)) await TellGivenUpAsync(invoke, stop);
        return LateAnswers.To(invoke.Activity);
    }

    private async Task TellGivenUpAsync(Invoke invoke, CancellationToken stop)
    {
        try
        {
            await talk.TellLateAsync(invoke.Activity, null, stop);
        }
        catch (Exception e) when (e is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            // What made the work fail may stand in the way of telling so, too.
            LogNotAnswered(e, invoke.Activity.Name ?? "", invoke.Key);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "An invoke of Teams, {Name} ({Key}), took too long for an answer; it goes on")]
    private partial void LogLate(string name, string key);

    [LoggerMessage(Level = LogLevel.Error, Message = "An invoke of Teams, {Name} ({Key}), could not be answered")]
    private partial void LogNotAnswered(Exception e, string name, string key);

    private sealed record Invoke(TeamsActivity Activity, string Key, bool IsKept, long Attempts);

    /// <summary>An answer under way. Either the work finds somebody who waits, or whoever waits leaves; never both.</summary>
    private sealed class Pending
    {
        private const int Left = 1;
        private const int Answered = 2;
        private readonly Lazy<Task<InvokeAnswer>> _answer;
        private int _state;

        public Pending(Func<Pending, Task<InvokeAnswer>> work, Action<Pending> ended) => _answer = new(() => Task.Run(async () =>
        {
            try
            {
                return await work(this);
            }
            finally
            {
                ended(this);
            }
        }));

        /// <summary>The answer; the work begins with the first who asks for it.</summary>
        public Task<InvokeAnswer> Answer => _answer.Value;

        /// <summary>Somebody who waited leaves; false when the answer is there.</summary>
        public bool TryLeave() => Interlocked.CompareExchange(ref _state, Left, 0) != Answered;

        /// <summary>The answer, or a failure, is there; false when somebody left before.</summary>
        public bool TryAnswer() => Interlocked.CompareExchange(ref _state, Answered, 0) != Left;
    }
}
