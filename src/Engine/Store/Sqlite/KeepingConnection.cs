using Microsoft.Data.Sqlite;

namespace ChatRuns.Store.Sqlite;

/// <summary>
/// A connection that keeps its prepared statements: parsing and planning a small query costs several times what running it does.
/// Not promised: that a statement can be asked again while its rows are still being read.
/// </summary>
internal sealed class KeepingConnection(string connectionString) : SqliteConnection(connectionString)
{
    // Filters of lists make texts without end.
    private const int MostKept = 64;
    private readonly Dictionary<string, Statement> _kept = new(StringComparer.Ordinal);

    public Statement Statement(string sql)
    {
        if (_kept.TryGetValue(sql, out var known)) return known;
        if (_kept.Count >= MostKept) Forget();
        return _kept[sql] = new(this, sql);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) Forget();
        base.Dispose(disposing);
    }

    private void Forget()
    {
        foreach (var statement in _kept.Values) statement.Dispose();
        _kept.Clear();
    }
}
