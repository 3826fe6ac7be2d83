using ChatRuns.Actions;
using ChatRuns.Bot.Channels;
using ChatRuns.Engine.Tests;

namespace ChatRuns.Bot.Tests.Commands;

/// <summary>Answers that say what people looked for and did not find.</summary>
public sealed class ShownBetterTests
{
    private const string Two = "title: Tidy\noverlap: allow\nsteps: [{ name: one, tool: probe.change, with: { what: first } }, { name: two, tool: probe.change, with: { what: second } }]";
    private const string Asks = "title: Asker\nsteps: [{ name: ask, question: { text: \"Go on?\", expires: 2h } }]";

    [Fact]
    public async Task One_action_shown_alone_leads_to_the_ones_beside_it()
    {
        await using var bot = await BotBench.OpenAsync(("tidy", Two));
        await bot.Bench.StartAsync("tidy");
        await bot.GoAsync();

        var first = (await bot.SayAsync("/run 1 actions 1.1")).Card!;
        var second = (await bot.SayAsync("/run 1 actions 1.2")).Card!;

        first.Text.ShouldContain("Action 1 of 2");
        first.Json.ToJsonString().ShouldContain("\"/run 1 actions 1.2\"");
        second.Json.ToJsonString().ShouldContain("\"/run 1 actions 1.1\"");
        second.Json.ToJsonString().ShouldContain("\"/run 1 actions\"");
    }

    [Fact]
    public async Task A_question_s_step_says_how_long_it_waited()
    {
        await using var bot = await BotBench.OpenAsync(("asker", Asks));
        await bot.Bench.StartAsync("asker");
        await bot.GoAsync();
        bot.Bench.Time.Advance(TimeSpan.FromMinutes(3));
        await bot.PressAsync("question.answer", """{"run":"1","step":"ask","answer":"yes"}""");
        await bot.GoAsync();

        (await bot.SayAsync("/run 1 steps")).Card!.Text.ShouldContain("waited 3 min");
        (await bot.SayAsync("/run 1")).Card!.Text.ShouldContain("waited 3 min");
        (await bot.SayAsync("/run 1 activity")).Card!.Text.ShouldContain("completed, waited 3 min");
    }

    [Fact]
    public async Task The_approvals_show_what_expires_soonest_first_and_say_so()
    {
        await using var bot = await BotBench.OpenAsync(("slow", Two + "\napproval: { expires: 3d }"), ("quick", Two + "\napproval: { expires: 2h }"));
        await bot.Bench.StartAsync("quick");
        await bot.Bench.StartAsync("slow");
        await bot.GoAsync();

        var text = (await bot.SayAsync("/approvals")).Card!.Text;

        text.ShouldContain("4 actions wait · yours first, then what expires soonest");
        text.IndexOf("#1", StringComparison.Ordinal).ShouldBeLessThan(text.IndexOf("#2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Canceling_a_run_asks_once_more()
    {
        await using var bot = await BotBench.OpenAsync(("asker", Asks));
        await bot.Bench.StartAsync("asker");
        await bot.GoAsync();

        var button = (await bot.SayAsync("/run 1")).Card!.Json["actions"]!.AsArray().Single(a => (string?)a!["title"] == "Cancel run")!;

        ((string?)button["type"], button["verb"]).ShouldBe(("Action.ShowCard", null));
        ((string?)button["card"]!["actions"]![0]!["data"]!["line"]).ShouldBe("/run 1 cancel");
    }

    [Fact]
    public async Task Somebody_unknown_is_asked_for_by_a_key_like_the_reader_s()
    {
        await using var bot = await BotBench.OpenAsync(("asker", Asks));
        bot.Bench.Roles.Give(EngineBench.Mia, Role.Admin);

        var text = (await bot.SayAsync("/access xqzzy approver", EngineBench.Mia)).Card!.Text;

        text.ShouldContain($"yours is {EngineBench.Mia.Key}");
        text.ShouldNotContain("slack/");
    }

    [Theory]
    [InlineData("Night Watch", "as in @Night Watch runs failed.")]
    [InlineData(null, "as in @ChatRuns runs failed.")]
    public async Task Help_calls_the_bot_by_the_name_that_it_has_there(string? name, string said)
    {
        await using var bot = await BotBench.OpenAsync(("asker", Asks));
        var who = new ChatRuns.Journal.Principal("teams", "t1", "p1", "Pat");
        bot.Bench.Roles.Give(who, Role.Viewer);

        var reply = await bot.Bench.Get<IDesk>().AnswerAsync(new Said.Line(who, new("teams", "t1", "19:x"), TimeZoneInfo.Utc, "/help") { BotName = name }, CancellationToken.None);

        reply.Card!.Text.ShouldContain(said);
    }
}
