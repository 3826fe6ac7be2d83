using ChatRuns.Bot.Memory;
using ChatRuns.Bot.Tests.Web;
using ChatRuns.Engine.Tests;
using ChatRuns.Store;
using Dapper;

namespace ChatRuns.Bot.Tests.Memory;

/// <summary>One inbox for all chat systems, and each takes up its own.</summary>
public sealed class InboxMemoryTests : IAsyncLifetime, IDisposable
{
    private readonly TestDatabase _database = new();
    private readonly ManualTime _time = new();
    private readonly SlackInboxMemory _slack;
    private readonly TeamsInboxMemory _teams;

    public InboxMemoryTests() => (_slack, _teams) = (new(_database, _time), new(_database, _time));

    public Task InitializeAsync() => _database.MigrateMemoryAsync(default);

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task Each_takes_up_releases_and_forgets_its_own()
    {
        await _slack.AddAsync("slack/1", "Command", "{}", default);
        await _teams.AddAsync("teams/1", "message", "{}", default);

        await _teams.ReleaseAsync(default);
        (await _teams.ReadDueAsync(10, default)).ShouldHaveSingleItem().Key.ShouldBe("teams/1");
        (await _slack.ReadDueAsync(10, default)).ShouldBeEmpty();
        (await _slack.NextAtAsync(default)).ShouldBe(_time.GetUtcNow() + InboxMemory.Lease);
        (await _teams.NextAtAsync(default)).ShouldBeNull();

        await _slack.DoneAsync("slack/1", default);
        await _teams.DoneAsync("teams/1", default);
        _time.Advance(InboxMemory.Remembered + TimeSpan.FromSeconds(1));
        await _teams.PruneAsync(default);
        (await KeysAsync()).ShouldBe(["slack/1"]);
    }

    [Fact]
    public async Task An_answer_is_kept_with_what_it_answers_and_ends_it()
    {
        await _teams.AddAsync("teams/1", "invoke", "{}", default);
        (await _teams.FindAnswerAsync("teams/1", default)).ShouldBeNull();

        await _teams.AnsweredAsync("teams/1", "", default);

        (await _teams.FindAnswerAsync("teams/1", default)).ShouldBe("");
        (await _teams.IsOpenAsync("teams/1", default)).ShouldBeFalse();
        (await _teams.AddAsync("teams/1", "invoke", "{}", default)).ShouldBeFalse();
    }

    private Task<List<string>> KeysAsync() => ((IDatabase)_database).ReadAsync(db => db.Query<string>("SELECT key FROM inbox").ToList(), default);
}
