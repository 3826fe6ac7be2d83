using System.Collections.Concurrent;

namespace ChatRuns.Bot.Tests.Crash;

/// <summary>An operator who manages runs as long as the bot lives, and says again to the next bot what was not acknowledged, as the page does.</summary>
internal sealed class ManageCrowd(Scene scene, Random dice)
{
    private readonly ConcurrentDictionary<string, string> _unanswered = new();
    private readonly HashSet<long> _deleted = [];
    private volatile int _acknowledged;

    /// <summary>How many lines were acknowledged.</summary>
    public int Acknowledged => _acknowledged;

    /// <summary>How often run 1 was to run again.</summary>
    public int Reruns { get; private set; }

    /// <summary>How often run 2 was to run again from its second step.</summary>
    public int RerunsFromStep { get; private set; }

    /// <summary>How often the agent that sleeps was started.</summary>
    public int Sleepers { get; private set; }

    /// <summary>Runs that were to be deleted.</summary>
    public IReadOnlyCollection<long> Deleted => _deleted;

    /// <summary>Goes on until the bot is gone or the time is over.</summary>
    public async Task BustleAsync(BotProcess bot, CancellationToken over)
    {
        try
        {
            using var visitor = await Visitor.SignInAsync(await bot.ReadyAsync(over), over);
            await SayAgainAsync(visitor, over);
            while (!over.IsCancellationRequested) await SayAsync(visitor, $"manage-{dice.NextInt64():x16}", Next(), over);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            // The bot was killed, or the time is over.
        }
    }

    /// <summary>Says again what nobody answered.</summary>
    public async Task SayAgainAsync(Visitor visitor, CancellationToken cancel)
    {
        foreach (var (id, line) in _unanswered) await SayAsync(visitor, id, line, cancel);
    }

    private string Next()
    {
        switch (dice.Next(5))
        {
            case 0:
                Reruns++;
                return "/run 1 rerun";
            case 1:
                RerunsFromStep++;
                return "/run 2 rerun from again confirm";
            case 2 when Asleep() is { } sleeper:
                return $"/run {sleeper} cancel";
            case 3 when Over() is { } over:
                _deleted.Add(over);
                return $"/run {over} delete confirm";
            default:
                Sleepers++;
                return "/agent sleeper run";
        }
    }

    private async Task SayAsync(Visitor visitor, string id, string line, CancellationToken cancel)
    {
        _unanswered[id] = line;
        if (!await visitor.SayAsync(id, line, cancel)) return;
        _unanswered.TryRemove(id, out _);
        Interlocked.Increment(ref _acknowledged);
    }

    private long? Asleep() => One("SELECT number FROM runs WHERE agent = 'sleeper' AND status IN ('Queued', 'Running') ORDER BY random() LIMIT 1");

    private long? Over() => One("SELECT number FROM runs WHERE agent = 'sleeper' AND ended_at IS NOT NULL ORDER BY random() LIMIT 1");

    private long? One(string sql) => scene.Read(sql) is [var number] ? long.Parse(number, System.Globalization.CultureInfo.InvariantCulture) : null;
}
