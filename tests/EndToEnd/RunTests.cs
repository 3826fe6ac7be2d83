using Microsoft.Playwright;

namespace ChatRuns.EndToEnd;

/// <summary>Runs that ask, that fail, that only try, and that print what they should not.</summary>
public sealed class RunTests(OwnBot bot) : ChatTest(bot), IClassFixture<OwnBot>
{
    [Fact]
    public async Task A_question_is_answered_on_its_card_and_the_run_goes_on()
    {
        bot.WriteAgent("ask.yaml", """
            title: Ask for the day
            steps:
              - name: day
                question: { text: "Which day suits?", choices: [Monday, Tuesday] }
              - name: tell
                program: { run: [bash, -c, 'echo "It is $DAY"'], env: { DAY: "{{steps.day.output}}" } }
            """);
        await Chat.AskUntilAsync("/agent ask", "^Agent Ask for the day");
        await Chat.AskAsync("/agent ask run", "is on its way");
        var card = await Chat.MessageOfAsync(Chat.Card("^Ask for the day asks: Which day suits"));

        await card.GetByLabel("Tuesday").CheckAsync();
        await card.GetByRole(AriaRole.Button, new() { Name = "Answer", Exact = true }).ClickAsync();

        await Chat.SaysAsync(card, "Answered by Local admin");
        await Chat.SaysAsync(card, "Tuesday");
        var done = Chat.Card("^Ask for the day completed");
        await Chat.ShowsAsync(done);
        await Chat.SaysAsync(await Chat.AskAsync($"/run {ChatPage.RunOf(await Chat.NameOfAsync(done))} log", "^Log of run"), "Tuesday");
    }

