using System.Globalization;
using Microsoft.Playwright;

namespace ChatRuns.EndToEnd;

/// <summary>Every command answers with a card of its own name.</summary>
public sealed class CommandTests(SampleBot bot) : ChatTest(bot), IClassFixture<SampleBot>
{
    [Theory]
    [InlineData("/runs", "^Runs, ", "Free up disk")]
    [InlineData("/runs failed last 7d", "^Failed runs, ", "last 7 days")]
    [InlineData("/run {run}", "^Run {run} of Free up disk, completed", "Look for what can go")]
    [InlineData("/run {run} log", "^Log of run {run}, ", "Looking through")]
    [InlineData("/run {run} steps", "^Steps of run {run}, ", "Look for what can go")]
    [InlineData("/run {run} actions", "^Free up disk propose[sd] .*run {run}$", "shop-2024.log")]
    [InlineData("/run {run} activity", "^Activity of run {run}, ", "Proposed")]
    [InlineData("/agents", "^Agents, 3 agents", "Watch and mend")]
    [InlineData("/agent free-up-disk", "^Agent Free up disk, active", "Every change can be undone")]
    [InlineData("/approvals", "^Waiting for approval, ", "Free up disk")]
    [InlineData("/metrics", "^Metrics of all agents", "Actions proposed")]
    [InlineData("/next", "^What runs next, all agents", "Week in review")]
    [InlineData("/home", "^Home, ", "Next")]
    [InlineData("/help", "^Commands$", "/approvals")]
    public async Task A_command_answers_with_its_card(string line, string name, string text)
    {
        var run = bot.FirstRun.ToString(CultureInfo.InvariantCulture);

        string Filled(string words) => words.Replace("{run}", run, StringComparison.Ordinal);
        var card = await Chat.AskAsync(Filled(line), Filled(name));

        await Chat.SaysAsync(card, text);
    }

    [Fact]
    public async Task A_typing_mistake_is_asked_back_and_its_button_does_what_was_meant()
    {
        var card = await Chat.AskAsync("/runz", "runz");

        await card.GetByRole(AriaRole.Button, new() { Name = "/runs", Exact = true }).ClickAsync();

        var after = (await Chat.MessageOfAsync(card)).Locator("xpath=following-sibling::li");
        await Chat.ShowsAsync(after.GetByRole(AriaRole.Article, new() { NameRegex = new("^Runs, ") }));
    }

    [Fact]
    public async Task A_list_is_leafed_through_in_place()
    {
        await Chat.AskAsync("/agent free-up-disk test", "is on its way");
        await Chat.AskUntilAsync("/runs agent free-up-disk all time", "^Runs, ", "2 runs");
        var list = await Chat.MessageOfAsync(await Chat.AskAsync("/runs agent free-up-disk all time per 1", "^Runs, "));
        await Chat.SaysAsync(list, "page 1 of 2");

        await list.GetByRole(AriaRole.Button, new() { Name = "Older" }).ClickAsync();
        await Chat.SaysAsync(list, "page 2 of 2");
        await list.GetByRole(AriaRole.Button, new() { Name = "Newer" }).ClickAsync();
        await Chat.SaysAsync(list, "page 1 of 2");
    }

    [Fact]
    public async Task A_line_that_is_pressed_on_the_page_of_a_run_is_said_in_the_chat()
    {
        await Chat.Page.GotoAsync($"/runs/{bot.FirstRun}");

        await Chat.Card("^Run ").GetByRole(AriaRole.Button, new() { Name = "Steps", Exact = true }).ClickAsync();

        await Chat.ShowsAsync(Chat.Card($"^Steps of run {bot.FirstRun}, "));
    }
}
