using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ChatRuns.Store.Sqlite;

/// <summary>What SQLite's error codes mean to an operator: the one place that knows them.</summary>
internal static class SqliteErrors
{
    public static bool IsFull(this SqliteException e) => e.SqliteErrorCode == raw.SQLITE_FULL;

    public static Exception Explain(Exception e, string file) => e is SqliteException sqlite ? Explain(sqlite, file) : e;

    private static StoreException Explain(SqliteException e, string file) => e.SqliteErrorCode switch
    {
        raw.SQLITE_FULL => new StoreFullException(file, e),
        raw.SQLITE_CONSTRAINT => new StoreException($"This breaks a law of the store and was not stored: {e.Message}", e),
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new StoreException(
            $"{file} is locked by another program. Close what else has it open (a database browser, a copy job) and try again.", e),
        raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_CANTOPEN => new StoreException(
            $"{file} cannot be opened for writing. Give this user the right to write that file and its folder.", e),
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => new StoreException(
            $"{file} is damaged or not a database of ChatRuns. Stop ChatRuns, keep a copy of the file, and restore the last backup.", e),
        raw.SQLITE_IOERR => new StoreException($"The disk of {file} answers with errors ({e.Message}). Check the disk; nothing was stored.", e),
        _ => new StoreException($"{file}: {e.Message}", e),
    };
}
