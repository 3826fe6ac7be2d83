using System.Data.Common;
using System.Globalization;

namespace ChatRuns.Store.Sqlite;

/// <summary>What is to be added to the counts of one agent's day.</summary>
internal readonly record struct DailyCounts(
    int Runs, int Completed, int Bad, int Proposed, int Approved, int Rejected, int Automatic, double ConfidenceSum, int ConfidenceCount);

/// <summary>Counts per agent and UTC day, and per tool.</summary>
internal sealed class DailyRows(DbConnection connection) : IDisposable
{
    private readonly Statement _add = new(connection, """
        INSERT INTO daily (agent, day, runs, completed, bad, proposed, approved, rejected, automatic, confidence_sum, confidence_count)
        VALUES (@agent, @day, @runs, @completed, @bad, @proposed, @approved, @rejected, @automatic, @confidence_sum, @confidence_count)
        ON CONFLICT (agent, day) DO UPDATE SET
            runs = daily.runs + @runs, completed = daily.completed + @completed, bad = daily.bad + @bad,
            proposed = daily.proposed + @proposed, approved = daily.approved + @approved, rejected = daily.rejected + @rejected,
            automatic = daily.automatic + @automatic, confidence_sum = daily.confidence_sum + @confidence_sum,
            confidence_count = daily.confidence_count + @confidence_count
        """);

    // An older program counted an end on the day that the clock said, also when it had been set back.
    private readonly Statement _take = new(connection, """
        UPDATE daily SET runs = max(0, runs - @runs), completed = max(0, completed - @completed), bad = max(0, bad - @bad)
        WHERE agent = @agent AND day = @day
        """);

    private readonly Statement _addTool = new(connection, """
        INSERT INTO daily_tools (agent, day, tool, proposed) VALUES (@agent, @day, @tool, 1)
        ON CONFLICT (agent, day, tool) DO UPDATE SET proposed = daily_tools.proposed + 1
        """);

    public void Add(string agent, long at, DailyCounts counts)
    {
        if (counts == default) return;
        _add.Run(
            agent, DayOf(at), counts.Runs, counts.Completed, counts.Bad, counts.Proposed, counts.Approved, counts.Rejected,
            counts.Automatic, counts.ConfidenceSum, counts.ConfidenceCount);
    }

    /// <summary>What an archived run takes with it.</summary>
    public void Take(string agent, long at, DailyCounts counts) => _take.Run(counts.Runs, counts.Completed, counts.Bad, agent, DayOf(at));

    /// <summary>One more proposed action with this tool.</summary>
    public void AddTool(string agent, long at, string tool) => _addTool.Run(agent, DayOf(at), tool);

    public void Dispose()
    {
        _add.Dispose();
        _take.Dispose();
        _addTool.Dispose();
    }

    public static string DayOf(long at) =>
        DateTimeOffset.FromUnixTimeMilliseconds(at).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
