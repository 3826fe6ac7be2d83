using System.Data.Common;
using System.Text.Json;
using System.Text.RegularExpressions;
using ChatRuns.Actions;
using ChatRuns.Journal;
using ChatRuns.Runs;

namespace ChatRuns.Store.Sqlite;

/// <summary>
/// Deleting a run: its rows, words and bodies go in the transaction of the event that tells it, a long log in portions after it. When the
/// projections are made anew its events are not read any more, and what it counted for is taken from that event.
/// </summary>
internal sealed partial class DeletedRows(DbConnection connection, RunRows runs, DailyRows daily, UsageRows usage) : IDisposable
{
    /// <summary>Most log chunks that one transaction clears.</summary>
    public const int LogPortion = 500;

    public const string FindByNumber = "SELECT number, agent, by_key, by_name, at, why, hash FROM deleted WHERE number = @number";

    public const string Left = "SELECT number, blobs FROM deleted WHERE blobs IS NOT NULL AND at <= @before ORDER BY at LIMIT @most";

    private const string OfRun = "(stream = @stream OR (stream > @stream || '/' AND stream < @stream || '0'))";

    private readonly Statement _run = new(connection, "SELECT agent, status, queued_at, ended_at, archived, test, started_at FROM runs WHERE number = @number");

    private readonly Statement _used = new(connection, "SELECT at, body FROM events WHERE stream = @stream AND kind = 'UsageReported' ORDER BY seq");

    private readonly Statement _actions = new(connection, """
        SELECT tool, status, automatic, confidence, proposed_at, decided_at, is_undo FROM actions WHERE run = @number ORDER BY ordinal
        """);

    // What is being done outside is accounted for before its run can go.
    private readonly Statement _doing = new(connection, "SELECT ordinal FROM actions WHERE run = @number AND status IN ('Approved', 'Started') LIMIT 1");

    private readonly Statement _head = new(connection, "SELECT hash FROM events WHERE stream = @stream ORDER BY seq DESC LIMIT 1");

    private readonly Statement _count = new(connection, $"SELECT count(*) FROM events WHERE {OfRun}");

    private readonly Statement _bodies = new(connection, $"SELECT body FROM events WHERE {OfRun} AND kind <> 'LogWritten' AND instr(body, 'lob\":\"') > 0");

    private readonly Statement _clear = new(connection, $"UPDATE events SET body = NULL WHERE {OfRun} AND stream <> @stream || '/log' AND body IS NOT NULL");

    private readonly Statement _clearLog = new(connection, """
        UPDATE events SET body = NULL WHERE position IN (
            SELECT position FROM events WHERE stream = @stream AND body IS NOT NULL ORDER BY seq LIMIT @most)
        """);

    private readonly Statement _dropActions = new(connection, "DELETE FROM actions WHERE run = @number");

    private readonly Statement _insert = new(connection, """
        INSERT INTO deleted (number, agent, by_key, by_name, at, why, hash, blobs) VALUES (@number, @agent, @by, @name, @at, @why, @hash, @blobs)
        """);

    /// <summary>The event that tells the deletion; null when there is no such run, or it is not over.</summary>
    public RunDeleted? Describe(DeleteRun delete)
    {
        using var row = _run.Read(delete.Number);
        if (!row.Read() || row.TimeOrNull(3) is not { } ended || _doing.One(delete.Number) is not null) return null;
        var (agent, status, queued, counts) = (row.Text(0), row.Word<RunStatus>(1), row.Time(2), !row.Truth(4) && !row.Truth(5));
        List<DayShare> shares = counts
            ? [new(queued, Runs: 1), new(ended, Completed: status == RunStatus.Completed ? 1 : 0, Bad: status.IsBad() ? 1 : 0)]
            : [];
        var started = row.TimeOrNull(6) is { } began && !row.Truth(5) ? new UsageShare(began, 1, new()) : null;
        shares.AddRange(_actions.All(action => SharesOf(action).ToList(), delete.Number).SelectMany(some => some));
        var stream = StreamName.Run(delete.Number);
        return new()
        {
            Number = delete.Number, Agent = agent, By = delete.By, Why = delete.Why, QueuedAt = queued, Status = status, Shares = shares, Used = UsedBy(stream, started),
            Hash = Convert.ToHexStringLower((byte[])_head.One(stream)!), Events = (long)_count.One(stream)!,
            Blobs = [.. _bodies.All(body => body.Text(0), stream).SelectMany(BlobsIn).Distinct(StringComparer.Ordinal)],
        };
    }

