using ChatRuns.Actions;
using ChatRuns.StandIns.Api;

namespace ChatRuns.Bot.Tests.Teams;

/// <summary>Decisions for which Teams' own services are too slow: the press is answered in time, and what came of it reaches the person.</summary>
public sealed class TeamsLateTests
{
    private const string Ask = "title: Tidy\nnotify: { actions: [\"teams:ops\"] }\napproval: { approvers: [approver] }\nsteps: [{ name: change, tool: probe.change, with: { what: archive } }]";

    [Fact]
    public async Task A_decision_that_takes_long_is_made_and_the_card_shows_it()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask));
        var run = await SlowAsync(bot);

        var answer = await PressAsync(bot, run, TeamsBotBench.Mia);
        (await bot.Bench.ActionAsync(run)).Status.ShouldBe(ActionStatus.Open);
        await bot.GoAsync();
        await bot.WaitAsync(TimeSpan.FromSeconds(5));

        answer.ShouldContain("Working on it");
        (await bot.Bench.ActionAsync(run)).Status.ShouldBe(ActionStatus.Succeeded);
        TeamsBotBench.Read(bot.Card().Card).ShouldContain("Approved by");
        bot.Teams.Targeted(TeamsBotBench.Mia).ShouldBeEmpty();
        bot.Teams.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_decision_that_takes_long_and_is_refused_is_told_in_a_message_to_the_one_who_pressed()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask));
        var run = await SlowAsync(bot);

        var answer = await PressAsync(bot, run, TeamsBotBench.Jon);
        await bot.GoAsync();
        await bot.GoAsync();

        answer.ShouldContain("Working on it");
        TeamsBotBench.Read(bot.Teams.Targeted(TeamsBotBench.Jon).ShouldHaveSingleItem(bot.Teams.ToString()).Card).ShouldContain("Only approvers can decide this");
        (await bot.Bench.ActionAsync(run)).Status.ShouldBe(ActionStatus.Open);
        bot.Teams.Violations.ShouldBeEmpty();
    }

    // Everybody is asked for again, and Teams wants to be left alone for seven seconds.
    private static async Task<long> SlowAsync(TeamsBotBench bot)
    {
        await bot.SettleInAsync();
        var run = await bot.RunAsync("tidy");
        await bot.PassAsync(TimeSpan.FromMinutes(16));
        bot.Teams.Fail("members", new TeamsTrouble.Status(429, "TooManyRequests", TimeSpan.FromSeconds(7)));
        return run;
    }

    private static async Task<string> PressAsync(TeamsBotBench bot, long run, string by)
    {
        var pressing = bot.Teams.SendAsync(await bot.PressAsync(run, by));
        await bot.FlowAsync(pressing);
        var answer = await pressing;
        answer.Status.ShouldBe(200);
        return answer.Body;
    }
}
