using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Memory;
using ChatRuns.Bot.Tests.Web;

namespace ChatRuns.Bot.Tests.Memory;

public sealed class CourierMemoryTests : IAsyncLifetime, IDisposable
{
    private static readonly Address Ops = new("slack", "T1", "C-ops");
    private static readonly Address Web = new("web", "local", "runs");
    private static readonly DateTimeOffset Now = new(2026, 11, 3, 14, 2, 0, TimeSpan.Zero);
    private readonly TestDatabase _database = new();
    private readonly CourierMemory _memory;

    public CourierMemoryTests() => _memory = new CourierMemory(_database);

    public Task InitializeAsync() => _database.MigrateMemoryAsync(default);

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task A_wanted_card_is_due_until_it_was_sent()
    {
        await WantAsync(5, new WantedCard(Web, "run/1", 1, 5));

        var card = (await _memory.FindNextAsync(Web, Now, default)).ShouldNotBeNull();
        card.Message.ShouldBeNull();
        card.PostKey.ShouldBe("card/1");
        await _memory.SentAsync(card, card.Wanted, Web with { Message = "17" }, Now, Now, default);

        (await _memory.FindNextAsync(Web, Now, default)).ShouldBeNull();
        (await _memory.FindByMessageAsync(Web with { Message = "17" }, default))!.Subject.ShouldBe("run/1");
    }

    [Fact]
    public async Task Wanting_up_to_a_position_twice_wants_once()
    {
        (await WantAsync(5, new WantedCard(Web, "run/1", 1, 5))).ShouldBeTrue();
        var card = await _memory.FindNextAsync(Web, Now, default);
        await _memory.SentAsync(card!, 5, Web with { Message = "17" }, Now, Now, default);

        (await WantAsync(5, new WantedCard(Web, "run/1", 1, 99))).ShouldBeFalse();

        (await _memory.ReadPositionAsync("courier", default)).ShouldBe(5);
        (await _memory.FindNextAsync(Web, Now, default)).ShouldBeNull();
    }

    [Fact]
    public async Task What_changed_while_a_card_was_sent_is_due_again_and_versions_between_are_skipped()
    {
        await WantAsync(5, new WantedCard(Web, "run/1", 1, 5));
        var sending = await _memory.FindNextAsync(Web, Now, default);
        await WantAsync(6, new WantedCard(Web, "run/1", 1, 6));
        await WantAsync(7, new WantedCard(Web, "run/1", 1, 7));

        await _memory.SentAsync(sending!, sending!.Wanted, Web with { Message = "17" }, Now, Now, default);

        var next = (await _memory.FindNextAsync(Web, Now, default)).ShouldNotBeNull();
        (next.Sent, next.Wanted, next.Where).ShouldBe((5L, 7L, Web with { Message = "17" }));
    }

    [Fact]
    public async Task Decisions_go_before_progress_and_then_what_was_wanted_first()
    {
        await WantAsync(9, new WantedCard(Ops, "run/1", 5, 7), new WantedCard(Ops, "run/2", 0, 9), new WantedCard(Ops, "run/3", 5, 6), new WantedCard(Web, "run/4", 3, 8));

        var order = new List<string>();
        while (await _memory.FindNextAsync(Ops, Now, default) is { } card)
        {
            order.Add(card.Subject);
            await _memory.SentAsync(card, card.Wanted, Ops with { Message = card.Subject }, Now, Now, default);
        }

        order.ShouldBe(["run/2", "run/3", "run/1"]);
        (await _memory.ReadConversationsAsync(Now, default)).ShouldBe([Web]);
    }

