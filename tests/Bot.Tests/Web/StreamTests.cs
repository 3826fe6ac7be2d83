using System.Net;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Channels.Web;

namespace ChatRuns.Bot.Tests.Web;

public sealed class StreamTests
{
    [Fact]
    public async Task A_card_comes_by_itself_and_its_redraw_too()
    {
        await using var host = await WebHost.StartAsync();
        using var browser = await host.SignedInAsync();
        await using var events = await EventReader.OpenAsync(browser);

        var sent = await PostAsync(host, "Site check failed");
        (await events.MessageAsync()).Html.ShouldContain("Site check failed");

        await host.Channel.RedrawAsync(sent, Some.Card("Site check recovered"), Urgency.Outcome, CancellationToken.None);
        var redrawn = await events.MessageAsync();
        redrawn.Html.ShouldContain("recovered");
        redrawn.Html.ShouldContain($"id=\"m{sent.Message}\"");
    }

    [Fact]
    public async Task A_page_that_lost_its_connection_misses_nothing_and_gets_nothing_twice()
    {
        await using var host = await WebHost.StartAsync();
        using var browser = await host.SignedInAsync();
        string seen;
        Address first;
        await using (var events = await EventReader.OpenAsync(browser))
        {
            first = await PostAsync(host, "Before");
            seen = (await events.MessageAsync()).Id;
        }

        await PostAsync(host, "Meanwhile");
        await host.Channel.RedrawAsync(first, Some.Card("Before, version 2"), Urgency.Outcome, CancellationToken.None);
        await host.Channel.RedrawAsync(first, Some.Card("Before, version 3"), Urgency.Outcome, CancellationToken.None);

        await using var again = await EventReader.OpenAsync(browser, lastId: seen);
        (await again.MessageAsync()).Html.ShouldContain("Meanwhile");
        (await again.MessageAsync()).Html.ShouldContain("version 3");
        await PostAsync(host, "After");
        (await again.MessageAsync()).Html.ShouldContain("After");
    }

    [Fact]
    public async Task The_page_tells_where_its_stream_goes_on()
    {
        await using var host = await WebHost.StartAsync();
        using var browser = await host.SignedInAsync();
        await PostAsync(host, "On the page");

        var page = await browser.GetStringAsync("/");

        page.ShouldContain("On the page");
        page.ShouldContain("data-change=\"1\"");
        await using var events = await EventReader.OpenAsync(browser, after: 1);
        await PostAsync(host, "In the stream");
        (await events.MessageAsync()).Html.ShouldContain("In the stream");
    }

    [Fact]
    public async Task A_page_that_missed_very_much_or_knows_another_database_reads_itself_anew()
    {
        await using var host = await WebHost.StartAsync();
        using var browser = await host.SignedInAsync();
        for (var i = 0; i < 201; i++) await PostAsync(host, $"Card {i}");

        await using var late = await EventReader.OpenAsync(browser);
        (await late.NextAsync()).EventType.ShouldBe("reload");

        await using var foreign = await EventReader.OpenAsync(browser, after: 9999);
        (await foreign.NextAsync()).EventType.ShouldBe("reload");
    }

    [Fact]
    public async Task A_private_answer_is_seen_by_nobody_else()
    {
        await using var host = await WebHost.StartAsync();
        using var admin = await host.SignedInAsync();
        using var mia = await host.SignedInAsync(Some.Mia);
        await using var events = await EventReader.OpenAsync(mia);

        (await admin.SayAsync("/agents")).EnsureSuccessStatusCode();
        await PostAsync(host, "For everybody");

        (await events.MessageAsync()).Html.ShouldContain("For everybody");
        (await mia.GetStringAsync("/")).ShouldNotContain("Answer to");
        (await admin.GetStringAsync("/")).ShouldContain("Answer to /agents");
    }

    [Fact]
    public async Task The_side_panel_is_called_stale()
    {
        await using var host = await WebHost.StartAsync();
        using var browser = await host.SignedInAsync();
        await using var events = await EventReader.OpenAsync(browser);

        host.Hub.SideChanged();

        (await events.NextAsync()).EventType.ShouldBe("side");
        (await browser.GetStringAsync("/web/side")).ShouldContain("Archive report.csv");
    }

    [Fact]
    public async Task A_hundred_pages_see_every_card_in_its_last_version()
    {
        await using var host = await WebHost.StartAsync();
        using var browser = await host.SignedInAsync();
        var pages = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => EventReader.OpenAsync(browser)));

        var writing = Task.Run(async () =>
        {
            var sent = await PostAsync(host, "Counter");
            for (var i = 1; i <= 30; i++)
            {
                await PostAsync(host, $"Card {i} of 30");
                await host.Channel.RedrawAsync(sent, Some.Card($"Counter {i} of 30"), Urgency.Outcome, CancellationToken.None);
            }
        });

        async Task<HashSet<string>> ReadAsync(EventReader page)
        {
            var seen = new HashSet<string>();
            for (string html; !seen.Contains("last");)
            {
                html = (await page.MessageAsync()).Html;
                if (html.Contains("Counter 30 of 30", StringComparison.Ordinal)) seen.Add("last");
                else if (!html.Contains("Counter", StringComparison.Ordinal)) seen.Add(html).ShouldBeTrue();
            }

            return seen;
        }

        var all = await Task.WhenAll(pages.Select(ReadAsync));
        await writing;
        all.ShouldAllBe(seen => seen.Count == 31);
        foreach (var page in pages) await page.DisposeAsync();
    }

    [Fact]
    public async Task A_closed_page_is_forgotten()
    {
        await using var host = await WebHost.StartAsync();
        using var browser = await host.SignedInAsync();
        await using (await EventReader.OpenAsync(browser)) host.Hub.Count.ShouldBe(1);

        // The server is told by the transport, or notices when it next writes.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (host.Hub.Count > 0 && !patience.IsCancellationRequested) await PostAsync(host, "Knock");

        host.Hub.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Too_many_pages_are_told_so()
    {
        await using var host = await WebHost.StartAsync();
        using var browser = await host.SignedInAsync();
        for (var i = 0; i < WebHub.MostListeners; i++) host.Hub.Listen().ShouldNotBeNull();

        using var answer = await browser.GetAsync("/web/stream");

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("pages listen already");
    }

    [Fact]
    public async Task Stopping_the_program_ends_the_streams_at_once()
    {
        var host = await WebHost.StartAsync();
        using var browser = await host.SignedInAsync();
        await using var events = await EventReader.OpenAsync(browser);

        await host.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(5));
    }

    private static async Task<Address> PostAsync(WebHost host, string title) =>
        ((SendResult.Sent)await host.Channel.PostAsync(WebChannel.Everybody, Some.Card(title), Some.Id(), CancellationToken.None)).Message;
}
