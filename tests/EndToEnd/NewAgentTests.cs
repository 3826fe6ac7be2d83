using Microsoft.Playwright;

namespace ChatRuns.EndToEnd;

/// <summary>Agents that are written while the bot runs.</summary>
public sealed class NewAgentTests(OwnBot bot) : ChatTest(bot), IClassFixture<OwnBot>
{
    [Fact]
    public async Task A_new_agent_from_the_documentation_is_seen_through_to_its_executed_action()
    {
        var old = bot.WriteFile("a.log", "nobody reads this\n");
        var young = bot.WriteFile("b.log", "this is new\n");
        File.SetLastWriteTimeUtc(old, DateTime.UnixEpoch.AddYears(50));

        bot.WriteAgent("old-logs.sh", AgentProtocol.Program + """
            printf '{"chatruns":"report","markdown":%s}\n' "$(json "# Old logs"$'\n\n'"$count found.")"

            """);
        bot.WriteAgent("old-logs.yaml", AgentProtocol.Agent);
        await Chat.AskUntilAsync("/agent old-logs", "^Agent Old logs, active");
        await Chat.AskAsync($"/agent old-logs run folder={bot.Shop}", "is on its way");

        var action = Chat.Card("^Old logs proposes 1 action").Locator(".box.separator", new() { HasText = old });
        var run = ChatPage.RunOf(await Chat.NameOfAsync(Chat.Card("^Old logs proposes 1 action")));
        await Chat.SaysAsync(Chat.Card($"^Old logs completed, run {run}"), $"1 old logs in {bot.Shop}");
        await Chat.SaysAsync(await Chat.AskAsync($"/run {run} log", "^Log of run"), "looking for logs older than 30 days");
        await action.GetByRole(AriaRole.Button, new() { Name = "Approve", Exact = true }).ClickAsync();
        await Chat.SaysAsync(Chat.Card($"^Old logs proposed .*run {run}$"), "done in");

        File.Exists(old).ShouldBeFalse();
        File.Exists(young).ShouldBeTrue();
        await Chat.Page.GotoAsync($"/runs/{run}/report");
        await Chat.ShowsAsync(Chat.Page.GetByRole(AriaRole.Heading, new() { Name = "Old logs", Exact = true }));
        await Chat.ShowsAsync(Chat.Page.GetByRole(AriaRole.Link, new() { Name = "found.csv" }));
    }

    [Fact]
    public async Task A_broken_edit_keeps_the_last_good_version_and_is_named_with_its_place()
    {
        const string Good = """
            title: Steady
            steps:
              - name: greet
                program: [bash, -c, "echo steady"]

            """;
        bot.WriteAgent("steady.yaml", Good);
        await Chat.AskUntilAsync("/agent steady", "^Agent Steady, active");

        bot.WriteAgent("steady.yaml", Good.Replace("    program", "    retyr: 3\n    program", StringComparison.Ordinal));
        var agents = await Chat.AskUntilAsync("/agents", "^Agents, .*with an error", "steady.yaml");
        await Chat.SaysAsync(agents, "line 4, column 5");
        await Chat.SaysAsync(agents, "The version of before runs on");
        await Chat.AskAsync("/agent steady run", "is on its way");
        await Chat.ShowsAsync(Chat.Card("^Steady completed"));

        bot.WriteAgent("steady.yaml", Good.Replace("Steady", "Steady again", StringComparison.Ordinal));
        await Chat.AskUntilAsync("/agent steady", "^Agent Steady again, active");
    }
}
