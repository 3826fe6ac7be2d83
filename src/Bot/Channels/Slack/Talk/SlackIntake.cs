using System.Text.Json;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Channels.Slack.Api;
using ChatRuns.Bot.Channels.Slack.Door;
using ChatRuns.Bot.Memory;
using ChatRuns.Loops;

namespace ChatRuns.Bot.Channels.Slack.Talk;

/// <summary>
/// Takes what Slack sent, over HTTP or Socket Mode. What may change something is durable before it is acknowledged, is recognised when it
/// comes again, and is done even if the bot is killed in between; what only reads is answered in the acknowledgement and kept nowhere.
/// </summary>
internal sealed partial class SlackIntake : TickingService
{
    private const int MostAtOnce = 256;
    private const int MostTries = 8;
    private static readonly TimeSpan AckWithin = TimeSpan.FromSeconds(2);
    private readonly SlackWorkspaces _workspaces;
    private readonly SlackTalk _talk;
    private readonly SlackInboxMemory _inbox;
    private readonly SlackPartMemory _parts;
    private readonly SlackPostMemory _posts;
    private readonly SlackMenus _menus;
    private readonly TimeProvider _time;
    private readonly ILogger<SlackIntake> _log;
    private readonly InFlight<string> _work;
    private readonly CancellationTokenSource _stop = new();
    private DateTimeOffset _pruneAt = DateTimeOffset.MinValue;

    public SlackIntake(
        SlackWorkspaces workspaces, SlackTalk talk, SlackInboxMemory inbox, SlackPartMemory parts, SlackPostMemory posts, SlackMenus menus, TimeProvider time, ILogger<SlackIntake> log)
        : base(time, log)
    {
        (_workspaces, _talk, _inbox, _parts, _posts, _menus, _time, _log) = (workspaces, talk, inbox, parts, posts, menus, time, log);
        _work = new(time, TimeSpan.Zero, (key, e) => LogFailed(e, key), () => { });
    }

    /// <summary>The body of the acknowledgement; <see cref="Taken.Stranger"/> when it is for none of our workspaces or another app.</summary>
    public async Task<Taken> TakeAsync(SlackDelivery delivery, CancellationToken cancel)
    {
        if (await _workspaces.FindAsync(delivery.Team, delivery.Enterprise, cancel) is not { } workspace) return Taken.Stranger;
        if (delivery.App is { } app)
        {
            if (workspace.App is { } known && known != app) return Taken.Stranger;
            if (workspace.App is null) await _workspaces.LearnAppAsync(workspace, app, cancel);
        }

        if (delivery.Way == Way.Options) return new(true, (await _menus.OfferAsync(delivery, workspace, cancel)).ToJsonString());
        if (delivery.Type is "view_closed") return Taken.Empty;
        var (key, isKept) = (delivery.Key, !await OnlyReadsAsync(delivery, workspace));
        if (isKept && !await _inbox.AddAsync(key, delivery.Way.ToString(), delivery.Body.GetRawText(), cancel)) return Taken.Empty;
        return await DoAsync(delivery, workspace, key, isKept, cancel);
    }

