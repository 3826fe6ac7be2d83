using System.Data.Common;
using ChatRuns.Journal;

namespace ChatRuns.Store.Sqlite;

/// <summary>Reads the journal, on a reader's connection.</summary>
internal sealed class JournalReader(EventJson json)
{
    public List<JournalEntry> After(DbConnection connection, long position, int most) => Read(connection, """
        SELECT position, stream, seq, at, actor, kind, body FROM events INDEXED BY events_told
        WHERE position > @position AND kind <> 'LogWritten' ORDER BY position LIMIT @most
        """, position, most);

    public List<JournalEntry> OfStream(DbConnection connection, string stream, long afterSeq, int most) => Read(connection, """
        SELECT position, stream, seq, at, actor, kind, body FROM events WHERE stream = @stream AND seq > @seq ORDER BY seq LIMIT @most
        """, stream, afterSeq, most);

    public List<JournalEntry> Tail(DbConnection connection, string stream, int most)
    {
        var last = Read(connection, """
            SELECT position, stream, seq, at, actor, kind, body FROM events WHERE stream = @stream ORDER BY seq DESC LIMIT @most
            """, stream, most);
        last.Reverse();
        return last;
    }

    /// <summary>The character after '/' is '0': between the two stand all actions of the run, and nothing of run 10420.</summary>
    public List<JournalEntry> Activity(DbConnection connection, long run) => Read(connection, """
        SELECT position, stream, seq, at, actor, kind, body FROM events WHERE stream = @stream
        UNION ALL
        SELECT position, stream, seq, at, actor, kind, body FROM events WHERE stream > @actions AND stream < @end
        ORDER BY position
        """, StreamName.Run(run), $"{StreamName.Run(run)}/action/", $"{StreamName.Run(run)}/action0");

    public static long LastPosition(DbConnection connection)
    {
        using var select = new Statement(connection, "SELECT value FROM counters WHERE name = 'position'");
        return (long)select.One()!;
    }

    private List<JournalEntry> Read(DbConnection connection, string sql, params ReadOnlySpan<object?> values) =>
        connection.All(sql, Entry, values);

    private JournalEntry Entry(DbDataReader row)
    {
        var body = row.TextOrNull(6);
        return new(
            row.GetInt64(0), row.Text(1), row.GetInt64(2), row.Time(3), row.Text(4), body is null ? null : json.Read(row.Text(5), body));
    }
}
