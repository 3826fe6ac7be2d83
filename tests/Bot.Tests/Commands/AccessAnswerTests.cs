using ChatRuns.Actions;
using ChatRuns.Bot.Access;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Memory;
using ChatRuns.Engine.Tests;
using ChatRuns.Journal;

namespace ChatRuns.Bot.Tests.Commands;

/// <summary>Roles given and taken by lines, the one-time code, and that nothing leaks to who may not see it.</summary>
public sealed class AccessAnswerTests
{
    private const string Pay = """
        title: Pay invoices
        tags: [finance]
        approval: { approvers: [approver] }
        triggers: [{ name: nightly, cron: "0 3 * * *" }]
        steps: [{ name: change, tool: probe.change, with: { what: pay }, confidence: 0.9, reason: due }]
        """;

    private const string Tidy = """
        title: Secret tidy
        approval: { approvers: [approver] }
        triggers: [{ name: hourly, cron: "0 * * * *" }]
        steps: [{ name: change, tool: probe.look, with: { what: tidy } }]
        """;

    private static readonly Principal s_jon = new("slack", "T1", "U7", "Jon");

    [Fact]
    public async Task A_role_is_given_shown_and_taken_back()
    {
        await using var bot = await OpenAsync();

        (await TextAsync(bot, "/access <@U7|jon> approver tag:finance", new("slack", "T1", "U1", "Ada"), Role.Admin)).ShouldContain("jon is approver for tag:finance now.");
        (await TextAsync(bot, "/access slack/T1/U7 approver tag:finance")).ShouldContain("already; Ada gave it.");
        (await TextAsync(bot, "/access")).ShouldSatisfyAllConditions(t => t.ShouldContain("jon · approver · tag:finance"), t => t.ShouldContain("given by Ada"));
        (await bot.SayAsync("/access")).Card!.Json.ToJsonString().ShouldContain("/access remove slack/T1/U7 approver tag finance");
        bot.Bench.Engine.RolesOf(s_jon, "pay").ShouldContain(Role.Approver);

        (await TextAsync(bot, "/access remove slack/T1/U7 approver")).ShouldContain("was not given this in chat. They have:");
        (await TextAsync(bot, "/access remove slack/T1/U7 approver tag:finance")).ShouldContain("is not approver for tag:finance any more.");
        (await TextAsync(bot, "/access")).ShouldContain("Nobody has a role yet");
    }

    [Fact]
    public async Task Names_of_people_who_spoke_are_enough()
    {
        await using var bot = await OpenAsync();
        await bot.Bench.Get<PeopleMemory>().SeeAsync(s_jon, null, CancellationToken.None);

        (await TextAsync(bot, "/access @jon viewer")).ShouldContain("Jon is viewer everywhere now.");
        (await TextAsync(bot, "/access @jon")).ShouldContain("Jon · viewer · everywhere");
        (await TextAsync(bot, "/access @jno")).ShouldContain("Did you mean Jon?");
    }

    [Fact]
    public async Task Who_takes_admin_from_themself_is_told_so_and_not_offered_it_back()
    {
        await using var bot = await OpenAsync();
        await bot.SayAsync("/access slack/T1/U7 admin");
        await bot.SayAsync("/access slack/T1/U8 admin");

        var reply = await bot.SayAsync("/access remove slack/T1/U7 admin", s_jon);

        reply.Card!.Text.ShouldContain("You are no admin any more.");
        reply.Card.Text.ShouldContain("slack/T1/U8 can make you admin again");
        reply.Card.Json.ToJsonString().ShouldNotContain("Give it again");
    }

    [Theory]
    [InlineData("tag:fiannce", "No agent has the tag fiannce. ")]
    [InlineData("agent:payy", "There is no agent payy. ")]
    [InlineData("tag:finance", "")]
    public async Task Taking_back_for_a_tag_or_agent_that_is_not_there_says_so(string scope, string told)
    {
        await using var bot = await OpenAsync();
        await bot.SayAsync("/access slack/T1/U7 approver agent:pay");

        var text = await TextAsync(bot, $"/access remove slack/T1/U7 approver {scope}");

        text.ShouldContain(told + "slack/T1/U7 was not given this in chat. They have:");
    }

    [Fact]
    public async Task Who_is_no_admin_sees_their_own_roles_only()
    {
        await using var bot = await OpenAsync();
        await bot.SayAsync("/access slack/T1/U7 viewer");

        (await TextAsync(bot, "/access", s_jon)).ShouldContain("You may not see who may do what");
        (await TextAsync(bot, "/access web/local/ada", s_jon)).ShouldContain("You may not see who may do what");
        (await TextAsync(bot, "/access me", s_jon)).ShouldContain("viewer · everywhere");
        (await TextAsync(bot, "/access me admin", s_jon)).ShouldContain("Only admins");
    }