    public void Apply(RunDeleted gone, long at)
    {
        if (runs.Remove(gone.Number))
        {
            var stream = StreamName.Run(gone.Number);
            _dropActions.Run(gone.Number);
            _clear.Run(stream);
            ClearLog(gone.Number);
        }
        else
        {
            foreach (var share in gone.Shares) Count(gone.Agent, share);
            foreach (var share in gone.Used) usage.Add(gone.Agent, share);
        }

        _insert.Run(gone.Number, gone.Agent, gone.By.Key, gone.By.Name, at, gone.Why, gone.Hash, JsonSerializer.Serialize(gone.Blobs, EventContext.Default.IReadOnlyListString));
    }

    /// <summary>Clears a portion of a deleted run's log; false when nothing was left of it.</summary>
    public bool ClearLog(long number) => _clearLog.Run(StreamName.Log(number), LogPortion) > 0;

    public void Dispose()
    {
        foreach (var statement in new[] { _run, _used, _doing, _actions, _head, _count, _bodies, _clear, _clearLog, _dropActions, _insert }) statement.Dispose();
    }

    public static DeletedRun Read(DbDataReader row) =>
        new(row.GetInt64(0), row.Text(1), row.Text(2), row.Text(3), row.Time(4), row.TextOrNull(5), row.Text(6));

    /// <summary>Names of blobs in the body of an event.</summary>
    public static IEnumerable<string> BlobsIn(string body) => Blob().Matches(body).Select(m => m.Groups[1].Value);

    private static IEnumerable<DayShare> SharesOf(DbDataReader row)
    {
        var status = row.Word<ActionStatus>(1);
        if (row.Truth(6) || status == ActionStatus.Preview) yield break;
        double? confidence = row.IsDBNull(3) ? null : row.GetDouble(3);
        yield return new(row.Time(4), Proposed: 1, Confidence: confidence, Tool: row.Text(0));
        if (row.TimeOrNull(5) is not { } decided) yield break;
        var isRejected = status == ActionStatus.Rejected;
        var isFor = status is not (ActionStatus.Rejected or ActionStatus.Expired or ActionStatus.Withdrawn or ActionStatus.Open);
        yield return new(decided, Rejected: isRejected ? 1 : 0, Automatic: isFor && row.Truth(2) ? 1 : 0, Approved: isFor && !row.Truth(2) ? 1 : 0);
    }

    private List<UsageShare> UsedBy(string stream, UsageShare? started)
    {
        var reported = _used.All(row => new UsageShare(row.Time(0), 0, JsonSerializer.Deserialize(row.Text(1), EventContext.Default.UsageReported)!.Used), stream);
        return started is null ? reported : [started, .. reported];
    }

    private void Count(string agent, DayShare share)
    {
        var at = share.At.ToUnixTimeMilliseconds();
        daily.Add(agent, at, new(
            share.Runs, share.Completed, share.Bad, share.Proposed, share.Approved, share.Rejected, share.Automatic, share.Confidence ?? 0, share.Confidence is null ? 0 : 1));
        if (share.Tool is { } tool) daily.AddTool(agent, at, tool);
    }

    [GeneratedRegex("[bB]lob\":\"([0-9a-f]{64})\"")]
    private static partial Regex Blob();
}
