using System.Text.Json.Nodes;
using ChatRuns.Bot.Channels.Slack.Blocks;
using ChatRuns.StandIns;
using ChatRuns.StandIns.Model;

namespace ChatRuns.Bot.Tests.Crash;

/// <summary>
/// People in Slack, opposite a bot that is killed again and again: Jon starts agents by commands and direct messages, Mia approves, Eve rejects with
/// a reason. They remember what was acknowledged. As with Slack, a message that nobody acknowledged is delivered again, a command or a click is not.
/// </summary>
internal sealed class SlackCrowd(SlackStandIn slack, IReadOnlyList<string> agents, Random dice)
{
    public const string Mia = "U0MIA";
    public const string Jon = "U0JON";
    public const string Eve = "U0EVE";
    private readonly HashSet<string> _decided = [];
    private readonly HashSet<string> _said = [];
    private readonly HashSet<string> _started = [];
    private readonly HashSet<string> _written = [];
    private string? _unheard;
    private string? _rejecting;
    private volatile int _acknowledged;

    /// <summary>Actions whose decision was acknowledged.</summary>
    public IReadOnlyCollection<string> Decided => _decided;

    /// <summary>Marks of all starts that were tried.</summary>
    public IReadOnlyCollection<string> Said => _said;

    /// <summary>Marks of the starts that were acknowledged.</summary>
    public IReadOnlyCollection<string> Started => _started;

    /// <summary>Of those, the ones that were started by a direct message; each is answered there.</summary>
    public IReadOnlyCollection<string> Written => _written;

    /// <summary>How much was acknowledged so far, of all kinds.</summary>
    public int Acknowledged => _acknowledged;

    /// <summary>Says and presses until the time is over.</summary>
    public async Task BustleAsync(BotProcess bot, CancellationToken over)
    {
        try
        {
            await MeetAsync(bot, over);
            await slack.OpenHomeAsync(Mia);
            using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(60));
            for (var i = 0; await pace.WaitForNextTickAsync(over); i++)
            {
                if (i % 5 == 0) await CommandAsync();
                if (i % 12 == 6) await WriteAsync();
                await ApproveSomeAsync();
                await RejectOneAsync();
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The bot was killed before it was ready, or the time is over.
        }
    }

    /// <summary>Slack finds the bot at its new address, and delivers again what the one before did not acknowledge.</summary>
    public async Task MeetAsync(BotProcess bot, CancellationToken cancel)
    {
        slack.BotUrl = (await bot.ReadyAsync(cancel)).GetLeftPart(UriPartial.Authority);
        if (_unheard is { } mark && (await slack.RetryLastEventAsync()).Ok) Heard(mark);
    }

    /// <summary>The channel of an agent.</summary>
    public static string ChannelOf(string agent) => "C0" + agent.ToUpperInvariant();

    /// <summary>The bot's messages in the agents' channels, and in Jon's own conversation.</summary>
    public IEnumerable<SlackMessage> Messages() => agents.Select(ChannelOf).Append(Jon).SelectMany(slack.BotMessages);

    /// <summary>The buttons of a message that say something to the desk.</summary>
    public static IEnumerable<Button> Buttons(SlackMessage message) =>
        from element in Elements(message.Blocks)
        let part = SlackPart.Read((string?)element["value"]).Part as SlackPart.Execute
        where part is not null
        select new Button(0, part.Verb, part.Data);

    private static IEnumerable<JsonObject> Elements(JsonNode? node) => node switch
    {
        JsonObject one when (string?)one["type"] == "button" => [one],
        JsonObject one => one.SelectMany(p => Elements(p.Value)),
        JsonArray many => many.SelectMany(Elements),
        _ => [],
    };

    private async Task CommandAsync()
    {
        var (agent, mark) = NewStart();
        if ((await slack.CommandAsync(Jon, ChannelOf(agent), "/agent", $"{agent} run mark={mark}")).Ok) Count(_started, mark);
    }

    private async Task WriteAsync()
    {
        if (_unheard is not null) return;
        (var agent, _unheard) = NewStart();
        if ((await slack.DirectAsync(Jon, $"agent {agent} run mark={_unheard}")).Ok) Heard(_unheard);
    }

    private void Heard(string mark)
    {
        _unheard = null;
        _written.Add(mark);
        Count(_started, mark);
    }

    // Some people click twice.
    private async Task ApproveSomeAsync()
    {
        var waiting = Waiting();
        dice.Shuffle(waiting);
        var clicks = waiting.Take(3).SelectMany(w => Enumerable.Repeat(w, dice.Next(3) == 0 ? 2 : 1)).ToList();
        var answers = await Task.WhenAll(clicks.Select(c => slack.ClickAsync(Mia, c.Message, "Approve")));
        foreach (var ((_, action), _) in clicks.Zip(answers).Where(c => c.Second.Ok)) Count(_decided, action);
    }

    // A click opens the form, which takes a moment; with the bot that was killed in it, the moment is over.
    private async Task RejectOneAsync()
    {
        if (slack.OpenView(Eve) is { } form && _rejecting is not null)
        {
            if (form.View["submit"] is not null && !(await slack.SubmitAsync(Eve, ("Reason", "not today"))).Ok) return;
            Count(_decided, _rejecting);
            _rejecting = null;
            if (slack.OpenView(Eve) is not null) await slack.CloseAsync(Eve, clearAll: true);
            return;
        }

        _rejecting = null;
        if (dice.Next(4) != 0 || Waiting() is not [var (message, action), ..]) return;
        if ((await slack.ClickAsync(Eve, message, "Reject")).Ok) _rejecting = action;
        await WaitForFormAsync();
    }

    private async Task WaitForFormAsync()
    {
        try
        {
            await slack.UntilAsync(s => s.OpenView(Eve), TimeSpan.FromMilliseconds(500));
        }
        catch (TimeoutException)
        {
            // The bot is gone, or the machine is slow: another time.
        }
    }

    private (SlackMessage Message, string Action)[] Waiting() =>
        [.. agents.Select(ChannelOf).SelectMany(slack.BotMessages).SelectMany(m => Buttons(m).Where(b => b.Verb == "action.approve").Select(b => (m, b.Action)))];

    private (string Agent, string Mark) NewStart()
    {
        var start = (Agent: agents[_said.Count % agents.Count], Mark: $"m{dice.NextInt64():x16}");
        _said.Add(start.Mark);
        return start;
    }

    private void Count(HashSet<string> into, string what)
    {
        into.Add(what);
        Interlocked.Increment(ref _acknowledged);
    }
}
