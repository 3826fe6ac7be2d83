using System.Data.Common;

namespace ChatRuns.Store.Sqlite;

/// <summary>Values of a row in our own types, and all rows of a query.</summary>
internal static class Reading
{
    public static List<T> All<T>(this DbConnection connection, string sql, Func<DbDataReader, T> make, params ReadOnlySpan<object?> values)
    {
        if (connection is KeepingConnection keeping) return keeping.Statement(sql).All(make, values);
        using var select = new Statement(connection, sql);
        return select.All(make, values);
    }

    /// <summary>With values by name.</summary>
    public static List<T> All<T>(this DbConnection connection, string sql, Func<DbDataReader, T> make, IReadOnlyDictionary<string, object> values)
    {
        if (connection is KeepingConnection keeping) return keeping.Statement(sql).All(make, values);
        using var select = new Statement(connection, sql);
        return select.All(make, values);
    }

    public static string Text(this DbDataReader row, int column) => row.GetString(column);

    public static string? TextOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static long? LongOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    public static bool Truth(this DbDataReader row, int column) => row.GetInt64(column) != 0;

    public static DateTimeOffset Time(this DbDataReader row, int column) =>
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));

    public static DateTimeOffset? TimeOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.Time(column);

    public static T Word<T>(this DbDataReader row, int column)
        where T : struct, Enum => Enum.Parse<T>(row.GetString(column));

    public static T? WordOrNull<T>(this DbDataReader row, int column)
        where T : struct, Enum => row.IsDBNull(column) ? null : row.Word<T>(column);
}
