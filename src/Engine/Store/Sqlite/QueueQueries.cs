using System.Data.Common;

namespace ChatRuns.Store.Sqlite;

/// <summary>Places in the queue: who waits for a slot in the order in which the worker takes them, who is held in that of their agent.</summary>
internal static class QueueQueries
{
    public const string Find = "SELECT agent, due FROM runs WHERE number = @number AND status = 'Queued'";

    public const string BeforeInLine = """
        SELECT count(*) FROM (
            SELECT 1 FROM runs INDEXED BY runs_waiting
            WHERE status = 'Queued' AND due IS NOT NULL AND (due < @due OR (due = @due AND number < @number)) LIMIT @most)
        """;

    public const string BeforeOfAgent = """
        SELECT count(*) FROM (
            SELECT 1 FROM runs INDEXED BY runs_held WHERE agent = @agent AND status = 'Queued' AND due IS NULL AND number < @number LIMIT @most)
        """;

    /// <summary>How many are before a queued run, counted to <paramref name="most"/>; null when it does not wait.</summary>
    public static QueuePlace? Read(DbConnection connection, long number, int most)
    {
        var found = connection.All(Find, row => (Agent: row.Text(0), Due: row.LongOrNull(1)), number);
        if (found is not [var (agent, waitsFrom)]) return null;
        var before = waitsFrom is { } due
            ? connection.All(BeforeInLine, row => row.GetInt32(0), due, number, (long)most)
            : connection.All(BeforeOfAgent, row => row.GetInt32(0), agent, number, (long)most);
        return new(before[0], before[0] == most, waitsFrom is null);
    }
}
