using System.Data.Common;
using ChatRuns.Journal;
using ChatRuns.Runs;

namespace ChatRuns.Store.Sqlite;

/// <summary>Which of the things that are done to many runs are not finished, so that a start finds them without reading the journal.</summary>
internal sealed class BulkRows(DbConnection connection) : IDisposable
{
    public const string Open = "SELECT id FROM bulks WHERE over = 0 ORDER BY begun_at, id";

    private readonly Statement _begin = new(connection, "INSERT INTO bulks (id, begun_at, over) VALUES (@id, @at, 0)");

    private readonly Statement _end = new(connection, "UPDATE bulks SET over = 1 WHERE id = @id");

    public void Apply(string stream, long at, IReadOnlyList<JournalEvent> events)
    {
        foreach (var happened in events)
        {
            if (happened is BulkBegun begun) _begin.Run(begun.Id, at);
            else if (happened is BulkEnded) _end.Run(StreamName.BulkOf(stream));
        }
    }

    public void Dispose()
    {
        _begin.Dispose();
        _end.Dispose();
    }
}
