using System.Text.Json.Nodes;
using ChatRuns.Bot.Channels.Slack.Api;
using ChatRuns.Bot.Channels.Slack.Talk;
using Microsoft.Extensions.Options;

namespace ChatRuns.Bot.Channels.Slack.Door;

/// <summary>
/// Socket Mode: the way in without a public address. Opens a connection, and when Slack is about to end it opens the next before it lets go
/// of the old one. After a loss it tries again with growing pauses.
/// </summary>
/// <remarks>Source: docs.slack.dev, "Using Socket Mode".</remarks>
internal sealed partial class SlackSocket(SlackApi api, SlackIntake intake, SlackRefusals refusals, IOptions<SlackOptions> options, TimeProvider time, ILogger<SlackSocket> log)
    : BackgroundService, IHostedLifecycleService
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PauseWhenRefused = TimeSpan.FromMinutes(5);

    // What another try soon cannot mend.
    private static readonly HashSet<string> s_final = ["not_authed", "invalid_auth", "account_inactive", "user_removed_from_team", "team_disabled", "not_allowed_token_type", "missing_scope", "forbidden_team", "method_not_supported_for_channel_type"];

    /// <summary>Whether a connection stands.</summary>
    public bool IsConnected { get; private set; }

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Connects once the server listens: a bot that finds its port in use must take nothing from Slack.</summary>
    public Task StartedAsync(CancellationToken cancellationToken) => base.StartAsync(cancellationToken);

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failures = 0;
        SocketSession? old = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var (session, pause) = await OpenAsync(failures, stoppingToken);
                if (session is null)
                {
                    failures++;
                    await Task.Delay(pause, time, stoppingToken);
                    continue;
                }

                (failures, IsConnected) = (0, true);
                if (old is not null) await old.DisposeAsync();
                old = session;
                var end = await session.Ended.WaitAsync(stoppingToken);
                if (end == SocketEnd.Refresh) continue;
                IsConnected = false;
                LogEnded(end);
                await session.DisposeAsync();
                old = null;
                if (end == SocketEnd.Disabled) await Task.Delay(PauseWhenRefused, time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                // The ordinary end.
            }
        }

        IsConnected = false;
        if (old is not null) await old.DisposeAsync();
    }

    private async Task<(SocketSession? Session, TimeSpan Pause)> OpenAsync(int failures, CancellationToken cancel)
    {
        var answer = await api.CallAsync(options.Value.AppToken, "apps.connections.open", new JsonObject(), cancel);
        if (answer is SlackAnswer.Limited limited) return (null, limited.After);
        if (answer is SlackAnswer.Refused refused && s_final.Contains(refused.Error))
        {
            LogRefused(refused.Error);
            return (null, PauseWhenRefused);
        }

        var backoff = TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, Math.Pow(2, failures)));
        if (SlackAddresses.Socket(answer.Text("url"), api.Root) is not { } address)
        {
            LogNotOpened(answer.Words());
            return (null, backoff);
        }

        var session = await SocketSession.ConnectAsync(address, TakeAsync, time, cancel);
        if (session is null) LogNotOpened("the connection failed");
        else LogOpened();
        return (session, backoff);
    }

    private async Task<string?> TakeAsync(SlackDelivery delivery)
    {
        var taken = await intake.TakeAsync(delivery, CancellationToken.None);
        if (!taken.IsOurs) refusals.Refuse("not our workspace or app");
        return taken.Body;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Connected to Slack by Socket Mode")]
    private partial void LogOpened();

    [LoggerMessage(Level = LogLevel.Information, Message = "The Socket Mode connection ended ({Why}); connecting again")]
    private partial void LogEnded(SocketEnd why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Slack's Socket Mode could not be reached ({Why}); trying again")]
    private partial void LogNotOpened(string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "Slack refuses Socket Mode ({Why}). Set Slack:AppToken to an app-level token (xapp-…) with the scope connections:write and turn Socket Mode on; trying again in 5 minutes")]
    private partial void LogRefused(string why);
}
