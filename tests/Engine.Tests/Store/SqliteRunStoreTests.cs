using System.Data.Common;
using System.Text;
using ChatRuns.Store;
using ChatRuns.Store.Sqlite;

namespace ChatRuns.Engine.Tests.Store;

public sealed class SqliteRunStoreTests : RunStoreContract, IDisposable
{
    private static readonly string[] Tables = ["runs", "actions", "daily", "daily_tools", "schedules", "agents", "mutes", "bulks", "deleted"];
    private readonly TempFolder _folder = new();
    private SqliteStore? _store;

    public override async Task DisposeAsync()
    {
        if (_store is not null) await _store.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_archived_is_counted_only_where_it_is_asked_for()
    {
        for (var i = 0; i < 3; i++) await Some.RunAsync(Store);
        await _store!.WriteAsync(c =>
        {
            using var command = c.CreateCommand();
            command.CommandText = "UPDATE runs SET archived = 1 WHERE number = 2";
            return command.ExecuteNonQuery();
        }, Cancel);

        (await Store.ListRunsAsync(new(), new(1, 1), Cancel)).Total.ShouldBe(2);
        (await Store.ListRunsAsync(new() { Archived = true }, new(1, 1), Cancel)).Total.ShouldBe(1);
        (await Store.ListRunsAsync(new() { Archived = null }, new(1, 1), Cancel)).Total.ShouldBe(3);
    }

    protected override async Task<IRunStore> OpenAsync() =>
        _store = await SqliteStore.OpenAsync(_folder.Path, new(), TimeProvider.System, null, Cancel);

    protected override Task<string> ProjectionsAsync() => _store!.ReadAsync(c => string.Join("\n\n", Tables.Select(t => Dump(c, t))), Cancel);

    private static string Dump(DbConnection connection, string table)
    {
        var text = new StringBuilder(table);
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT * FROM {table} ORDER BY 1, 2, 3";
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            text.AppendLine();
            for (var i = 0; i < rows.FieldCount; i++) text.Append(rows.GetName(i)).Append('=').Append(rows[i]).Append(' ');
        }

        return text.ToString();
    }
}
