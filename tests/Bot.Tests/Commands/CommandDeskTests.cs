using ChatRuns.Actions;
using ChatRuns.Bot.Channels;
using ChatRuns.Engine.Tests;
using ChatRuns.Runs;

namespace ChatRuns.Bot.Tests.Commands;

/// <summary>Lines and buttons, and the cards that answer them.</summary>
public sealed class CommandDeskTests
{
    private const string Tidy = """
        title: Tidy
        variables: { what: archive }
        approval: { approvers: [approver] }
        triggers: [{ name: nightly, cron: "0 3 * * *" }]
        steps: [{ name: change, tool: probe.change, with: { what: "{{what}}" }, confidence: 0.9, reason: old }]
        """;

    [Theory]
    [InlineData("/help", "help")]
    [InlineData("/help ranges", "help")]
    [InlineData("/runs", "run-list")]
    [InlineData("runs completed last 7d", "run-list")]
    [InlineData("/run 1", "run")]
    [InlineData("/run 1 log", "log")]
    [InlineData("/run 1 steps", "run-steps")]
    [InlineData("/run 1 report", "notice")]
    [InlineData("/run 1 files", "notice")]
    [InlineData("/run 1 activity", "activity")]
    [InlineData("/run 1 actions", "actions")]
    [InlineData("/run 1 actions 1.1", "actions")]
    [InlineData("/run 1 actions 1.9", "notice")]
    [InlineData("/run 1 cancel", "notice")]
    [InlineData("/run 1 rerun", "notice")]
    [InlineData("/run 99", "notice")]
    [InlineData("/agents", "agents")]
    [InlineData("/agent tidy", "agent")]
    [InlineData("/agent tidy run", "notice")]
    [InlineData("/agent tidy test what=delete", "notice")]
    [InlineData("/agent tidy pause holidays", "notice")]
    [InlineData("/agent tdiy", "notice")]
    [InlineData("/approvals", "approvals")]
    [InlineData("/approvals mine", "approvals")]
    [InlineData("/metrics", "metrics")]
    [InlineData("/metrics tidy", "metrics")]
    [InlineData("/next", "next")]
    [InlineData("/next tidy", "next")]
    [InlineData("/home", "home")]
    [InlineData("/home sweet home", "notice")]
    [InlineData("/rnus", "notice")]
    [InlineData("", "help")]
    public async Task Each_line_is_answered_with_its_card(string line, string card)
    {
        await using var bot = await BotBench.OpenAsync(("tidy", Tidy));
        await bot.Bench.RunAsync("tidy");

        var reply = await bot.SayAsync(line);

        reply.Card.ShouldNotBeNull().Name.ShouldBe(card, reply.Card.Text);
        reply.Mode.ShouldBe(card == "log" ? ReplyMode.Thread : ReplyMode.Private);
    }

    [Fact]
    public async Task Steps_and_activity_tell_titles_and_the_input_as_it_was()
    {
        await using var bot = await BotBench.OpenAsync(("reader", """
            variables: { what: disk }
            steps:
              - { name: look, title: Look around, tool: probe.look, with: { what: "{{what}}", token: "{{secret.SHOP}}" } }
              - { name: later, title: Look later, tool: probe.look, with: { what: "{{steps.look.output.next}}" }, when: failure }
            """));
        await bot.Bench.RunAsync("reader", variables: ("what", "tape"));

        var steps = (await bot.SayAsync("/run 1 steps")).Card!.Text;
        var activity = (await bot.SayAsync("/run 1 activity")).Card!.Text;

        steps.ShouldContain("tape");
        steps.ShouldNotContain("{{what}}");
        steps.ShouldContain("{{secret.SHOP}}");
        activity.ShouldContain("Look around");
        activity.ShouldNotContain("look began");
    }

    [Fact]
    public async Task A_stranger_sees_nothing_and_is_told_who_helps()
    {
        await using var bot = await BotBench.OpenAsync(("tidy", Tidy));
        var run = await bot.Bench.RunAsync("tidy");
        var action = await bot.Bench.ActionAsync(run.Number);

        foreach (var reply in new[]
        {
            await bot.SayAsync("/runs", EngineBench.Stranger), await bot.SayAsync("/agent tidy run", EngineBench.Stranger),
            await bot.PressAsync("action.explode", Data(action), EngineBench.Stranger),
        })
        {
            reply.Mode.ShouldBe(ReplyMode.Private);
            reply.Card!.Text.ShouldContain("You may not see runs. An admin can give you the role viewer.");
        }
    }

