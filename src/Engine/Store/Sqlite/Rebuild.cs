using System.Data.Common;
using ChatRuns.Journal;

namespace ChatRuns.Store.Sqlite;

/// <summary>Makes the projections anew from the journal, in the one transaction in which it dropped them: readers see the old ones until then.</summary>
internal static class Rebuild
{
    private const int Portion = 2_000;

    /// <summary>Returns the position of the last event that was read.</summary>
    public static long Run(DbConnection connection, EventJson json, Projector projector, Action<long> progress, CancellationToken cancel)
    {
        Drop(connection);
        using var next = new Statement(connection, """
            SELECT position, stream, seq, at, kind, body FROM events INDEXED BY events_told
            WHERE position > @after AND kind <> 'LogWritten' AND body IS NOT NULL ORDER BY position LIMIT @most
            """);
        var position = 0L;
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            var portion = Read(next, json, position);
            if (portion.Count == 0) return position;
            foreach (var (stream, seq, at, events) in Neighbours(portion)) projector.Apply(stream, seq, at, events);
            progress(position = portion[^1].Position);
        }
    }

    /// <summary>How many rows each table holds that is made from the journal; the words to search by have a row per run and are not counted.</summary>
    public static IReadOnlyDictionary<string, long> Count(DbConnection connection)
    {
        using var select = new Statement(connection, """
            SELECT 'runs', count(*) FROM runs
            UNION ALL SELECT 'actions', count(*) FROM actions
            UNION ALL SELECT 'daily', count(*) FROM daily
            UNION ALL SELECT 'daily_tools', count(*) FROM daily_tools
            UNION ALL SELECT 'usage', count(*) FROM usage
            UNION ALL SELECT 'schedules', count(*) FROM schedules
            UNION ALL SELECT 'agents', count(*) FROM agents
            UNION ALL SELECT 'mutes', count(*) FROM mutes
            UNION ALL SELECT 'overrides', count(*) FROM overrides
            UNION ALL SELECT 'rests', count(*) FROM rests
            """);
        return select.All(row => (Name: row.Text(0), Rows: row.GetInt64(1))).ToDictionary(t => t.Name, t => t.Rows);
    }

    private static void Drop(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = """
            DELETE FROM runs;
            DELETE FROM actions;
            DELETE FROM daily;
            DELETE FROM daily_tools;
            DELETE FROM usage;
            DELETE FROM schedules;
            DELETE FROM agents;
            DELETE FROM mutes;
            DELETE FROM overrides;
            DELETE FROM rests;
            DELETE FROM bulks;
            DELETE FROM deleted;
            INSERT INTO runs_fts (runs_fts) VALUES ('delete-all');
            """;
        command.ExecuteNonQuery();
    }

    private static List<Told> Read(Statement next, EventJson json, long after)
    {
        List<Told> portion = [];
        using var rows = next.Read(after, Portion);
        while (rows.Read())
            portion.Add(new(rows.GetInt64(0), rows.Text(1), rows.GetInt64(2), rows.GetInt64(3), json.Read(rows.Text(4), rows.Text(5))));
        return portion;
    }

    /// <summary>Events of one stream and time that stand side by side are applied together, as they were when they happened.</summary>
    private static IEnumerable<(string Stream, long Seq, long At, List<JournalEvent> Events)> Neighbours(List<Told> portion)
    {
        for (var i = 0; i < portion.Count;)
        {
            var first = portion[i];
            List<JournalEvent> events = [];
            for (; i < portion.Count && portion[i].Stream == first.Stream && portion[i].At == first.At; i++) events.Add(portion[i].Event);
            yield return (first.Stream, first.Seq, first.At, events);
        }
    }

    private sealed record Told(long Position, string Stream, long Seq, long At, JournalEvent Event);
}
