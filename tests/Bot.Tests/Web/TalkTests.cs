using System.Net;
using System.Text;
using ChatRuns.Bot.Access;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Channels.Web;
using ChatRuns.Bot.Memory;
using Microsoft.Extensions.DependencyInjection;

namespace ChatRuns.Bot.Tests.Web;

public sealed class TalkTests
{
    [Fact]
    public async Task A_line_reaches_the_desk_with_who_where_and_zone_and_its_answer_stands_below_it()
    {
        await using var host = await WebHost.StartAsync();
        using var browser = await host.SignedInAsync();

        (await browser.SayAsync("  /runs failed ")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        var line = host.Desk.Heard.ShouldHaveSingleItem().ShouldBeOfType<Said.Line>();
        line.Text.ShouldBe("/runs failed");
        line.Who.ShouldBe(LocalAdmin.Principal);
        line.Where.ShouldBe(WebChannel.Everybody);
        line.Zone.Id.ShouldBe("Europe/Berlin");
        (await ReadAsync(host)).Select(m => m.Text).ShouldBe(["/runs failed", "Answer to /runs failed"]);
    }

    [Fact]
    public async Task Sending_a_line_again_with_the_same_id_does_it_once()
    {
        await using var host = await WebHost.StartAsync();
        using var browser = await host.SignedInAsync();
        var id = Some.Id();

        for (var i = 0; i < 3; i++) (await browser.SayAsync("/agent tidy run", id)).EnsureSuccessStatusCode();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => browser.SayAsync("/agent tidy run", id)));