    [Fact]
    public async Task Help_is_for_everybody_and_tells_a_newcomer_who_gives_a_role()
    {
        await using var bot = await BotBench.OpenAsync(("tidy", Tidy));

        var none = (await bot.SayAsync("/help", EngineBench.Stranger)).Card!.Text;
        await bot.Bench.Engine.GrantAsync("slack/T1/U5", "Noor", Role.Admin, GrantScope.Everything, EngineBench.Ada, CancellationToken.None);
        var some = (await bot.SayAsync("help", EngineBench.Stranger)).Card!.Text;

        none.ShouldContain("You have no role yet");
        none.ShouldContain("-- admin-code");
        none.ShouldContain("/access claim CODE");
        some.ShouldContain("Noor can give you one: ");
        some.ShouldContain("/runs");
        some.ShouldNotContain("admin-code");
    }

    [Theory]
    [InlineData("action.approve")]
    [InlineData("action.reject")]
    [InlineData("action.undo")]
    public async Task A_stranger_before_a_card_is_told_whose_decision_it_is(string verb)
    {
        await using var bot = await BotBench.OpenAsync(("tidy", Tidy));
        var action = await bot.Bench.ActionAsync((await bot.Bench.RunAsync("tidy")).Number);

        var text = (await bot.PressAsync(verb, Data(action), EngineBench.Stranger)).Card!.Text;

        text.ShouldContain("Only approvers can decide this. You have no role for this agent yet.");
        text.ShouldNotContain("viewer");
        (await bot.Bench.ActionAsync(action.Id.Run)).Status.ShouldBe(ActionStatus.Open);
    }

    [Theory]
    [InlineData("action.approve")]
    [InlineData("action.undo")]
    [InlineData("actions.approve")]
    public async Task A_stranger_without_a_card_is_answered_alike_whether_the_action_is_there_or_not(string verb)
    {
        await using var bot = await BotBench.OpenAsync(("tidy", Tidy));
        var action = await bot.Bench.ActionAsync((await bot.Bench.RunAsync("tidy")).Number);
        var digest = new string('0', 64);

        var hidden = await PressAsync(action.Id.ToString());
        var missing = await PressAsync("4711.1");

        hidden.ShouldBe(missing);
        hidden.ShouldNotContain("approver");

        async Task<string> PressAsync(string id) => (await bot.PressAsync(verb, $$"""{"id":"{{id}}","digest":"{{digest}}","items":["{{id}}:{{digest}}"]}""", EngineBench.Stranger)).Card!.Text;
    }

    [Fact]
    public async Task Who_may_not_is_told_alone()
    {
        await using var bot = await BotBench.OpenAsync(("tidy", Tidy));
        var action = await bot.Bench.ActionAsync((await bot.Bench.RunAsync("tidy")).Number);

        var reply = await bot.PressAsync("action.approve", Data(action), EngineBench.Vera);

        reply.Mode.ShouldBe(ReplyMode.Private);
        reply.Card!.Text.ShouldContain("Only approvers can decide this.");
        (await bot.SayAsync("/agent tidy run", EngineBench.Vera)).Card!.Text.ShouldContain("You may not start agents.");
    }

    [Fact]
    public async Task A_decision_is_answered_by_the_redraw_and_a_late_one_by_who_was_first()
    {
        await using var bot = await BotBench.OpenAsync(("tidy", Tidy));
        var action = await bot.Bench.ActionAsync((await bot.Bench.RunAsync("tidy")).Number);

        (await bot.PressAsync("action.reject", Data(action, "\"reason\":\"keep\",\"mute\":\"30d\""), EngineBench.Noor)).Card.ShouldBeNull();
        var late = await bot.PressAsync("action.approve", Data(action), EngineBench.Mia);

        late.Card!.Text.ShouldContain("Noor rejected this at");
        (await bot.Bench.ActionAsync(action.Id.Run)).Note.ShouldBe("keep");
    }

    [Fact]
    public async Task An_edit_is_read_by_the_form_of_the_tool()
    {
        await using var bot = await BotBench.OpenAsync(("tidy", Tidy));
        var action = await bot.Bench.ActionAsync((await bot.Bench.RunAsync("tidy")).Number);

        (await bot.PressAsync("action.edit", Data(action, "\"arg.what\":\"delete\""), EngineBench.Mia)).Card.ShouldBeNull();

        (await bot.Bench.ActionAsync(action.Id.Run)).ShouldSatisfyAllConditions(
            a => a.Status.ShouldBe(ActionStatus.Approved), a => a.Arguments.GetProperty("what").GetString().ShouldBe("delete"));
    }

