using System.Text.Json.Nodes;
using ChatRuns.Actions;

namespace ChatRuns.Bot.Tests.Slack;

/// <summary>A run with more actions than a card of Slack holds.</summary>
public sealed class SlackManyActionsTests
{
    private const int Proposed = 20;

    private static readonly string Many = "title: Tidy\nnotify: { actions: [\"slack:#ops\"] }\napproval: { approvers: [approver] }\nsteps:\n"
        + string.Concat(Enumerable.Range(1, Proposed).Select(i => $"  - {{ name: s{i}, tool: probe.change, with: {{ what: a{i} }}, reason: old, wait: false }}\n"));

    [Fact]
    public async Task The_head_counts_all_and_the_buttons_name_those_that_are_shown()
    {
        await using var bot = await SlackBench.OpenAsync(("tidy", Many));
        await bot.RunAsync("tidy");
        for (var i = 0; i < 3; i++) await bot.PassAsync(TimeSpan.FromSeconds(1));

        var card = bot.Message();
        var blocks = card.Blocks.ToJsonString();
        var shown = card.Text.Split('\n').Count(line => line.Contains("probe.change"));
        card.Text.ShouldContain($"proposes {Proposed} actions");
        card.Text.ShouldContain($"Actions 1 to {shown} of {Proposed}");
        blocks.ShouldContain("Who may decide");
        var drawn = Buttons(card.Blocks).Count(words => words == "Approve");
        Buttons(card.Blocks).ShouldContain($"Approve these {drawn}");
        Buttons(card.Blocks).ShouldContain($"Reject these {drawn}");
        bot.Slack.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Approving_these_decides_the_shown_ones_alone()
    {
        await using var bot = await SlackBench.OpenAsync(("tidy", Many));
        var run = await bot.RunAsync("tidy");
        for (var i = 0; i < 3; i++) await bot.PassAsync(TimeSpan.FromSeconds(1));
        var card = bot.Message();
        var button = Buttons(card.Blocks).Single(words => words.StartsWith("Approve these ", StringComparison.Ordinal));

        await bot.Slack.ClickAsync(SlackBench.Mia, card, button);
        await bot.GoAsync();

        var actions = (await bot.Bench.Engine.FindRunAsync(run, CancellationToken.None))!.Actions;
        actions.Count(a => a.Status != ActionStatus.Open).ShouldBe(int.Parse(button.Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture));
        bot.Slack.Violations.ShouldBeEmpty();
    }

    private static List<string> Buttons(JsonArray blocks) =>
        [.. blocks.Where(b => (string?)b!["type"] == "actions").SelectMany(b => b!["elements"]!.AsArray()).Select(e => (string?)e!["text"]?["text"]).OfType<string>()];
}
