using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Access;
using ChatRuns.Bot.Channels.Teams;
using ChatRuns.Bot.Channels.Teams.Api;
using ChatRuns.Bot.Channels.Teams.Door;
using ChatRuns.Bot.Memory;
using ChatRuns.Bot.Tests.Slack;
using ChatRuns.Bot.Tests.Web;
using ChatRuns.Engine.Tests;
using ChatRuns.StandIns;
using ChatRuns.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ChatRuns.Bot.Tests.Teams;

/// <summary>The outer rooms of Teams on a real port, with a talk that only listens, and the stand-in for Teams opposite.</summary>
internal sealed class TeamsBench : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly TestDatabase _database;
    private readonly bool _ownsDatabase;

    private TeamsBench(WebApplication web, TestDatabase database, bool ownsDatabase) => (_web, _database, _ownsDatabase) = (web, database, ownsDatabase);

    public required TeamsStandIn Teams { get; init; }

    public required ManualTime Time { get; init; }

    public required CapturingLog Log { get; init; }

    public ListeningTalk Talk => (ListeningTalk)Get<ITeamsTalk>();

    public TeamsApi Api => Get<TeamsApi>();

    public TeamsIntake Intake => Get<TeamsIntake>();

    public string Address => _web.Urls.First();

    /// <summary>The place of a chat of the stand-in.</summary>
    public TeamsPlace Place(string conversation) => new(Teams.ServiceUrl, conversation, Teams.Options.TenantId);

    /// <summary>Lets time pass, as much as a call waits for.</summary>
    public async Task<T> PassAsync<T>(Task<T> call)
    {
        // The intake's own sleep is one timer; one more is somebody who waits.
        while (!call.IsCompleted)
        {
            if (Time.Waiting > 1) Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        return await call;
    }

    public CancellationToken Stopping => Get<IHostApplicationLifetime>().ApplicationStopping;

    public T Get<T>() where T : notnull => _web.Services.GetRequiredService<T>();

    /// <summary>With the switch for this machine, so that the stand-in may be called; activities still come with tokens.</summary>
    public static Task<TeamsBench> OpenAsync(TestDatabase? database = null, TeamsStandInOptions? options = null, bool talks = true) =>
        OpenAsync(new() { ["Teams:AllowUnauthenticatedLoopback"] = "true" }, "Development", database, options, talks);

    /// <summary>As an installation is: no switch, and the service of activities is one of Teams'.</summary>
    public static Task<TeamsBench> OpenStrictAsync() => OpenAsync([], "Production", null, null, talks: true);

    public static async Task<TeamsBench> OpenAsync(Dictionary<string, string?> settings, string environment, TestDatabase? database, TeamsStandInOptions? options, bool talks)
    {
        var (time, log) = (new ManualTime(), new CapturingLog());
        var teams = await TeamsStandIn.StartAsync((options ?? new()) with { Time = time });
        var own = database ?? await DatabaseAsync();
        var all = new Dictionary<string, string?>
        {
            ["Teams:AppId"] = teams.Options.AppId,
            ["Teams:AppSecret"] = teams.Options.AppSecret,
            ["Teams:TenantId"] = teams.Options.TenantId,
            ["Teams:OpenIdMetadata"] = teams.MetadataUrl,
            ["Teams:LoginUrl"] = teams.LoginUrl,
        };
        foreach (var (name, value) in settings) all[name] = value;
        var web = await ServeAsync(all, environment, own, time, log, talks);
        teams.BotUrl = web.Urls.First();
        return new(web, own, ownsDatabase: database is null) { Teams = teams, Time = time, Log = log };
    }

    /// <summary>A database for several bots, one after the other.</summary>
    public static async Task<TestDatabase> DatabaseAsync()
    {
        var database = new TestDatabase();
        await database.MigrateMemoryAsync(CancellationToken.None);
        return database;
    }

    public async ValueTask DisposeAsync()
    {
        await _web.StopAsync();
        await _web.DisposeAsync();
        await Teams.DisposeAsync();
        if (_ownsDatabase) _database.Dispose();
    }

    private static async Task<WebApplication> ServeAsync(Dictionary<string, string?> settings, string environment, IDatabase database, TimeProvider time, CapturingLog log, bool talks)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = ["--hostBuilder:reloadConfigOnChange=false"], EnvironmentName = environment });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Trace);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(1));
        builder.Services.AddSingleton(database).AddSingleton(time).AddSingleton<OwnHosts>().AddMemory().AddTeams(builder.Configuration);
        if (talks) builder.Services.AddTeamsTalk<ListeningTalk>();
        var web = builder.Build();
        web.UseFrontDoor();
        web.MapTeams();
        await web.StartAsync();
        return web;
    }
}

/// <summary>A talk that remembers what it was handed, and answers what a test says.</summary>
internal sealed class ListeningTalk : ITeamsTalk
{
    public ConcurrentQueue<TeamsActivity> Heard { get; } = new();

    public ConcurrentQueue<string> Told { get; } = new();

    public Func<Task> Tells { get; set; } = () => Task.CompletedTask;

    public Func<TeamsActivity, bool> OnlyReads { get; set; } = _ => false;

    public Func<TeamsActivity, Task> Does { get; set; } = _ => Task.CompletedTask;

    public Func<TeamsActivity, Task<InvokeAnswer>> Answers { get; set; } = _ => Task.FromResult<InvokeAnswer>(new InvokeAnswer.Body(
        new JsonObject { ["statusCode"] = 200, ["type"] = "application/vnd.microsoft.activity.message", ["value"] = "Noted" }));

    public ValueTask<bool> OnlyReadsAsync(TeamsActivity activity, CancellationToken cancel) => new(OnlyReads(activity));

    public Task DoAsync(TeamsActivity activity, CancellationToken cancel)
    {
        Heard.Enqueue(activity);
        return Does(activity);
    }

    public Task<InvokeAnswer> AnswerAsync(TeamsActivity activity, CancellationToken cancel)
    {
        Heard.Enqueue(activity);
        return Answers(activity);
    }

    public Task TellLateAsync(TeamsActivity activity, InvokeAnswer? answer, CancellationToken cancel)
    {
        Told.Enqueue(answer is null ? "failed" : answer.LateWords ?? "");
        return Tells();
    }
}
