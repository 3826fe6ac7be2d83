using System.Data.Common;
using System.Text.Json;
using ChatRuns.Journal;
using ChatRuns.Runs;

namespace ChatRuns.Store.Sqlite;

/// <summary>Events of runs into rows of <c>runs</c>, their search words and the daily counts.</summary>
internal sealed class RunRows(DbConnection connection, DailyRows daily, UsageRows usage) : IDisposable
{
    private readonly Statement _find = new(connection, """
        SELECT agent, agent_title, title, target, test, status, queued_at, updated_at, started_at, ended_at, due, step, cause, error, summary, archived,
               tokens, credits
        FROM runs WHERE number = @number
        """);

    private readonly Statement _insert = new(connection, """
        INSERT INTO runs (number, agent, agent_title, version, title, status, test, trigger_kind, trigger_name, started_by, started_by_name,
                          target, owner, tags, steps, queued_at, updated_at, due)
        VALUES (@number, @agent, @agent_title, @version, @title, 'Queued', @test, @trigger_kind, @trigger_name, @started_by,
                @started_by_name, @target, @owner, @tags, @steps, @at, @at, @at)
        """);

    private readonly Statement _update = new(connection, """
        UPDATE runs SET status = @status, updated_at = @updated_at, started_at = @started_at, ended_at = @ended_at, due = @due,
                        step = @step, cause = @cause, error = @error, summary = @summary, archived = @archived,
                        tokens = @tokens, credits = @credits
        WHERE number = @number
        """);

    private readonly Statement _touch = new(connection, "UPDATE runs SET updated_at = @at WHERE number = @number");

    private readonly Statement _remove = new(connection, "DELETE FROM runs WHERE number = @number");

    private readonly Statement _addWords = new(connection, "INSERT INTO runs_fts (rowid, words) VALUES (@number, @words)");

    // A table without content of its own is told what it had been given.
    private readonly Statement _dropWords = new(connection, "INSERT INTO runs_fts (runs_fts, rowid, words) VALUES ('delete', @number, @words)");

    // The run in its way may have ended just before it was held; then nobody would wake it.
    private readonly Statement _keepDue = new(connection, """
        UPDATE runs SET due = @at WHERE number = @number AND NOT EXISTS (
            SELECT 1 FROM runs AS older WHERE older.agent = @agent AND older.ended_at IS NULL AND older.number < @number)
        """);

    private readonly Statement _wakeHeld = new(connection, """
        UPDATE runs SET due = @at WHERE number = (
            SELECT min(number) FROM runs INDEXED BY runs_held WHERE agent = @agent AND status = 'Queued' AND due IS NULL)
        """);

    // One at a time is one on each target; limits count all runs of an agent, so the first of all is woken too.
    private readonly Statement _wakeHeldOn = new(connection, """
        UPDATE runs SET due = @at WHERE number = (
            SELECT min(number) FROM runs INDEXED BY runs_held WHERE agent = @agent AND status = 'Queued' AND due IS NULL AND target = @target)
        """);

    public void Apply(string stream, long at, IReadOnlyList<JournalEvent> events)
    {
        var number = StreamName.RunOf(stream) ?? throw new InvalidOperationException($"{stream} is not the stream of a run.");
        var (run, before) = (events[0] is RunQueued queued ? Add(queued, at) : Find(number)) ?? throw new InvalidOperationException($"Run {number} begins with RunQueued, given by AddRunsAsync.");

        var after = before;
        foreach (var happened in events) after = after.Apply((RunEvent)happened, at);
        Save(run, before, after);
        Use(run, before, events, DateTimeOffset.FromUnixTimeMilliseconds(at));
        if (events.Any(e => e is RunHeld)) _keepDue.Run(at, number, run.Agent);
        if (after.IsOver && !before.IsOver) End(run, after, at);
        if (after.IsArchived != before.IsArchived && !run.IsTest) Count(run, after);
    }

    /// <summary>Takes a run that is over out of lists and search; false when it is not there.</summary>
    public bool Remove(long number)
    {
        if (Find(number) is not var (run, state)) return false;
        _dropWords.Run(number, run.WordsAtEnd(state));
        _remove.Run(number);
        return true;
    }

