using ChatRuns.Actions;
using ChatRuns.Bot.Access;
using ChatRuns.Bot.Channels.Slack;
using ChatRuns.Bot.Channels.Slack.Door;
using ChatRuns.Bot.Channels.Slack.Talk;
using ChatRuns.Bot.Commands;
using ChatRuns.Bot.Courier;
using ChatRuns.Bot.Memory;
using ChatRuns.Bot.Views;
using ChatRuns.Engine.Tests;
using ChatRuns.Journal;
using ChatRuns.StandIns;
using ChatRuns.StandIns.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ChatRuns.Bot.Tests.Slack;

/// <summary>
/// The bot over the real engine with Slack's channel, on a real port, and the stand-in for Slack opposite. Mia approves, Jon starts
/// agents, Eve has no role. Nothing happens by itself but what Slack sends: <see cref="GoAsync"/> does the rest.
/// </summary>
internal sealed class SlackBench : IAsyncDisposable
{
    public const string Ops = "C0OPS";
    public const string Mia = "U0MIA";
    public const string Jon = "U0JON";
    public const string Eve = "U0EVE";
    private readonly WebApplication _web;
    private readonly DirectoryInfo _keys;

    private SlackBench(EngineBench bench, SlackStandIn slack, WebApplication web, DirectoryInfo keys) => (Bench, Slack, _web, _keys) = (bench, slack, web, keys);

    public EngineBench Bench { get; }

    public SlackStandIn Slack { get; }

    public string Address => _web.Urls.First();

    public CapturingLog Log { get; private init; } = null!;

    public static Principal PrincipalOf(SlackStandIn slack, string user) => new("slack", slack.Options.TeamId, user, user);

    public static Task<SlackBench> OpenAsync(params (string Name, string Yaml)[] agents) => OpenAsync(new Dictionary<string, string?>(), agents);

    public static async Task<SlackBench> OpenAsync(Dictionary<string, string?> settings, params (string Name, string Yaml)[] agents)
    {
        var time = new BenchTime();
        var slack = await SlackStandIn.StartAsync(new SlackStandInOptions { Time = time });
        slack.AddChannel(Ops, "ops");
        slack.AddUser(Mia, "mia");
        slack.AddUser(Jon, "jon");
        slack.AddUser(Eve, "eve");
        var log = new CapturingLog();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(settings)
        {
            ["Slack:SigningSecret"] = slack.Options.SigningSecret,
            ["Slack:BotToken"] = slack.Options.BotToken,
            ["Slack:ApiUrl"] = slack.ApiUrl,
        }).Build();
        var keys = Directory.CreateTempSubdirectory("chatruns-keys-");
        var bench = await EngineBench.OpenAsync([], async (services, store) =>
        {
            await store.MigrateMemoryAsync(CancellationToken.None);
            var own = (IConfiguration)services.Last(s => s.ServiceType == typeof(IConfiguration)).ImplementationInstance!;
            services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddConfiguration(own).AddConfiguration(configuration).Build()).AddMetrics();
            services.AddLogging(l => l.AddProvider(log).SetMinimumLevel(LogLevel.Trace));
            // Who may do what is as the engine's bench has it, not as settings do.
            var roles = services.Last(s => s.ServiceType == typeof(IRoles));
            services.AddMemory().AddAccess().AddViews().AddCommands().AddCourier().AddSlack(configuration, keys.FullName);
            services.Add(roles);
        }, agents);
        time.Bench = bench.Time;
        var web = await ServeAsync(bench);
        slack.BotUrl = web.Urls.First();
        bench.Roles.Give(PrincipalOf(slack, Mia), Role.Viewer, Role.Approver);
        bench.Roles.Give(PrincipalOf(slack, Jon), Role.Viewer, Role.Operator);
        return new(bench, slack, web, keys) { Log = log };
    }

    /// <summary>The engine does what is due, the courier what follows from it, and what Slack sent is finished.</summary>
    public async Task GoAsync()
    {
        await Bench.Get<SlackIntake>().SettleAsync();
        await Bench.GoAsync();
        await CarryAsync();
    }

    public async Task CarryAsync()
    {
        var courier = Bench.Get<CourierLoop>();
        await courier.TickOnceAsync(CancellationToken.None);
        await courier.SettleAsync();
    }

    /// <summary>Starts a run by the local admin and lets everything follow, the pauses that Slack wants between messages among it.</summary>
    public async Task<long> RunAsync(string agent)
    {
        var number = await Bench.StartAsync(agent);
        await GoAsync();
        return number;
    }

    /// <summary>Lets time pass, and what is due then.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        Bench.Time.Advance(time);
        await GoAsync();
    }

    /// <summary>The only message of the bot in a channel that stands in no thread.</summary>
    public SlackMessage Message(string channel = Ops) => Slack.BotMessages(channel).Where(m => m.ThreadTs is null).ShouldHaveSingleItem(Slack.ToString());

    /// <summary>What the bot replied in threads of a channel.</summary>
    public IReadOnlyList<SlackMessage> Replies(string channel = Ops) => [.. Slack.BotMessages(channel).Where(m => m.ThreadTs is not null)];

    public async ValueTask DisposeAsync()
    {
        await Bench.Get<SlackIntake>().SettleAsync();
        await _web.DisposeAsync();
        await Bench.DisposeAsync();
        await Slack.DisposeAsync();
        _keys.Delete(recursive: true);
    }

    private static async Task<WebApplication> ServeAsync(EngineBench bench)
    {
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(bench.Get<IOptions<SlackOptions>>()).AddSingleton(bench.Get<SlackIntake>()).AddSingleton(bench.Get<SeenRequests>())
            .AddSingleton(bench.Get<SlackRefusals>()).AddSingleton(bench.Get<TimeProvider>()).AddSingleton<OwnHosts>();
        var web = builder.Build();
        web.UseFrontDoor();
        web.MapSlack();
        await web.StartAsync();
        return web;
    }
}

/// <summary>The clock of a bench that is made later.</summary>
internal sealed class BenchTime : TimeProvider
{
    public TimeProvider? Bench { get; set; }

    public override DateTimeOffset GetUtcNow() => Bench?.GetUtcNow() ?? ChatRuns.Engine.Tests.Some.Noon;
}

/// <summary>Remembers what was logged, to see that no secret is among it.</summary>
internal sealed class CapturingLog : ILoggerProvider, ILogger
{
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines
    {
        get { lock (_lines) return [.. _lines]; }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_lines) _lines.Add($"{logLevel} {formatter(state, exception)} {exception}");
    }

    public void Dispose()
    {
    }
}
