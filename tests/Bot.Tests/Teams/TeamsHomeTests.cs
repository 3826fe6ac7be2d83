using ChatRuns.Actions;
using ChatRuns.Engine.Tests;
using ChatRuns.StandIns.Model;
using ChatRuns.Tools;

namespace ChatRuns.Bot.Tests.Teams;

/// <summary>Home in somebody's own chat: what each sees on it, and how it is kept true.</summary>
public sealed class TeamsHomeTests
{
    // Longer than a Home rests after it was drawn.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(130);

    private const string Ask = "title: Tidy\noverlap: allow\nnotify: { actions: [\"teams:ops\"], completed: [] }\napproval: { approvers: [approver] }\nsteps: [{ name: change, tool: probe.change, with: { what: \"{{what}}\" } }]\nvariables: { what: x }";
    private const string Look = "title: Reader\nnotify: { failed: [\"teams:ops\"], completed: [] }\nsteps: [{ name: look, tool: probe.look, with: { what: disk } }]";
    private const string Nightly = "title: Nightly\ntriggers: [{ name: nights, cron: \"0 3 * * *\" }]\nsteps: [{ name: look, tool: probe.look, with: { what: disk } }]";

    [Fact]
    public async Task It_shows_what_waits_what_failed_and_what_comes_next()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask), ("reader", Look), ("nightly", Nightly));
        bot.Bench.Look.Answer = _ => throw new ToolException(ToolFault.Unreachable, "No route to the disk.");
        await bot.RunAsync("tidy");
        await bot.RunAsync("reader");

        var home = await HomeAsync(bot, TeamsBotBench.Mia);

        TeamsBotBench.Words(home.Card).ShouldSatisfyAllConditions(
            words => words.ShouldContain("1 failed in the last 24 hours"), words => words.ShouldContain("No route to the disk"), words => words.ShouldContain("Nightly"));
        TeamsBotBench.Read(home.Card).ShouldSatisfyAllConditions(
            card => card.ShouldContain("\"Review\""), card => card.ShouldContain("\"Refresh\""), card => card.ShouldNotContain("action.approve"));
        home.Card!["refresh"]!["userIds"]!.AsArray().ShouldHaveSingleItem()!.GetValue<string>().ShouldBe(TeamsBotBench.Mia);
        bot.Teams.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_adds_the_bot_has_it_below_the_greeting_that_offers_it()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask));

        await bot.SettleInAsync();

        bot.Teams.BotMessages(TeamsBotBench.Mia).Count.ShouldBe(2);
        TeamsBotBench.Read(bot.Teams.BotMessages(TeamsBotBench.Mia)[0].Card).ShouldContain("/home");
        bot.Homes(TeamsBotBench.Mia).ShouldHaveSingleItem();
        await bot.RunAsync("tidy");
        TeamsBotBench.Words(Only(bot).Card).ShouldContain("1 waits for you");
    }

    [Fact]
    public async Task Who_has_no_role_gets_no_Home()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask));
        await bot.RunAsync("tidy");

        await bot.Teams.InstallAsync(TeamsBotBench.Eve, TeamsBotBench.Eve);
        await bot.Teams.SayAsync(TeamsBotBench.Eve, TeamsBotBench.Eve, "home");
        await bot.GoAsync();

        bot.Homes(TeamsBotBench.Eve).ShouldBeEmpty();
        string.Concat(bot.Teams.BotMessages(TeamsBotBench.Eve).Select(m => TeamsBotBench.Words(m.Card))).ShouldNotContain("Tidy");
    }

    [Fact]
    public async Task Each_sees_what_their_roles_cover_and_what_they_may_decide()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask), ("reader", Look));
        await bot.Bench.Engine.GrantAsync(bot.PrincipalOf(TeamsBotBench.Eve).Key, "Eve Moss", Role.Viewer, GrantScope.OfAgent("reader"), EngineBench.Ada, CancellationToken.None);
        bot.Bench.Look.Answer = _ => throw new ToolException(ToolFault.Unreachable, "No route.");
        await bot.RunAsync("tidy");
        await bot.RunAsync("reader");

        var eve = TeamsBotBench.Words((await HomeAsync(bot, TeamsBotBench.Eve)).Card);
        var jon = TeamsBotBench.Words((await HomeAsync(bot, TeamsBotBench.Jon)).Card);

        eve.ShouldSatisfyAllConditions(words => words.ShouldContain("Reader"), words => words.ShouldContain("Nothing waits for you"), words => words.ShouldNotContain("Tidy"));
        jon.ShouldContain("Nothing waits for you");
    }

    [Fact]
    public async Task A_decision_redraws_it_once_and_nobody_elses()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask));
        await bot.SettleInAsync();
        var run = await bot.RunAsync("tidy");
        await HomeAsync(bot, TeamsBotBench.Mia);
        await bot.WaitAsync(Rest);
        var (mine, jons) = (bot.Homes(TeamsBotBench.Mia)[^1], bot.Homes(TeamsBotBench.Jon)[^1]);
        mine.Edits.ShouldBe(0);

        await bot.Teams.SendAsync(await bot.PressAsync(run, TeamsBotBench.Mia));
        await bot.GoAsync();
        await bot.WaitAsync(Rest);

        var now = bot.Homes(TeamsBotBench.Mia)[^1];
        TeamsBotBench.Words(now.Card).ShouldContain("Nothing waits for you");
        now.Edits.ShouldBe(1, bot.Teams.ToString());
        bot.Homes(TeamsBotBench.Jon)[^1].Edits.ShouldBe(jons.Edits);
    }

    [Fact]
    public async Task Nothing_is_sent_where_nothing_changed()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask));
        await HomeAsync(bot, TeamsBotBench.Mia);

        await bot.Bench.Engine.GrantAsync(bot.PrincipalOf(TeamsBotBench.Eve).Key, "Eve Moss", Role.Viewer, GrantScope.Everything, EngineBench.Ada, CancellationToken.None);
        await bot.WaitAsync(Rest);

        bot.Homes(TeamsBotBench.Mia).ShouldHaveSingleItem().Edits.ShouldBe(0);
    }

    [Fact]
    public async Task Between_two_redraws_are_two_minutes()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask));
        await HomeAsync(bot, TeamsBotBench.Mia);
        await bot.TidyAsync();
        var first = Only(bot);

        for (var i = 0; i < 4; i++)
        {
            await bot.TidyAsync();
            await bot.PassAsync(TimeSpan.FromSeconds(2));
        }

        Only(bot).Edits.ShouldBe(first.Edits);
        await bot.WaitAsync(TimeSpan.FromSeconds(100));
        Only(bot).Edits.ShouldBe(first.Edits);
        await bot.WaitAsync(TimeSpan.FromSeconds(20));
        Only(bot).Edits.ShouldBe(first.Edits + 1);
        TeamsBotBench.Words(Only(bot).Card).ShouldContain("5 wait for you");
    }

    [Fact]
    public async Task Only_the_newest_one_lives()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask));
        await HomeAsync(bot, TeamsBotBench.Mia);
        await HomeAsync(bot, TeamsBotBench.Mia);

        await bot.RunAsync("tidy");
        await bot.WaitAsync(Rest);

        var homes = bot.Homes(TeamsBotBench.Mia);
        homes.Select(home => home.Edits).ShouldBe([0, 1]);
        TeamsBotBench.Words(homes[1].Card).ShouldContain("1 waits for you");
    }

    [Fact]
    public async Task Refresh_brings_an_old_one_up_to_date_and_it_lives_from_then_on()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask));
        var old = await HomeAsync(bot, TeamsBotBench.Mia);
        await HomeAsync(bot, TeamsBotBench.Mia);
        await bot.TidyAsync();

        await bot.Teams.ClickAsync(TeamsBotBench.Mia, old, "Refresh");
        await bot.GoAsync();

        TeamsBotBench.Words(bot.Homes(TeamsBotBench.Mia)[0].Card).ShouldContain("1 waits for you");
        await bot.TidyAsync();
        await bot.WaitAsync(Rest);
        TeamsBotBench.Words(bot.Homes(TeamsBotBench.Mia)[0].Card).ShouldContain("2 wait for you");
        TeamsBotBench.Words(bot.Homes(TeamsBotBench.Mia)[1].Card).ShouldNotContain("2 wait for you");
        bot.Teams.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task It_is_current_when_somebody_looks_at_it()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask));
        var home = await HomeAsync(bot, TeamsBotBench.Mia);
        await bot.Bench.StartAsync("tidy");
        await bot.Bench.GoAsync();

        var seen = await bot.Teams.LookAsync(TeamsBotBench.Mia, home);

        TeamsBotBench.Words(seen).ShouldContain("1 waits for you");
        await bot.WaitAsync(Rest);
        Only(bot).Edits.ShouldBe(0, "what she was shown already is not sent again");
    }

    [Fact]
    public async Task It_lives_on_after_a_restart_and_an_event_that_changes_nothing_sends_nothing()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask));
        await HomeAsync(bot, TeamsBotBench.Mia);

        await bot.Bench.RestartAsync();
        await bot.Bench.Engine.GrantAsync(bot.PrincipalOf(TeamsBotBench.Eve).Key, "Eve Moss", Role.Viewer, GrantScope.Everything, EngineBench.Ada, CancellationToken.None);
        await bot.WaitAsync(Rest);
        Only(bot).Edits.ShouldBe(0);
        await bot.RunAsync("tidy");

        Only(bot).Edits.ShouldBe(1);
        TeamsBotBench.Words(Only(bot).Card).ShouldContain("1 waits for you");
    }

    [Fact]
    public async Task Whose_role_was_taken_sees_nothing_on_it_any_more()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask));
        await bot.RunAsync("tidy");
        await HomeAsync(bot, TeamsBotBench.Mia);

        await bot.Bench.Engine.RevokeAsync(bot.PrincipalOf(TeamsBotBench.Mia).Key, Role.Approver, GrantScope.Everything, EngineBench.Ada, CancellationToken.None);
        await bot.WaitAsync(Rest);

        TeamsBotBench.Words(bot.Teams.BotMessages(TeamsBotBench.Mia)[^1].Card).ShouldSatisfyAllConditions(
            words => words.ShouldNotContain("Tidy"), words => words.ShouldNotContain("waits"));
    }

    [Fact]
    public async Task In_a_channel_it_is_for_the_one_who_asked_and_cannot_be_shared()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask));
        await bot.SettleInAsync();

        await bot.Teams.SayAsync(TeamsBotBench.Jon, TeamsBotBench.Ops, "home");
        await bot.GoAsync();
        var given = bot.Teams.Targeted(TeamsBotBench.Jon).ShouldHaveSingleItem(bot.Teams.ToString());
        TeamsBotBench.Read(given.Card).ShouldSatisfyAllConditions(card => card.ShouldContain("Nothing waits for you"), card => card.ShouldNotContain("Share here"));

        var forged = bot.Teams.Activity("invoke", TeamsBotBench.Jon, TeamsBotBench.Ops);
        forged["name"] = "adaptiveCard/action";
        forged["value"] = new System.Text.Json.Nodes.JsonObject
        {
            ["action"] = new System.Text.Json.Nodes.JsonObject { ["type"] = "Action.Execute", ["verb"] = "teams.share", ["data"] = new System.Text.Json.Nodes.JsonObject { ["line"] = "/home" } },
            ["trigger"] = "manual",
        };
        var answer = await bot.Teams.SendAsync(forged);
        await bot.GoAsync();

        answer.Body.ShouldContain("yours alone");
        bot.Cards(TeamsBotBench.Ops).ShouldBeEmpty();
    }

    private static TeamsMessage Only(TeamsBotBench bot) => bot.Homes(TeamsBotBench.Mia).ShouldHaveSingleItem(bot.Teams.ToString());

    private static async Task<TeamsMessage> HomeAsync(TeamsBotBench bot, string person)
    {
        await bot.Teams.SayAsync(person, person, "home");
        await bot.GoAsync();
        return bot.Homes(person)[^1];
    }
}
