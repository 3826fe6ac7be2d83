using System.Collections.Concurrent;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Memory;
using ChatRuns.Loops;
using ChatRuns.Runs;

namespace ChatRuns.Bot.Courier;

/// <summary>
/// Follows the journal and keeps the cards of every conversation as they should be. Its cursor and what it wants are one
/// transaction; what stands is recorded after the platform said so. One sender a conversation, so that a slow one delays no other.
/// It does not promise that every version of a card is seen: a redraw shows the truth of its moment.
/// </summary>
internal sealed partial class CourierLoop : TickingService
{
    private const int KeptCards = 20_000;
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PauseForMessage = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    private readonly RunEngine _engine;
    private readonly Following _following;
    private readonly Telling _telling;
    private readonly Timed _timed;
    private readonly CourierMemory _memory;
    private readonly HeldCards _held;
    private readonly RouteTroubles _troubles;
    private readonly ILivingCards _cards;
    private readonly TimeProvider _time;
    private readonly ILogger<CourierLoop> _log;
    private readonly Dictionary<string, IChannel> _channels;
    private readonly InFlight<Address> _senders;
    private readonly ConcurrentDictionary<long, int> _faults = new();
    private readonly ConcurrentDictionary<long, string> _logs = new();

    public CourierLoop(
        RunEngine engine, Following following, Telling telling, Timed timed, CourierMemory memory, IEnumerable<IChannel> channels, HeldCards held,
        RouteTroubles troubles, ILivingCards cards, TimeProvider time, ILogger<CourierLoop> log)
        : base(time, log)
    {
        (_engine, _following, _telling, _timed, _memory) = (engine, following, telling, timed, memory);
        (_held, _troubles, _cards, _time, _log) = (held, troubles, cards, time, log);
        _channels = channels.ToDictionary(c => c.Platform);
        _senders = new(time, PauseAfterFault, (to, e) => LogSendFailed(e, to.Platform, to.Conversation), Wake);
    }

    /// <summary>Reads on, and begins to send what is due: between two portions too, so that nothing waits for the end of a long journal. Nothing while work is held.</summary>
    public override async Task<DateTimeOffset?> TickOnceAsync(CancellationToken cancel)
    {
        // A restored store says nothing before an admin has released it: what it would post or redraw may stand there already, newer.
        if (_engine.Held is not null) return null;
        var goesOn = true;
        while (goesOn)
        {
            if (await _following.LookAheadAsync(cancel)) await BeginSendingAsync(cancel);
            goesOn = await _following.StepAsync(cancel);
            if (goesOn) await BeginSendingAsync(cancel);
        }

        var digestAt = await _timed.Digests.TellAsync(cancel);
        await BeginSendingAsync(cancel);
        var now = _time.GetUtcNow();
        if (_senders.HasFailed) return now + PauseAfterFault;
        var next = await _memory.NextAtAsync(now, cancel);
        // Looked at again soon, whatever is due: a card that somebody waits for must not hang on one signal.
        var due = next is null || digestAt < next ? digestAt : next;
        return due < now + LookAgain ? due : now + LookAgain;
    }

    private async Task BeginSendingAsync(CancellationToken cancel)
    {
        foreach (var conversation in await _memory.ReadConversationsAsync(_time.GetUtcNow(), cancel))
            _senders.Begin(conversation, () => SendAllAsync(conversation, cancel), cancel);
    }

    /// <summary>Waits until nothing is being sent.</summary>
    public Task SettleAsync() => _senders.SettleAsync();

    protected override async Task BeginAsync(CancellationToken cancel)
    {
        _engine.Committed += OnCommitted;
        _engine.Released += Wake;
        _telling.Moved += Wake;
        _held.Released += Wake;
        await _memory.PruneAsync(KeptCards, cancel);
    }

    protected override async Task EndAsync()
    {
        _engine.Committed -= OnCommitted;
        _engine.Released -= Wake;
        _telling.Moved -= Wake;
        _held.Released -= Wake;
        await SettleAsync();
    }

