using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Access;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Channels.Web;
using ChatRuns.Bot.Memory;
using ChatRuns.Journal;
using ChatRuns.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ChatRuns.Bot.Tests.Web;

/// <summary>The web chat on a real server at a port chosen by the system, with a desk that answers what a test tells it to.</summary>
internal sealed class WebHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebHost(WebApplication app, TestDatabase database, TestDesk desk, TestTime time)
    {
        _app = app;
        Database = database;
        Desk = desk;
        Time = time;
    }

    public TestDatabase Database { get; }

    public TestDesk Desk { get; }

    public TestTime Time { get; }

    public Uri Address => new(_app.Urls.Single());

    public IServiceProvider Services => _app.Services;

    public WebMemory Memory => Services.GetRequiredService<WebMemory>();

    public WebHub Hub => Services.GetRequiredService<WebHub>();

    public IChannel Channel => Services.GetRequiredService<IChannel>();

    public SignIn SignIn => Services.GetRequiredService<SignIn>();

    public static Task<WebHost> StartAsync(params (string Key, string Value)[] settings) => StartAsync(_ => { }, _ => { }, settings);

    /// <summary>With more than the web chat.</summary>
    public static async Task<WebHost> StartAsync(Action<IServiceCollection> add, Action<WebApplication> map, params (string Key, string Value)[] settings)
    {
        var database = new TestDatabase();
        await database.MigrateMemoryAsync(CancellationToken.None);
        var (desk, time) = (new TestDesk(), new TestTime());

        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)));
        builder.Services.AddSingleton<IDatabase>(database).AddSingleton<TimeProvider>(time).AddSingleton<IDesk>(desk)
            .AddSingleton<ICardHtml, TestCards>().AddSingleton<ISidePanel, TestSide>().AddSingleton<IHints, TestSide>()
            .AddMemory().AddAccess().AddWeb();
        add(builder.Services);

        var app = builder.Build();
        app.UseFrontDoor();
        app.MapWeb();
        map(app);
        await app.StartAsync();
        return new WebHost(app, database, desk, time);
    }

    /// <summary>A browser that is not signed in. It follows no redirect and sends its own origin, as browsers do.</summary>
    public HttpClient Stranger(string? origin = "own")
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = Address };
        if (origin is not null) client.DefaultRequestHeaders.Add("Origin", origin == "own" ? Address.GetLeftPart(UriPartial.Authority) : origin);
        return client;
    }

    /// <summary>A browser that opened an address of the local admin, or of somebody else.</summary>
    public async Task<HttpClient> SignedInAsync(Principal? who = null)
    {
        var client = Stranger();
        var key = await SignIn.IssueAsync(who ?? LocalAdmin.Principal, CancellationToken.None);
        using var answer = await client.PostAsync("/signin", Key(key));
        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        return client;
    }

    public static FormUrlEncodedContent Key(string key) => new([KeyValuePair.Create("key", key)]);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Database.Dispose();
    }
}

/// <summary>Does and remembers what is said; a test may put its own answer in.</summary>
internal sealed class TestDesk : IDesk
{
    private readonly List<Said> _heard = [];

    public Func<Said, CancellationToken, Task<Reply>> Answer { get; set; } = (said, _) =>
        Task.FromResult(new Reply(Some.Card(said is Said.Line line ? $"Answer to {line.Text}" : "Pressed")));

    public IReadOnlyList<Said> Heard
    {
        get
        {
            lock (_heard) return [.. _heard];
        }
    }

    public Task<Reply> AnswerAsync(Said said, CancellationToken cancel)
    {
        lock (_heard) _heard.Add(said);
        return Answer(said, cancel);
    }

    public Task<Reply?> FindObstacleAsync(Said.Press form, CancellationToken cancel) => Task.FromResult<Reply?>(null);

    public Task<bool> OnlyReadsAsync(Said said, CancellationToken cancel) => Task.FromResult(false);
}

/// <summary>Draws the title of a card and the titles of its actions.</summary>
internal sealed class TestCards : ICardHtml
{
    public string Draw(BoundCard card, string id)
    {
        var html = new StringBuilder($"<article role=\"article\" aria-label=\"{HtmlEncoder.Default.Encode(card.Title)}\"><p>{HtmlEncoder.Default.Encode(card.Text)}</p>");
        foreach (var action in card.Json["actions"]?.AsArray() ?? [])
            html.Append(System.Globalization.CultureInfo.InvariantCulture, $"<button data-verb=\"{action!["verb"]}\" data-data='{{}}'>{action["title"]}</button>");
        return html.Append("</article>").ToString();
    }
}

internal sealed class TestSide : ISidePanel, IHints
{
    public Task<SideView> ReadAsync(Principal who, CancellationToken cancel) =>
        Task.FromResult(new SideView([new SideItem("Archive report.csv", "Tidy · #7", "/run 7")], 1, [], 0));

    public Hints Read(Principal who) => new([new Hint("/runs", "lists runs")], [new Hint("tidy", "Tidy downloads")]);
}

/// <summary>A clock that can be put forward.</summary>
internal sealed class TestTime : TimeProvider
{
    public TimeSpan Ahead { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
}

internal static class Some
{
    public static Principal Mia { get; } = new("web", "local", "mia", "Mia");

    public static BoundCard Card(string title, string? text = null, params string[] actions) => new("test", title, new JsonObject
    {
        ["type"] = "AdaptiveCard",
        ["version"] = "1.5",
        ["body"] = new JsonArray(new JsonObject { ["type"] = "TextBlock", ["text"] = text ?? title }),
        ["actions"] = new JsonArray([.. actions.Select(a => new JsonObject { ["type"] = "Action.Execute", ["title"] = a, ["verb"] = a.ToLowerInvariant() })]),
    }, text ?? title);

    public static string Id() => Guid.NewGuid().ToString();

    public static Task<HttpResponseMessage> SayAsync(this HttpClient client, string text, string? id = null) =>
        client.PostAsync("/web/say", JsonContent.Create(new { id = id ?? Id(), text, zone = "Europe/Berlin" }));

    public static Task<HttpResponseMessage> PressAsync(this HttpClient client, long message, string verb, object? data = null, string? id = null) =>
        client.PostAsync("/web/press", JsonContent.Create(new { id = id ?? Id(), message, verb, data = data ?? new { } }));
}
