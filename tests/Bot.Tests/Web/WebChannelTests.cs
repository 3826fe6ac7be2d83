using ChatRuns.Bot.Access;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Channels.Web;
using ChatRuns.Bot.Memory;
using ChatRuns.Bot.Tests.Channels;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatRuns.Bot.Tests.Web;

public sealed class WebChannelTests : ChannelContract, IDisposable
{
    private readonly TestDatabase _database = new();
    private readonly WebMemory _memory;

    public WebChannelTests()
    {
        _memory = new WebMemory(_database, TimeProvider.System, keep: 150);
        Channel = new WebChannel(_memory);
    }

    internal override IChannel Channel { get; }

    protected override string Route => "web";

    public override Task InitializeAsync() => _database.MigrateMemoryAsync(CancellationToken.None);

    public override Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _database.Dispose();

    internal override async Task<IReadOnlyList<string>> ReadAsync(Address conversation)
    {
        var html = new MessageHtml(new TestCards(), NullLogger<MessageHtml>.Instance);
        var messages = await _memory.ReadAsync(conversation.Conversation, LocalAdmin.Principal.Key, long.MaxValue, 1000, CancellationToken.None);
        return [.. messages.Select(m => html.ToWire(m).Html)];
    }

    internal override Task RemoveAsync(Address message) =>
        _database.WriteAsync(db => db.Execute("DELETE FROM web_messages WHERE id = @Message", message), CancellationToken.None);

    [Fact]
    public async Task What_is_for_one_person_alone_nobody_else_sees()
    {
        var mine = Channel.AloneWith(LocalAdmin.Principal.Key)!;
        await Channel.PostAsync(mine, Some.Card("For you"), "mine", CancellationToken.None);
        await Channel.PostAsync(Channel.AloneWith("web/local/mia")!, Some.Card("For Mia"), "theirs", CancellationToken.None);

        (await ReadAsync(WebChannel.Everybody)).ShouldHaveSingleItem().ShouldContain("For you");
        Channel.AloneWith("web/elsewhere/mia").ShouldBeNull();
    }

    [Fact]
    public async Task Only_the_newest_messages_are_kept()
    {
        for (var i = 1; i <= 301; i++) await Channel.PostAsync(WebChannel.Everybody, Some.Card($"Card {i}"), $"key-{i}", CancellationToken.None);

        var kept = await ReadAsync(WebChannel.Everybody);

        kept.Count.ShouldBe(151);
        kept[^1].ShouldContain("Card 301");
    }

    [Fact]
    public async Task An_equal_redraw_changes_nothing()
    {
        var sent = (SendResult.Sent)await Channel.PostAsync(WebChannel.Everybody, Some.Card("Same"), "key", CancellationToken.None);
        var change = await _memory.LastChangeAsync(CancellationToken.None);

        await Channel.RedrawAsync(sent.Message, Some.Card("Same"), Urgency.Outcome, CancellationToken.None);

        (await _memory.LastChangeAsync(CancellationToken.None)).ShouldBe(change);
    }

    [Fact]
    public async Task A_card_that_cannot_be_drawn_is_shown_as_its_plain_text()
    {
        await Channel.PostAsync(WebChannel.Everybody, Some.Card("Broken", "what it says <b>"), "key", CancellationToken.None);
        var html = new MessageHtml(new BrokenCards(), NullLogger<MessageHtml>.Instance);

        var drawn = html.Draw(await _memory.ReadAsync(WebChannel.Conversation, LocalAdmin.Principal.Key, long.MaxValue, 10, CancellationToken.None));

        drawn.ShouldContain("aria-label=\"Broken\"");
        drawn.ShouldContain("what it says &lt;b&gt;");
    }

    private sealed class BrokenCards : ICardHtml
    {
        public string Draw(BoundCard card, string id) => throw new NotSupportedException("no such element");
    }
}
