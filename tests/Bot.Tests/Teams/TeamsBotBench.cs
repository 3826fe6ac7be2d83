using System.Text.Json.Nodes;
using ChatRuns.Actions;
using ChatRuns.Bot.Access;
using ChatRuns.Bot.Channels.Teams;
using ChatRuns.Bot.Channels.Teams.Door;
using ChatRuns.Bot.Channels.Teams.Talk;
using ChatRuns.Bot.Commands;
using ChatRuns.Bot.Courier;
using ChatRuns.Bot.Memory;
using ChatRuns.Bot.Tests.Slack;
using ChatRuns.Bot.Views;
using ChatRuns.Engine.Tests;
using ChatRuns.Journal;
using ChatRuns.StandIns;
using ChatRuns.StandIns.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ChatRuns.Bot.Tests.Teams;

/// <summary>
/// The bot over the real engine with Teams' channel, on a real port, and the stand-in for Teams opposite. Mia approves, Jon starts agents, Eve
/// has no role. Nothing happens by itself but what Teams sends: <see cref="GoAsync"/> does the rest.
/// </summary>
internal sealed class TeamsBotBench : IAsyncDisposable
{
    public const string Ops = "19:ops@thread.tacv2";
    public const string Night = "19:night@thread.v2";
    public const string Mia = "29:mia";
    public const string Jon = "29:jon";
    public const string Eve = "29:eve";
    private readonly WebApplication _web;
    private readonly int _always;

    private TeamsBotBench(EngineBench bench, TeamsStandIn teams, WebApplication web) => (Bench, Teams, _web, _always) = (bench, teams, web, bench.Time.Waiting);

    public EngineBench Bench { get; }

    public TeamsStandIn Teams { get; }

    public CapturingLog Log { get; private init; } = null!;

    public Principal PrincipalOf(string user) => new("teams", Teams.Options.TenantId, Teams.Users.Single(u => u.Id == user).AadObjectId, user);

    public static Task<TeamsBotBench> OpenAsync(params (string Name, string Yaml)[] agents) => OpenAsync(new(), agents);

