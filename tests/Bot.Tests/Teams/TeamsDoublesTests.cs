using System.Text.Json.Nodes;
using ChatRuns.Actions;
using ChatRuns.Bot.Channels.Teams.Door;
using ChatRuns.Bot.Channels.Teams.Talk;
using ChatRuns.StandIns.Api;
using ChatRuns.StandIns.Model;
using ChatRuns.Tools;

namespace ChatRuns.Bot.Tests.Teams;

/// <summary>A post whose answer was lost stands twice until somebody looks at it.</summary>
public sealed class TeamsDoublesTests
{
    private const string Ask = "title: Tidy\noverlap: allow\nnotify: { actions: [\"teams:ops\"], completed: [] }\napproval: { approvers: [approver] }\nsteps: [{ name: change, tool: probe.change, with: { what: \"{{what}}\" } }]\nvariables: { what: x }";
    private const string AskMia = "title: Tidy\noverlap: allow\nnotify: { actions: [\"teams:@10000000-0000-0000-0000-000000000001\"], completed: [] }\napproval: { approvers: [approver] }\nsteps: [{ name: change, tool: probe.change, with: { what: \"{{what}}\" } }]\nvariables: { what: x }";
    private const string Look = "title: Reader\noverlap: allow\nnotify: { failed: [\"teams:ops\"], completed: [] }\nsteps: [{ name: look, tool: probe.look, with: { what: disk } }]";
    private const string Twice = "This card stood twice. The other one stays.";

