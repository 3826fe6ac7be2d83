using System.Data.Common;
using System.Text.RegularExpressions;

namespace ChatRuns.Store.Sqlite;

/// <summary>
/// One SQL statement that is prepared at its first use and then used again and again. Values are given in the order in which
/// their names first stand in the text.
/// </summary>
internal sealed partial class Statement : IDisposable
{
    private readonly DbCommand _command;

    public Statement(DbConnection connection, string sql)
    {
        _command = connection.CreateCommand();
        _command.CommandText = sql;
        foreach (var name in Names().Matches(sql).Select(m => m.Value).Distinct())
        {
            var parameter = _command.CreateParameter();
            parameter.ParameterName = name;
            _command.Parameters.Add(parameter);
        }
    }

    public int Run(params ReadOnlySpan<object?> values)
    {
        Bind(values);
        return _command.ExecuteNonQuery();
    }

    public DbDataReader Read(params ReadOnlySpan<object?> values)
    {
        Bind(values);
        return _command.ExecuteReader();
    }

    public List<T> All<T>(Func<DbDataReader, T> make, params ReadOnlySpan<object?> values)
    {
        Bind(values);
        return Rows(make);
    }

    /// <summary>With values by name; those that the text does not name are left out.</summary>
    public List<T> All<T>(Func<DbDataReader, T> make, IReadOnlyDictionary<string, object> values)
    {
        foreach (DbParameter parameter in _command.Parameters) parameter.Value = values[parameter.ParameterName[1..]];
        return Rows(make);
    }

    public object? One(params ReadOnlySpan<object?> values)
    {
        Bind(values);
        return _command.ExecuteScalar() is { } value and not DBNull ? value : null;
    }

    public void Dispose() => _command.Dispose();

    private List<T> Rows<T>(Func<DbDataReader, T> make)
    {
        List<T> result = [];
        using var rows = _command.ExecuteReader();
        while (rows.Read()) result.Add(make(rows));
        return result;
    }

    private void Bind(ReadOnlySpan<object?> values)
    {
        if (values.Length != _command.Parameters.Count)
            throw new ArgumentException($"{_command.Parameters.Count} values are needed for: {_command.CommandText}", nameof(values));
        for (var i = 0; i < values.Length; i++) _command.Parameters[i].Value = values[i] ?? DBNull.Value;
    }

    [GeneratedRegex("@[a-z_0-9]+")]
    private static partial Regex Names();
}