    [Fact]
    public async Task The_code_makes_somebody_without_a_role_admin_once()
    {
        await using var bot = await OpenAsync();
        var code = await bot.Bench.Get<AdminCodes>().IssueAsync(CancellationToken.None);

        (await TextAsync(bot, "/runs", s_jon)).ShouldContain("You may not see runs");
        var reply = await bot.SayAsync($"/access claim {code.ToLowerInvariant()}", s_jon);

        (reply.Mode, reply.Card!.Text.Contains("You are an admin now", StringComparison.Ordinal)).ShouldBe((ReplyMode.Private, true));
        bot.Bench.Engine.RolesOf(s_jon).ShouldContain(Role.Admin);
        (await bot.Bench.Store.ReadStreamAsync(StreamName.Access, 0, 10, CancellationToken.None)).Select(e => e.Event!.GetType().Name).ShouldBe(["AdminClaimed", "AccessGranted"]);
        (await TextAsync(bot, $"/access claim {code}", s_jon)).ShouldContain("admin already");
        (await TextAsync(bot, $"/access claim {code}", new("slack", "T1", "U8", "Eve"))).ShouldContain("This code does not work");
    }

    [Fact]
    public async Task A_code_ends_after_a_quarter_of_an_hour_and_with_the_next_one()
    {
        await using var bot = await OpenAsync();
        var codes = bot.Bench.Get<AdminCodes>();
        var first = await codes.IssueAsync(CancellationToken.None);
        var second = await codes.IssueAsync(CancellationToken.None);

        (await codes.UseAsync(first, s_jon, CancellationToken.None)).ShouldBe(CodeState.Over);
        bot.Bench.Time.Advance(AdminCodes.Life);
        (await codes.UseAsync(second, s_jon, CancellationToken.None)).ShouldBe(CodeState.Over);
    }

    [Fact]
    public async Task Who_guesses_is_refused_for_the_hour_even_with_the_right_code()
    {
        await using var bot = await OpenAsync();
        for (var i = 0; i < OneTimeCodes.MostWrong; i++) await bot.SayAsync($"/access claim WRONG{i}", s_jon);
        var code = await bot.Bench.Get<AdminCodes>().IssueAsync(CancellationToken.None);

        (await TextAsync(bot, $"/access claim {code}", s_jon)).ShouldContain("Too many wrong codes");
        bot.Bench.Time.Advance(OneTimeCodes.Window);
        code = await bot.Bench.Get<AdminCodes>().IssueAsync(CancellationToken.None);
        (await TextAsync(bot, $"/access claim {code}", s_jon)).ShouldContain("You are an admin now");
    }

