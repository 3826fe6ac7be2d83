using System.Data.Common;
using ChatRuns.Journal;

namespace ChatRuns.Store.Sqlite;

/// <summary>Reads the journal, on a reader's connection.</summary>
internal sealed class JournalReader(EventJson json)
{
    private const string Columns = "position, stream, seq, at, actor, kind, body";

    public const string AfterPosition = $"""
        SELECT {Columns} FROM events INDEXED BY events_told WHERE position > @position AND kind <> 'LogWritten' ORDER BY position LIMIT @most
        """;

    public const string AfterSeq = $"SELECT {Columns} FROM events WHERE stream = @stream AND seq > @seq ORDER BY seq LIMIT @most";

    public const string OfAll = $"""
        SELECT {Columns} FROM (SELECT DISTINCT value AS named FROM json_each(@streams)) CROSS JOIN events ON events.stream = named ORDER BY stream, seq
        """;

    public const string LastOfStream = $"SELECT {Columns} FROM events WHERE stream = @stream ORDER BY seq DESC LIMIT @most";

    public const string ActivityOfRun = $"""
        SELECT {Columns} FROM events WHERE stream = @stream
        UNION ALL
        SELECT {Columns} FROM events WHERE stream > @actions AND stream < @end
        ORDER BY position
        """;

    public List<JournalEntry> After(DbConnection connection, long position, int most) => connection.All(AfterPosition, Entry, position, most);

    public List<JournalEntry> OfStream(DbConnection connection, string stream, long afterSeq, int most) =>
        connection.All(AfterSeq, Entry, stream, afterSeq, most);

    public List<JournalEntry> OfStreams(DbConnection connection, IReadOnlyList<string> streams) =>
        connection.All(OfAll, Entry, SeenAgents.Json(streams));

    public List<JournalEntry> Tail(DbConnection connection, string stream, int most)
    {
        var last = connection.All(LastOfStream, Entry, stream, most);
        last.Reverse();
        return last;
    }

    /// <summary>The character after '/' is '0': between the two stand all actions of the run, and nothing of run 10420.</summary>
    public List<JournalEntry> Activity(DbConnection connection, long run) => connection.All(
        ActivityOfRun, Entry, StreamName.Run(run), $"{StreamName.Run(run)}/action/", $"{StreamName.Run(run)}/action0");

    public static long LastPosition(DbConnection connection)
    {
        using var select = new Statement(connection, "SELECT value FROM counters WHERE name = 'position'");
        return (long)select.One()!;
    }

    private JournalEntry Entry(DbDataReader row)
    {
        var body = row.TextOrNull(6);
        return new(
            row.GetInt64(0), row.Text(1), row.GetInt64(2), row.Time(3), row.Text(4), body is null ? null : json.Read(row.Text(5), body));
    }
}
