using System.Collections.Concurrent;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Memory;

namespace ChatRuns.Bot.Courier;

/// <summary>
/// Follows the journal and keeps the cards of every conversation as they should be. Its cursor and what it wants are one
/// transaction; what stands is recorded after the platform said so. One sender a conversation, so that a slow one delays no other.
/// It does not promise that every version of a card is seen: a redraw shows the truth of its moment.
/// </summary>
internal sealed partial class CourierLoop(
    RunEngine engine, Router router, CourierMemory memory, IEnumerable<IChannel> channels, ILivingCards cards, TimeProvider time, ILogger<CourierLoop> log)
    : BackgroundService
{
    private const string Cursor = "courier";
    private const int Batch = 500;
    private const int KeptCards = 20_000;
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, IChannel> _channels = channels.ToDictionary(c => c.Platform);
    private readonly ConcurrentDictionary<Address, Task> _senders = new();
    private readonly SemaphoreSlim _signal = new(0, 1);
    private long _position = -1;

    /// <summary>Reads on, and begins to send what is due; returns when to look again.</summary>
    public async Task<DateTimeOffset?> TickOnceAsync(CancellationToken cancel)
    {
        await FollowAsync(cancel);
        var now = time.GetUtcNow();
        foreach (var conversation in await memory.ReadConversationsAsync(now, cancel)) Begin(conversation, cancel);
        return await memory.NextAtAsync(now, cancel);
    }

    /// <summary>Waits until nothing is being sent.</summary>
    public async Task SettleAsync()
    {
        while (_senders.Values.FirstOrDefault() is { } sender) await sender;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        engine.Committed += OnCommitted;
        try
        {
            await memory.PruneAsync(KeptCards, stoppingToken);
            while (!stoppingToken.IsCancellationRequested) await LoopOnceAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await SettleAsync();
        }
        finally
        {
            engine.Committed -= OnCommitted;
        }
    }

    private async Task LoopOnceAsync(CancellationToken stop)
    {
        var sleep = LongestSleep;
        try
        {
            if (await TickOnceAsync(stop) is { } at && at - time.GetUtcNow() < sleep) sleep = at - time.GetUtcNow();
        }
        catch (Exception e) when (e is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            LogTickFailed(e);
            sleep = PauseAfterFault;
        }

        if (sleep <= TimeSpan.Zero) return;
        using var timer = new CancellationTokenSource(sleep, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, stop);
        try
        {
            await _signal.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // The time came.
        }
    }

    private async Task FollowAsync(CancellationToken cancel)
    {
        if (_position < 0) _position = await memory.ReadPositionAsync(Cursor, cancel);
        while (await engine.ReadAsync(_position, Batch, cancel) is { Count: > 0 } entries)
        {
            var wanted = await router.RouteAsync(entries, cancel);
            await memory.WantAsync(Cursor, entries[^1].Position, wanted, cancel);
            _position = entries[^1].Position;
        }
    }

    private void Begin(Address conversation, CancellationToken cancel)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_senders.TryAdd(conversation, done.Task)) return;
        _ = Task.Run(
            async () =>
            {
                try
                {
                    await SendAllAsync(conversation, cancel);
                }
                catch (OperationCanceledException) when (cancel.IsCancellationRequested)
                {
                    // The bot is stopping; what is due is due at the next start.
                }
                catch (Exception e)
                {
                    LogSendFailed(e, conversation.Platform, conversation.Conversation);
                    await memory.HoldAsync(conversation, time.GetUtcNow() + PauseAfterFault, CancellationToken.None);
                }
                finally
                {
                    _senders.TryRemove(conversation, out _);
                    done.SetResult();
                    Wake();
                }
            },
            CancellationToken.None);
    }

    private async Task SendAllAsync(Address conversation, CancellationToken cancel)
    {
        while (await memory.FindNextAsync(conversation, time.GetUtcNow(), cancel) is { } card)
        {
            if (!await SendAsync(card, cancel)) return;
        }
    }

    private async Task<bool> SendAsync(LivingCard card, CancellationToken cancel)
    {
        if (!_channels.TryGetValue(card.Platform, out var channel) || await cards.DrawAsync(card.Subject, cancel) is not { } drawn)
        {
            await memory.GoneAsync(card, cancel);
            return true;
        }

        var result = card.Message is null
            ? await channel.PostAsync(card.Where, drawn, card.PostKey, cancel)
            : await channel.RedrawAsync(card.Where, drawn, cancel);
        switch (result)
        {
            case SendResult.Sent sent:
                await memory.SentAsync(card, card.Wanted, sent.Message, time.GetUtcNow() + channel.Pace.BetweenRedraws, cancel);
                return true;
            case SendResult.Later later:
                LogLater(card.Platform, card.Conversation, later.Why);
                await memory.HoldAsync(card.Where with { Message = null }, time.GetUtcNow() + later.After, cancel);
                return false;
            case SendResult.Gone gone:
                LogGone(card.Platform, card.Conversation, gone.Why);
                await memory.GoneAsync(card, cancel);
                return true;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private void OnCommitted(long position) => Wake();

    private void Wake()
    {
        try
        {
            if (_signal.CurrentCount == 0) _signal.Release();
        }
        catch (SemaphoreFullException)
        {
            // Somebody else woke it a moment ago.
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Following the journal failed; trying again in 5 s")]
    private partial void LogTickFailed(Exception e);

    [LoggerMessage(Level = LogLevel.Error, Message = "Sending to {Platform} {Conversation} failed; trying again in 5 s")]
    private partial void LogSendFailed(Exception e, string platform, string conversation);

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