    [Fact]
    public async Task A_card_that_stands_twice_stands_once_after_an_approver_has_looked_at_the_channel()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask));
        var (first, second) = await StandTwiceAsync(bot);

        await bot.Teams.LookAroundAsync(TeamsBotBench.Mia, TeamsBotBench.Ops);

        TeamsBotBench.Read(bot.Teams.Now(first)!.CardFor(TeamsBotBench.Mia)).ShouldContain(Twice);
        TeamsBotBench.Read(bot.Teams.Now(second)!.CardFor(TeamsBotBench.Mia)).ShouldContain("Approve");
        await bot.PassAsync(TeamsDoubles.ToRead);
        bot.Card().Id.ShouldBe(second.Id);
        await bot.Teams.ClickAsync(TeamsBotBench.Mia, bot.Card(), "action.approve");
        await bot.WaitAsync(TimeSpan.FromSeconds(2));
        TeamsBotBench.Read(bot.Card().Card).ShouldContain("Approved by");
        bot.Teams.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_decision_on_the_card_that_is_one_too_many_counts_and_the_other_one_shows_it()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask));
        var (first, second) = await StandTwiceAsync(bot);

        // As a client holds it that got the card before the other one was there.
        var data = first.Card!["refresh"]!["action"]!["data"]!.DeepClone().AsObject();
        var action = await bot.Bench.ActionAsync(1);
        (data["id"], data["digest"]) = (action.Id.ToString(), action.Digest.ToString());
        var answer = await ExecuteAsync(bot, first, "action.approve", data);
        await bot.WaitAsync(TimeSpan.FromSeconds(5));

        answer.Body.ShouldContain("the other one stays, and shows what came of it");
        (await bot.Bench.ActionAsync(1)).Status.ShouldBe(ActionStatus.Succeeded);
        bot.Card().Id.ShouldBe(second.Id);
        TeamsBotBench.Read(bot.Card().Card).ShouldContain("Approved by");
        bot.Teams.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Somebody_who_fills_in_a_form_of_it_has_ten_minutes()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask));
        var (first, second) = await StandTwiceAsync(bot);
        var action = await bot.Bench.ActionAsync(1);
        var data = first.Card!["refresh"]!["action"]!["data"]!.DeepClone().AsObject();
        (data["id"], data["digest"], data["chatruns"]) = (action.Id.ToString(), action.Digest.ToString(), new JsonObject { ["verb"] = "action.reject" });

        await bot.Teams.InvokeAsync(TeamsBotBench.Mia, TeamsBotBench.Ops, "task/fetch", new JsonObject { ["data"] = data }, first);
        await bot.PassAsync(TeamsDoubles.ToRead);

        Posts(bot).Select(m => m.Id).ShouldContain(first.Id);
        await bot.PassAsync(TeamsDoubles.ToFillIn);
        bot.Card().Id.ShouldBe(second.Id);
        bot.Teams.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_bot_that_is_killed_before_it_takes_the_card_away_does_so_afterwards()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask));
        var (_, second) = await StandTwiceAsync(bot);
        await bot.Teams.LookAroundAsync(TeamsBotBench.Mia, TeamsBotBench.Ops);
        Posts(bot).Count.ShouldBe(2);

        await bot.Bench.RestartAsync();
        await bot.PassAsync(TeamsDoubles.ToRead);

        bot.Card().Id.ShouldBe(second.Id);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(502)]
    [InlineData(503)]
    public async Task Teams_that_does_not_take_it_away_is_asked_again(int status)
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask));
        var (_, second) = await StandTwiceAsync(bot);
        bot.Teams.Fail("delete", new TeamsTrouble.Status(status), times: 6);

        await bot.Teams.LookAroundAsync(TeamsBotBench.Mia, TeamsBotBench.Ops);
        for (var i = 0; i < 8; i++) await bot.PassAsync(TimeSpan.FromSeconds(30));

        bot.Card().Id.ShouldBe(second.Id);
        bot.Teams.Calls.Count(c => c.What == "delete").ShouldBe(7);
    }

    [Fact]
    public async Task A_card_whose_post_is_not_known_to_stand_is_left_alone_until_it_is()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask));
        await bot.SettleInAsync();
        bot.Teams.Fail("create", new TeamsTrouble.DropAfter());
        await bot.TidyAsync();
        var first = bot.Card();

        await bot.Teams.LookAsync(TeamsBotBench.Mia, first);
        await bot.PassAsync(TeamsDoubles.ToRead);

        TeamsBotBench.Read(bot.Card().CardFor(TeamsBotBench.Mia)).ShouldContain("Approve");
        await bot.WaitAsync(TimeSpan.FromSeconds(30));
        Posts(bot).Count.ShouldBe(2);
        // Their own view of it says by which try it came, too.
        await bot.Teams.ClickAsync(TeamsBotBench.Mia, bot.Teams.Now(first)!, "action.approve");
        await bot.WaitAsync(TimeSpan.FromSeconds(5));
        bot.Card().Id.ShouldNotBe(first.Id);
        TeamsBotBench.Read(bot.Card().Card).ShouldContain("Approved by");
    }

    [Fact]
    public async Task A_card_that_stands_once_stays_however_often_somebody_looks()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask));
        await bot.SettleInAsync();
        await bot.TidyAsync();
        await bot.Teams.SayAsync(TeamsBotBench.Jon, TeamsBotBench.Jon, "agent tidy run what=mine");
        await bot.WaitAsync(TimeSpan.FromSeconds(2));

        for (var i = 0; i < 2; i++)
        {
            await bot.Teams.LookAroundAsync(TeamsBotBench.Mia, TeamsBotBench.Ops);
            await bot.Teams.LookAroundAsync(TeamsBotBench.Jon, TeamsBotBench.Jon);
            await bot.Bench.RestartAsync();
            await bot.PassAsync(TeamsDoubles.ToFillIn);
        }

        Posts(bot).Count.ShouldBe(2);
        bot.Cards(TeamsBotBench.Jon).Count.ShouldBe(1);
        bot.Teams.Calls.ShouldNotContain(c => c.What == "delete");
    }

    [Fact]
    public async Task Another_message_that_claims_to_be_of_that_try_stays()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask));
        var (first, second) = await StandTwiceAsync(bot);
        await bot.TidyAsync();
        await bot.WaitAsync(TimeSpan.FromSeconds(2));
        var other = Posts(bot).Single(m => m.Id != first.Id && m.Id != second.Id);
        var forged = first.Card!["refresh"]!["action"]!["data"]!.DeepClone().AsObject();

        foreach (var message in new[] { other, second }) await ExecuteAsync(bot, message, "card.refresh", (JsonObject)forged.DeepClone());
        await ExecuteAsync(bot, first with { Chat = TeamsBotBench.Night, Thread = null }, "card.refresh", (JsonObject)forged.DeepClone());
        await bot.PassAsync(TeamsDoubles.ToFillIn);

        Posts(bot).Select(m => m.Id).ShouldBe([first.Id, second.Id, other.Id], ignoreOrder: true);
        bot.Teams.Calls.ShouldNotContain(c => c.What == "delete");
    }

    [Fact]
    public async Task Where_the_one_that_is_known_was_deleted_by_somebody_the_other_one_stays()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask));
        var (first, second) = await StandTwiceAsync(bot);
        await bot.Bench.Get<ChatRuns.Bot.Channels.Teams.Api.TeamsApi>()
            .DeleteAsync(new(bot.Teams.ServiceUrl, second.Chat, bot.Teams.Options.TenantId), second.Id, CancellationToken.None);
        await bot.Bench.ApproveAsync(await bot.Bench.ActionAsync(1));
        await bot.WaitAsync(TimeSpan.FromSeconds(2));

        await bot.Teams.LookAroundAsync(TeamsBotBench.Mia, TeamsBotBench.Ops);
        await bot.PassAsync(TeamsDoubles.ToFillIn);

        bot.Card().Id.ShouldBe(first.Id);
    }

    [Fact]
    public async Task In_the_own_chat_the_client_of_the_one_person_tells()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", AskMia));
        await bot.SettleInAsync();
        bot.Teams.Fail("send", new TeamsTrouble.DropAfter());
        await bot.TidyAsync();
        await bot.WaitAsync(TimeSpan.FromSeconds(30));
        bot.Cards(TeamsBotBench.Mia).Count.ShouldBe(2);

        await bot.Teams.LookAroundAsync(TeamsBotBench.Mia, TeamsBotBench.Mia);
        await bot.PassAsync(TeamsDoubles.ToRead);

        TeamsBotBench.Read(bot.Card(TeamsBotBench.Mia).CardFor(TeamsBotBench.Mia)).ShouldContain("Approve");
        bot.Teams.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_answer_that_was_given_twice_stands_once_after_who_asked_has_pressed_its_button()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask));
        await bot.SettleInAsync();
        bot.Teams.Fail("send", new TeamsTrouble.DropAfter());
        await bot.Teams.SayAsync(TeamsBotBench.Jon, TeamsBotBench.Jon, "agent tidy run what=mine");
        await bot.GoAsync();
        bot.Bench.Time.Advance(TimeSpan.FromSeconds(5));
        await bot.Bench.Get<TeamsIntake>().TickOnceAsync(CancellationToken.None);
        await bot.WaitAsync(TimeSpan.FromSeconds(5));
        bot.Cards(TeamsBotBench.Jon).Count.ShouldBe(2, bot.Teams.ToString());

        var (first, second) = (bot.Cards(TeamsBotBench.Jon)[0], bot.Cards(TeamsBotBench.Jon)[1]);

        foreach (var card in new[] { second, first }) await bot.Teams.ClickAsync(TeamsBotBench.Jon, card, "Open the run");
        await bot.PassAsync(TeamsDoubles.ToRead);

        bot.Teams.Now(first).ShouldBeNull();
        bot.Teams.Now(second).ShouldNotBeNull();
    }

    [Fact]
    public async Task Where_nobody_s_client_asks_a_press_on_an_alert_does()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("reader", Look));
        await bot.SettleInAsync();
        bot.Bench.Look.Answer = _ => throw new ToolException(ToolFault.Unreachable, "disk is gone");
        bot.Teams.Fail("create", new TeamsTrouble.DropAfter());
        await bot.RunAsync("reader");
        await bot.WaitAsync(TimeSpan.FromSeconds(30));
        var first = Posts(bot)[0];
        Posts(bot).Count.ShouldBe(2);

        await bot.Teams.ClickAsync(TeamsBotBench.Jon, first, "Log");
        await bot.PassAsync(TeamsDoubles.ToRead);

        bot.Card().Id.ShouldNotBe(first.Id);
        bot.Teams.Violations.ShouldBeEmpty();
    }

    private static async Task<(TeamsMessage First, TeamsMessage Second)> StandTwiceAsync(TeamsBotBench bot)
    {
        await bot.SettleInAsync();
        bot.Teams.Fail("create", new TeamsTrouble.DropAfter());
        await bot.TidyAsync();
        await bot.WaitAsync(TimeSpan.FromSeconds(30));
        var cards = Posts(bot);
        cards.Count.ShouldBe(2);
        return (cards[0], cards[1]);
    }

    // Without what hangs under them.
    private static IReadOnlyList<TeamsMessage> Posts(TeamsBotBench bot) => [.. bot.Cards(TeamsBotBench.Ops).Where(m => m.Thread == m.Id)];

    private static Task<TeamsBotAnswer> ExecuteAsync(TeamsBotBench bot, TeamsMessage message, string verb, JsonObject data) =>
        bot.Teams.InvokeAsync(TeamsBotBench.Mia, message.Chat, "adaptiveCard/action", new JsonObject
        {
            ["action"] = new JsonObject { ["type"] = "Action.Execute", ["verb"] = verb, ["data"] = data }, ["trigger"] = "manual",
        }, message);
}
