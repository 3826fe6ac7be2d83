using ChatRuns.Actions;
using ChatRuns.StandIns;
using ChatRuns.Tools;

namespace ChatRuns.Bot.Tests.Teams;

/// <summary>A working day in Teams: commands, cards, decisions, forms.</summary>
public sealed class TeamsTalkTests
{
    private const string Ask = "title: Tidy\nnotify: { actions: [\"teams:ops\"] }\napproval: { approvers: [approver] }\nsteps: [{ name: change, tool: probe.change, with: { what: archive } }]";
    private const string Look = "title: Reader\nnotify: { failed: [\"teams:Operations/ops\"], completed: [] }\nsteps: [{ name: look, tool: probe.look, with: { what: disk } }]";

    [Fact]
    public async Task Who_adds_the_bot_is_told_what_can_be_said_to_it()
    {
        await using var bot = await TeamsBotBench.OpenAsync();

        await bot.Teams.InstallAsync(TeamsBotBench.Mia, TeamsBotBench.Mia);
        await bot.GoAsync();

        TeamsBotBench.Read(bot.Teams.BotMessages(TeamsBotBench.Mia)[0].Card).ShouldSatisfyAllConditions(
            help => help.ShouldContain("/runs"), help => help.ShouldContain("In a channel or a group chat begin with a mention of me, as in @ChatRuns runs failed."));
        bot.Teams.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_line_in_the_own_chat_is_answered_there()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask));
        await bot.RunAsync("tidy");

        var taken = await bot.Teams.SayAsync(TeamsBotBench.Jon, TeamsBotBench.Jon, "runs last 7d");
        await bot.GoAsync();

        taken.Status.ShouldBe(200);
        TeamsBotBench.Read(bot.Card(TeamsBotBench.Jon).Card).ShouldContain("Tidy");
        bot.Teams.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_mention_in_a_channel_is_answered_for_the_one_who_asked_only()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask));
        await bot.SettleInAsync();

        await bot.Teams.SayAsync(TeamsBotBench.Jon, TeamsBotBench.Ops, "agents");
        await bot.GoAsync();

        TeamsBotBench.Read(bot.Teams.Targeted(TeamsBotBench.Jon).ShouldHaveSingleItem(bot.Teams.ToString()).Card).ShouldContain("Tidy");
        bot.Cards(TeamsBotBench.Ops).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_answer_that_was_turned_to_its_next_page_can_be_shared_as_it_is_then()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask));
        await bot.SettleInAsync();
        for (var i = 0; i < 2; i++) await bot.RunAsync("tidy");
        await bot.Teams.SayAsync(TeamsBotBench.Jon, TeamsBotBench.Ops, "runs per 1");
        await bot.GoAsync();
        var answer = bot.Teams.Targeted(TeamsBotBench.Jon).ShouldHaveSingleItem();

        await bot.Teams.ClickAsync(TeamsBotBench.Jon, answer, "Older ›");

        foreach (var card in new[] { bot.Teams.Now(answer)!.Card, bot.Teams.Now(answer)!.CardFor(TeamsBotBench.Jon) })
            card!["actions"]!.AsArray().Single(a => (string?)a!["title"] == "Share here")!["data"]!["line"]!.ToString().ShouldContain("page 2");
        bot.Teams.Violations.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("access <at>Eve Moss</at> operator", "Eve Moss is operator")]
    [InlineData("me stand-in <at>Eve Moss</at>", "Eve Moss")]
    public async Task Somebody_who_is_mentioned_is_known_also_when_they_never_spoke(string line, string said)
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask));
        bot.Bench.Roles.Give(bot.PrincipalOf(TeamsBotBench.Mia), Role.Admin);
        await bot.SettleInAsync();

        await bot.Teams.SayAsync(TeamsBotBench.Mia, TeamsBotBench.Ops, line);
        await bot.GoAsync();

        TeamsBotBench.Read(bot.Teams.Targeted(TeamsBotBench.Mia).ShouldHaveSingleItem(bot.Teams.ToString()).Card).ShouldContain(said);
        bot.Teams.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Where_a_tenant_has_no_messages_for_one_person_the_answer_goes_to_their_own_chat()
    {
        await using var bot = await TeamsBotBench.OpenAsync(new TeamsStandInOptions { HasTargeted = false }, ("tidy", Ask));
        await bot.SettleInAsync();

        await bot.Teams.SayAsync(TeamsBotBench.Jon, TeamsBotBench.Ops, "agents");
        await bot.GoAsync();

        TeamsBotBench.Read(bot.Card(TeamsBotBench.Jon).Card).ShouldContain("Tidy");
        bot.Cards(TeamsBotBench.Ops).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_answer_can_be_shared_with_the_channel()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask));
        await bot.SettleInAsync();
        await bot.Teams.SayAsync(TeamsBotBench.Jon, TeamsBotBench.Ops, "agents");
        await bot.GoAsync();

        await bot.Teams.ClickAsync(TeamsBotBench.Jon, bot.Teams.Targeted(TeamsBotBench.Jon)[0], "Share here");
        await bot.GoAsync();

        TeamsBotBench.Read(bot.Cards(TeamsBotBench.Ops).ShouldHaveSingleItem(bot.Teams.ToString()).Card).ShouldContain("Tidy");
    }

    [Fact]
    public async Task Approvers_see_buttons_in_the_channel_and_others_do_not()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask));
        await bot.SettleInAsync();
        await bot.RunAsync("tidy");

        var card = bot.Card();
        TeamsBotBench.Read(card.Card).ShouldNotContain("\"Approve\"");
        TeamsBotBench.Read(await bot.Teams.LookAsync(TeamsBotBench.Mia, card)).ShouldContain("\"Approve\"");
        TeamsBotBench.Read(await bot.Teams.LookAsync(TeamsBotBench.Jon, card)).ShouldNotContain("\"Approve\"");
    }

    [Fact]
    public async Task Where_a_client_refreshes_nothing_a_button_shows_who_may_decide_what_they_can()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask));
        await bot.SettleInAsync();
        await bot.RunAsync("tidy");

        await bot.Teams.ClickAsync(TeamsBotBench.Mia, bot.Card(), "Decide…");
        var refused = await bot.Teams.ClickAsync(TeamsBotBench.Jon, bot.Card(), "Decide…");

        TeamsBotBench.Read(bot.Card().CardFor(TeamsBotBench.Mia)).ShouldContain("\"Approve\"");
        refused.Body.ShouldContain("Only approvers can decide this");
        TeamsBotBench.Read(bot.Card().CardFor(TeamsBotBench.Jon)).ShouldNotContain("\"Approve\"");
    }

    [Fact]
    public async Task A_card_is_approved_and_everybody_sees_who_did_it()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask));
        await bot.SettleInAsync();
        var run = await bot.RunAsync("tidy");
        await bot.Teams.LookAsync(TeamsBotBench.Mia, bot.Card());

        await bot.Teams.ClickAsync(TeamsBotBench.Mia, bot.Card(), "Approve");
        TeamsBotBench.Read(bot.Card().CardFor(TeamsBotBench.Mia)).ShouldNotContain("\"Approve\"");
        await bot.GoAsync();
        await bot.PassAsync(TimeSpan.FromSeconds(2));

        (await bot.Bench.ActionAsync(run)).Status.ShouldBe(ActionStatus.Succeeded);
        bot.Bench.Change.Calls.Count.ShouldBe(1);
        TeamsBotBench.Read(bot.Card().Card).ShouldContain("Approved by");
        TeamsBotBench.Read(bot.Card().Card).ShouldContain("Mia Chen");
        TeamsBotBench.Read(bot.Card().Card).ShouldContain("\"users\":[{\"id\":\"10000000-0000-0000-0000-000000000001\"", Case.Sensitive, "with her picture beside it");
        bot.Teams.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Whose_account_is_linked_from_another_chat_is_told_in_their_own()
    {
        await using var bot = await TeamsBotBench.OpenAsync();
        await bot.SettleInAsync();
        var slack = new ChatRuns.Journal.Principal("slack", "T1", "U1", "Jon D");
        bot.Bench.Roles.Give(slack, Role.Viewer);

        await bot.Bench.Engine.LinkAsync(bot.PrincipalOf(TeamsBotBench.Jon), slack, CancellationToken.None);
        await bot.GoAsync();

        TeamsBotBench.Words(bot.Card(TeamsBotBench.Jon).Card).ShouldContain("Your account here is now linked with Jon D in Slack, workspace T1 ( U1 )");
        await bot.Teams.ClickAsync(TeamsBotBench.Jon, bot.Card(TeamsBotBench.Jon), "Unlink this account");
        bot.Bench.Get<IGrants>().Now.Linked.ShouldBe(LinkedAccounts.None);
        bot.Teams.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_rejection_carries_its_reason()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask));
        await bot.SettleInAsync();
        var run = await bot.RunAsync("tidy");
        await bot.Teams.LookAsync(TeamsBotBench.Mia, bot.Card());

        await bot.Teams.ClickAsync(TeamsBotBench.Mia, bot.Card(), "action.reject", ($"reason@{run}.1", "still needed"));
        await bot.GoAsync();
        await bot.PassAsync(TimeSpan.FromSeconds(2));

        (await bot.Bench.ActionAsync(run)).Status.ShouldBe(ActionStatus.Rejected);
        TeamsBotBench.Read(bot.Card().Card).ShouldContain("still needed");
    }

    [Fact]
    public async Task What_is_wrong_with_an_edit_stands_at_its_field_with_what_was_typed()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask.Replace("tool: probe.change, with: { what: archive }", "tool: file.write, with: { path: a.txt, text: hi }", StringComparison.Ordinal)));
        await bot.SettleInAsync();
        var run = await bot.RunAsync("tidy");
        var action = await bot.Bench.ActionAsync(run);

        var answer = await bot.Teams.InvokeAsync(TeamsBotBench.Mia, TeamsBotBench.Ops, "adaptiveCard/action", System.Text.Json.Nodes.JsonNode.Parse(
            $$$"""{"action":{"type":"Action.Execute","verb":"action.edit","data":{"id":"{{{action.Id}}}","digest":"{{{action.Digest}}}","arg.path@{{{action.Id}}}":"../../outside","arg.text@{{{action.Id}}}":"typed before"}},"trigger":"manual"}"""), bot.Card());

        answer.Body.ShouldContain("Not saved");
        answer.Body.ShouldContain("typed before");
        answer.Body.ShouldContain("Input.Text");
        foreach (var whose in (string[])["Tidy", "proposes 1 action", $"#{run}", "file.write", "Save and approve", "‹ Back"]) System.Text.RegularExpressions.Regex.Unescape(answer.Body).ShouldContain(whose);
        var form = System.Text.Json.Nodes.JsonNode.Parse(answer.Body)!["value"]!.AsObject();
        var back = form["actions"]!.AsArray().Last()!;
        back["verb"]!.ToString().ShouldBe("card.refresh");
        var again = await bot.Teams.InvokeAsync(TeamsBotBench.Mia, TeamsBotBench.Ops, "adaptiveCard/action", new System.Text.Json.Nodes.JsonObject
        {
            ["action"] = back.DeepClone(),
            ["trigger"] = "manual",
        }, bot.Card());
        again.Body.ShouldContain("action.reject");
        (await bot.Bench.ActionAsync(run)).Status.ShouldBe(ActionStatus.Open);
        bot.Teams.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_edit_runs_what_was_written()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask));
        await bot.SettleInAsync();
        var run = await bot.RunAsync("tidy");
        await bot.Teams.LookAsync(TeamsBotBench.Mia, bot.Card());

        await bot.Teams.ClickAsync(TeamsBotBench.Mia, bot.Card(), "action.edit", ($"arg.what@{run}.1", "delete"));
        await bot.GoAsync();
        await bot.PassAsync(TimeSpan.FromSeconds(2));

        bot.Bench.Change.Calls.ShouldHaveSingleItem().Arguments.GetProperty("what").GetString().ShouldBe("delete");
        TeamsBotBench.Read(bot.Card().Card).ShouldContain("Approved by");
    }

    [Fact]
    public async Task One_action_that_was_asked_for_in_a_group_chat_stays_the_one_on_its_card()
    {
        const string two = "title: Tidy\napproval: { approvers: [approver] }\nsteps: [{ name: first, tool: probe.change, with: { what: archive } }, { name: second, tool: probe.change, with: { what: shred } }]";
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", two));
        await bot.SettleInAsync();
        var run = await bot.RunAsync("tidy");
        await bot.Teams.SayAsync(TeamsBotBench.Mia, TeamsBotBench.Night, $"run {run} actions {run}.2");
        await bot.GoAsync();
        var shown = bot.Teams.Targeted(TeamsBotBench.Mia).ShouldHaveSingleItem(bot.Teams.ToString());
        TeamsBotBench.Read(shown.Card).ShouldContain("shred");
        TeamsBotBench.Read(shown.Card).ShouldNotContain("archive");

        var answer = await bot.Teams.ClickAsync(TeamsBotBench.Mia, shown, "Approve");
        await bot.GoAsync();

        answer.Body.ShouldContain("shred");
        answer.Body.ShouldNotContain("archive");
        bot.Teams.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_late_press_is_answered_in_the_time_of_who_pressed()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask));
        await bot.SettleInAsync();
        var run = await bot.RunAsync("tidy");
        await bot.Teams.SendAsync(await bot.PressAsync(run, TeamsBotBench.Mia));
        var press = await bot.PressAsync(run, TeamsBotBench.Mia);
        press["localTimezone"] = "Asia/Tokyo";

        var late = await bot.Teams.SendAsync(press);

        late.Body.ShouldContain("You approved this at 21:00.");
    }

    [Fact]
    public async Task A_forged_press_by_somebody_who_may_not_changes_nothing_and_says_why()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask));
        await bot.SettleInAsync();
        var run = await bot.RunAsync("tidy");
        var action = await bot.Bench.ActionAsync(run);

        var answer = await bot.Teams.InvokeAsync(TeamsBotBench.Jon, TeamsBotBench.Ops, "adaptiveCard/action", System.Text.Json.Nodes.JsonNode.Parse(
            $$$"""{"action":{"type":"Action.Execute","verb":"action.approve","data":{"id":"{{{action.Id}}}","digest":"{{{action.Digest}}}"}},"trigger":"manual"}"""));

        answer.Body.ShouldContain("Only approvers can decide this");
        (await bot.Bench.ActionAsync(run)).Status.ShouldBe(ActionStatus.Open);
    }

    [Fact]
    public async Task Two_chats_show_one_truth()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask.Replace("[\"teams:ops\"]", "[\"teams:ops\", \"teams:19:night@thread.v2\"]", StringComparison.Ordinal)));
        await bot.SettleInAsync();
        await bot.RunAsync("tidy");
        await bot.Teams.LookAsync(TeamsBotBench.Mia, bot.Card(TeamsBotBench.Night));

        await bot.Teams.ClickAsync(TeamsBotBench.Mia, bot.Card(TeamsBotBench.Night), "Approve");
        await bot.GoAsync();
        await bot.PassAsync(TimeSpan.FromSeconds(2));

        TeamsBotBench.Read(bot.Card().Card).ShouldContain("Approved by");
        TeamsBotBench.Read(bot.Card(TeamsBotBench.Night).Card).ShouldContain("Approved by");
    }

    [Fact]
    public async Task Paging_turns_the_same_message()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("reader", Look));
        for (var i = 0; i < 7; i++) await bot.RunAsync("reader");
        await bot.Teams.SayAsync(TeamsBotBench.Jon, TeamsBotBench.Jon, "/runs per 5");
        await bot.GoAsync();

        await bot.Teams.ClickAsync(TeamsBotBench.Jon, bot.Card(TeamsBotBench.Jon), "Older ›");
        await bot.GoAsync();

        TeamsBotBench.Read(bot.Card(TeamsBotBench.Jon).Card).ShouldContain("#1");
        bot.Card(TeamsBotBench.Jon).Edits.ShouldBe(1);
    }

    [Fact]
    public async Task Who_decides_on_a_later_page_stays_on_it()
    {
        var steps = string.Concat(Enumerable.Range(1, 12).Select(i => $"  - {{ name: s{i}, tool: probe.change, with: {{ what: thing-{i} }} }}\n"));
        await using var bot = await TeamsBotBench.OpenAsync(("many", "title: Many\napproval: { approvers: [approver] }\nsteps:\n" + steps));
        await bot.RunAsync("many");
        await bot.Teams.SayAsync(TeamsBotBench.Mia, TeamsBotBench.Mia, "/run 1 actions page 2");
        await bot.GoAsync();
        // Beside it stands by now what waited for her to be seen: that actions wait for her.
        var page = bot.Cards(TeamsBotBench.Mia).Single(m => TeamsBotBench.Read(m.Card).Contains("page 2 of 2", StringComparison.Ordinal));

        var answer = await bot.Teams.ClickAsync(TeamsBotBench.Mia, page, "action.approve");

        answer.Body.ShouldContain("page 2 of 2");
        answer.Body.ShouldContain("Approved by");
        (await bot.Bench.ActionAsync(1, 11)).Status.ShouldNotBe(ActionStatus.Open);
    }

    [Fact]
    public async Task An_alert_stands_once_and_its_recovery_in_the_same_message()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("reader", Look));
        await bot.SettleInAsync();
        var works = bot.Bench.Look.Answer;
        bot.Bench.Look.Answer = _ => throw new ToolException(ToolFault.Unreachable, "disk is gone");
        await bot.RunAsync("reader");
        await bot.PassAsync(TimeSpan.FromSeconds(2));
        await bot.RunAsync("reader");
        await bot.PassAsync(TimeSpan.FromSeconds(2));
        TeamsBotBench.Read(bot.Card().Card).ShouldContain("disk is gone");

        bot.Bench.Look.Answer = works;
        await bot.RunAsync("reader");
        await bot.PassAsync(TimeSpan.FromSeconds(2));

        TeamsBotBench.Read(bot.Card().Card).ShouldContain("recovered");
        bot.Teams.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stranger_is_told_what_is_missing_and_sees_nothing()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask));
        await bot.RunAsync("tidy");

        await bot.Teams.SayAsync(TeamsBotBench.Eve, TeamsBotBench.Eve, "runs");
        await bot.GoAsync();

        TeamsBotBench.Read(bot.Card(TeamsBotBench.Eve).Card).ShouldNotContain("Tidy");
        TeamsBotBench.Read(bot.Card(TeamsBotBench.Eve).Card).ShouldContain("You may not");
    }

    [Fact]
    public async Task Approvers_are_named_on_a_card_in_the_thread_as_text_beside_a_card_would_split_the_message()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask));
        bot.Teams.AddUser(TeamsBotBench.Mia, "Mia [x](y) *Chen*", "10000000-0000-0000-0000-000000000001");
        await bot.SettleInAsync();

        await bot.RunAsync("tidy");
        await bot.PassAsync(TimeSpan.FromSeconds(1));

        var reply = bot.Cards(TeamsBotBench.Ops).Single(m => m.Thread != m.Id);
        reply.Text.ShouldBeEmpty();
        ((string?)reply.Card!["body"]![0]!["text"]).ShouldBe("<at>Mia xy Chen</at>");
        reply.Card["msteams"]!["entities"]!.ToJsonString().ShouldBe("""[{"type":"mention","text":"\u003Cat\u003EMia xy Chen\u003C/at\u003E","mentioned":{"id":"29:mia","name":"Mia xy Chen"}}]""");
        bot.Teams.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Approvers_who_never_wrote_have_the_card_in_their_own_chat()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask));
        await bot.Teams.InstallAsync(TeamsBotBench.Jon, TeamsBotBench.Ops);
        await bot.GoAsync();

        await bot.RunAsync("tidy");
        await bot.PassAsync(TimeSpan.FromSeconds(1));
        await bot.PassAsync(TimeSpan.FromSeconds(1));

        TeamsBotBench.Read(bot.Card(TeamsBotBench.Mia).Card).ShouldContain("\"Approve\"");
        bot.Teams.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Whose_own_chat_has_the_card_by_a_route_is_not_told_of_it_again()
    {
        var ask = Ask.Replace("teams:ops", "teams:@10000000-0000-0000-0000-000000000001", StringComparison.Ordinal);
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", ask));
        await bot.SettleInAsync();

        await bot.RunAsync("tidy");
        await bot.PassAsync(TimeSpan.FromSeconds(1));

        TeamsBotBench.Read(bot.Card(TeamsBotBench.Mia).Card).ShouldContain("\"Approve\"");
        bot.Teams.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_guest_is_refused_whatever_role_was_given_to_them()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask));
        bot.Teams.AddUser("29:gus", "Gus", "10000000-0000-0000-0000-000000000009", role: "guest");
        bot.Bench.Roles.Give(bot.PrincipalOf("29:gus"), Role.Admin);

        await bot.Teams.SayAsync("29:gus", "29:gus", "runs");
        await bot.GoAsync();

        TeamsBotBench.Read(bot.Card("29:gus").Card).ShouldContain("Guests of this organisation");
    }

    [Fact]
    public async Task Names_of_agents_are_completed()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask), ("reader", Look));

        var found = await bot.Teams.InvokeAsync(TeamsBotBench.Jon, TeamsBotBench.Jon, "application/search", System.Text.Json.Nodes.JsonNode.Parse("""{"kind":"search","queryText":"rea","dataset":"agents","queryOptions":{"skip":0,"top":15}}"""));

        found.Body.ShouldContain("reader");
        found.Body.ShouldNotContain("tidy");
    }

    [Fact]
    public async Task Runs_are_found_to_put_into_a_chat_and_links_unfold_to_a_title()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask));
        var run = await bot.RunAsync("tidy");

        var found = await bot.Teams.InvokeAsync(TeamsBotBench.Jon, TeamsBotBench.Ops, "composeExtension/query", System.Text.Json.Nodes.JsonNode.Parse("""{"commandId":"runs","parameters":[{"name":"query","value":"last 7d"}],"queryOptions":{"skip":0,"count":25}}"""));
        var unfolded = await bot.Teams.InvokeAsync(TeamsBotBench.Jon, TeamsBotBench.Ops, "composeExtension/queryLink", System.Text.Json.Nodes.JsonNode.Parse($$"""{"url":"https://runs.example.org/runs/{{run}}"}"""));
        var stranger = await bot.Teams.InvokeAsync(TeamsBotBench.Eve, TeamsBotBench.Ops, "composeExtension/query", System.Text.Json.Nodes.JsonNode.Parse("""{"commandId":"runs","parameters":[{"name":"query","value":""}]}"""));

        found.Body.ShouldContain($"#{run}");
        found.Body.ShouldContain("Started 2026-11-21 13:00");
        found.Body.ShouldNotContain("\"Approve\"");
        unfolded.Body.ShouldContain($"#{run}");
        stranger.Body.ShouldNotContain($"#{run}");
        bot.Teams.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_failed_run_that_is_found_says_what_went_wrong()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("reader", Look));
        bot.Bench.Look.Answer = _ => throw new ToolException(ToolFault.Unreachable, "disk is gone");
        await bot.RunAsync("reader");

        var found = await bot.Teams.InvokeAsync(TeamsBotBench.Jon, TeamsBotBench.Ops, "composeExtension/query", System.Text.Json.Nodes.JsonNode.Parse("""{"commandId":"runs","parameters":[{"name":"query","value":"failed"}]}"""));

        var preview = System.Text.Json.Nodes.JsonNode.Parse(found.Body)!["composeExtension"]!["attachments"]![0]!["preview"]!["content"]!;
        preview["title"]!.ToString().ShouldBe("✕ Reader · Failed · #1");
        preview["text"]!.ToString().ShouldBe("Started 2026-11-21 13:00 · disk is gone");
    }

    [Fact]
    public async Task No_token_is_in_any_log()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask), ("sweep", Ask));
        await bot.SettleInAsync();
        await bot.RunAsync("tidy");
        bot.Teams.Close(TeamsBotBench.Ops);
        await bot.PassAsync(TimeSpan.FromSeconds(1));
        await bot.RunAsync("sweep");
        await bot.PassAsync(TimeSpan.FromSeconds(1));

        bot.Log.Lines.ShouldContain(l => l.Contains("Nobody can be reached", StringComparison.Ordinal));
        bot.Log.Lines.ShouldAllBe(l => !l.Contains("eyJ", StringComparison.Ordinal) && !l.Contains("Bearer", StringComparison.Ordinal) && !l.Contains(bot.Teams.Options.AppSecret, StringComparison.Ordinal));
    }
}
