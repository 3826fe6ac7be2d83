using System.Data.Common;
using ChatRuns.Actions;

namespace ChatRuns.Store.Sqlite;

/// <summary>Lists of actions; SQL of constant fragments and parameters.</summary>
internal static class ActionQueries
{
    private const string Columns = "run, ordinal, agent, tool, status, proposed_at, expires_at, risk, confidence, headline";

    public const string OpenByFingerprint = $"""
        SELECT {Columns} FROM actions WHERE fingerprint = @fingerprint AND status = 'Open' ORDER BY proposed_at LIMIT 1
        """;

    public static ActionPage List(DbConnection connection, ActionFilter filter)
    {
        var statuses = (filter.Statuses ?? []).Distinct().ToList();
        if (statuses.Count == Enum.GetValues<ActionStatus>().Length) statuses.Clear();
        var most = Math.Clamp(filter.Most, 1, 200);
        var skip = Math.Max(filter.Offset, 0);
        if (SeenAgents.HidesAll(filter.Within, filter.Agent)) return new([], 0);
        using var select = Select(connection, filter, statuses, $"{PageSql(filter, statuses)} LIMIT {most} OFFSET {skip}");
        List<ActionRow> rows = [];
        using (var reader = select.ExecuteReader())
        {
            while (reader.Read()) rows.Add(Row(reader));
        }

        if (rows.Count < most && (rows.Count > 0 || skip == 0)) return new(rows, Math.Min(skip + rows.Count, RunPage.CountLimit + 1));
        using var count = Select(connection, filter, statuses, CountSql(filter, statuses));
        return new(rows, (int)(long)count.ExecuteScalar()!);
    }

    public static List<ActionId> Rejected(DbConnection connection, string agent, int most) => connection.All(
        "SELECT run, ordinal FROM actions WHERE agent = @agent AND status = 'Rejected' ORDER BY proposed_at DESC LIMIT @most",
        row => new ActionId(row.GetInt64(0), row.GetInt32(1)), agent, most);

    public static ActionRow? FindOpen(DbConnection connection, string fingerprint)
    {
        using var select = new Statement(connection, OpenByFingerprint);
        using var row = select.Read(fingerprint);
        return row.Read() ? Row(row) : null;
    }

    internal static string PageSql(ActionFilter filter, IReadOnlyList<ActionStatus> statuses)
    {
        var rest = Conditions(filter);
        if (statuses is [ActionStatus.Open]) return $"SELECT {Columns} FROM actions WHERE {And("status = 'Open'", rest)} ORDER BY expires_at, run, ordinal";

        // A run has few actions; elsewhere one ordered branch per status, merged, so that no list is sorted.
        var branches = statuses.Count < 2 || filter.Run is not null
            ? [$"SELECT {Columns} FROM actions WHERE {And(StatusCondition(statuses), rest)}"]
            : statuses.Select((_, i) => $"SELECT {Columns} FROM actions WHERE {And($"status = @status{i}", rest)}");
        return $"{string.Join(" UNION ALL ", branches)} ORDER BY proposed_at DESC, run DESC, ordinal DESC";
    }

    internal static string CountSql(ActionFilter filter, IReadOnlyList<ActionStatus> statuses) =>
        $"SELECT count(*) FROM (SELECT 1 FROM actions WHERE {And(StatusCondition(statuses), Conditions(filter))} LIMIT {RunPage.CountLimit + 1})";

    internal static DbCommand Select(DbConnection connection, ActionFilter filter, IReadOnlyList<ActionStatus> statuses, string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        Add(command, "@run", filter.Run);
        Add(command, "@agent", filter.Agent);
        if (SeenAgents.Restricts(filter.Within, filter.Agent)) Add(command, "@seen", SeenAgents.Json(filter.Within.Agents));
        for (var i = 0; i < statuses.Count; i++) Add(command, $"@status{i}", statuses[i].ToString());
        return command;
    }

    private static string? StatusCondition(IReadOnlyList<ActionStatus> statuses) => statuses.Count switch
    {
        0 => null,
        1 when statuses[0] == ActionStatus.Open => "status = 'Open'",
        1 => "status = @status0",
        _ => $"status IN ({string.Join(", ", statuses.Select((_, i) => $"@status{i}"))})",
    };

    private static string? Conditions(ActionFilter filter)
    {
        var asked = (filter.Run, filter.Agent) switch
        {
            (null, null) => null,
            (null, _) => "agent = @agent",
            (_, null) => "run = @run",
            _ => "run = @run AND agent = @agent",
        };
        return SeenAgents.Restricts(filter.Within, filter.Agent) ? asked is null ? SeenAgents.Condition : And(asked, SeenAgents.Condition) : asked;
    }

    private static string And(string? one, string? other) => (one, other) switch
    {
        (null, null) => "1 = 1",
        (null, _) => other,
        (_, null) => one,
        _ => $"{one} AND {other}",
    };

    private static void Add(DbCommand command, string name, object? value)
    {
        if (value is null) return;
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }

    private static ActionRow Row(DbDataReader row) => new()
    {
        Id = new(row.GetInt64(0), row.GetInt32(1)),
        Agent = row.Text(2),
        Tool = row.Text(3),
        Status = row.Word<ActionStatus>(4),
        ProposedAt = row.Time(5),
        ExpiresAt = row.Time(6),
        Risk = row.Word<Risk>(7),
        Confidence = row.IsDBNull(8) ? null : row.GetDouble(8),
        Headline = row.TextOrNull(9),
    };
}
