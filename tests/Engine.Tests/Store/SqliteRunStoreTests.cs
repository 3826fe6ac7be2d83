using System.Data.Common;
using System.Text;
using ChatRuns.Store;
using ChatRuns.Store.Sqlite;

namespace ChatRuns.Engine.Tests.Store;

public sealed class SqliteRunStoreTests : RunStoreContract, IDisposable
{
    private static readonly string[] Tables = ["runs", "actions", "daily", "daily_tools", "schedules", "agents", "mutes"];
    private readonly TempFolder _folder = new();
    private SqliteStore? _store;

    public override async Task DisposeAsync()
    {
        if (_store is not null) await _store.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();

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
