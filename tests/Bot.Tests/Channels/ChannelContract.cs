using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Tests.Web;

namespace ChatRuns.Bot.Tests.Channels;

/// <summary>What the courier relies on, whatever the platform. Each channel inherits it, with a stand-in for its platform.</summary>
public abstract class ChannelContract : IAsyncLifetime
{
    /// <summary>Hostile to HTML, Markdown, mentions, terminals, reading direction and sentence length.</summary>
    private const string Hostile = "<script>alert(1)</script> <!channel> @everyone [click](javascript:1) \u202egnp.exe \u001b[31m \ud800 `*_~|";

    internal abstract IChannel Channel { get; }

    /// <summary>A route that an agent may name.</summary>
    protected abstract string Route { get; }

    /// <summary>What people read in a conversation now: the text of each message, as it stands, oldest first.</summary>
    internal abstract Task<IReadOnlyList<string>> ReadAsync(Address conversation);

    /// <summary>Takes a message away, as the platform or a person might.</summary>
    internal abstract Task RemoveAsync(Address message);

    public abstract Task InitializeAsync();

    public abstract Task DisposeAsync();

    [Fact]
    public void A_route_of_its_own_leads_somewhere_and_another_platforms_nowhere()
    {
        Channel.Resolve(Route).ShouldNotBeNull().Platform.ShouldBe(Channel.Platform);
        Channel.Resolve("carrier-pigeon:#ops").ShouldBeNull();
    }

    [Fact]
    public async Task A_posted_card_stands_in_the_conversation()
    {
        var sent = await PostAsync("Site check failed", "key-1");

        sent.Message.ShouldNotBeNull();
        (await ReadAsync(Here)).ShouldHaveSingleItem().ShouldContain("Site check failed");
    }

    [Fact]
    public async Task Posting_twice_with_the_same_key_posts_once()
    {
        var first = await PostAsync("Once", "key-1");
        var second = await PostAsync("Once", "key-1");

        second.ShouldBe(first);
        (await ReadAsync(Here)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Posting_twice_at_once_with_the_same_key_posts_once()
    {
        var sent = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => PostAsync("Once", "key-1")));

        sent.Distinct().Count().ShouldBe(1);
        (await ReadAsync(Here)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Equal_cards_with_different_keys_are_different_messages()
    {
        var first = await PostAsync("Same", "key-1");
        var second = await PostAsync("Same", "key-2");

        second.ShouldNotBe(first);
        (await ReadAsync(Here)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_redraw_changes_the_message_in_place()
    {
        var first = await PostAsync("Site check failed", "key-1");
        await PostAsync("Something else", "key-2");

        var redrawn = await Channel.RedrawAsync(first, Some.Card("Site check recovered"), Urgency.Outcome, CancellationToken.None);

        redrawn.ShouldBe(new SendResult.Sent(first));
        var texts = await ReadAsync(Here);
        texts.Count.ShouldBe(2);
        texts[0].ShouldContain("recovered");
        texts[0].ShouldNotContain("failed");
    }

    [Fact]
    public async Task Redrawing_a_message_that_is_gone_says_so()
    {
        var message = await PostAsync("Short-lived", "key-1");
        await RemoveAsync(message);

        (await Channel.RedrawAsync(message, Some.Card("Too late"), Urgency.Outcome, CancellationToken.None)).ShouldBeOfType<SendResult.Gone>().Why.ShouldNotBeEmpty();
        (await ReadAsync(Here)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_reply_is_told_once_by_its_key_and_without_threads_that_is_said()
    {
        var message = await PostAsync("Site check failed", "key-1");

        var first = await TellAsync();
        var second = await TellAsync();

        second.ShouldBe(first);
        (first is SendResult.Sent).ShouldBe(Channel.HasThreadsIn(Here));
        if (first is SendResult.Gone gone) gone.Why.ShouldContain("no threads");
        (await ReadAsync(Here)).Count.ShouldBe(Channel.HasThreadsIn(Here) ? 2 : 1);

        Task<SendResult> TellAsync() => Channel.TellAsync(message, Some.Card("Failed again"), new Nudge.Quiet(), "key-2", CancellationToken.None);
    }

    [Fact]
    public async Task A_person_of_another_platform_has_no_conversation_here()
    {
        Channel.DirectOf("carrier-pigeon/coop/17").ShouldBeNull();
        Channel.AloneWith("carrier-pigeon/coop/17").ShouldBeNull();
        var nobody = await Channel.TellAsync(Here, Some.Card("For you"), new Nudge.People(["carrier-pigeon/coop/17"]), "key-1", CancellationToken.None);

        nobody.ShouldBeOfType<SendResult.Gone>();
        (await ReadAsync(Here)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_conversation_that_does_not_exist_says_so()
    {
        var nowhere = Here with { Conversation = "nowhere" };

        var why = await Channel.PostAsync(nowhere, Some.Card("Hello"), "key-1", CancellationToken.None) switch
        {
            SendResult.Gone gone => gone.Why,
            // Where somebody may yet make or open it.
            SendResult.Later { After.TotalMinutes: >= 1 } later => later.Why,
            _ => "",
        };

        why.ShouldContain("nowhere");
        (await ReadAsync(Here)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Hostile_text_is_posted_and_redrawn_as_text()
    {
        var message = await PostAsync(Hostile, "key-1");
        var redrawn = await Channel.RedrawAsync(message, Some.Card(Hostile + " again"), Urgency.Outcome, CancellationToken.None);

        redrawn.ShouldBeOfType<SendResult.Sent>();
        var text = (await ReadAsync(Here)).ShouldHaveSingleItem();
        text.ShouldNotContain("<script>");
        text.ShouldContain("again");
    }

    [Fact]
    public async Task A_card_of_a_hundred_kilobytes_of_text_is_posted_or_refused_in_words()
    {
        var result = await Channel.PostAsync(Here, Some.Card("Long", new string('x', 100_000)), "key-1", CancellationToken.None);

        (result is SendResult.Sent or SendResult.Gone { Why.Length: > 0 }).ShouldBeTrue();
    }

    private Address Here => Channel.Resolve(Route)!;

    private async Task<Address> PostAsync(string title, string key) =>
        (await Channel.PostAsync(Here, Some.Card(title), key, CancellationToken.None)).ShouldBeOfType<SendResult.Sent>().Message;
}