    public static async Task<TeamsBotBench> OpenAsync(TeamsStandInOptions options, params (string Name, string Yaml)[] agents)
    {
        var time = new BenchTime();
        var teams = await TeamsStandIn.StartAsync(options with { Time = time });
        teams.AddUser(Eve, "Eve Moss", "10000000-0000-0000-0000-000000000003");
        teams.AddTeam("19:team@thread.tacv2", "Operations", (Ops, "ops"));
        teams.AddGroupChat(Night, "night shift");
        var log = new CapturingLog();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Teams:AppId"] = teams.Options.AppId,
            ["Teams:AppSecret"] = teams.Options.AppSecret,
            ["Teams:TenantId"] = teams.Options.TenantId,
            ["Teams:OpenIdMetadata"] = teams.MetadataUrl,
            ["Teams:LoginUrl"] = teams.LoginUrl,
            ["Teams:AllowUnauthenticatedLoopback"] = "true",
            ["PublicUrl"] = "https://runs.example.org",
        }).Build();
        var bench = await EngineBench.OpenAsync([], async (services, store) =>
        {
            await store.MigrateMemoryAsync(CancellationToken.None);
            var own = (IConfiguration)services.Last(s => s.ServiceType == typeof(IConfiguration)).ImplementationInstance!;
            services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddConfiguration(own).AddConfiguration(configuration).Build()).AddMetrics();
            services.AddSingleton<IHostEnvironment>(new Development());
            services.AddLogging(l => l.AddProvider(log).SetMinimumLevel(LogLevel.Trace));
            var roles = services.Last(s => s.ServiceType == typeof(IRoles));
            services.AddMemory().AddAccess().AddViews().AddCommands().AddCourier().AddTeams(configuration).AddTeamsTalk(configuration);
            services.Add(roles);
        }, agents);
        time.Bench = bench.Time;
        var web = await ServeAsync(bench);
        teams.BotUrl = web.Urls.First();
        var bot = new TeamsBotBench(bench, teams, web) { Log = log };
        // By a grant, as in chat: so the engine can name who may decide.
        await bench.Engine.GrantAsync(bot.PrincipalOf(Mia).Key, "Mia Chen", Role.Approver, GrantScope.Everything, EngineBench.Ada, CancellationToken.None);
        bench.Roles.Give(bot.PrincipalOf(Jon), Role.Viewer, Role.Operator);
        return bot;
    }

    /// <summary>The app is in the team and in the group chat, and Mia and Jon have it for themselves.</summary>
    public async Task SettleInAsync()
    {
        await Teams.InstallAsync(Jon, Ops);
        await Teams.InstallAsync(Jon, Night);
        await Teams.InstallAsync(Mia, Mia);
        await Teams.InstallAsync(Jon, Jon);
        await GoAsync();
    }

    public async Task GoAsync()
    {
        await FlowAsync(Bench.Get<TeamsIntake>().SettleAsync());
        await Bench.GoAsync();
        await CarryAsync();
    }

    public async Task CarryAsync()
    {
        var (courier, others) = (Bench.Get<CourierLoop>(), Bench.Time.Waiting);
        await courier.TickOnceAsync(CancellationToken.None);
        await FlowAsync(courier.SettleAsync(), others);
        await FlowAsync(Bench.Get<TeamsDoubles>().TickOnceAsync(CancellationToken.None), others);
    }

    /// <summary>Waits for something, and lets as much time pass as calls of Teams wait for: between two tries, or for a conversation's limits.</summary>
    /// <param name="task">What is waited for.</param>
    /// <param name="others">Timers that have nothing to do with it, such as those of runs that go on.</param>
    public async Task FlowAsync(Task task, int others = 0)
    {
        while (!task.IsCompleted)
        {
            // Neither the clock of an invoke's answer nor the look into the agents' folder is a wait for Teams.
            if (Bench.Time.Waiting > Math.Max(others, _always) + Bench.Get<TeamsIntake>().Answering) Bench.Time.Advance(TimeSpan.FromMilliseconds(250));
            await Task.WhenAny(task, Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System));
        }

        await task;
    }

    public async Task<long> RunAsync(string agent)
    {
        var number = await Bench.StartAsync(agent);
        await GoAsync();
        return number;
    }

    public async Task PassAsync(TimeSpan time)
    {
        Bench.Time.Advance(time);
        await GoAsync();
    }

    /// <summary>A run of "tidy", each with a folder of its own: the same proposal again would be held while the first one is open.</summary>
    public async Task<long> TidyAsync()
    {
        var number = await Bench.StartAsync("tidy", variables: ("what", $"folder {Bench.Time.GetTimestamp()}"));
        await GoAsync();
        Bench.Time.Advance(TimeSpan.FromMilliseconds(1));
        return number;
    }

    /// <summary>Lets time pass as the loops do it: up to the next moment at which something is due.</summary>
    public async Task WaitAsync(TimeSpan time, bool goes = true)
    {
        var (memory, end) = (Bench.Get<CourierMemory>(), Bench.Time.GetUtcNow() + time);
        while (true)
        {
            await (goes ? GoAsync() : CarryAsync());
            var now = Bench.Time.GetUtcNow();
            if (now >= end) return;
            var isDue = (await memory.ReadConversationsAsync(now, CancellationToken.None)).Count > 0;
            var next = isDue ? now + TimeSpan.FromMilliseconds(50) : await memory.NextAtAsync(now, CancellationToken.None) ?? end;
            Bench.Time.Advance((next < end ? next : end) - now);
        }
    }

    /// <summary>A press as the button of the card in the channel says it; by whom is what Teams signs for.</summary>
    public async Task<JsonObject> PressAsync(long run, string by, string verb = "action.approve", string? digest = null)
    {
        var action = await Bench.ActionAsync(run);
        var activity = Teams.Activity("invoke", by, Ops);
        activity["name"] = "adaptiveCard/action";
        activity["value"] = new JsonObject
        {
            ["action"] = new JsonObject
            {
                ["type"] = "Action.Execute",
                ["verb"] = verb,
                ["data"] = new JsonObject { ["id"] = action.Id.ToString(), ["digest"] = digest ?? action.Digest.ToString(), [$"reason@{action.Id}"] = "not today" },
            },
            ["trigger"] = "manual",
        };
        return activity;
    }

    /// <summary>What the bot wrote in a chat, without what it said when it came.</summary>
    public IReadOnlyList<TeamsMessage> Cards(string chat) => [.. Teams.BotMessages(chat).Where(m => m.Card is not null && !m.Card.ToJsonString().Contains("Type a line, with or without the slash", StringComparison.Ordinal) && !IsHome(m))];

    /// <summary>The Homes in somebody's own chat, the oldest first.</summary>
    public IReadOnlyList<TeamsMessage> Homes(string chat) => [.. Teams.BotMessages(chat).Where(IsHome)];

    public TeamsMessage Card(string chat = Ops) => Cards(chat).Where(m => m.Thread is null || m.Thread == m.Id).ShouldHaveSingleItem(Teams.ToString());

    /// <summary>The text that somebody reads on a card.</summary>
    public static string Read(JsonObject? card) => card?.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) ?? "";

    /// <summary>The words on it as a page would hold them: Teams shows tags as the letters that they are.</summary>
    public static string Words(JsonNode? node) => node switch
    {
        JsonObject { } element when (string?)element["type"] is "TextRun" or "TextBlock" => System.Net.WebUtility.HtmlEncode((string?)element["text"] ?? ""),
        JsonObject element => string.Join(' ', element.Select(member => Words(member.Value)).Where(words => words.Length > 0)),
        JsonArray list => string.Join(' ', list.Select(Words).Where(words => words.Length > 0)),
        _ => "",
    };

    private static bool IsHome(TeamsMessage message) => (string?)message.Card?["refresh"]?["action"]?["data"]?["subject"] is { } subject && subject.StartsWith("home/", StringComparison.Ordinal);

    public async ValueTask DisposeAsync()
    {
        await Bench.Get<TeamsIntake>().SettleAsync();
        await _web.DisposeAsync();
        await Bench.DisposeAsync();
        await Teams.DisposeAsync();
    }

    private static async Task<WebApplication> ServeAsync(EngineBench bench)
    {
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(bench.Get<IOptions<TeamsOptions>>()).AddSingleton(bench.Get<TeamsIntake>()).AddSingleton(bench.Get<TokenJudge>()).AddSingleton(bench.Get<ChatRuns.Bot.Channels.Teams.Api.ServiceHosts>())
            .AddSingleton(bench.Get<TeamsRefusals>()).AddSingleton(bench.Get<TimeProvider>()).AddSingleton<OwnHosts>();
        var web = builder.Build();
        web.UseFrontDoor();
        web.MapTeams();
        await web.StartAsync();
        return web;
    }

    private sealed class Development : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = Environments.Development;

        public string ApplicationName { get; set; } = "ChatRuns";

        public string ContentRootPath { get; set; } = AppContext.BaseDirectory;

        public Microsoft.Extensions.FileProviders.IFileProvider ContentRootFileProvider { get; set; } = new Microsoft.Extensions.FileProviders.NullFileProvider();
    }
}
