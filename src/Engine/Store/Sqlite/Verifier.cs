using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using ChatRuns.Journal;

namespace ChatRuns.Store.Sqlite;

/// <summary>
/// Walks the chain of every stream and the global chain, in portions, each on a snapshot of its own, so that a long walk holds up
/// neither the writer nor its log. What is appended meanwhile is left for the next walk. Not promised: that a removed last commit
/// is noticed by who has not kept its hash elsewhere.
/// </summary>
/// <param name="readers">Who reads.</param>
/// <param name="blobs">Looks at the blobs that events name; null leaves them out.</param>
/// <param name="progress">Told after each portion.</param>
internal sealed class Verifier(SqliteReaders readers, BlobWalk? blobs = null, Action<StoreProgress>? progress = null)
{
    private const int Portion = 5_000;
    private const int MostBroken = 100;
    private readonly List<string> _broken = [];
    private (long Number, bool Is) _deleted;
    private readonly List<NamedBlob> _named = [];
    private long _events;
    private string _stream = "";
    private long _seq;
    private byte[] _hash = EventHash.Zero;

    public async Task<VerifyResult> RunAsync(CancellationToken cancel)
    {
        var last = await readers.ReadAsync(JournalReader.LastPosition, cancel);
        while (_broken.Count < MostBroken && await WalkPortionAsync(last, cancel)) progress?.Invoke(new("Looked at events", _events, last));

        var chain = new GroupChain();
        while (_broken.Count < MostBroken && await readers.ReadAsync(c => WalkGroups(c, chain, last), cancel)) progress?.Invoke(new("Walked the chain over all events", chain.Position, last));
        if (chain.Position != last && _broken.Count < MostBroken)
            _broken.Add($"The global chain ends at position {chain.Position}, the journal at {last}.");
        return new(_events, _broken, blobs?.Looked ?? 0);
    }

    /// <summary>The blobs are looked at between the snapshots: big ones take their time.</summary>
    private async Task<bool> WalkPortionAsync(long last, CancellationToken cancel)
    {
        _named.Clear();
        var count = await readers.ReadAsync(c => WalkStreams(c, last), cancel);
        foreach (var named in _named)
        {
            if (await blobs!.LookAsync(named.Blob, cancel) is { } wrong)
                Report($"Position {named.Position}: the blob {named.Blob} that {named.Stream} {named.Seq} names {wrong}.");
        }

        cancel.ThrowIfCancellationRequested();
        return count == Portion;
    }

    private int WalkStreams(DbConnection connection, long last)
    {
        using var select = new Statement(connection, """
            SELECT stream, seq, at, kind, step, actor, body_hash, hash, body, position FROM events
            WHERE (stream, seq) > (@stream, @seq) ORDER BY stream, seq LIMIT @most
            """);
        var count = 0;
        using var rows = select.Read(_stream, _seq, Portion);
        for (; rows.Read(); count++)
        {
            var isNew = rows.GetInt64(9) > last;
            if (!isNew) Check(rows, connection);
            (_stream, _seq, _hash) = (rows.Text(0), rows.GetInt64(1), (byte[])rows[7]);
        }

        return count;
    }

    private void Check(DbDataReader row, DbConnection connection)
    {
        _events++;
        var (stream, seq, position) = (row.Text(0), row.GetInt64(1), row.GetInt64(9));
        var (before, expected) = stream == _stream ? (_hash, _seq + 1) : (EventHash.Zero, 1);
        if (seq != expected)
        {
            Report($"Position {position}: {stream} goes on with {seq} where {expected} is expected; events are missing.");
            return;
        }

        var bodyHash = (byte[])row[6];
        var body = row.TextOrNull(8);
        if (body is null && !IsDeleted(stream, connection)) Report($"Position {position}: the body of {stream} {seq} is missing, and no deletion is on record.");
        if (body is not null && !SHA256.HashData(Encoding.UTF8.GetBytes(body)).AsSpan().SequenceEqual(bodyHash))
            Report($"Position {position}: the body of {stream} {seq} is not the one that was stored.");
        else if (body is not null && blobs is not null)
            _named.AddRange(blobs.NamesIn(row.Text(3), body).Select(blob => new NamedBlob(position, stream, seq, blob)));
        var hash = EventHash.Of(before, stream, seq, row.GetInt64(2), row.Text(3), row.TextOrNull(4), row.Text(5), bodyHash);
        if (!hash.AsSpan().SequenceEqual((byte[])row[7])) Report($"Position {position}: the hash of {stream} {seq} does not fit what is stored.");
    }

    private bool IsDeleted(string stream, DbConnection connection)
    {
        if (StreamName.RunOf(stream) is not { } number) return false;
        if (_deleted.Number != number) _deleted = (number, connection.All(DeletedRows.FindByNumber, DeletedRows.Read, number).Count > 0);
        return _deleted.Is;
    }

    private bool WalkGroups(DbConnection connection, GroupChain chain, long last)
    {
        using var select = new Statement(connection, """
            SELECT id, first_position, last_position, hash FROM commit_groups
            WHERE id > @id AND last_position <= @last ORDER BY id LIMIT @most
            """);
        using var events = new Statement(connection, "SELECT hash FROM events WHERE position BETWEEN @first AND @last ORDER BY position");
        var any = false;
        using var rows = select.Read(chain.Group, last, Portion / 10);
        while (rows.Read())
        {
            any = true;
            var (id, first, end) = (rows.GetInt64(0), rows.GetInt64(1), rows.GetInt64(2));
            if (id != chain.Group + 1) Report($"Commit group {chain.Group + 1} is missing.");
            if (first != chain.Position + 1) Report($"Commit group {id} begins at position {first} where {chain.Position + 1} is expected.");
            var hashes = events.All(row => (byte[])row[0], first, end);
            if (hashes.Count != end - first + 1)
                Report($"Commit group {id} (positions {first} to {end}) holds {hashes.Count} events instead of {end - first + 1}.");
            var hash = (byte[])rows[3];
            if (!EventHash.OfGroup(chain.Hash, first, end, hashes).AsSpan().SequenceEqual(hash))
                Report($"The hash of commit group {id} (positions {first} to {end}) does not fit its events.");
            (chain.Group, chain.Position, chain.Hash) = (id, end, hash);
        }

        return any;
    }

    private void Report(string what)
    {
        if (_broken.Count < MostBroken) _broken.Add(what);
    }

    private sealed record NamedBlob(long Position, string Stream, long Seq, string Blob);

    private sealed class GroupChain
    {
        public long Group { get; set; }

        public long Position { get; set; }

        public byte[] Hash { get; set; } = EventHash.Zero;
    }
}