    [Fact]
    public async Task Approving_what_was_shown_leaves_out_what_changed_and_says_so()
    {
        await using var bot = await BotBench.OpenAsync(("tidy", Tidy));
        var first = await bot.Bench.ActionAsync((await bot.Bench.RunAsync("tidy")).Number);
        var second = await bot.Bench.ActionAsync((await bot.Bench.RunAsync("tidy", variables: ("what", "delete"))).Number);
        var stale = new string('0', second.Digest.Length);

        var reply = await bot.PressAsync("actions.approve", $$"""{"items":["{{first.Id}}:{{first.Digest}}","{{second.Id}}:{{stale}}"]}""", EngineBench.Mia);

        reply.Card!.Text.ShouldContain("✓ 1 action decided.");
        reply.Card.Text.ShouldContain($"{second.Id}: It is not what you saw any more.");
        (await bot.Bench.ActionAsync(first.Id.Run)).Status.ShouldBe(ActionStatus.Approved);
        (await bot.Bench.ActionAsync(second.Id.Run)).Status.ShouldBe(ActionStatus.Open);
    }

    private static readonly string[] s_verbs =
    [
        "say", "action.approve", "action.reject", "action.edit", "action.undo", "actions.approve", "actions.reject", "agent.start", "question.answer",
        "action.explode", "",
    ];

    private static readonly string[] s_damaged =
    [
        "null", "7", "[]", "\"x\"", "{}", """{"id":7,"digest":[],"line":{}}""", """{"id":"1.1","digest":"é"}""", """{"id":"99999999999999999999.1"}""",
        """{"items":[null,"x",":","1.1:","1.1:a:b",{}]}""", """{"line":"\ud800","id":"\udfff","agent":"\ud800"}""", """{"\ud800":1}""",
        """{"agent":"tidy","var.what":{"a":1},"var.":""}""", """{"run":"-1","step":"x","answer":"y"}""", """{"line":"/run 1 cancel\u0000 <script>"}""",
        """{"id":"1.1","digest":"x","reason":"\u202e<!channel>","mute":"for ever"}""",
    ];

    [Fact]
    public async Task Nothing_that_a_press_can_hold_throws_or_decides()
    {
        await using var bot = await BotBench.OpenAsync(("tidy", Tidy));
        var run = await bot.Bench.RunAsync("tidy");

        foreach (var (verb, body) in s_verbs.SelectMany(verb => s_damaged.Select(body => (verb, body))))
        {
            var reply = await bot.PressAsync(verb, body);
            if (verb is not ("agent.start" or "actions.approve" or "actions.reject")) reply.Card.ShouldNotBeNull($"{verb} {body}");
        }

        (await bot.Bench.ActionAsync(run.Number)).Status.ShouldBe(ActionStatus.Open);
    }

    [Fact]
    public async Task A_verb_of_another_version_is_said_to_be_one()
    {
        await using var bot = await BotBench.OpenAsync(("tidy", Tidy));

        (await bot.PressAsync("action.explode", "{}")).Card!.Text.ShouldContain("from another version");
        (await bot.PressAsync("action.approve", "{}")).Card!.Text.ShouldContain("This card is damaged");
    }

    [Fact]
    public async Task The_same_press_delivered_twice_starts_and_reruns_once()
    {
        await using var bot = await BotBench.OpenAsync(("tidy", Tidy));
        var run = await bot.Bench.RunAsync("tidy");

        for (var i = 0; i < 2; i++)
        {
            await bot.PressAsync("agent.start", """{"agent":"tidy","var.what":"delete"}""", id: "delivery-1");
            await bot.PressAsync("say", $$"""{"line":"/run {{run.Number}} rerun"}""", id: "delivery-2");
        }

        (await bot.Bench.Engine.ListRunsAsync(new(), new(1, 10), CancellationToken.None)).Total.ShouldBe(3);
    }

    [Fact]
    public async Task The_queue_shows_first_what_the_reader_may_decide()
    {
        await using var bot = await BotBench.OpenAsync(("tidy", Tidy));
        await bot.Bench.RunAsync("tidy");

        (await bot.SayAsync("/approvals mine", EngineBench.Mia)).Card!.Text.ShouldContain("1 action waits");
        (await bot.SayAsync("/approvals mine", EngineBench.Vera)).Card!.Text.ShouldContain("Nothing waits for you.");
    }

    [Fact]
    public async Task A_question_takes_the_first_answer()
    {
        await using var bot = await BotBench.OpenAsync(("asker", "steps: [{ name: ask, question: \"Go on?\" }]"));
        var run = await bot.Bench.RunAsync("asker");
        var press = $$"""{"run":"{{run.Number}}","step":"ask","answer":"yes"}""";

        (await bot.PressAsync("question.answer", press, EngineBench.Mia)).Card.ShouldBeNull();
        (await bot.PressAsync("question.answer", press, EngineBench.Otto)).Card!.Text.ShouldContain("Mia was first");
        await bot.Bench.GoAsync();

        (await bot.Bench.FindAsync(run.Number)).Status.ShouldBe(RunStatus.Completed);
    }

    private static string Data(ProposedAction action, string more = "") =>
        $$"""{"id":"{{action.Id}}","digest":"{{action.Digest}}"{{(more.Length == 0 ? "" : "," + more)}}}""";
}