        host.Desk.Heard.Count.ShouldBe(1);
        (await ReadAsync(host)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Two_sendings_at_once_are_one_and_both_wait_for_the_answer()
    {
        await using var host = await WebHost.StartAsync();
        using var browser = await host.SignedInAsync();
        var (asked, go, id) = (new TaskCompletionSource(), new TaskCompletionSource(), Some.Id());
        host.Desk.Answer = async (_, _) =>
        {
            asked.SetResult();
            await go.Task;
            return Reply.None;
        };

        var first = browser.SayAsync("/agent tidy run", id);
        await asked.Task;
        var second = browser.SayAsync("/agent tidy run", id);
        second.IsCompleted.ShouldBeFalse();
        go.SetResult();

        (await first).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await second).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        host.Desk.Heard.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_line_whose_desk_failed_can_be_sent_again_and_carries_the_same_id()
    {
        await using var host = await WebHost.StartAsync();
        using var browser = await host.SignedInAsync();
        var id = Some.Id();
        var answer = host.Desk.Answer;
        host.Desk.Answer = (_, _) => throw new IOException("disk full");

        using var failed = await browser.SayAsync("/runs", id);
        host.Desk.Answer = answer;
        using var worked = await browser.SayAsync("/runs", id);

        failed.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        (await failed.Content.ReadAsStringAsync()).ShouldNotContain("disk full");
        worked.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        host.Desk.Heard.Select(s => s.Id).Distinct().ShouldHaveSingleItem();
        (await ReadAsync(host)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_browser_that_goes_away_does_not_stop_what_it_asked_for()
    {
        await using var host = await WebHost.StartAsync();
        using var browser = await host.SignedInAsync();
        var (asked, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        host.Desk.Answer = async (_, cancel) =>
        {
            asked.SetResult();
            await go.Task;
            cancel.ThrowIfCancellationRequested();
            return new Reply(Some.Card("Done"));
        };
        await using var events = await EventReader.OpenAsync(browser);

        using var patience = new CancellationTokenSource();
        var saying = browser.PostAsync("/web/say", new StringContent($$"""{"id":"{{Some.Id()}}","text":"/run"}""", Encoding.UTF8, "application/json"), patience.Token);
        await asked.Task;
        await patience.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(saying);
        go.SetResult();

        (await events.MessageAsync()).Html.ShouldContain("/run");
        (await events.MessageAsync()).Html.ShouldContain("Done");
    }

    [Fact]
    public async Task A_pressed_button_reaches_the_desk_with_its_message_verb_and_data_once()
    {
        await using var host = await WebHost.StartAsync();
        using var browser = await host.SignedInAsync();
        var card = await host.Memory.AddCardAsync(WebChannel.Conversation, null, Some.Card("Tidy proposes", null, "Approve"), "k", CancellationToken.None);
        var id = Some.Id();

        for (var i = 0; i < 2; i++) (await browser.PressAsync(card.Id, "approve", new { action = "7/1", reason = "fine" }, id)).EnsureSuccessStatusCode();

        var press = host.Desk.Heard.ShouldHaveSingleItem().ShouldBeOfType<Said.Press>();
        press.Where.ShouldBe(WebChannel.AddressOf(card.Id));
        press.Verb.ShouldBe("approve");
        press.Data.GetProperty("reason").GetString().ShouldBe("fine");
    }

    [Fact]
    public async Task What_is_wrong_with_inputs_is_told_to_their_form_and_says_nothing_in_the_chat()
    {
        await using var host = await WebHost.StartAsync();
        using var browser = await host.SignedInAsync();
        var card = await host.Memory.AddCardAsync(WebChannel.Conversation, null, Some.Card("Tidy proposes", null, "Edit"), "k", CancellationToken.None);
        host.Desk.Answer = (_, _) => Task.FromResult(new Reply(Some.Card("Not saved")) { InputErrors = new Dictionary<string, string> { ["arg.path"] = "It is outside.", ["arg."] = "Refused." } });
        var id = Some.Id();

        using var refused = await browser.PressAsync(card.Id, "action.edit", new { id = "7.1" }, id);
        host.Desk.Answer = (_, _) => Task.FromResult(Reply.None);
        using var again = await browser.PressAsync(card.Id, "action.edit", new { id = "7.1" }, id);

        (await refused.Content.ReadAsStringAsync()).ShouldBe("""{"inputs":{"arg.path":"It is outside.","arg.":"Refused."}}""");
        (await host.Memory.ReadAsync(WebChannel.Conversation, LocalAdmin.Principal.Key, long.MaxValue, 10, CancellationToken.None)).ShouldHaveSingleItem().Id.ShouldBe(card.Id);
        ((int)again.StatusCode).ShouldBe(204);
        host.Desk.Heard.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_reply_in_place_redraws_a_private_card_and_leaves_everybodys_card_alone()
    {
        await using var host = await WebHost.StartAsync();
        using var browser = await host.SignedInAsync();
        var mine = await host.Memory.AddCardAsync(WebChannel.Conversation, LocalAdmin.Principal.Key, Some.Card("Page 1"), "mine", CancellationToken.None);
        var shared = await host.Memory.AddCardAsync(WebChannel.Conversation, null, Some.Card("Alert"), "shared", CancellationToken.None);
        host.Desk.Answer = (_, _) => Task.FromResult(new Reply(Some.Card("Page 2"), ReplyMode.Replace));

        (await browser.PressAsync(mine.Id, "next")).EnsureSuccessStatusCode();
        (await browser.PressAsync(shared.Id, "next")).EnsureSuccessStatusCode();

        var messages = await ReadAsync(host);
        messages.Select(m => m.Title).ShouldBe(["Page 2", "Alert", "Page 2"]);
        messages[0].Version.ShouldBe(2);
        messages[2].Audience.ShouldBe(LocalAdmin.Principal.Key);
    }

    [Fact]
    public async Task An_answer_that_shows_a_living_subject_is_a_copy_that_the_courier_redraws()
    {
        await using var host = await WebHost.StartAsync();
        using var browser = await host.SignedInAsync();
        host.Desk.Answer = (_, _) => Task.FromResult(new Reply(Some.Card("Run 7")) { Subject = "run/7", Version = 12 });

        (await browser.SayAsync("/run 7")).EnsureSuccessStatusCode();

        var copies = await host.Services.GetRequiredService<CourierMemory>().ReadAsync("run/7", CancellationToken.None);
        copies.ShouldHaveSingleItem().Where.ShouldBe(WebChannel.AddressOf(2));
        copies[0].Sent.ShouldBe(12);
    }

    [Fact]
    public async Task A_card_that_is_gone_or_somebody_elses_cannot_be_pressed()
    {
        await using var host = await WebHost.StartAsync();
        using var mia = await host.SignedInAsync(Some.Mia);
        var theirs = await host.Memory.AddCardAsync(WebChannel.Conversation, LocalAdmin.Principal.Key, Some.Card("Private"), "k", CancellationToken.None);

        foreach (var message in new[] { theirs.Id, 4711 })
        {
            using var answer = await mia.PressAsync(message, "approve");
            answer.StatusCode.ShouldBe(HttpStatusCode.Gone);
        }

        host.Desk.Heard.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("say", "")]
    [InlineData("say", "[")]
    [InlineData("say", "null")]
    [InlineData("say", "{}")]
    [InlineData("say", """{"id":"12345678","text":"   "}""")]
    [InlineData("say", """{"id":"../../etc","text":"x"}""")]
    [InlineData("say", """{"id":{},"text":[]}""")]
    [InlineData("press", """{"id":"12345678","message":"x"}""")]
    [InlineData("press", """{"id":"12345678","message":1,"verb":"","data":{}}""")]
    [InlineData("press", """{"id":"12345678","message":1,"verb":"v","data":[]}""")]
    [InlineData("press", """{"id":"12345678","message":1,"verb":"v"}""")]
    public async Task Nonsense_is_refused_in_words(string path, string body)
    {
        await using var host = await WebHost.StartAsync();
        using var browser = await host.SignedInAsync();

        using var answer = await browser.PostAsync($"/web/{path}", new StringContent(body, Encoding.UTF8, "application/json"));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("\"error\":\"");
        host.Desk.Heard.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_too_long_is_refused_in_words()
    {
        await using var host = await WebHost.StartAsync();
        using var browser = await host.SignedInAsync();

        using var line = await browser.SayAsync(new string('x', 8001));
        using var body = await browser.SayAsync(new string('x', 2 << 20));

        line.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        body.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task A_typed_line_is_shown_as_text()
    {
        await using var host = await WebHost.StartAsync();
        using var browser = await host.SignedInAsync();

        await browser.SayAsync("<img src=x onerror=alert(1)> & \"quotes\"");

        var page = await browser.GetStringAsync("/");
        page.ShouldNotContain("<img");
        page.ShouldContain("&lt;img src=x onerror=alert(1)&gt; &amp; &quot;quotes&quot;");
    }

    [Fact]
    public async Task Earlier_messages_are_read_page_by_page_without_gap_or_repetition()
    {
        await using var host = await WebHost.StartAsync();
        using var browser = await host.SignedInAsync();
        for (var i = 1; i <= 120; i++) await host.Memory.AddCardAsync(WebChannel.Conversation, null, Some.Card($"Card {i}."), $"k{i}", CancellationToken.None);

        var page = await browser.GetStringAsync("/");
        var second = await browser.GetStringAsync("/web/messages?before=71");
        var third = await browser.GetStringAsync("/web/messages?before=21");

        page.ShouldContain("data-first=\"71\"");
        page.ShouldContain("Card 71.");
        second.ShouldContain("\"first\":21");
        second.ShouldContain("Card 70.");
        second.ShouldContain("Card 21.");
        third.ShouldContain("Card 1.");
        third.ShouldContain("\"first\":null");
    }

    private static Task<IReadOnlyList<WebMessage>> ReadAsync(WebHost host) =>
        host.Memory.ReadAsync(WebChannel.Conversation, LocalAdmin.Principal.Key, long.MaxValue, 100, CancellationToken.None);
}
