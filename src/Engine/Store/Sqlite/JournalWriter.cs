using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using ChatRuns.Journal;
using ChatRuns.Runs;

namespace ChatRuns.Store.Sqlite;

/// <summary>
/// Puts events into the journal and their effects into the projections, on the writer's thread and inside its transaction. Keeps
/// the counters and heads of the open group in memory; <see cref="UndoTo"/> and <see cref="Forget"/> follow a rollback.
/// </summary>
internal sealed class JournalWriter(DbConnection connection, EventJson json, Projector projector) : IDisposable
{
    private const string Insert = """
        INSERT INTO events (position, stream, seq, at, kind, step, actor, append_id, body_hash, hash, body)
        VALUES (@position, @stream, @seq, @at, @kind, @step, @actor, @append_id, @body_hash, @hash, @body)
        """;

    private readonly StreamHeads _heads = new(10_000);
    private readonly List<byte[]> _hashes = [];
    private readonly List<string> _touched = [];
    private long _position = -1;
    private long _run;
    private long _group;
    private byte[] _groupHash = EventHash.Zero;

    private readonly Statement _head = new(connection, "SELECT seq, hash FROM events WHERE stream = @stream ORDER BY seq DESC LIMIT 1");

    private readonly Statement _seen = new(connection, "SELECT position FROM events WHERE append_id = @id");

    // No row is inserted for an append that is there already: that is how a duplicate is noticed.
    private readonly Statement _insertFirst = new(connection, $"{Insert} ON CONFLICT (append_id) WHERE append_id IS NOT NULL DO NOTHING");

    private readonly Statement _insert = new(connection, Insert);

    private readonly Statement _insertGroup = new(connection, """
        INSERT INTO commit_groups (id, at, first_position, last_position, hash) VALUES (@id, @at, @first, @last, @hash)
        """);

    private readonly Statement _saveCounters = new(connection, """
        UPDATE counters SET value = CASE name WHEN 'position' THEN @position WHEN 'run' THEN @run ELSE @group_id END
        """);

    private readonly Statement _numbersOf = new(connection, """
        SELECT stream FROM events
        WHERE position >= @first AND kind = 'RunQueued'
          AND position < coalesce(
              (SELECT position FROM events WHERE position > @first AND append_id IS NOT NULL ORDER BY position LIMIT 1), 9223372036854775807)
        ORDER BY position
        """);

    /// <summary>Position of the last event of the group or before it.</summary>
    public long Position => _position;

    public AppendResult Append(Guid id, long at, IReadOnlyList<WrittenStream> streams)
    {
        Load();
        var key = id.ToByteArray(bigEndian: true);
        if (Moved(streams) is { } conflict) return Seen(key) is null ? conflict : new AppendResult.Duplicate();
        return TryWrite(key, at, streams, out var appended) ? appended : new AppendResult.Duplicate();
    }

    public AddRunsResult AddRuns(AddRuns add)
    {
        Load();
        var key = add.Id.ToByteArray(bigEndian: true);
        List<long> numbers = [.. Enumerable.Range(1, add.Runs.Count).Select(i => _run + i)];
        var streams = add.Runs.Select((make, i) => Begin(numbers[i], add.By, make(numbers[i]))).ToList();
        if (add.Also is not null) streams.AddRange(add.Also(numbers).Select(s => WrittenStream.From(s, json)));
        var conflict = Moved(streams);
        if (conflict is null && TryWrite(key, add.At.ToUnixTimeMilliseconds(), streams, out var appended))
        {
            _run += numbers.Count;
            return new(numbers, appended);
        }

        return Seen(key) is { } first ? new(NumbersOf(first), new AppendResult.Duplicate()) : new([], conflict!);
    }

    /// <summary>Deletes a run with the event that tells it; false when there is none that is over.</summary>
    public bool Delete(DeleteRun delete)
    {
        Load();
        if (Seen(delete.Id.ToByteArray(bigEndian: true)) is not null) return true;
        if (projector.Deleted.Describe(delete) is not { } gone) return false;
        Append(delete.Id, delete.At.ToUnixTimeMilliseconds(), [WrittenStream.From(new(StreamName.Admin, delete.By, [gone]), json)]);
        return true;
    }

    /// <summary>The next numbers of runs, for rows that get no events; saved with the next event of the group. Returns the first.</summary>
    public long TakeNumbers(int count)
    {
        Load();
        _run += count;
        return _run - count + 1;
    }

    /// <summary>Puts events into the projections alone.</summary>
    public void Project(string stream, long at, IReadOnlyList<JournalEvent> events) => projector.Apply(stream, 1, at, events);

    /// <summary>Where the group stands before an item; the item may be undone to here.</summary>
    public Mark SetMark() => new(_position, _run, _hashes.Count, _touched.Count);

    /// <summary>Follows the rollback of one item.</summary>
    public void UndoTo(Mark mark)
    {
        (_position, _run) = (mark.Position, mark.Run);
        _hashes.RemoveRange(mark.Hashes, _hashes.Count - mark.Hashes);
        foreach (var stream in _touched.Skip(mark.Touched)) _heads.Forget(stream);
        _touched.RemoveRange(mark.Touched, _touched.Count - mark.Touched);
    }

