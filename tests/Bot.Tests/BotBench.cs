using System.Text.Json;
using ChatRuns.Actions;
using ChatRuns.Bot.Access;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Commands;
using ChatRuns.Bot.Courier;
using ChatRuns.Bot.Memory;
using ChatRuns.Bot.Views;
using ChatRuns.Engine.Tests;
using ChatRuns.Journal;
using Microsoft.Extensions.DependencyInjection;

namespace ChatRuns.Bot.Tests;

/// <summary>The rooms of the bot over the real engine, with channels that remember what stands in them.</summary>
internal sealed class BotBench : IAsyncDisposable
{
    private static readonly Address Chat = new("web", "local", "runs");

    private BotBench(EngineBench engine, WallChannel[] channels) => (Bench, Channels) = (engine, channels);

    public EngineBench Bench { get; }

    public WallChannel[] Channels { get; }

    public WallChannel Web => Channels[0];

    public WallChannel Slack => Channels[1];

    public static async Task<BotBench> OpenAsync(params (string Name, string Yaml)[] agents)
    {
        WallChannel[] channels = [new("web", "web"), new("slack", "slack:#ops")];
        var bench = await EngineBench.OpenAsync([], async (services, store) =>
        {
            await store.MigrateMemoryAsync(CancellationToken.None);
            foreach (var channel in channels) services.AddSingleton<IChannel>(channel);
            // Who may do what is as the engine's bench has it, not as settings do.
            var roles = services.Last(s => s.ServiceType == typeof(IRoles));
            services.AddMemory().AddAccess().AddViews().AddCommands().AddCourier();
            services.Add(roles);
        }, agents);
        return new(bench, channels);
    }

    /// <summary>What a typed line is answered with.</summary>
    public Task<Reply> SayAsync(string line, Principal? who = null, string? id = null) =>
        Bench.Get<IDesk>().AnswerAsync(new Said.Line(who ?? EngineBench.Ada, Chat, TimeZoneInfo.Utc, line) { Id = id }, CancellationToken.None);

    /// <summary>What a pressed button is answered with.</summary>
    public Task<Reply> PressAsync(string verb, string data, Principal? who = null, string? id = null) => Bench.Get<IDesk>().AnswerAsync(
        new Said.Press(who ?? EngineBench.Ada, Chat, TimeZoneInfo.Utc, verb, JsonSerializer.Deserialize<JsonElement>(data)) { Id = id }, CancellationToken.None);

    /// <summary>The engine does what is due, the courier what follows from it.</summary>
    public async Task GoAsync()
    {
        await Bench.GoAsync();
        await CarryAsync();
    }

    public async Task CarryAsync()
    {
        var courier = Bench.Get<CourierLoop>();
        await courier.TickOnceAsync(CancellationToken.None);
        await courier.SettleAsync();
    }

    /// <summary>As <see cref="CarryAsync"/>, and a second later again: a reply waits for the message it belongs under.</summary>
    public async Task CarryAllAsync()
    {
        await CarryAsync();
        Bench.Time.Advance(TimeSpan.FromSeconds(1));
        await CarryAsync();
    }

    public ValueTask DisposeAsync() => Bench.DisposeAsync();
}

/// <summary>A channel whose conversation is a wall: each message stands there in its latest form.</summary>
internal sealed class WallChannel(string platform, string route) : IChannel
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<int, BoundCard> _wall = [];

    public string Platform => platform;

    public Pace Pace { get; } = new(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);

    /// <summary>What the platform answers before it takes anything; null: it takes all.</summary>
    public Func<SendResult?> Refuses { get; set; } = () => null;

    public int Posts { get; private set; }

    public int Redraws { get; private set; }

    public IReadOnlyList<BoundCard> Wall
    {
        get { lock (_lock) return [.. _wall.Values]; }
    }

    /// <summary>Whether replies stand in threads; the people of this platform then have a conversation of their own too.</summary>
    public bool HasThreads { get; set; }

    public bool HasThreadsIn(Address conversation) => HasThreads;

    /// <summary>What was told: where, what, and who notices.</summary>
    public List<(Address To, BoundCard Card, Nudge Nudge)> Told { get; } = [];

    public Address? DirectOf(string person) => HasThreads && person.Split('/') is [var of, var tenant, var id] && of == platform ? new(platform, tenant, id) : null;

    public Task<SendResult> TellAsync(Address to, BoundCard card, Nudge nudge, string key, CancellationToken cancel)
    {
        lock (_lock)
        {
            if (Refuses() is { } no) return Task.FromResult(no);
            Told.Add((to, card, nudge));
            return PostAsync(to with { Message = null }, card, key, cancel);
        }
    }

    public Address? Resolve(string name) => name == route ? new(platform, "local", "runs") : null;

    public Task<SendResult> PostAsync(Address to, BoundCard card, string key, CancellationToken cancel)
    {
        lock (_lock)
        {
            if (Refuses() is { } no) return Task.FromResult(no);
            _wall[++Posts] = card;
            return Task.FromResult<SendResult>(new SendResult.Sent(to with { Message = Posts.ToString(System.Globalization.CultureInfo.InvariantCulture) }));
        }
    }

    public Task<SendResult> RedrawAsync(Address message, BoundCard card, Urgency urgency, CancellationToken cancel)
    {
        lock (_lock)
        {
            if (Refuses() is { } no) return Task.FromResult(no);
            Redraws++;
            _wall[int.Parse(message.Message!, System.Globalization.CultureInfo.InvariantCulture)] = card;
            return Task.FromResult<SendResult>(new SendResult.Sent(message));
        }
    }
}