    /// <summary>Takes up what was acknowledged and is not done: by a bot that was stopped, or that failed and is due again.</summary>
    public override async Task<DateTimeOffset?> TickOnceAsync(CancellationToken cancel)
    {
        await PruneAsync(cancel);
        foreach (var kept in await _inbox.ReadDueAsync(MostAtOnce, cancel))
        {
            var delivery = new SlackDelivery(Enum.Parse<Way>(kept.Way), JsonSerializer.Deserialize<JsonElement>(kept.Body));
            if (await _workspaces.FindAsync(delivery.Team, delivery.Enterprise, cancel) is not { } workspace) continue;
            _work.Begin(kept.Key, () => DoOpenAsync(delivery, workspace, kept), _stop.Token);
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

    private async Task<Taken> DoAsync(SlackDelivery delivery, Workspace workspace, string key, bool isKept, CancellationToken cancel)
    {
        // A click is acknowledged at once; a command and a form are answered in the acknowledgement where that is quick.
        var answersAtOnce = delivery.Way == Way.Command || delivery.Type == "view_submission";
        var ack = answersAtOnce ? new AckSlot() : AckSlot.Closed();
        if (_work.Count >= MostAtOnce && isKept)
        {
            Wake();
            return answersAtOnce ? new(true, Late(delivery)) : Taken.Empty;
        }

        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Begin(key, async () =>
        {
            try
            {
                if (isKept) await DoKeptAsync(delivery, workspace, ack, key, 0, _stop.Token);
                else await _talk.DoAsync(delivery, workspace, ack, _stop.Token);
            }
            finally
            {
                done.SetResult();
            }
        }, _stop.Token);
        return answersAtOnce ? new(true, await ack.WaitAsync(done.Task, AckWithin, Late(delivery), _time, cancel)) : Taken.Empty;
    }

    // It may have been done between the look into the inbox and now; from here on nobody else does it.
    private async Task DoOpenAsync(SlackDelivery delivery, Workspace workspace, KeptDelivery kept)
    {
        if (await _inbox.IsOpenAsync(kept.Key, _stop.Token)) await DoKeptAsync(delivery, workspace, AckSlot.Closed(), kept.Key, kept.Attempts, _stop.Token);
    }

    private async Task DoKeptAsync(SlackDelivery delivery, Workspace workspace, AckSlot ack, string key, long attempts, CancellationToken cancel)
    {
        try
        {
            await _talk.DoAsync(delivery, workspace, ack, cancel);
            await _inbox.DoneAsync(key, cancel);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            await FailedAsync(e, key, attempts, cancel);
        }
    }

    private async Task FailedAsync(Exception e, string key, long attempts, CancellationToken cancel)
    {
        if (attempts + 1 >= MostTries)
        {
            LogGivenUp(e, key, MostTries);
            await _inbox.DoneAsync(key, cancel);
            return;
        }

        var pause = e is SlackBusyException busy ? busy.After : TimeSpan.FromSeconds(Math.Pow(2, attempts + 1));
        if (e is not SlackBusyException) LogFailed(e, key);
        await _inbox.PostponeAsync(key, _time.GetUtcNow() + pause, cancel);
        Wake();
    }

    private async Task<bool> OnlyReadsAsync(SlackDelivery delivery, Workspace workspace) => delivery switch
    {
        { Way: Way.Command } => await _talk.OnlyReadsAsync(delivery, workspace),
        { Way: Way.Event, Type: "app_mention" or "message" or "app_uninstalled" or "tokens_revoked" } => false,
        { Way: Way.Event, Type: "member_joined_channel" } => delivery.Body.Text("event.user") != workspace.BotUser,
        { Way: Way.Event } => true,
        { Way: Way.Interaction, Type: "shortcut" or "message_action" } => true,
        { Way: Way.Interaction, Type: "block_actions" } => await _talk.OnlyReadsAsync(delivery, workspace),
        _ => false,
    };

    private static string Late(SlackDelivery delivery) => delivery.Way == Way.Command
        ? new JsonObject { ["response_type"] = "ephemeral", ["text"] = "Working on it…" }.ToJsonString()
        : SlackModals.Working().ToJsonString();

    private async Task PruneAsync(CancellationToken cancel)
    {
        if (_time.GetUtcNow() < _pruneAt) return;
        _pruneAt = _time.GetUtcNow() + TimeSpan.FromHours(6);
        await _inbox.PruneAsync(cancel);
        await _parts.PruneAsync(cancel);
        await _posts.PruneAsync(cancel);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "What Slack sent ({Key}) could not be done; it is tried again")]
    private partial void LogFailed(Exception e, string key);

    [LoggerMessage(Level = LogLevel.Error, Message = "What Slack sent ({Key}) could not be done {Times} times; given up")]
    private partial void LogGivenUp(Exception e, string key, int times);
}

/// <summary>What a delivery is acknowledged with.</summary>
/// <param name="IsOurs">Whether it is for one of our workspaces.</param>
/// <param name="Body">The body as JSON; null for an empty one.</param>
internal sealed record Taken(bool IsOurs, string? Body)
{
    /// <summary>Taken, with nothing to say at once.</summary>
    public static Taken Empty { get; } = new(true, null);

    /// <summary>Not for us.</summary>
    public static Taken Stranger { get; } = new(false, null);
}
