using System.Data.Common;
using System.Text.Json;

namespace ChatRuns.Store.Sqlite;

/// <summary>
/// What a deletion leaves for later: the rest of a long log, and blobs. Each write is small; the journal is walked on the readers, in portions.
/// Not promised: that it is done at once.
/// </summary>
internal sealed class Cleaning(SqliteWriter writer, SqliteReaders readers)
{
    private const int Runs = 500;
    private const int Portion = 5_000;

    private const string Naming = """
        SELECT position, body FROM (
            SELECT position, body FROM events INDEXED BY events_told WHERE position > @after AND kind <> 'LogWritten' ORDER BY position LIMIT @most)
        """;

    public async Task RunAsync(long before, Func<long, IReadOnlyList<string>, bool> remove, CancellationToken cancel)
    {
        var left = await readers.ReadAsync(c => c.All(DeletedRows.Left, row => (Number: row.GetInt64(0), Blobs: Names(row.Text(1))), before, Runs), cancel);
        if (left.Count == 0) return;
        foreach (var (number, _) in left)
            while (await writer.WriteAsync(_ => writer.Projector.Deleted.ClearLog(number), cancel)) cancel.ThrowIfCancellationRequested();
        var unnamed = await UnnamedAsync([.. left.SelectMany(run => run.Blobs)], cancel);
        List<long> done = [.. left.Where(run => remove(run.Number, [.. run.Blobs.Where(unnamed.Contains)])).Select(run => run.Number)];
        if (done.Count > 0) await writer.WriteAsync(c => c.All("UPDATE deleted SET blobs = NULL WHERE number IN (SELECT value FROM json_each(@numbers))", _ => 0, $"[{string.Join(',', done)}]"), cancel);
    }

    private async Task<HashSet<string>> UnnamedAsync(HashSet<string> names, CancellationToken cancel)
    {
        for (var position = 0L; names.Count > 0 && position >= 0;)
        {
            cancel.ThrowIfCancellationRequested();
            position = await readers.ReadAsync(c => Walk(c, position, names), cancel);
        }

        return names;
    }

    // The position that it came to; -1 at the end.
    private static long Walk(DbConnection connection, long after, HashSet<string> names)
    {
        using var next = new Statement(connection, Naming);
        using var rows = next.Read(after, Portion);
        var position = -1L;
        while (rows.Read())
        {
            position = rows.GetInt64(0);
            if (rows.TextOrNull(1) is { } body) names.ExceptWith(DeletedRows.BlobsIn(body));
        }

        return position;
    }

    private static IReadOnlyList<string> Names(string json) => JsonSerializer.Deserialize(json, EventContext.Default.IReadOnlyListString)!;
}
