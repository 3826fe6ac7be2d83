using System.Text.RegularExpressions;
using ChatRuns.Actions;
using ChatRuns.Bot.Access;
using ChatRuns.Bot.Channels;
using ChatRuns.Engine.Tests;
using ChatRuns.Journal;

namespace ChatRuns.Bot.Tests.Commands;

/// <summary>One person in several chats, by a code. Mia approves in the web chat, and in Slack and Teams too.</summary>
public sealed partial class LinkAnswerTests
{
    private const string Pay = """
        title: Pay invoices
        approval: { approvers: [approver], required: 2 }
        steps: [{ name: change, tool: probe.change, with: { what: pay }, confidence: 0.9, reason: due }]
        """;

    private static readonly Principal s_web = EngineBench.Mia;
    private static readonly Principal s_slack = new("slack", "T1", "U1", "Mia Chen");
    private static readonly Principal s_teams = new("teams", "9f2d", "29:1", "Chen, Mia");

    [Fact]
    public async Task A_code_of_one_chat_links_in_the_other_once_it_is_confirmed()
    {
        await using var bot = await OpenAsync();
        var given = await bot.SayAsync("/me link", s_web);
        var code = CodeIn(given);

        var asked = await bot.SayAsync($"/me link {code.ToLowerInvariant()}", s_slack);
        var before = Linked(bot);
        var done = await bot.SayAsync(ConfirmLine(asked), s_slack);

        new[] { given, asked, done }.ShouldAllBe(r => r.Mode == ReplyMode.Private && r.Subject == null && r.Card!.Name == "notice");
        given.Card!.Text.ShouldSatisfyAllConditions(t => t.ShouldContain($"/me link {code}"), t => t.ShouldContain("for 10 minutes"));
        asked.Card!.Text.ShouldSatisfyAllConditions(
            t => t.ShouldContain("Mia in the web chat (mia)"), t => t.ShouldContain("Mia Chen in Slack, workspace T1 (U1), where you are now"),
            t => t.ShouldContain("approvals count once"), t => t.ShouldContain("Roles are not merged"));
        before.ShouldBe(LinkedAccounts.None);
        done.Card!.Text.ShouldContain("These accounts are one person:");
        Linked(bot).AccountsOf(s_web.Key).ShouldBe([s_web, s_slack]);
    }

    [Fact]
    public async Task What_is_linked_stands_among_the_settings_and_can_be_taken_back()
    {
        await using var bot = await OpenAsync();
        (await TextAsync(bot, "/me", s_web)).ShouldNotContain("Linked accounts");
        await LinkAsync(bot, s_web, s_slack);

        (await TextAsync(bot, "/me", s_web)).ShouldSatisfyAllConditions(
            t => t.ShouldContain("Linked accounts"), t => t.ShouldContain("Mia Chen in Slack, workspace T1 (U1)"), t => t.ShouldContain("Roles are not merged"));
        (await TextAsync(bot, "/me", s_slack)).ShouldContain("Mia in the web chat (mia)");

        (await TextAsync(bot, "/me unlink", s_slack)).ShouldSatisfyAllConditions(
            t => t.ShouldContain("a person of its own again"), t => t.ShouldContain("Mia in the web chat"), t => t.ShouldContain("what was decided stays"));
        (await TextAsync(bot, "/me", s_web)).ShouldNotContain("Linked accounts");
        (await TextAsync(bot, "/me unlink", s_slack)).ShouldContain("This account is linked to no other.");
    }

    [Fact]
    public async Task A_third_account_is_shown_what_it_joins()
    {
        await using var bot = await OpenAsync();
        await LinkAsync(bot, s_web, s_slack);
        var code = CodeIn(await bot.SayAsync("/me link", s_slack));

        var asked = await TextAsync(bot, $"/me link {code}", s_teams);

        foreach (var part in (string[])["Mia in the web chat (mia)", "Mia Chen in Slack, workspace T1 (U1)", "Chen, Mia in Microsoft Teams, tenant 9f2d (29:1), where you are now"])
            asked.ShouldContain(part);
        await bot.SayAsync($"/me link {code} confirm", s_teams);
        Linked(bot).AreOne(s_web.Key, s_teams.Key).ShouldBeTrue();
    }

    [Fact]
    public async Task Ones_own_code_is_said_to_be_so_and_stays_good()
    {
        await using var bot = await OpenAsync();
        var code = CodeIn(await bot.SayAsync("/me link", s_web));

        foreach (var line in (string[])[$"/me link {code}", $"/me link {code} confirm"])
            (await TextAsync(bot, line, s_web)).ShouldContain("This code is this account's own.");

        (await TextAsync(bot, $"/me link {code} confirm", s_slack)).ShouldContain("These accounts are one person");
    }

