using System.Text.Json;
using System.Text.Json.Nodes;
using ChatRuns.StandIns;
using ChatRuns.StandIns.Model;

namespace ChatRuns.Bot.Tests.Crash;

/// <summary>
/// People in Teams. What nobody acknowledged is not delivered again. A message for many has no buttons of decisions: who may decide is shown their
/// own view, which their client asks for.
/// </summary>
internal sealed class TeamsCrowd(TeamsStandIn teams, IReadOnlyList<string> agents, Random dice) : ChatCrowd(agents, dice)
{
    public const string Mia = "29:mia";
    public const string Jon = "29:jon";
    public const string Eve = "29:eve";
    private readonly HashSet<string> _over = [];

    /// <inheritdoc/>
    public override async Task MeetAsync(BotProcess bot, CancellationToken cancel) => teams.BotUrl = (await bot.ReadyAsync(cancel)).GetLeftPart(UriPartial.Authority);

    /// <summary>The channel of an agent.</summary>
    public static string ChannelOf(string agent) => $"19:{agent}@thread.tacv2";

    /// <summary>All that the bot wrote: in the agents' channels and their threads, for Jon alone there, and in the own conversations of all three.</summary>
    public IEnumerable<TeamsMessage> Messages() => [.. Agents.Select(ChannelOf).Concat([Jon, Mia, Eve]).SelectMany(teams.BotMessages), .. teams.Targeted(Jon)];

    /// <summary>The title of a button of a card that opens something and changes nothing; null where it has none.</summary>
    public static string? OpenerOf(TeamsMessage message) =>
        (message.Card?["actions"] as JsonArray)?.OfType<JsonObject>().Where(a => (string?)a["verb"] == "say").Select(a => (string?)a["title"]).FirstOrDefault();

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<Button>> ReadButtonsAsync()
    {
        var all = new List<Button>();
        foreach (var post in Posts()) all.AddRange(await ViewAsync(Mia, post) ?? throw new InvalidOperationException("The bot is gone."));
        return all;
    }

    protected override Task ArriveAsync() => Task.CompletedTask;

    protected override async Task CommandAsync()
    {
        var (agent, mark) = NewStart();
        if ((await teams.SayAsync(Jon, ChannelOf(agent), $"agent {agent} run mark={mark}")).Status == 200) HeardStart(mark, isDirect: false);
    }

    protected override async Task WriteAsync()
    {
        var (agent, mark) = NewStart();
        if ((await teams.SayAsync(Jon, Jon, $"agent {agent} run mark={mark}")).Status == 200) HeardStart(mark, isDirect: true);
    }

    protected override async Task ApproveSomeAsync()
    {
        var waiting = Waiting();
        Dice.Shuffle(waiting);
        foreach (var post in waiting.Take(3))
        {
            if (await FindAsync(Mia, post, "action.approve") is not { } button) continue;
            var clicks = Dice.Next(3) == 0 ? 2 : 1;
            foreach (var answer in await Task.WhenAll(Enumerable.Range(0, clicks).Select(_ => PressAsync(Mia, post, button))))
                if (IsTaken(answer)) HeardDecision(button.Action);
        }
    }

    protected override async Task RejectOneAsync()
    {
        if (Dice.Next(4) != 0 || Waiting() is not [var post, ..] || await FindAsync(Eve, post, "action.reject") is not { } button) return;
        if (IsTaken(await PressAsync(Eve, post, button, ($"reason@{button.Action}", "not today")))) HeardDecision(button.Action);
    }

    private IEnumerable<TeamsMessage> Posts() => Agents.Select(ChannelOf).SelectMany(teams.BotMessages).Where(m => m.Thread == m.Id);

    private TeamsMessage[] Waiting() => [.. Posts().Where(m => !_over.Contains(m.Id))];

    // What is decided stays decided: nobody looks at it again.
    private async Task<Button?> FindAsync(string user, TeamsMessage post, string verb)
    {
        if (await ViewAsync(user, post) is not { } buttons) return null;
        var found = buttons.FirstOrDefault(b => b.Verb == verb);
        if (found is null) _over.Add(post.Id);
        return found;
    }

    // Null when the bot did not answer.
    private async Task<IReadOnlyList<Button>?> ViewAsync(string user, TeamsMessage post)
    {
        if (post.Card?["refresh"]?["action"] is not JsonObject action) return [.. Buttons(post.Card)];
        var answer = await teams.InvokeAsync(user, post.Chat, "adaptiveCard/action", new JsonObject { ["action"] = action.DeepClone(), ["trigger"] = "automatic" }, post);
        return answer.Json?["value"] is JsonObject card ? [.. Buttons(card)] : null;
    }

    private Task<TeamsBotAnswer> PressAsync(string user, TeamsMessage post, Button button, params (string Id, string Value)[] inputs)
    {
        var data = JsonNode.Parse(button.Data.GetRawText())!.AsObject();
        foreach (var (id, filled) in inputs) data[id] = filled;
        var value = new JsonObject { ["action"] = new JsonObject { ["type"] = "Action.Execute", ["verb"] = button.Verb, ["data"] = data }, ["trigger"] = "manual" };
        return teams.InvokeAsync(user, post.Chat, "adaptiveCard/action", value, post);
    }

    private static bool IsTaken(TeamsBotAnswer answer) =>
        answer.Status == 200 && (int?)answer.Json?["statusCode"] == 200 && !answer.Body.Contains("Try again", StringComparison.Ordinal);

    private static IEnumerable<Button> Buttons(JsonNode? node) => node switch
    {
        JsonObject one when (string?)one["type"] == "Action.Execute" => [new(0, (string)one["verb"]!, JsonSerializer.SerializeToElement(one["data"] ?? new JsonObject()))],
        JsonObject one => one.Where(m => m.Key is not ("fallback" or "refresh")).SelectMany(m => Buttons(m.Value)),
        JsonArray many => many.SelectMany(Buttons),
        _ => [],
    };
}
