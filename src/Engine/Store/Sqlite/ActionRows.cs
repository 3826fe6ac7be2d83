using System.Data.Common;
using ChatRuns.Actions;
using ChatRuns.Journal;

namespace ChatRuns.Store.Sqlite;

/// <summary>Events of actions into rows of <c>actions</c>, the counts on their run's row and the daily counts.</summary>
internal sealed class ActionRows(DbConnection connection, DailyRows daily) : IDisposable
{
    private readonly Statement _find = new(connection, """
        SELECT agent, status, revision, fingerprint, risk, headline, expires_at, automatic, decided_at, due, is_undo
        FROM actions WHERE run = @run AND ordinal = @ordinal
        """);

    private readonly Statement _insert = new(connection, """
        INSERT INTO actions (run, ordinal, agent, tool, confidence, proposed_at, status, revision, fingerprint, risk, headline, expires_at,
                             automatic, decided_at, due, is_undo)
        VALUES (@run, @ordinal, @agent, @tool, @confidence, @at, @status, @revision, @fingerprint, @risk, @headline, @expires_at,
                @automatic, @decided_at, @due, @is_undo)
        """);

    private readonly Statement _update = new(connection, """
        UPDATE actions SET status = @status, revision = @revision, fingerprint = @fingerprint, risk = @risk, headline = @headline,
                           automatic = @automatic, decided_at = @decided_at, due = @due
        WHERE run = @run AND ordinal = @ordinal
        """);

    private readonly Statement _count = new(connection, """
        UPDATE runs SET updated_at = max(updated_at, @at), actions_proposed = actions_proposed + @proposed,
                        actions_approved = actions_approved + @approved, actions_rejected = actions_rejected + @rejected,
                        actions_automatic = actions_automatic + @automatic, actions_open = actions_open + @open,
                        actions_failed = actions_failed + @failed, actions_expired = actions_expired + @expired,
                        actions_unknown = actions_unknown + @unknown
        WHERE number = @run
        """);

    public void Apply(string stream, long at, IReadOnlyList<JournalEvent> events)
    {
        var id = IdOf(stream);
        var proposed = events[0] as ActionProposed;
        var (agent, before) = proposed is null ? Find(id) : (proposed.Agent, null);
        var after = before ?? ActionState.From(proposed!);
        foreach (var happened in events.Skip(proposed is null ? 0 : 1)) after = after.Apply((ActionEvent)happened, at);

        if (proposed is null) Update(id, after);
        else Insert(id, proposed, after, at);
        Count(id, ActionState.CountsOf(before), ActionState.CountsOf(after), at);
        if (after is { IsUndo: false, Status: not ActionStatus.Preview }) CountDay(agent, proposed, before, after, at);
    }

    public void Dispose()
    {
        foreach (var statement in new[] { _find, _insert, _update, _count }) statement.Dispose();
    }

    private (string Agent, ActionState? State) Find(ActionId id)
    {
        using var row = _find.Read(id.Run, id.Ordinal);
        if (!row.Read()) throw new InvalidOperationException($"Action {id} begins with ActionProposed.");
        return (row.Text(0), new()
        {
            Status = row.Word<ActionStatus>(1),
            Revision = row.GetInt32(2),
            Fingerprint = row.Text(3),
            Risk = row.Word<Risk>(4),
            Headline = row.TextOrNull(5),
            ExpiresAt = row.GetInt64(6),
            IsAutomatic = row.Truth(7),
            DecidedAt = row.LongOrNull(8),
            Due = row.LongOrNull(9),
            IsUndo = row.Truth(10),
        });
    }

    private void Insert(ActionId id, ActionProposed proposed, ActionState after, long at) => _insert.Run(
        id.Run, id.Ordinal, proposed.Agent, proposed.Tool, proposed.Confidence, at, after.Status.ToString(), after.Revision,
        after.Fingerprint, after.Risk.ToString(), after.Headline, after.ExpiresAt, after.IsAutomatic ? 1 : 0, after.DecidedAt, after.Due,
        after.IsUndo ? 1 : 0);

    private void Update(ActionId id, ActionState after) => _update.Run(
        after.Status.ToString(), after.Revision, after.Fingerprint, after.Risk.ToString(), after.Headline, after.IsAutomatic ? 1 : 0,
        after.DecidedAt, after.Due, id.Run, id.Ordinal);

    private void Count(ActionId id, ActionCounts before, ActionCounts after, long at)
    {
        var rows = _count.Run(
            at, after.Proposed - before.Proposed, after.Approved - before.Approved, after.Rejected - before.Rejected,
            after.Automatic - before.Automatic, after.Open - before.Open, after.Failed - before.Failed, after.Expired - before.Expired,
            after.Unknown - before.Unknown, id.Run);
        if (rows == 0) throw new InvalidOperationException($"Action {id} belongs to a run that is not in the store.");
    }

    /// <summary>A decision counts on its own day; one that was returned is taken off that day again.</summary>
    private void CountDay(string agent, ActionProposed? proposed, ActionState? before, ActionState after, long at)
    {
        if (proposed is not null)
        {
            var confidence = proposed.Confidence;
            daily.Add(agent, at, new() { Proposed = 1, ConfidenceSum = confidence ?? 0, ConfidenceCount = confidence is null ? 0 : 1 });
            daily.AddTool(agent, at, proposed.Tool);
        }

        var (was, now) = (ActionState.CountsOf(before), ActionState.CountsOf(after));
        if ((was.Approved, was.Automatic, was.Rejected) == (now.Approved, now.Automatic, now.Rejected)) return;
        if (before?.DecidedAt is { } then)
            daily.Add(agent, then, new() { Approved = -was.Approved, Automatic = -was.Automatic, Rejected = -was.Rejected });
        if (after.DecidedAt is { } decided)
            daily.Add(agent, decided, new() { Approved = now.Approved, Automatic = now.Automatic, Rejected = now.Rejected });
    }

    private static ActionId IdOf(string stream)
    {
        var parts = stream.Split('/');
        return parts is ["run", _, "action", _] && ActionId.TryParse($"{parts[1]}.{parts[3]}", out var id)
            ? id
            : throw new InvalidOperationException($"{stream} is not the stream of an action.");
    }
}
