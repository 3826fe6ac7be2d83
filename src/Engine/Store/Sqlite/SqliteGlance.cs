using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace ChatRuns.Store.Sqlite;

/// <summary>
/// Looks once into the database of a data folder that another process may own and write to: it takes no lock, changes nothing and applies no
/// schema, so what is looked for may not be there yet.
/// </summary>
public static class SqliteGlance
{
    /// <summary>Runs on a connection that only reads, with a snapshot of what is committed; the default where there is no database.</summary>
    /// <exception cref="StoreException">The file cannot be read.</exception>
    public static T? Read<T>(string folder, StoreOptions options, Func<DbConnection, T> work)
    {
        var file = DatabaseFile.In(folder);
        if (!File.Exists(file.Path)) return default;
        DatabaseFile.Load(options.UseSystemSqlite);
        try
        {
            using var connection = file.OpenReader();
            return work(connection);
        }
        catch (SqliteException e)
        {
            throw SqliteErrors.Explain(e, file.Path);
        }
    }
}