    public void Dispose()
    {
        foreach (var statement in new[] { _remove, _find, _insert, _update, _touch, _addWords, _dropWords, _keepDue, _wakeHeld, _wakeHeldOn }) statement.Dispose();
    }

    private (Run Run, RunState State)? Add(RunQueued queued, long at)
    {
        var trigger = queued.Trigger;
        _insert.Run(
            queued.Number, queued.Agent, queued.AgentTitle, queued.Version, queued.Title, queued.IsTest ? 1 : 0, trigger.Kind.ToString(),
            trigger.Name, trigger.By.Key, trigger.By.Name, queued.Target, queued.Owner,
            JsonSerializer.Serialize(queued.Tags, EventContext.Default.IReadOnlyListString), queued.StepCount, at);
        var run = new Run(queued.Number, queued.Agent, queued.AgentTitle, queued.Title, queued.Target, queued.IsTest);
        _addWords.Run(run.Number, run.Words);
        if (!run.IsTest) daily.Add(run.Agent, at, new() { Runs = 1 });
        return (run, RunState.Queued(at));
    }

    private void Save(Run run, RunState before, RunState after)
    {
        if (after == before) return;
        if (after == before with { UpdatedAt = after.UpdatedAt })
        {
            _touch.Run(after.UpdatedAt, run.Number);
            return;
        }

        _update.Run(
            after.Status.ToString(), after.UpdatedAt, after.StartedAt, after.EndedAt, after.Due, after.Step, after.Cause?.ToString(),
            after.Error, after.Summary, after.IsArchived ? 1 : 0, after.Tokens, after.Credits, run.Number);
    }

    private void Use(Run run, RunState before, IReadOnlyList<JournalEvent> events, DateTimeOffset at)
    {
        if (before.IsOver) return;
        if (!run.IsTest && before.StartedAt is null && events.Any(e => e is RunStarted)) usage.Add(run.Agent, new(at, 1, new()));
        foreach (var reported in events.OfType<UsageReported>()) usage.Add(run.Agent, new(at, 0, reported.Used));
    }

    private void End(Run run, RunState after, long at)
    {
        if (run.Target is not null) _wakeHeldOn.Run(at, run.Agent, run.Target);
        _wakeHeld.Run(at, run.Agent);
        _dropWords.Run(run.Number, run.Words);
        _addWords.Run(run.Number, run.WordsAtEnd(after));
        if (!run.IsTest) daily.Add(run.Agent, after.EndedAt!.Value, EndOf(after));
    }

    // Figures leave out what is archived; what people decided about its actions stays counted.
    private void Count(Run run, RunState after)
    {
        Action<string, long, DailyCounts> change = after.IsArchived ? daily.Take : daily.Add;
        change(run.Agent, after.QueuedAt, new() { Runs = 1 });
        if (after.EndedAt is { } ended) change(run.Agent, ended, EndOf(after));
    }

    private static DailyCounts EndOf(RunState after) =>
        new() { Completed = after.Status == RunStatus.Completed ? 1 : 0, Bad = after.Status.IsBad() ? 1 : 0 };

    private (Run Run, RunState State)? Find(long number)
    {
        using var row = _find.Read(number);
        if (!row.Read()) return null;
        var run = new Run(number, row.Text(0), row.Text(1), row.TextOrNull(2), row.TextOrNull(3), row.Truth(4));
        return (run, new()
        {
            Status = row.Word<RunStatus>(5),
            QueuedAt = row.GetInt64(6),
            UpdatedAt = row.GetInt64(7),
            StartedAt = row.LongOrNull(8),
            EndedAt = row.LongOrNull(9),
            Due = row.LongOrNull(10),
            Step = row.TextOrNull(11),
            Cause = row.WordOrNull<Cause>(12),
            Error = row.TextOrNull(13),
            Summary = row.Text(14),
            IsArchived = row.Truth(15),
            Tokens = row.GetInt64(16),
            Credits = row.LongOrNull(17),
        });
    }

    /// <summary>The members of a run's row that never change.</summary>
    internal sealed record Run(long Number, string Agent, string AgentTitle, string? Title, string? Target, bool IsTest)
    {
        public string Words => $"{Agent}\n{AgentTitle}\n{Title}\n{Target}";

        public string WordsAtEnd(RunState state) => $"{Words}\n{state.Summary}\n{state.Error}\n{state.Step}";
    }
}