    /// <summary>Adds the group's link to the global chain and saves the counters; the last thing before the commit.</summary>
    public void Seal(long at)
    {
        if (_hashes.Count == 0) return;
        var first = _position - _hashes.Count + 1;
        _groupHash = EventHash.OfGroup(_groupHash, first, _position, _hashes);
        _insertGroup.Run(++_group, at, first, _position, _groupHash);
        _saveCounters.Run(_position, _run, _group);
    }

    /// <summary>After the commit: the next group begins. True when the group held events.</summary>
    public bool StartGroup()
    {
        var any = _hashes.Count > 0;
        _hashes.Clear();
        _touched.Clear();
        return any;
    }

    /// <summary>Follows the loss of the whole transaction: everything is read anew.</summary>
    public void Forget()
    {
        StartGroup();
        _heads.Clear();
        _position = -1;
    }

    public void Dispose()
    {
        foreach (var statement in new[] { _head, _seen, _insert, _insertFirst, _insertGroup, _saveCounters, _numbersOf }) statement.Dispose();
    }

    /// <summary>False, and nothing written, when the first event shows that this append is there already.</summary>
    private bool TryWrite(byte[] key, long at, IReadOnlyList<WrittenStream> streams, [NotNullWhen(true)] out AppendResult.Appended? appended)
    {
        appended = null;
        var seqs = new long[streams.Count];
        for (var i = 0; i < streams.Count; i++)
        {
            if (!TryWrite(streams[i], at, i == 0 ? key : null, out seqs[i])) return false;
            projector.Apply(streams[i].Stream, seqs[i] - streams[i].Events.Count + 1, at, [.. streams[i].Events.Select(e => e.Event)]);
        }

        appended = new(_position, seqs);
        return true;
    }

    private bool TryWrite(WrittenStream stream, long at, byte[]? key, out long seq)
    {
        (seq, var hash) = HeadOf(stream.Stream);
        _touched.Add(stream.Stream);
        foreach (var written in stream.Events)
        {
            hash = EventHash.Of(hash, stream.Stream, ++seq, at, written.Kind, written.Step, stream.Actor, written.BodyHash);
            var rows = (key is null ? _insert : _insertFirst).Run(
                _position + 1, stream.Stream, seq, at, written.Kind, written.Step, stream.Actor, key, written.BodyHash, hash, written.Body);
            if (rows == 0) return false;
            _position++;
            _hashes.Add(hash);
            key = null;
        }

        _heads.Set(stream.Stream, new(seq, hash));
        return true;
    }

    private AppendResult.Conflict? Moved(IReadOnlyList<WrittenStream> streams)
    {
        foreach (var stream in streams)
        {
            if (stream.ExpectedSeq is not { } expected) continue;
            var seq = HeadOf(stream.Stream).Seq;
            if (seq != expected) return new(stream.Stream, seq);
        }

        return null;
    }

    private Head HeadOf(string stream)
    {
        if (_heads.TryGet(stream, out var head)) return head;
        using var rows = _head.Read(stream);
        head = rows.Read() ? new(rows.GetInt64(0), (byte[])rows[1]) : Head.Empty;
        _heads.Set(stream, head);
        return head;
    }

    private WrittenStream Begin(long number, Principal by, IReadOnlyList<JournalEvent> events)
    {
        if (events is not [RunQueued queued, ..] || queued.Number != number)
            throw new InvalidOperationException($"Run {number} must begin with its own RunQueued.");
        var stream = StreamName.Run(number);
        _heads.Set(stream, Head.Empty);
        return WrittenStream.From(new(stream, by, events), json);
    }

    private long? Seen(byte[] key) => (long?)_seen.One(key);

    private List<long> NumbersOf(long first) => _numbersOf.All(row => StreamName.RunOf(row.Text(0))!.Value, first);

    private void Load()
    {
        if (_position >= 0) return;
        using var counters = new Statement(connection, """
            SELECT (SELECT value FROM counters WHERE name = 'run'), (SELECT value FROM counters WHERE name = 'group'),
                   (SELECT value FROM counters WHERE name = 'position'), (SELECT hash FROM commit_groups ORDER BY id DESC LIMIT 1)
            """);
        using var row = counters.Read();
        row.Read();
        (_run, _group) = (row.GetInt64(0), row.GetInt64(1));
        _groupHash = row.IsDBNull(3) ? EventHash.Zero : (byte[])row[3];
        _position = row.GetInt64(2);
    }

    /// <summary>What an undone item goes back to.</summary>
    internal readonly record struct Mark(long Position, long Run, int Hashes, int Touched);
}

/// <summary>Events for one stream, ready to be stored.</summary>
internal sealed record WrittenStream(string Stream, string Actor, long? ExpectedSeq, IReadOnlyList<WrittenEvent> Events)
{
    public static WrittenStream From(StreamEvents stream, EventJson json)
    {
        if (stream.Events.Count == 0) throw new ArgumentException($"Nothing is to be appended to {stream.Stream}.", nameof(stream));
        return new(stream.Stream, stream.By.Key, stream.ExpectedSeq, [.. stream.Events.Select(json.Write)]);
    }
}
