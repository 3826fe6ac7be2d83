using ChatRuns.StandIns.Api;
using ChatRuns.StandIns.Model;
using ChatRuns.StandIns.Out;
using ChatRuns.StandIns.Page;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ChatRuns.StandIns;

/// <summary>
/// A stand-in for Slack on 127.0.0.1: the Web API that the bot calls, the requests that Slack sends (signed, or by Socket Mode),
/// and a few people who click. What the bot sends is checked against Slack's shapes and limits; see <see cref="Violations"/>.
/// </summary>
public sealed partial class SlackStandIn : IAsyncDisposable
{
    private readonly Workspace _workspace;
    private readonly Troubles _troubles;
    private readonly WebApi _api;
    private readonly ViewMethods _views;
    private readonly AppMethods _apps;
    private readonly Drafts _drafts;
    private readonly ResponseUrls _responses;
    private readonly SocketMode _sockets;
    private readonly Delivery _delivery;
    private readonly Payloads _payloads;
    private readonly WebApplication _app;

    private SlackStandIn(SlackStandInOptions options)
    {
        _workspace = new Workspace(options);
        _troubles = new Troubles(options.Time);
        _drafts = new Drafts(_workspace);
        _responses = new ResponseUrls(_workspace, _drafts);
        _views = new ViewMethods(_workspace, _drafts);
        _payloads = new Payloads(_workspace);
        _apps = new AppMethods(_workspace);
        var files = new FileMethods(_workspace, _drafts);
        IEnumerable<Method> methods =
            [.. new ChatMethods(_workspace, _drafts).All(), .. new ConversationMethods(_workspace).All(), .. _views.All(), .. files.All(), .. _apps.All()];
        _api = new WebApi(_workspace, _troubles, methods, _responses, files);
        _sockets = new SocketMode(_workspace, _apps);
        _delivery = new Delivery(_workspace, _sockets);
        _app = Build(options);
        AddUser("U0MIA", "mia");
        AddUser("U0JON", "jon");
        AddChannel("C0OPS", "ops");
    }

    /// <summary>Address of the Web API, as the bot's ApiUrl wants it.</summary>
    public string ApiUrl => $"{_workspace.Home}/api/";

    /// <summary>Where the stand-in's own page is.</summary>
    public string PageUrl => $"{_workspace.Home}/";

    /// <summary>Address of the bot, without a path: where signed requests go.</summary>
    public string? BotUrl { get => _delivery.BotUrl; set => _delivery.BotUrl = value; }

    /// <summary>The workspace and the app.</summary>
    public SlackStandInOptions Options => _workspace.Options;

    /// <summary>How many Socket Mode connections the bot has open; with one or more, nothing goes over HTTP.</summary>
    public int Connections => _sockets.Connections;

    /// <summary>Whether the app lacks files:read: files are then answered by a page to sign in.</summary>
    public bool MayNotReadFiles
    {
        get => _api.MayNotReadFiles;
        set => _api.MayNotReadFiles = value;
    }

    /// <summary>Slack cannot be reached: every connection breaks before anything is done, those of Socket Mode too.</summary>
    public bool Down
    {
        get => _api.Down;
        set
        {
            _api.Down = value;
            if (value) _sockets.Abort();
        }
    }

    /// <summary>Blocks newer than the classic set are answered with invalid_blocks; that is no violation.</summary>
    public bool RefuseNewerBlocks
    {
        get => Look(w => w.RefuseNewerBlocks);
        set => Look(w => w.RefuseNewerBlocks = value);
    }

    /// <summary>Starts it; listens when the task ends.</summary>
    public static async Task<SlackStandIn> StartAsync(SlackStandInOptions? options = null)
    {
        var slack = new SlackStandIn(options ?? new SlackStandInOptions());
        await slack._app.StartAsync();
        slack._workspace.Home = slack._app.Urls.First().TrimEnd('/');
        return slack;
    }

    /// <summary>Orders trouble for a method ("*" = any, "response_url" and "upload" too), for some calls or until a time.</summary>
    public void Fail(string method, Trouble trouble, int times = 1, DateTimeOffset? until = null) =>
        _troubles.Add(method, trouble, until is null ? times : int.MaxValue, until);

    /// <summary>Takes back all trouble that was ordered.</summary>
    public void Mend()
    {
        _troubles.Clear();
        Down = false;
    }

    /// <summary>Tells the bot to leave its Socket Mode connections: warning, refresh_requested, link_disabled or too_many_websockets.</summary>
    public Task DisconnectAsync(string reason) => _sockets.DisconnectAsync(reason);

    /// <summary>Breaks the Socket Mode connections without a word.</summary>
    public void BreakConnections() => _sockets.Abort();

    /// <summary>Ends when the process is asked to end.</summary>
    internal Task StoppedAsync() => _app.WaitForShutdownAsync();

    /// <summary>Stops listening.</summary>
    public async ValueTask DisposeAsync()
    {
        _sockets.Abort();
        await _app.DisposeAsync();
        _delivery.Dispose();
    }

    private WebApplication Build(SlackStandInOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{options.Port}");
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(1));
        var app = builder.Build();
        // Pings, so that a client which watches for them sees a living peer.
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(10), KeepAliveTimeout = TimeSpan.FromSeconds(20) });
        _api.Map(app);
        _apps.Map(app);
        _sockets.Map(app);
        new PageApi(this).Map(app);
        return app;
    }

    private T Look<T>(Func<Workspace, T> look)
    {
        lock (_workspace.Gate) return look(_workspace);
    }
}
