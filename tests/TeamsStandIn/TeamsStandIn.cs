using ChatRuns.StandIns.Api;
using ChatRuns.StandIns.Model;
using ChatRuns.StandIns.Out;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ChatRuns.StandIns;

/// <summary>
/// A stand-in for Microsoft Teams on 127.0.0.1: metadata and keys of those who sign, the login service, the connector that the bot calls, the
/// activities that Teams sends, and a few people who type and click. Whatever Teams would silently not show is one of <see cref="Violations"/>.
/// </summary>
public sealed partial class TeamsStandIn : IAsyncDisposable
{
    private readonly Tenant _tenant;
    private readonly TeamsTroubles _troubles = new();
    private readonly KeyRing _keys;
    private readonly Connector _connector;
    private readonly Activities _activities;
    private readonly BotDoor _door;
    private readonly WebApplication _app;

    private TeamsStandIn(TeamsStandInOptions options)
    {
        _tenant = new(options);
        _keys = new(options);
        _connector = new(_tenant, _troubles, new(_tenant), new(_tenant));
        _activities = new(_tenant);
        _door = new(_tenant, _keys);
        _app = Build(options);
        AddUser("29:mia", "Mia Chen", "10000000-0000-0000-0000-000000000001");
        AddUser("29:jon", "Jon Doe", "10000000-0000-0000-0000-000000000002");
        AddTeam("19:team@thread.tacv2", "Operations", ("19:ops@thread.tacv2", "ops"));
        AddGroupChat("19:night@thread.v2", "night shift");
    }

    /// <summary>The tenant and the bot.</summary>
    public TeamsStandInOptions Options => _tenant.Options;

    /// <summary>Address of the stand-in, without a slash at its end.</summary>
    public string Home => _tenant.Home;

    /// <summary>What the bot's setting OpenIdMetadata wants.</summary>
    public string MetadataUrl => $"{Home}/v1/.well-known/openidconfiguration";

    /// <summary>What the bot's setting LoginUrl wants.</summary>
    public string LoginUrl => Home;

    /// <summary>What activities name as their service.</summary>
    public string ServiceUrl => _tenant.ServiceUrl;

    /// <summary>Address of the bot, without a path.</summary>
    public string? BotUrl { get => _door.BotUrl; set => _door.BotUrl = value; }

    /// <summary>The connector cannot be reached: every connection breaks before anything is done.</summary>
    public bool Down { get => _connector.Down; set => _connector.Down = value; }

    /// <summary>Starts it; listens when the task ends.</summary>
    public static async Task<TeamsStandIn> StartAsync(TeamsStandInOptions? options = null)
    {
        var teams = new TeamsStandIn(options ?? new());
        await teams._app.StartAsync();
        teams._tenant.Home = teams._app.Urls.First().TrimEnd('/');
        return teams;
    }

    /// <summary>Orders trouble for calls: "send", "update", "delete", "create", "members", "teams", "login", "metadata", "keys", or "*".</summary>
    public void Fail(string what, TeamsTrouble trouble, int times = 1) => _troubles.Add(what, trouble, times);

    /// <summary>Takes back all trouble that was ordered.</summary>
    public void Mend()
    {
        _troubles.Clear();
        Down = false;
    }

    /// <summary>The keys that sign tokens; the last one does.</summary>
    public IReadOnlyList<TeamsSigningKey> Keys => _keys.Keys;

    /// <summary>Puts another key into the metadata; it signs nothing by itself.</summary>
    public void AddKey(TeamsSigningKey key) => _keys.Add(key);

    /// <summary>A new key signs from now on, and the old ones are gone from the metadata.</summary>
    public void RollKeysOver() => _keys.RollOver();

    /// <summary>A token as the bot gets one with each activity.</summary>
    public string Token() => _keys.Issue(ServiceUrl);

    /// <summary>What the login service gave so far is no longer taken.</summary>
    public void RevokeTokens() => Look(t => t.Tokens.Clear());

    /// <summary>Ends when the process is asked to end.</summary>
    internal Task StoppedAsync() => _app.WaitForShutdownAsync();

    /// <summary>Stops listening.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _door.Dispose();
    }

    private WebApplication Build(TeamsStandInOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{options.Port}");
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(1));
        var app = builder.Build();
        new LoginService(_tenant, _keys, _troubles).Map(app);
        _connector.Map(app);
        new FileService(_tenant).Map(app);
        return app;
    }

    private T Look<T>(Func<Tenant, T> look)
    {
        lock (_tenant.Gate) return look(_tenant);
    }

    private void Look(Action<Tenant> change)
    {
        lock (_tenant.Gate) change(_tenant);
    }
}