    private async Task SendAllAsync(Address conversation, CancellationToken cancel)
    {
        while (await _memory.FindNextAsync(conversation, _time.GetUtcNow(), cancel) is { } card)
        {
            if (!await TrySendAsync(card, cancel)) return;
        }
    }

    // A card that cannot be drawn or sent is put back alone, for longer each time: the ones after it go on.
    private async Task<bool> TrySendAsync(LivingCard card, CancellationToken cancel)
    {
        try
        {
            var goesOn = await SendAsync(card, cancel);
            _faults.TryRemove(card.Id, out _);
            return goesOn;
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            var doublings = Math.Min(_faults.AddOrUpdate(card.Id, 0, (_, before) => before + 1), 6);
            var pause = TimeSpan.FromTicks(Math.Min(PauseAfterFault.Ticks << doublings, LongestPause.Ticks));
            LogCardFailed(e, card.Subject, card.Platform, card.Conversation, pause);
            await _memory.PutBackAsync(card, _time.GetUtcNow() + pause, cancel);
            return true;
        }
    }

    private async Task<bool> SendAsync(LivingCard card, CancellationToken cancel)
    {
        if (card.Platform == ApprovalClock.Platform)
        {
            await _memory.RingAsync(card, await _timed.Approvals.RingAsync(card, cancel), cancel);
            return true;
        }

        // What was followed before the drawing shows on it, also what nobody wanted this card for.
        var shown = Math.Max(card.Wanted, _following.Position);
        if (!_channels.TryGetValue(card.Platform, out var channel) || await _cards.DrawAsync(card.Subject, cancel) is not { } drawn)
        {
            await _memory.GoneAsync(card, cancel);
            return true;
        }

        if (await IsUnchangedAsync(card, shown, drawn, channel.Pace, cancel)) return true;
        var news = _held.News;
        var result = card.Message is null
            ? await PostAsync(channel, card, drawn, cancel)
            : await channel.RedrawAsync(card.Where, drawn, (Urgency)card.Priority, cancel);
        if (result.Missed.Count > 0) await _memory.WantAlsoAsync(_telling.WantDirectly(card, result.Missed), cancel);
        switch (result)
        {
            case SendResult.Sent sent:
                if (_troubles.Clear(card.Where)) await _memory.ReleaseAsync(card.Where with { Message = null }, cancel);
                await StandsAsync(card, shown, sent.Message, drawn, channel.Pace, cancel);
                return true;
            case SendResult.Later { OnlyThis: true } later:
                await _memory.PutBackAsync(card, _time.GetUtcNow() + later.After, cancel);
                return true;
            case SendResult.Later later:
                LogLater(card.Platform, card.Conversation, later.Why);
                return await HoldAsync(card, later, news, cancel);
            case SendResult.Gone gone:
                LogGone(card.Platform, card.Conversation, gone.Why);
                _logs.TryRemove(card.Id, out _);
                await _memory.GoneAsync(card, cancel);
                return true;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    // True: it is tried again at once, because the channel had news of a place while this one was told that there is none.
    private async Task<bool> HoldAsync(LivingCard card, SendResult.Later later, long news, CancellationToken cancel)
    {
        var (conversation, until) = (card.Where with { Message = null }, _time.GetUtcNow() + later.After);
        _troubles.Note(conversation, later);
        if (later.Remedy is null) await _memory.HoldAsync(conversation, until, onlyPosts: false, cancel);
        else if (news != _held.News) return true;
        else await _memory.HoldForPlaceAsync(conversation, until, cancel);
        return false;
    }

    private async Task<SendResult> PostAsync(IChannel channel, LivingCard card, BoundCard drawn, CancellationToken cancel)
    {
        var subject = Subject.Parse(card.Subject);
        if (subject is null or { Under: null, LivesAs: null }) return await channel.PostAsync(card.Where, drawn, card.PostKey, cancel);
        var to = card.Where;
        if (subject.Under is { } above)
        {
            if (await _memory.FindInAsync(to, above.ToString()!, cancel) is not { } under) return new SendResult.Gone("the message it belongs under does not stand there");
            if (under.Message is null) return new SendResult.Later(PauseForMessage, "the message it belongs under is not posted yet") { OnlyThis = true };
            if (!channel.HasThreadsIn(to)) return new SendResult.Gone("there are no threads");
            to = under.Where;
        }

        if (await _timed.Repeats.BeforeAsync(card, subject, cancel) is { } instead) return instead;

        return await _telling.FindNudgeAsync(subject, cancel) is { } nudge
            ? await channel.TellAsync(to, drawn, nudge, card.PostKey, cancel)
            : new SendResult.Gone("nobody waits for it any more");
    }

    private async Task StandsAsync(LivingCard card, long shown, Address message, BoundCard drawn, Pace pace, CancellationToken cancel)
    {
        var now = _time.GetUtcNow();
        var livesAs = card.Message is null ? Subject.Parse(card.Subject)?.LivesAs?.ToString() : null;
        var hash = Homes.Has(card.Subject) ? Homes.Hash(drawn) : null;
        await _memory.SentAsync(card, shown, message, now + pace.BetweenRedraws, now + (hash is null ? pace.BetweenProgress : pace.BetweenHomes), cancel, livesAs, hash);
        await FollowLogAsync(card, drawn, pace, cancel);
        // A decision rests after a decision only: platforms take two messages in a row, and it shall not wait for an alert.
        if (card.Message is null && pace.BetweenPosts > TimeSpan.Zero)
            await _memory.HoldAsync(card.Where with { Message = null }, now + pace.BetweenPosts, onlyPosts: true, cancel, Math.Min((int)card.Priority, (int)Urgency.Outcome));
    }

    // The journal's reader is not told of log lines, which are many: while a run goes on its log is looked at again and again.
    private async Task FollowLogAsync(LivingCard card, BoundCard drawn, Pace pace, CancellationToken cancel)
    {
        if (Subject.Parse(card.Subject) is not Subject.Log log) return;
        var goesOn = await _engine.FindRowAsync(log.Number, cancel) is { Status: RunStatus.Running };
        if (goesOn) _logs[card.Id] = drawn.Text;
        else _logs.TryRemove(card.Id, out _);
        if (goesOn) await _memory.AgainAsync(card, _time.GetUtcNow() + pace.BetweenProgress, cancel);
    }

    private async Task<bool> IsUnchangedAsync(LivingCard card, long version, BoundCard drawn, Pace pace, CancellationToken cancel)
    {
        if (card.Shown is { } stands && Homes.Has(card.Subject) && stands == Homes.Hash(drawn))
        {
            // It rests all the same: drawing it is what costs.
            var now = _time.GetUtcNow();
            await _memory.SentAsync(card, version, card.Where, now, now + pace.BetweenHomes, cancel, shown: stands);
            return true;
        }

        if (!_logs.TryGetValue(card.Id, out var shown) || shown != drawn.Text) return false;
        await _memory.SentAsync(card, card.Wanted, card.Where, _time.GetUtcNow(), _time.GetUtcNow(), cancel);
        await FollowLogAsync(card, drawn, pace, cancel);
        return true;
    }

    private void OnCommitted(long position) => Wake();

    [LoggerMessage(Level = LogLevel.Error, Message = "Sending to {Platform} {Conversation} failed; trying again in 5 s")]
    private partial void LogSendFailed(Exception e, string platform, string conversation);

    [LoggerMessage(Level = LogLevel.Error, Message = "The card of {Subject} failed in {Platform} {Conversation}; trying it again in {Pause}")]
    private partial void LogCardFailed(Exception e, string subject, string platform, string conversation, TimeSpan pause);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Platform} {Conversation} wants to be left alone for a while: {Why}")]
    private partial void LogLater(string platform, string conversation, string why);

    [LoggerMessage(Level = LogLevel.Information, Message = "A message in {Platform} {Conversation} is gone: {Why}")]
    private partial void LogGone(string platform, string conversation, string why);
}

/// <summary>Draws a subject as it is now.</summary>
internal interface ILivingCards
{
    /// <summary>The card of a subject; null when there is nothing to show any more.</summary>
    Task<BoundCard?> DrawAsync(string subject, CancellationToken cancel);
}
