using System.Collections.Concurrent;

namespace ChatRuns.Bot.Tests.Crash;

/// <summary>
/// People who start agents and press buttons as long as the bot lives, and who remember what it acknowledged. What was not
/// acknowledged is said again to the next bot, as the page does.
/// </summary>
internal sealed class Crowd(Random dice)
{
    private readonly ConcurrentDictionary<string, bool> _decided = new();
    private readonly List<string> _said = [];
    private readonly List<string> _unanswered = [];
    private volatile int _acknowledged;

    /// <summary>Actions whose decision the bot acknowledged.</summary>
    public IReadOnlyCollection<string> Decided => [.. _decided.Keys];

    /// <summary>How much was acknowledged so far, of all kinds.</summary>
    public int Acknowledged => _acknowledged;

    /// <summary>How many starts by hand were said.</summary>
    public int Starts => _said.Count;

    /// <summary>Clicks and says until the bot is gone or the time is over.</summary>
    public async Task BustleAsync(BotProcess bot, CancellationToken over)
    {
        try
        {
            using var visitor = await Visitor.SignInAsync(await bot.ReadyAsync(over), over);
            await SayAgainAsync(visitor, over);
            using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(60));
            for (var i = 0; await pace.WaitForNextTickAsync(over); i++)
            {
                if (i % 6 == 0) await SayAsync(visitor, NewId(), over);
                await PressSomeAsync(visitor, over);
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            // The bot was killed, or the time is over.
        }
    }

    /// <summary>Says again what nobody answered.</summary>
    public async Task SayAgainAsync(Visitor visitor, CancellationToken cancel)
    {
        foreach (var id in _unanswered.ToList()) await SayAsync(visitor, id, cancel);
    }

    private async Task SayAsync(Visitor visitor, string id, CancellationToken cancel)
    {
        if (!_said.Contains(id)) _said.Add(id);
        if (!_unanswered.Contains(id)) _unanswered.Add(id);
        if (!await visitor.SayAsync(id, "/agent hands run", cancel)) return;
        _unanswered.Remove(id);
        Interlocked.Increment(ref _acknowledged);
    }

    private async Task PressSomeAsync(Visitor visitor, CancellationToken cancel)
    {
        var buttons = (await visitor.LookAsync(all: false, cancel)).Where(b => b.Verb is "action.approve" or "action.reject").ToArray();
        dice.Shuffle(buttons);
        var presses = buttons.Where(b => b.Verb == "action.approve" || dice.Next(4) == 0).Take(3).SelectMany(b => Clicks(visitor, b, cancel)).ToList();
        await Task.WhenAll(presses);
    }

    // Some people click twice.
    private IEnumerable<Task> Clicks(Visitor visitor, Button button, CancellationToken cancel)
    {
        var id = NewId();
        return Enumerable.Range(0, dice.Next(3) == 0 ? 2 : 1).Select(_ => ClickAsync(visitor, id, button, cancel));
    }

    private async Task ClickAsync(Visitor visitor, string id, Button button, CancellationToken cancel)
    {
        if (!await visitor.PressAsync(id, button, cancel)) return;
        _decided[button.Action] = true;
        Interlocked.Increment(ref _acknowledged);
    }

    private string NewId() => $"crowd-{dice.NextInt64():x16}";
}
