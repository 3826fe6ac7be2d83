using ChatRuns.Journal;
using ChatRuns.Runs;
using ChatRuns.Store.Sqlite;

namespace ChatRuns.Engine.Tests.Store;

public sealed class VerifyTests : StoreTests
{
    [Fact]
    public async Task An_untouched_journal_is_found_whole()
    {
        await using var store = await History();

        var result = await store.VerifyAsync(Cancel);

        result.Broken.ShouldBeEmpty();
        result.Events.ShouldBe(9);
    }

    [Theory]
    [InlineData("UPDATE events SET body = replace(body, '\"days\":7', '\"days\":8') WHERE position = 4", "body of run/2 1")]
    [InlineData("UPDATE events SET body_hash = zeroblob(32) WHERE position = 4", "run/2 1")]
    [InlineData("UPDATE events SET hash = zeroblob(32) WHERE position = 4", "hash of run/2 1")]
    [InlineData("UPDATE events SET hash = zeroblob(32) WHERE position = 9", "hash of run/3 3")]
    [InlineData("UPDATE events SET at = at + 1 WHERE position = 4", "hash of run/2 1")]
    [InlineData("UPDATE events SET actor = 'web/local/eve' WHERE position = 4", "hash of run/2 1")]
    [InlineData("UPDATE events SET kind = 'RunStarter' WHERE position = 5", "hash of run/2 2")]
    [InlineData("UPDATE events SET step = 'x' WHERE position = 5", "hash of run/2 2")]
    [InlineData("DELETE FROM events WHERE position = 5", "events are missing")]
    [InlineData("DELETE FROM events WHERE position = 6", "holds 1 events instead of 2")]
    [InlineData("DELETE FROM events WHERE position = 9", "holds 1 events instead of 2")]
    [InlineData("DELETE FROM events WHERE stream = 'run/2'", "holds 0 events instead of 1")]
    [InlineData("DELETE FROM commit_groups WHERE id = 2", "Commit group 2 is missing")]
    [InlineData("DELETE FROM commit_groups WHERE id = 6", "The global chain ends at position 7, the journal at 9")]
    [InlineData("UPDATE commit_groups SET hash = zeroblob(32) WHERE id = 3", "hash of commit group 3")]
    [InlineData("UPDATE events SET position = 100 WHERE position = 5; UPDATE events SET position = 5 WHERE position = 6; UPDATE events SET position = 6 WHERE position = 100", "hash of commit group 4")]
    public async Task What_was_changed_afterwards_is_found(string sql, string told)
    {
        await using var store = await History();

        await TamperAsync(store, sql);

        (await store.VerifyAsync(Cancel)).Broken.ShouldContain(b => b.Contains(told));
    }

    [Fact]
    public async Task Dropping_a_body_breaks_no_chain_where_a_deletion_is_on_record()
    {
        await using var store = await History();

        await TamperAsync(store, "UPDATE events SET body = NULL WHERE stream = 'run/2'");
        (await store.VerifyAsync(Cancel)).Broken.ShouldAllBe(b => b.Contains("no deletion is on record"));
        await TamperAsync(store, "INSERT INTO deleted (number, agent, by_key, by_name, at, hash) VALUES (2, 'tidy', 'web/local/mia', 'Mia', 0, hex(zeroblob(32)))");

        (await store.VerifyAsync(Cancel)).Broken.ShouldBeEmpty();
        (await store.ReadStreamAsync("run/2", 0, 10, Cancel)).ShouldAllBe(e => e.Event == null);
    }

    /// <summary>Three runs of three events each, in six commits.</summary>
    private async Task<SqliteStore> History()
    {
        var store = await OpenAsync();
        for (var i = 1; i <= 3; i++)
        {
            await Some.RunAsync(store);
            await Some.HappenAsync(store, StreamName.Run(i), Some.Noon, new RunStarted(), Some.Completed());
        }

        return store;
    }
}