    [Fact]
    public async Task A_conversation_on_hold_delays_no_other()
    {
        await WantAsync(9, new WantedCard(Ops, "run/1", 1, 9), new WantedCard(Web, "run/1", 1, 9));

        await _memory.HoldAsync(Ops, Now.AddSeconds(30), onlyPosts: false, default);

        (await _memory.ReadConversationsAsync(Now, default)).ShouldBe([Web]);
        (await _memory.NextAtAsync(Now, default)).ShouldBe(Now.AddSeconds(30));
        (await _memory.ReadConversationsAsync(Now.AddSeconds(30), default)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Copies_that_answers_left_are_wanted_with_their_subject()
    {
        var copy = Web with { Message = "40" };
        await _memory.SetCopyAsync(copy, "run/1", 3, default);

        await WantAsync(8, new WantedCard(null, "run/1", 0, 8));

        (await _memory.FindNextAsync(Web, Now, default))!.Where.ShouldBe(copy);
        await _memory.SetCopyAsync(copy, null, 0, default);
        (await _memory.FindNextAsync(Web, Now, default)).ShouldBeNull();
    }

    [Fact]
    public async Task A_copy_that_was_filled_before_the_courier_passed_is_redrawn()
    {
        await WantAsync(8, new WantedCard(null, "run/1", 0, 8));

        await _memory.SetCopyAsync(Web with { Message = "40" }, "run/1", 7, default);

        (await _memory.FindNextAsync(Web, Now, default))!.Wanted.ShouldBe(8);
    }

    [Fact]
    public async Task Of_somebodys_Home_one_lives_wherever_it_stands_and_others_are_left_alone()
    {
        await _memory.SetCopyAsync(Web with { Message = "40" }, "home/a", 3, default);
        await _memory.SetCopyAsync(Web with { Message = "41" }, "home/b", 3, default);
        await _memory.SetCopyAsync(Ops with { Message = "7" }, "home/a", 3, default);
        await _memory.SetCopyAsync(Web with { Message = "42" }, "run/1", 3, default);

        await WantAsync(8, new WantedCard(null, "home/", 3, 8) { IsBeginning = true });

        (await _memory.ReadAsync("home/a", default)).ShouldHaveSingleItem().Where.ShouldBe(Ops with { Message = "7" });
        (await _memory.ReadAsync("home/b", default)).ShouldHaveSingleItem().Wanted.ShouldBe(8);
        (await _memory.ReadAsync("run/1", default)).ShouldHaveSingleItem().Wanted.ShouldBe(3);
    }

    [Fact]
    public async Task Only_the_Homes_asked_for_last_are_kept_up_to_date()
    {
        for (var i = 0; i <= CourierMemory.MostHomes; i++) await _memory.SetCopyAsync(Web with { Message = $"{i}" }, $"home/{i}", 3, default);

        await WantAsync(8, new WantedCard(null, "home/", 3, 8) { IsBeginning = true });

        (await _memory.ReadAsync("home/0", default)).ShouldHaveSingleItem().Wanted.ShouldBe(3);
        (await _memory.ReadAsync("home/1", default)).ShouldHaveSingleItem().Wanted.ShouldBe(8);
    }

    [Fact]
    public async Task What_is_said_once_is_due_when_its_time_comes_and_never_again()
    {
        var later = new WantedCard(Ops, "reminder/tidy/1/1", 1, 5) { IsOnce = true, NotBefore = Now.AddHours(1) };
        await WantAsync(5, later);

        (await _memory.FindNextAsync(Ops, Now, default)).ShouldBeNull();
        (await _memory.NextAtAsync(Now, default)).ShouldBe(Now.AddHours(1));
        var card = (await _memory.FindNextAsync(Ops, Now.AddHours(1), default)).ShouldNotBeNull();
        await _memory.SentAsync(card, card.Wanted, Ops with { Message = "17" }, Now, Now, default);
        await WantAsync(6, later with { Version = 6 });

        (await _memory.FindNextAsync(Ops, Now.AddDays(1), default)).ShouldBeNull();
        (await _memory.ReadSubjectsAsync("reminder/tidy/", default)).ShouldBe(["reminder/tidy/1/1"]);
    }

    [Fact]
    public async Task A_message_may_live_on_as_another_subject()
    {
        await WantAsync(5, new WantedCard(Ops, "direct/1/amy", 0, 5));
        var card = await _memory.FindNextAsync(Ops, Now, default);
        await _memory.SentAsync(card!, 5, Ops with { Message = "17" }, Now, Now, default, livesAs: "actions/1");
        (await _memory.FindNextAsync(Ops, Now, default)).ShouldBeNull();

        await WantAsync(6, new WantedCard(null, "actions/1", 0, 6));

        var redraw = (await _memory.FindNextAsync(Ops, Now, default)).ShouldNotBeNull();
        (redraw.Subject, redraw.Message).ShouldBe(("actions/1", "17"));
        (await _memory.FindInAsync(Ops, "actions/1", default)).ShouldBeNull();
    }

    [Fact]
    public async Task What_is_gone_is_never_sent_again()
    {
        await WantAsync(5, new WantedCard(Ops, "run/1", 1, 5));
        await _memory.GoneAsync((await _memory.FindNextAsync(Ops, Now, default))!, default);

        await WantAsync(6, new WantedCard(Ops, "run/1", 1, 6));

        (await _memory.ReadConversationsAsync(Now, default)).ShouldBeEmpty();
        (await _memory.ReadAsync("run/1", default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Pruning_keeps_what_is_due_and_the_newest_of_the_rest()
    {
        await WantAsync(9, [.. Enumerable.Range(1, 9).Select(i => new WantedCard(Web, $"run/{i}", 1, i))]);
        for (var i = 1; i <= 8; i++)
        {
            var card = await _memory.FindNextAsync(Web, Now, default);
            await _memory.SentAsync(card!, card!.Wanted, Web with { Message = $"{i}" }, Now, Now, default);
        }

        (await _memory.PruneAsync(keep: 3, default)).ShouldBe(5);
        (await _memory.FindNextAsync(Web, Now, default))!.Subject.ShouldBe("run/9");
        (await _memory.ReadAsync("run/8", default)).Count.ShouldBe(1);
    }

    private Task<bool> WantAsync(long position, params WantedCard[] cards) => _memory.WantAsync("courier", position, cards, default);
}