    [Fact]
    public async Task A_refused_edit_is_told_at_its_field_until_it_is_mended()
    {
        bot.WriteAgent("call.yaml", """
            title: Call them
            steps: [{ name: call, tool: http.request, with: { method: POST, url: "https://a.example/x" } }]
            """);
        await Chat.AskUntilAsync("/agent call", "^Agent Call them");
        await Chat.AskAsync("/agent call run", "is on its way");
        var card = await Chat.MessageOfAsync(Chat.Card("^Call them proposes"));
        await card.GetByRole(AriaRole.Button, new() { Name = "Edit", Exact = true }).ClickAsync();
        var headers = card.GetByLabel("headers");

        await headers.FillAsync("none");
        await card.GetByRole(AriaRole.Button, new() { Name = "Save and approve" }).ClickAsync();

        await Chat.SaysAsync(card.GetByRole(AriaRole.Alert), "'headers' must be JSON");
        await Assertions.Expect(headers).ToHaveAttributeAsync("aria-invalid", "true");
        await Assertions.Expect(headers).ToHaveAccessibleDescriptionAsync(new System.Text.RegularExpressions.Regex("must be JSON"));
        await Assertions.Expect(headers).ToBeFocusedAsync();
        await headers.PressSequentiallyAsync("x");
        await Assertions.Expect(card.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
        (await Chat.Page.GetByRole(AriaRole.Article).Last.TextContentAsync())!.ShouldNotContain("Not saved");
    }

    [Fact]
    public async Task A_test_run_changes_nothing_and_says_so()
    {
        var file = bot.WriteFile("keep.txt", "keep me\n");
        bot.WriteAgent("tidy.yaml", $$"""
            title: Tidy
            steps:
              - name: clear
                tool: file.delete
                with: { path: "{{file}}" }
                reason: It is in the way.
            """);
        await Chat.AskUntilAsync("/agent tidy", "^Agent Tidy");

        await Chat.AskAsync("/agent tidy test", "is on its way");

        await Assertions.Expect(Chat.Card("^Test run of Tidy completed").GetByText("[Test Run]")).ToHaveCountAsync(1);
        await Chat.SaysAsync(Chat.Card("^Test run of Tidy completed"), "othing was changed");
        File.Exists(file).ShouldBeTrue();
    }

    [Fact]
    public async Task Failures_in_a_row_are_one_message_and_the_recovery_closes_it()
    {
        var mended = bot.Home.PathOf("mended");
        bot.WriteAgent("flaky.yaml", $$"""
            title: Flaky
            steps:
              - name: look
                program: [bash, -c, "test -f {{mended}} || { echo 'The shop is shut.' >&2; exit 3; }"]
            """);
        await Chat.AskUntilAsync("/agent flaky", "^Agent Flaky");

        await Chat.AskAsync("/agent flaky run", "is on its way");
        var alert = await Chat.MessageOfAsync(Chat.Card("^Flaky failed, run "));
        await Chat.SaysAsync(alert, "The shop is shut.");
        await Chat.AskAsync("/agent flaky run", "is on its way");
        await Chat.SaysAsync(alert, "is failing");
        await Chat.SaysAsync(alert, "2 times");
        await File.WriteAllTextAsync(mended, "");
        await Chat.AskAsync("/agent flaky run", "is on its way");
        await Chat.SaysAsync(alert, "recovered");
        await Chat.SaysAsync(alert, "2 runs");

        var cards = Chat.Page.GetByRole(AriaRole.Article, new() { NameRegex = new("^Flaky (failed|is failing|recovered)") });
        await Assertions.Expect(cards).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Hostile_output_stands_as_text_and_harms_nothing()
    {
        bot.WriteAgent("hostile.sh", """
            #!/usr/bin/env bash
            printf '<img src=x onerror="window.harmed=1"><script>window.harmed=1</script>\n'
            printf '\033[31mred\033[0m \xe2\x80\xaegnp.exe <!channel> [click](javascript:harm) \xff\xfe\n'
            printf '%s\n' '{"chatruns":"summary","text":"<b>loud</b> [click](https://harm.example/) <!channel> **@all** \u202egnp.exe"}'
            printf '%s\n' '{"chatruns":"propose","tool":"file.write","arguments":{"path":"<img src=x onerror=harm()>.txt","text":"<script>window.harmed=1</script> \u202egnp"},"reason":"<!channel> [yes](https://harm.example/)"}'
            printf '%s\n' '{"chatruns":"report","markdown":"# Report\n<script>window.harmed=1</script>\n\n[click](javascript:window.harmed=1) ![x](https://harm.example/x.png)"}'

            """);
        bot.WriteAgent("hostile.yaml", """
            title: "<b>Hostile</b> [agent](https://harm.example/)"
            steps:
              - name: print
                program: [./hostile.sh]
            """);
        await Chat.AskUntilAsync("/agent hostile", "Hostile");
        await Chat.AskAsync("/agent hostile run", "is on its way");

        var done = Chat.Card("Hostile.* completed, run");
        await Chat.SaysAsync(done, "<b>loud</b> [click](https://harm.example/) <!channel> **@all** ⟨U+202E⟩gnp.exe");
        var run = ChatPage.RunOf(await Chat.NameOfAsync(done));
        await Chat.SaysAsync(Chat.Card("Hostile.* proposes 1 action"), "<!channel> [yes](https://harm.example/)");
        var log = await Chat.AskAsync($"/run {run} log", "^Log of run");
        await Chat.SaysAsync(log, "<img src=x onerror=\"window.harmed=1\"><script>");
        await Chat.SaysAsync(log, "red ");
        foreach (var line in (string[])["steps", "actions", "activity"]) await Chat.AskAsync($"/run {run} {line}", $"run {run}");
        await AssertHarmlessAsync("#chat", "a[href*=harm]");

        await Chat.Page.GotoAsync($"/runs/{run}");
        await Chat.ShowsAsync(Chat.Card("^Run"));
        await AssertHarmlessAsync("main", "a[href*=harm]");

        // A report is Markdown and may link to the web; a picture becomes such a link.
        await Chat.Page.GotoAsync($"/runs/{run}/report");
        await Chat.ShowsAsync(Chat.Page.GetByRole(AriaRole.Link, new() { Name = "x", Exact = true }));
        await AssertHarmlessAsync("main", "a[href^=javascript]");
    }

    private async Task AssertHarmlessAsync(string where, string links)
    {
        (await Chat.Page.EvaluateAsync<bool>("() => 'harmed' in window")).ShouldBeFalse();
        await Assertions.Expect(Chat.Page.Locator($"{where} :is(script, b, img[src*=harm], img[src=x], {links})")).ToHaveCountAsync(0);
        (await Chat.Page.Locator(where).InnerTextAsync()).ShouldNotContain('\u202e');
    }
}