    [Fact]
    public async Task Of_two_with_the_same_code_one_is_admin()
    {
        await using var bot = await OpenAsync();
        var codes = bot.Bench.Get<AdminCodes>();
        var code = await codes.IssueAsync(CancellationToken.None);

        var states = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => codes.UseAsync(code, s_jon with { Id = $"U{i}" }, CancellationToken.None)));

        states.Count(s => s == CodeState.Right).ShouldBe(1);
    }

    [Fact]
    public async Task A_code_is_kept_as_a_hash_only()
    {
        await using var bot = await OpenAsync();
        var code = await bot.Bench.Get<AdminCodes>().IssueAsync(CancellationToken.None);
        var plain = code.Replace("-", "", StringComparison.Ordinal);

        foreach (var (file, bytes) in bot.Bench.Stored())
            System.Text.Encoding.Latin1.GetString(bytes).ShouldSatisfyAllConditions(
                t => t.Contains(code, StringComparison.Ordinal).ShouldBeFalse(file), t => t.Contains(plain, StringComparison.Ordinal).ShouldBeFalse(file));
    }

    [Theory]
    [InlineData("/runs all time")]
    [InlineData("/runs completed all time")]
    [InlineData("/runs failed all time")]
    [InlineData("/runs pending")]
    [InlineData("/run 1")]
    [InlineData("/run 1 log")]
    [InlineData("/run 1 actions 1.1")]
    [InlineData("/run 1 cancel")]
    [InlineData("/run 1 rerun")]
    [InlineData("/run 1 note x")]
    [InlineData("/agents")]
    [InlineData("/agent tidy")]
    [InlineData("/agent tdiy")]
    [InlineData("/agent secret")]
    [InlineData("/agent tidy run")]
    [InlineData("/agent tidy pause")]
    [InlineData("/runs tdiy")]
    [InlineData("/runs hourl")]
    [InlineData("/approvals")]
    [InlineData("/approvals tidy")]
    [InlineData("/metrics")]
    [InlineData("/metrics secret tidy")]
    [InlineData("/next")]
    [InlineData("/home")]
    [InlineData("/access me viewer agent:tiyd")]
    public async Task A_hidden_agent_is_named_to_nobody(string line)
    {
        await using var bot = await OpenAsync();
        await bot.Bench.RunAsync("tidy");
        await bot.Bench.RunAsync("pay");
        await bot.SayAsync("/access slack/T1/U7 operator tag:finance");

        var card = (await bot.SayAsync(line, s_jon)).Card!;

        // What they typed themselves may be said back.
        var told = (card.Text + card.Json.ToJsonString()).Replace(line, "", StringComparison.Ordinal);
        told.ShouldNotContain("Secret", Case.Sensitive);
        if (!line.Contains("tidy", StringComparison.Ordinal)) told.ShouldNotContain("tidy", Case.Sensitive);
        told.ShouldNotContain("hourly");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" log")]
    [InlineData(" cancel")]
    [InlineData(" rerun")]
    [InlineData(" actions")]
    [InlineData(" note x")]
    public async Task A_hidden_run_is_answered_like_one_that_does_not_exist(string view)
    {
        await using var bot = await OpenAsync();
        await bot.Bench.RunAsync("tidy");
        await bot.Bench.RunAsync("pay");
        await bot.SayAsync("/access slack/T1/U7 operator tag:finance");

        var hidden = await TextAsync(bot, $"/run 1{view}", s_jon);

        hidden.ShouldBe((await TextAsync(bot, $"/run 9{view}", s_jon)).Replace("#9", "#1", StringComparison.Ordinal));
        hidden.ShouldContain("The newest is #2");
    }

    [Fact]
    public async Task Counts_are_of_what_may_be_seen()
    {
        await using var bot = await OpenAsync();
        for (var i = 0; i < 3; i++) await bot.Bench.RunAsync("tidy");
        await bot.Bench.RunAsync("pay");
        await bot.SayAsync("/access slack/T1/U7 viewer tag:finance");

        (await TextAsync(bot, "/runs", s_jon)).ShouldContain("1 run");
        (await TextAsync(bot, "/runs failed", s_jon)).ShouldContain("1 run completed");
        (await TextAsync(bot, "/agents", s_jon)).ShouldContain("1 agent");
        (await TextAsync(bot, "/approvals", s_jon)).ShouldContain("1 action waits");
        (await TextAsync(bot, "/approvals", EngineBench.Mia)).ShouldContain("1 action waits");
        (await TextAsync(bot, "/runs", EngineBench.Mia)).ShouldContain("4 runs");
    }

    [Fact]
    public async Task Presses_on_cards_of_others_do_nothing()
    {
        await using var bot = await OpenAsync(("hidden", Pay.Replace("tags: [finance]", "tags: [other]", StringComparison.Ordinal)));
        var run = await bot.Bench.RunAsync("hidden");
        var action = await bot.Bench.ActionAsync(run.Number);
        await bot.SayAsync("/access slack/T1/U7 approver tag:finance");

        var data = $$"""{ "id": "{{action.Id}}", "digest": "{{action.Digest}}", "arg.what": "x" }""";
        foreach (var verb in (string[])["action.approve", "action.reject", "action.edit", "action.undo", "action.retry"])
            (await bot.PressAsync(verb, data, s_jon)).Card!.Text.ShouldContain("There is no such action, or you have no role for its agent.");
        (await bot.PressAsync("agent.start", """{ "agent": "hidden" }""", s_jon)).Card!.Text.ShouldContain("I don't know the agent hidden");
        (await bot.Bench.ActionAsync(run.Number)).Status.ShouldBe(ActionStatus.Open);
    }

    private static Task<BotBench> OpenAsync(params (string, string)[] more) => BotBench.OpenAsync([("pay", Pay), ("tidy", Tidy), .. more]);

    private static async Task<string> TextAsync(BotBench bot, string line, Principal? who = null, params Role[] given)
    {
        if (given.Length > 0) bot.Bench.Roles.Give(who!, given);
        return (await bot.SayAsync(line, who)).Card.ShouldNotBeNull().Text;
    }
}
