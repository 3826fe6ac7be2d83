using Microsoft.Playwright;

namespace ChatRuns.EndToEnd;

/// <summary>A bot that is killed forgets nothing.</summary>
[Collection(nameof(Chromium))]
public sealed class RestartTests(SampleBot bot) : IClassFixture<SampleBot>
{
    [Fact]
    public async Task After_a_kill_the_cards_the_decisions_and_the_runs_are_still_there()
    {
        await using (var before = await ChatPage.OpenAsync(bot))
        {
            var action = before.Card("^Free up disk proposes").Locator(".box.separator", new() { HasText = "shop-2024.log" });
            await action.GetByRole(AriaRole.Button, new() { Name = "Approve", Exact = true }).ClickAsync();
            await before.SaysAsync(action, "done in");
            await before.AskAsync("/help", "^Commands$");
            before.Complaints.ShouldBeEmpty();
        }

        await bot.KillAndRestartAsync();

        await using var after = await ChatPage.OpenAsync(bot);
        await after.SaysAsync(after.Card("^Free up disk proposes"), "Approved by Local admin");
        await after.ShowsAsync(after.Card("^Commands$"));
        await after.SaysAsync(await after.AskAsync($"/run {bot.FirstRun}", "^Run .* completed"), "shop-2024.log");
        await after.SaysAsync(await after.AskAsync("/metrics", "^Metrics of all agents"), "Actions proposed");
        var open = after.Card("^Free up disk proposes").Locator(".box.separator", new() { HasText = "price-list (1).csv" });
        await open.GetByRole(AriaRole.Button, new() { Name = "Approve", Exact = true }).ClickAsync();
        await after.SaysAsync(open, "done in");
        File.Exists(Path.Combine(bot.Practice, "downloads", "price-list (1).csv")).ShouldBeFalse();
        after.Complaints.ShouldBeEmpty();
    }
}
