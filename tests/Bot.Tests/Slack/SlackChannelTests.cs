using System.Net.Http.Headers;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Channels.Slack;
using ChatRuns.Bot.Tests.Channels;
using ChatRuns.Bot.Tests.Web;
using ChatRuns.StandIns.Api;

namespace ChatRuns.Bot.Tests.Slack;

/// <summary>Slack as the courier sees it: what every channel promises, and what Slack makes hard.</summary>
public sealed class SlackChannelTests : ChannelContract
{
    private SlackBench _bot = null!;

    internal override IChannel Channel => _bot.Bench.Get<SlackChannel>();

    protected override string Route => "slack:C0OPS";

    public override async Task InitializeAsync() => _bot = await SlackBench.OpenAsync();

    public override async Task DisposeAsync()
    {
        _bot.Slack.Violations.ShouldBeEmpty();
        await _bot.DisposeAsync();
    }

    internal override Task<IReadOnlyList<string>> ReadAsync(Address conversation) =>
        Task.FromResult<IReadOnlyList<string>>([.. _bot.Slack.BotMessages(SlackBench.Ops).Select(m => m.Text)]);

    internal override async Task RemoveAsync(Address message)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _bot.Slack.Options.BotToken);
        var (channel, ts) = ChatRuns.Bot.Channels.Slack.Talk.SlackPlace.Read(message.Message!);
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("channel", channel), KeyValuePair.Create("ts", ts!)]);
        (await http.PostAsync(_bot.Slack.ApiUrl + "chat.delete", form)).EnsureSuccessStatusCode();
    }

    [Theory]
    [InlineData("slack:#ops", "", "#ops")]
    [InlineData("slack:C024BE91L", "", "C024BE91L")]
    [InlineData("slack:T024BE7LH/#ops", "T024BE7LH", "#ops")]
    [InlineData("slack:@U024BE7LH", "", "@U024BE7LH")]
    public void A_route_names_a_channel_a_person_and_perhaps_a_workspace(string route, string team, string conversation) =>
        Channel.Resolve(route).ShouldBe(new Address("slack", team, conversation));

    [Theory]
    [InlineData("slack:")]
    [InlineData("slack:ops")]
    [InlineData("slack:#")]
    [InlineData("slack")]
    [InlineData("Slack:#ops")]
    [InlineData("web")]
    public void What_is_no_place_in_slack_leads_nowhere(string route) => Channel.Resolve(route).ShouldBeNull();

    [Fact]
    public async Task A_post_whose_answer_got_lost_is_found_again_and_stands_there_once()
    {
        _bot.Slack.Fail("chat.postMessage", new Trouble.DropAfter());

        var lost = await PostAsync("card/1");
        var found = await PostAsync("card/1");

        lost.ShouldBeOfType<SendResult.Later>();
        found.ShouldBeOfType<SendResult.Sent>();
        _bot.Message().Text.ShouldBe("Disk full");
        (await Channel.RedrawAsync(((SendResult.Sent)found).Message, Some.Card("Disk mended"), Urgency.Outcome, CancellationToken.None)).ShouldBeOfType<SendResult.Sent>();
        _bot.Message().Text.ShouldBe("Disk mended");
    }

    [Fact]
    public async Task A_post_that_is_found_again_shows_what_became_true_meanwhile()
    {
        _bot.Slack.Fail("chat.postMessage", new Trouble.DropAfter());
        await PostAsync("card/1");

        var found = await Channel.PostAsync(Channel.Resolve(Route)!, Some.Card("Disk mended"), "card/1", CancellationToken.None);
        _bot.Message().Text.ShouldBe("Disk mended");
        var again = await Channel.PostAsync(Channel.Resolve(Route)!, Some.Card("Disk replaced"), "card/1", CancellationToken.None);

        again.ShouldBe(found);
        _bot.Message().Text.ShouldBe("Disk replaced");
    }

    [Fact]
    public async Task A_post_that_never_arrived_is_posted_on_the_next_try()
    {
        _bot.Slack.Fail("chat.postMessage", new Trouble.DropBefore());

        (await PostAsync("card/1")).ShouldBeOfType<SendResult.Later>();
        (await PostAsync("card/1")).ShouldBeOfType<SendResult.Sent>();

        _bot.Message().Text.ShouldBe("Disk full");
    }

    [Fact]
    public async Task A_channel_named_by_its_name_is_redrawn_by_its_id()
    {
        var sent = (await Channel.PostAsync(Channel.Resolve("slack:#ops")!, Some.Card("Disk full"), "card/1", CancellationToken.None)).ShouldBeOfType<SendResult.Sent>();

        await Channel.RedrawAsync(sent.Message, Some.Card("Disk mended"), Urgency.Outcome, CancellationToken.None);

        sent.Message.Conversation.ShouldBe("#ops");
        _bot.Message().Text.ShouldBe("Disk mended");
    }

    [Fact]
    public async Task A_person_is_written_to_in_their_own_conversation()
    {
        var sent = (await Channel.PostAsync(Channel.Resolve("slack:@U0MIA")!, Some.Card("Disk full"), "card/1", CancellationToken.None)).ShouldBeOfType<SendResult.Sent>();

        sent.Message.Message.ShouldNotBeNull().ShouldStartWith("D");
    }

    [Fact]
    public async Task Slack_is_left_alone_for_as_long_as_it_asks()
    {
        _bot.Slack.Fail("chat.postMessage", new Trouble.RateLimited(TimeSpan.FromSeconds(30)));

        (await PostAsync("card/1")).ShouldBeOfType<SendResult.Later>().After.ShouldBe(TimeSpan.FromSeconds(30));
        (await PostAsync("card/2")).ShouldBeOfType<SendResult.Later>();
        _bot.Slack.Calls.Count(c => c.Method == "chat.postMessage").ShouldBe(1);
        _bot.Bench.Time.Advance(TimeSpan.FromSeconds(30));

        (await PostAsync("card/1")).ShouldBeOfType<SendResult.Sent>();
    }

    [Fact]
    public async Task A_channel_that_the_app_is_not_in_is_tried_again_and_the_log_says_what_to_do()
    {
        _bot.Slack.AddChannel("C0PRIV", "private", isMember: false, isPrivate: true);

        var result = await Channel.PostAsync(Channel.Resolve("slack:C0PRIV")!, Some.Card("Disk full"), "card/1", CancellationToken.None);

        result.ShouldBeOfType<SendResult.Later>();
        _bot.Log.Lines.ShouldContain(l => l.Contains("Invite the app"));
    }

    [Fact]
    public async Task Newer_blocks_that_are_refused_are_sent_again_as_classic_ones()
    {
        _bot.Slack.RefuseNewerBlocks = true;
        var card = await _bot.Bench.Get<ChatRuns.Bot.Courier.ILivingCards>().DrawAsync("run/1", CancellationToken.None);
        card.ShouldBeNull();
        var list = _bot.Bench.Get<ChatRuns.Bot.Cards.CardDesk>().BindSamples().First(s => s is { Template: "run-list", Sample: "failed" }).Card;

        (await Channel.PostAsync(Channel.Resolve(Route)!, list, "card/1", CancellationToken.None)).ShouldBeOfType<SendResult.Sent>();

        _bot.Message().Blocks.ToJsonString().ShouldNotContain("table");
    }

    [Fact]
    public async Task After_ten_minutes_without_slack_every_card_is_there_once_and_shows_the_truth()
    {
        const string ask = "title: Tidy\nnotify: { actions: [\"slack:#ops\"], completed: [] }\napproval: { approvers: [approver] }\nsteps: [{ name: change, tool: probe.change, with: { what: \"{{what}}\" } }]\nvariables: { what: x }";
        await using var bot = await SlackBench.OpenAsync(("tidy", ask));
        var until = bot.Bench.Time.GetUtcNow() + TimeSpan.FromMinutes(10);
        bot.Slack.Fail("chat.postMessage", new Trouble.Status(500), until: until);
        bot.Slack.Fail("chat.update", new Trouble.RateLimited(TimeSpan.FromSeconds(20)), until: until);
        for (var i = 0; i < 5; i++) await bot.Bench.StartAsync("tidy", variables: ("what", $"folder {i}"));
        await bot.GoAsync();
        await bot.Bench.ApproveAsync(await bot.Bench.ActionAsync(1));
        for (var i = 0; i < 60; i++) await bot.PassAsync(TimeSpan.FromSeconds(15));

        var texts = bot.Slack.BotMessages(SlackBench.Ops).Select(m => m.Text).ToList();
        texts.Count.ShouldBe(5, bot.Slack.ToString());
        texts.Count(t => t.Contains("Approved by Mia")).ShouldBe(1);
        bot.Slack.Violations.ShouldBeEmpty();
    }

    private Task<SendResult> PostAsync(string key) => Channel.PostAsync(Channel.Resolve(Route)!, Some.Card("Disk full"), key, CancellationToken.None);
}
