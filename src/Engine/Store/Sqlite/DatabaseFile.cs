using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace ChatRuns.Store.Sqlite;

/// <summary>Opens connections to the one database file: exactly one that writes and checkpoints, all others read only.</summary>
internal sealed class DatabaseFile(string path)
{
    private static readonly Lock Loading = new();
    private static bool _isLoaded;

    public string Path { get; } = path;

    /// <summary>The file of a data folder.</summary>
    public static DatabaseFile In(string folder) => new(System.IO.Path.Combine(System.IO.Path.GetFullPath(folder), "chatruns.db"));

    /// <summary>Which native library the process uses is settled by whoever opens the first file.</summary>
    public static void Load(bool useSystem)
    {
        lock (Loading)
        {
            if (_isLoaded) return;
            if (useSystem) NativeLibrary.SetDllImportResolver(typeof(SQLitePCL.SQLite3Provider_e_sqlite3).Assembly, FindSystems);
            SQLitePCL.Batteries_V2.Init();
            _isLoaded = true;
        }
    }

    /// <summary>FULL, because what was acknowledged must survive a power cut; group commit pays for it.</summary>
    public SqliteConnection OpenWriter() => Open(new SqliteConnection(Text(SqliteOpenMode.ReadWriteCreate)), """
        PRAGMA busy_timeout = 5000;
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA wal_autocheckpoint = 1000;
        PRAGMA journal_size_limit = 67108864;
        PRAGMA foreign_keys = ON;
        PRAGMA cache_size = -65536;
        PRAGMA temp_store = MEMORY;
        """);

    public KeepingConnection OpenReader() => Open(new KeepingConnection(Text(SqliteOpenMode.ReadOnly)), """
        PRAGMA busy_timeout = 5000;
        PRAGMA query_only = ON;
        PRAGMA cache_size = -16384;
        PRAGMA temp_store = MEMORY;
        """);

    // Pooling would keep files open after the store is closed.
    private string Text(SqliteOpenMode mode) =>
        new SqliteConnectionStringBuilder { DataSource = Path, Mode = mode, Pooling = false, Cache = SqliteCacheMode.Private }.ToString();

    private T Open<T>(T connection, string pragmas)
        where T : SqliteConnection
    {
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = pragmas;
            command.ExecuteNonQuery();
            return connection;
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw SqliteErrors.Explain(e, Path);
        }
    }

    private static nint FindSystems(string name, System.Reflection.Assembly assembly, DllImportSearchPath? search) =>
        name == "e_sqlite3" && NativeLibrary.TryLoad("libsqlite3.so.0", out var library) ? library : 0;
}
