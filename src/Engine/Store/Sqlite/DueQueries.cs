using System.Data.Common;
using ChatRuns.Actions;

namespace ChatRuns.Store.Sqlite;

/// <summary>What has to be looked at, and when: the timers.</summary>
internal static class DueQueries
{
    public const string DueRuns = "SELECT number, due FROM runs WHERE due IS NOT NULL ORDER BY due LIMIT @most";

    public const string DueActions = "SELECT run, ordinal, due FROM actions WHERE due IS NOT NULL ORDER BY due LIMIT @most";

    public const string RunningRuns = "SELECT number FROM runs WHERE status = 'Running' ORDER BY queued_at, number";

    public const string StartedActions = "SELECT run, ordinal FROM actions WHERE status = 'Started' ORDER BY proposed_at, run, ordinal";

    public static DueWork Due(DbConnection connection, long now, int most)
    {
        List<long> runs = [];
        List<ActionId> actions = [];
        var nextRun = Take(connection, DueRuns, now, most, row => runs.Add(row.GetInt64(0)));
        var nextAction = Take(connection, DueActions, now, most, row => actions.Add(new(row.GetInt64(0), row.GetInt32(1))));
        var next = Math.Min(nextRun, nextAction);
        return new(runs, actions, next == long.MaxValue ? null : DateTimeOffset.FromUnixTimeMilliseconds(next));
    }

    public static DueWork InFlight(DbConnection connection)
    {
        var runs = connection.All(RunningRuns, row => row.GetInt64(0));
        var actions = connection.All(StartedActions, row => new ActionId(row.GetInt64(0), row.GetInt32(1)));
        return new(runs, actions, null);
    }

    /// <summary>Takes what is due; returns when the first that is left is due.</summary>
    private static long Take(DbConnection connection, string sql, long now, int most, Action<DbDataReader> take)
    {
        using var select = new Statement(connection, sql);
        using var rows = select.Read(most + 1L);
        for (var taken = 0; rows.Read(); taken++)
        {
            var due = rows.GetInt64(rows.FieldCount - 1);
            if (due > now || taken == most) return due;
            take(rows);
        }

        return long.MaxValue;
    }
}
