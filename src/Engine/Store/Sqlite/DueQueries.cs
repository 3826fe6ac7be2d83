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
        var runs = connection.All(DueRuns, row => (Key: row.GetInt64(0), Due: row.GetInt64(1)), most + 1L);
        var actions = connection.All(DueActions, row => (Key: new ActionId(row.GetInt64(0), row.GetInt32(1)), Due: row.GetInt64(2)), most + 1L);
        var next = Math.Min(NextOf(runs, now, most), NextOf(actions, now, most));
        return new(DueOf(runs, now, most), DueOf(actions, now, most), next == long.MaxValue ? null : DateTimeOffset.FromUnixTimeMilliseconds(next));
    }

    public static DueWork InFlight(DbConnection connection)
    {
        var runs = connection.All(RunningRuns, row => row.GetInt64(0));
        var actions = connection.All(StartedActions, row => new ActionId(row.GetInt64(0), row.GetInt32(1)));
        return new(runs, actions, null);
    }

    private static List<T> DueOf<T>(List<(T Key, long Due)> rows, long now, int most) =>
        [.. rows.Take(most).TakeWhile(row => row.Due <= now).Select(row => row.Key)];

    /// <summary>When the first that is left is due.</summary>
    private static long NextOf<T>(List<(T Key, long Due)> rows, long now, int most)
    {
        for (var i = 0; i < rows.Count; i++)
            if (rows[i].Due > now || i == most) return rows[i].Due;
        return long.MaxValue;
    }
}
