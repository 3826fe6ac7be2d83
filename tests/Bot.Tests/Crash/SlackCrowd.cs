using System.Text.Json.Nodes;
using ChatRuns.Bot.Channels.Slack.Blocks;
using ChatRuns.StandIns;
using ChatRuns.StandIns.Model;

namespace ChatRuns.Bot.Tests.Crash;

/// <summary>People in Slack. As with Slack, a message that nobody acknowledged is delivered again, a command or a click is not.</summary>
internal sealed class SlackCrowd(SlackStandIn slack, IReadOnlyList<string> agents, Random dice) : ChatCrowd(agents, dice)
{
    public const string Mia = "U0MIA";
    public const string Jon = "U0JON";
    public const string Eve = "U0EVE";
    private string? _unheard;
    private string? _rejecting;

    /// <summary>Slack delivers again what the bot before did not acknowledge.</summary>
    public override async Task MeetAsync(BotProcess bot, CancellationToken cancel)
    {
        slack.BotUrl = (await bot.ReadyAsync(cancel)).GetLeftPart(UriPartial.Authority);
        if (_unheard is { } mark && (await slack.RetryLastEventAsync()).Ok) Heard(mark);
    }

    /// <summary>The channel of an agent.</summary>
    public static string ChannelOf(string agent) => "C0" + agent.ToUpperInvariant();

    /// <summary>The bot's messages in the agents' channels, and in Jon's own conversation.</summary>
    public IEnumerable<SlackMessage> Messages() => Agents.Select(ChannelOf).Append(Jon).SelectMany(slack.BotMessages);

    /// <summary>The buttons of a message that say something to the desk.</summary>
    private static IEnumerable<Button> Buttons(SlackMessage message) =>
        from element in Elements(message.Blocks)
        let part = SlackPart.Read((string?)element["value"]).Part as SlackPart.Execute
        where part is not null
        select new Button(0, part.Verb, part.Data);

    public override Task<IReadOnlyList<Button>> ReadButtonsAsync() => Task.FromResult<IReadOnlyList<Button>>([.. Messages().SelectMany(Buttons)]);

    protected override Task ArriveAsync() => slack.OpenHomeAsync(Mia);

    private static IEnumerable<JsonObject> Elements(JsonNode? node) => node switch
    {
        JsonObject one when (string?)one["type"] == "button" => [one],
        JsonObject one => one.SelectMany(p => Elements(p.Value)),
        JsonArray many => many.SelectMany(Elements),
        _ => [],
    };

    protected override async Task CommandAsync()
    {
        var (agent, mark) = NewStart();
        if ((await slack.CommandAsync(Jon, ChannelOf(agent), "/agent", $"{agent} run mark={mark}")).Ok) HeardStart(mark, isDirect: false);
    }

    protected override async Task WriteAsync()
    {
        if (_unheard is not null) return;
        (var agent, _unheard) = NewStart();
        if ((await slack.DirectAsync(Jon, $"agent {agent} run mark={_unheard}")).Ok) Heard(_unheard);
    }

    private void Heard(string mark)
    {
        _unheard = null;
        HeardStart(mark, isDirect: true);
    }

    protected override async Task ApproveSomeAsync()
    {
        var waiting = Waiting();
        Dice.Shuffle(waiting);
        var clicks = waiting.Take(3).SelectMany(w => Enumerable.Repeat(w, Dice.Next(3) == 0 ? 2 : 1)).ToList();
        var answers = await Task.WhenAll(clicks.Select(c => slack.ClickAsync(Mia, c.Message, "Approve")));
        foreach (var ((_, action), _) in clicks.Zip(answers).Where(c => c.Second.Ok)) HeardDecision(action);
    }

    // A click opens the form, which takes a moment; with the bot that was killed in it, the moment is over.
    protected override async Task RejectOneAsync()
    {
        if (slack.OpenView(Eve) is { } form && _rejecting is not null)
        {
            if (form.View["submit"] is not null && !(await slack.SubmitAsync(Eve, ("Reason", "not today"))).Ok) return;
            HeardDecision(_rejecting);
            _rejecting = null;
            if (slack.OpenView(Eve) is not null) await slack.CloseAsync(Eve, clearAll: true);
            return;
        }

        _rejecting = null;
        if (Dice.Next(4) != 0 || Waiting() is not [var (message, action), ..]) return;
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
        [.. Agents.Select(ChannelOf).SelectMany(slack.BotMessages).SelectMany(m => Buttons(m).Where(b => b.Verb == "action.approve").Select(b => (m, b.Action)))];
}
