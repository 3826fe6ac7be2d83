using System.Data.Common;
using System.Reflection;
using ChatRuns.Store;
using Dapper;
using Microsoft.Data.Sqlite;

namespace ChatRuns.Bot.Tests.Web;

/// <summary>A real SQLite file in a temp folder of its own: one writer at a time, each write in a transaction.</summary>
internal sealed class TestDatabase : IDatabase, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("chatruns-web-");
    private readonly SqliteConnection _writer;
    private readonly SemaphoreSlim _one = new(1);

    public TestDatabase()
    {
        SQLitePCL.Batteries_V2.Init();
        _writer = Open();
        _writer.Execute("PRAGMA journal_mode = WAL");
    }

    /// <summary>How many writes were made.</summary>
    public int Writes { get; private set; }

    public async Task<T> WriteAsync<T>(Func<DbConnection, T> work, CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            Writes++;
            _writer.Execute("BEGIN IMMEDIATE");
            try
            {
                var result = work(_writer);
                _writer.Execute("COMMIT");
                return result;
            }
            catch
            {
                _writer.Execute("ROLLBACK");
                throw;
            }
        }
        finally
        {
            _one.Release();
        }
    }

    public Task<T> ReadAsync<T>(Func<DbConnection, T> work, CancellationToken cancel) => Task.Run(() =>
    {
        using var reader = Open();
        return work(reader);
    }, cancel);

    public async Task MigrateAsync(string room, Assembly assembly, string resourcePrefix, CancellationToken cancel)
    {
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(resourcePrefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var file = new StreamReader(assembly.GetManifestResourceStream(name)!);
            var sql = await file.ReadToEndAsync(cancel);
            await WriteAsync(db => db.Execute(sql), cancel);
        }
    }

    public void Dispose()
    {
        _writer.Dispose();
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
        _one.Dispose();
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(_folder.FullName, "test.db")}");
        connection.Open();
        return connection;
    }
}
