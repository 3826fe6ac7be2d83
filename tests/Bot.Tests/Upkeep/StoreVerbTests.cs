using ChatRuns.Store.Sqlite;

namespace ChatRuns.Bot.Tests.Upkeep;

/// <summary>The verbs that look after a store, as a person runs them.</summary>
public sealed class StoreVerbTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("chatruns-verbs-").FullName;

    private string Data => Path.Combine(_folder, "data");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_whole_store_verifies_beside_who_has_it_open()
    {
        await using var store = await SeededAsync();

        var verb = await VerbProcess.RunAsync(_folder, "verify", "--DataFolder", Data);

        (verb.ExitCode, verb.Complained).ShouldBe((0, ""));
        verb.Said.ShouldMatch("^All is as it was stored: [0-9]+ events and 0 blobs.\n$");
    }

    [Fact]
    public async Task A_changed_event_ends_with_its_place_and_1()
    {
        await using (var store = await SeededAsync()) await ChangeAsync(store, "UPDATE events SET actor = 'web/local/eve' WHERE stream = 'run/7' AND seq = 2");

        var verb = await VerbProcess.RunAsync(_folder, "verify", "--DataFolder", Data);

        verb.ExitCode.ShouldBe(1);
        verb.Said.ShouldMatch("^Position [0-9]+: the hash of run/7 2 does not fit what is stored.\n");
        verb.Said.ShouldContain("restore the last backup that verifies");
    }

    [Fact]
    public async Task A_rebuild_beside_a_running_bot_is_refused()
    {
        await using var store = await SeededAsync();

        var verb = await VerbProcess.RunAsync(_folder, "rebuild", "--DataFolder", Data);

        verb.ExitCode.ShouldBe(1);
        verb.Complained.ShouldStartWith($"{Data} is in use by another ChatRuns (process {Environment.ProcessId}). Stop that one");
    }

    [Fact]
    public async Task Rows_without_a_journal_are_seeded_and_refused_by_verify()
    {
        var seed = await VerbProcess.RunAsync(_folder, "seed", "--runs", "700", "--projections-only", "--DataFolder", Data);
        var verify = await VerbProcess.RunAsync(_folder, "verify", "--DataFolder", Data);

        (seed.ExitCode, seed.Complained).ShouldBe((0, ""));
        seed.Said.ShouldBe($"Added 700 runs to {Data}, without a journal.\n");
        verify.ExitCode.ShouldBe(1);
        verify.Complained.ShouldStartWith("The rows of this store were made by seed --projections-only");
    }

    [Fact]
    public async Task A_rebuild_tells_the_rows_that_were_missing()
    {
        await using (var store = await SeededAsync()) await ChangeAsync(store, "DELETE FROM runs WHERE number > 40");

        var verb = await VerbProcess.RunAsync(_folder, "rebuild", "--DataFolder", Data);

        (verb.ExitCode, verb.Complained).ShouldBe((0, ""));
        verb.Said.ShouldContain("50 (before: 40)");
        verb.Said.ShouldContain("the journal is right");
    }

    [Theory]
    [InlineData("verify")]
    [InlineData("rebuild")]
    public async Task A_folder_without_a_store_is_told_and_not_made(string name)
    {
        var verb = await VerbProcess.RunAsync(_folder, name, "--DataFolder", Data);

        (verb.ExitCode, verb.Complained).ShouldBe((1, $"There is no store in {Data}. Name the data folder with --DataFolder.\n"));
        Directory.Exists(Data).ShouldBeFalse();
    }

    [Fact]
    public async Task A_mistyped_setting_is_told()
    {
        var verb = await VerbProcess.RunAsync(_folder, "verify", "--DataFoldr", Data);

        (verb.ExitCode, verb.Complained).ShouldBe((1, "There is no setting --DataFoldr. Did you mean --DataFolder?\n"));
    }

    private async Task<SqliteStore> SeededAsync()
    {
        var store = await SqliteStore.OpenAsync(Data, new(), TimeProvider.System, mask: null, CancellationToken.None);
        await new Seeder(store).SeedAsync(new(50, DateTimeOffset.UnixEpoch.AddDays(20_000)), _ => { }, CancellationToken.None);
        return store;
    }

    private static Task<int> ChangeAsync(SqliteStore store, string sql) => store.WriteAsync(
        connection =>
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            return command.ExecuteNonQuery();
        },
        CancellationToken.None);
}
