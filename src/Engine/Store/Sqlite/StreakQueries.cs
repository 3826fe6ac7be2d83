using System.Data.Common;

namespace ChatRuns.Store.Sqlite;

/// <summary>Failures of an agent in a row, found by jumping in two partial indexes.</summary>
internal static class StreakQueries
{
    private const string Good = "agent = @agent AND test = 0 AND status = 'Completed'";

    private const string Bad = """
        agent = @agent AND test = 0
          AND status IN ('Failed', 'TimedOut', 'QuotaExceeded', 'MemoryLimitExceeded', 'LogSizeExceeded', 'InternalError')
        """;

    private const int CountLimit = 1000;

    public const string LastGoodBefore = $"SELECT max(number) FROM runs WHERE {Good} AND number < @number";

    public const string FirstGoodAfter = $"SELECT min(number) FROM runs WHERE {Good} AND number > @number";

    public const string FirstBadAfter = $"SELECT min(number) FROM runs WHERE {Bad} AND number > @number";

    public const string BadBetween = $"""
        SELECT count(*), max(number) FROM (SELECT number FROM runs WHERE {Bad} AND number >= @low AND number <= @high ORDER BY number DESC LIMIT 1000)
        """;

    public const string EndOf = "SELECT ended_at FROM runs WHERE number = @number";

    /// <summary>Bad ends after the last completed run before a run, up to it.</summary>
    public static Streak? EndingAt(DbConnection connection, string agent, long upTo)
    {
        var good = Number(connection, LastGoodBefore, agent, upTo) ?? 0;
        return Number(connection, FirstBadAfter, agent, good) is { } first && first <= upTo ? Make(connection, agent, first, upTo, null) : null;
    }

    /// <summary>Bad ends from a run on, up to the first completed run after it, or up to today.</summary>
    public static Streak? From(DbConnection connection, string agent, long first)
    {
        if (Number(connection, FirstBadAfter, agent, first - 1) != first) return null;
        var good = Number(connection, FirstGoodAfter, agent, first);
        return Make(connection, agent, first, good ?? long.MaxValue, good);
    }

    private static Streak? Make(DbConnection connection, string agent, long first, long upTo, long? recovered)
    {
        using var count = new Statement(connection, BadBetween);
        using var row = count.Read(agent, first, upTo);
        if (!row.Read() || row.LongOrNull(1) is not { } last) return null;
        return new(first, last, Math.Min(row.GetInt32(0), CountLimit), End(connection, first), recovered);
    }

    private static DateTimeOffset End(DbConnection connection, long number)
    {
        using var select = new Statement(connection, EndOf);
        using var row = select.Read(number);
        row.Read();
        return row.Time(0);
    }

    private static long? Number(DbConnection connection, string sql, string agent, long number)
    {
        using var select = new Statement(connection, sql);
        return select.One(agent, number) as long?;
    }
}