    [Fact]
    public async Task A_code_is_over_after_ten_minutes_with_the_next_one_and_once_it_was_used()
    {
        await using var bot = await OpenAsync();
        var first = CodeIn(await bot.SayAsync("/me link", s_web));
        var second = CodeIn(await bot.SayAsync("/me link", s_web));
        (await TextAsync(bot, $"/me link {first}", s_slack)).ShouldContain("This code is over");

        bot.Bench.Time.Advance(LinkCodes.Life);
        (await TextAsync(bot, $"/me link {second} confirm", s_slack)).ShouldContain("older than 10 minutes");
        Linked(bot).ShouldBe(LinkedAccounts.None);

        var third = await LinkAsync(bot, s_web, s_slack);
        (await TextAsync(bot, $"/me link {third} confirm", s_teams)).ShouldContain("This code is over");
        Linked(bot).AccountsOf(s_teams.Key).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_confirmation_that_comes_twice_is_answered_like_the_first()
    {
        await using var bot = await OpenAsync();
        var code = await LinkAsync(bot, s_web, s_slack);

        (await TextAsync(bot, $"/me link {code} confirm", s_slack)).ShouldContain("These accounts are one person");

        (await bot.Bench.Store.ReadStreamAsync(StreamName.Access, 0, 10, CancellationToken.None)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Who_guesses_is_refused_for_the_hour_whichever_code_they_guess()
    {
        await using var bot = await OpenAsync();
        for (var i = 0; i < OneTimeCodes.MostWrong - 1; i++)
            (await TextAsync(bot, $"/me link 0000-0000-0000-000{i}", s_slack)).ShouldContain("This code does not work");
        (await TextAsync(bot, "/access claim 0000", s_slack)).ShouldContain("Too many wrong codes");
        var code = CodeIn(await bot.SayAsync("/me link", s_web));

        (await TextAsync(bot, $"/me link {code}", s_slack)).ShouldContain("Too many wrong codes");
        (await TextAsync(bot, $"/me link {code} confirm", s_slack)).ShouldContain("Too many wrong codes");
        (await TextAsync(bot, $"/me link {code}", s_teams)).ShouldContain("Shall these accounts be one person?");
        bot.Bench.Time.Advance(OneTimeCodes.Window);
        await LinkAsync(bot, s_web, s_slack);
    }

    [Fact]
    public async Task A_code_that_makes_admins_links_nobody_and_one_that_links_makes_none()
    {
        await using var bot = await OpenAsync();
        var admin = await bot.Bench.Get<AdminCodes>().IssueAsync(CancellationToken.None);
        var link = CodeIn(await bot.SayAsync("/me link", s_web));

        (await TextAsync(bot, $"/me link {admin} confirm", s_slack)).ShouldContain("This code does not work");
        (await TextAsync(bot, $"/access claim {link}", s_slack)).ShouldContain("This code does not work");

        bot.Bench.Engine.RolesOf(s_slack).ShouldNotContain(Role.Admin);
        (await TextAsync(bot, $"/access claim {admin}", s_teams)).ShouldContain("You are an admin now");
    }

    [Fact]
    public async Task Of_many_who_confirm_the_same_code_at_once_one_is_linked()
    {
        await using var bot = await OpenAsync();
        var crowd = Enumerable.Range(0, 8).Select(i => s_slack with { Id = $"U{i}", Name = $"Person {i}" }).ToList();
        foreach (var who in crowd) bot.Bench.Roles.Give(who, Role.Viewer);
        var code = CodeIn(await bot.SayAsync("/me link", s_web));

        var answers = await Task.WhenAll(crowd.Concat(crowd).Select(who => TextAsync(bot, $"/me link {code} confirm", who)));

        var linked = Linked(bot).OthersOf(s_web.Key).ShouldHaveSingleItem();
        answers.Count(a => a.Contains("These accounts are one person", StringComparison.Ordinal)).ShouldBeInRange(1, 2);
        answers.Count(a => a.Contains("This code is over", StringComparison.Ordinal)).ShouldBeGreaterThanOrEqualTo(14);
        crowd.ShouldContain(linked);
        (await bot.Bench.Store.ReadStreamAsync(StreamName.Access, 0, 10, CancellationToken.None)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Who_has_no_role_is_given_no_code_and_links_nothing()
    {
        await using var bot = await OpenAsync();
        var code = CodeIn(await bot.SayAsync("/me link", s_web));

        foreach (var line in (string[])["/me link", $"/me link {code}", $"/me link {code} confirm"])
            (await TextAsync(bot, line, EngineBench.Stranger)).ShouldContain("You may not see runs");

        Linked(bot).ShouldBe(LinkedAccounts.None);
    }

    [Fact]
    public async Task What_was_approved_with_one_account_does_not_wait_for_the_other()
    {
        await using var bot = await OpenAsync();
        await LinkAsync(bot, s_web, s_slack);
        var run = await bot.Bench.RunAsync("pay");
        var action = await bot.Bench.ActionAsync(run.Number);
        var press = $$"""{ "id": "{{action.Id}}", "digest": "{{action.Digest}}" }""";

        await bot.PressAsync("action.approve", press, s_web);

        (await TextAsync(bot, "/approvals mine", s_slack)).ShouldContain("Nothing waits for you.");
        (await TextAsync(bot, "/approvals", s_slack)).ShouldContain("you approved it, 1 of 2");
        (await bot.PressAsync("action.approve", press, s_slack)).Card!.Text.ShouldContain("You approved this already as Mia: 1 of 2.");
        (await TextAsync(bot, "/approvals mine", EngineBench.Noor)).ShouldContain("1 action waits");
    }

    [Fact]
    public async Task Runs_of_ones_own_are_those_of_both_accounts()
    {
        await using var bot = await OpenAsync();
        foreach (var who in (Principal[])[s_web, s_slack]) bot.Bench.Roles.Give(who, Role.Viewer, Role.Operator);
        await bot.Bench.RunAsync("pay", by: s_web);
        (await TextAsync(bot, "/runs mine", s_slack)).ShouldContain("No runs");

        await LinkAsync(bot, s_web, s_slack);

        (await TextAsync(bot, "/runs mine", s_slack)).ShouldContain("1 run");
    }

    [Fact]
    public async Task The_other_account_is_told_where_it_is_and_can_take_it_back_there()
    {
        await using var bot = await OpenAsync();
        bot.Slack.HasThreads = true;
        await LinkAsync(bot, s_slack, s_teams);

        await bot.CarryAllAsync();
        await bot.CarryAllAsync();

        var told = bot.Slack.Wall.ShouldHaveSingleItem();
        told.Text.ShouldSatisfyAllConditions(
            t => t.ShouldContain("Your account here is now linked with Chen, Mia in Microsoft Teams, tenant 9f2d (29:1)."), t => t.ShouldContain("If that wasn't you"));
        told.Json.ToJsonString().ShouldContain("/me unlink");
        bot.Web.Wall.ShouldBeEmpty();
    }

    [Fact]
    public async Task Linked_again_is_told_again_and_what_was_taken_back_meanwhile_is_not_told()
    {
        await using var bot = await OpenAsync();
        bot.Slack.HasThreads = true;
        await LinkAsync(bot, s_slack, s_teams);
        await bot.SayAsync("/me unlink", s_teams);
        await bot.CarryAllAsync();
        bot.Slack.Wall.ShouldBeEmpty();

        await LinkAsync(bot, s_slack, s_teams);
        await bot.CarryAllAsync();

        bot.Slack.Wall.ShouldHaveSingleItem().Text.ShouldContain("is now linked with");
    }

    private static async Task<BotBench> OpenAsync()
    {
        var bot = await BotBench.OpenAsync(("pay", Pay));
        foreach (var who in (Principal[])[s_slack, s_teams]) bot.Bench.Roles.Give(who, Role.Viewer, Role.Approver);
        return bot;
    }

    private static LinkedAccounts Linked(BotBench bot) => bot.Bench.Get<IGrants>().Now.Linked;

    private static async Task<string> LinkAsync(BotBench bot, Principal one, Principal other)
    {
        var code = CodeIn(await bot.SayAsync("/me link", one));
        (await TextAsync(bot, $"/me link {code} confirm", other)).ShouldContain("These accounts are one person");
        return code;
    }

    private static async Task<string> TextAsync(BotBench bot, string line, Principal who) => (await bot.SayAsync(line, who)).Card.ShouldNotBeNull().Text;

    private static string CodeIn(Reply reply) => Code().Match(reply.Card!.Text).Value;

    private static string ConfirmLine(Reply asked) => Confirm().Match(asked.Card!.Json.ToJsonString()).Value;

    [GeneratedRegex("[0-9A-Z]{4}(-[0-9A-Z]{4}){3}")]
    private static partial Regex Code();

    [GeneratedRegex("/me link [0-9a-z]{16} confirm")]
    private static partial Regex Confirm();
}
