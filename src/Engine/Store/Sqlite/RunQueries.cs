using System.Data.Common;
using ChatRuns.Runs;

namespace ChatRuns.Store.Sqlite;

/// <summary>
/// The run list. The SQL is put together from the constant fragments below; what a person typed is always a parameter. Newest
/// means latest queued; a page is bounded by a run number, so that runs which arrive later do not shift it.
/// </summary>
internal static class RunQueries
{
    private const string Columns = """
        number, agent, agent_title, version, title, status, test, archived, trigger_kind, trigger_name, started_by, started_by_name,
        target, queued_at, started_at, ended_at, updated_at, step, cause, error, summary, steps, actions_proposed, actions_approved,
        actions_rejected, actions_automatic, actions_open, actions_failed, actions_expired, actions_unknown, tokens, credits
        """;

    public const string FindByNumber = $"SELECT {Columns} FROM runs WHERE number = @number";

    // In the order of the list of numbers that is given as JSON.
    private const string FindByNumbers =
        $"SELECT {Columns} FROM json_each(@numbers) AS wanted CROSS JOIN runs ON runs.number = wanted.value ORDER BY wanted.key";

    private const string NewestNumber = "SELECT max(number) FROM runs";

    // Who asks for page a million gets an empty one, not a walk over all runs.
    private const int FarthestRow = 100_000;

    public const string UnfinishedOfAgent = "SELECT number FROM runs WHERE agent = @agent AND ended_at IS NULL ORDER BY number LIMIT @most";

    public const string UnfinishedOnTarget =
        "SELECT number FROM runs WHERE agent = @agent AND ended_at IS NULL AND target IS @target ORDER BY number LIMIT @most";

    public static RunRow? Find(DbConnection connection, long number) => connection.All(FindByNumber, Row, number).SingleOrDefault();

    public static RunPage List(DbConnection connection, RunFilter filter, RunPageRequest page, long now)
    {
        var newest = Newest(connection);
        if (page.NotAfter is null && newest is null) return new([], 0, true, null);
        var notAfter = page.NotAfter ?? newest!.Value;
        var query = RunQuery.From(filter, notAfter, now);
        if (query.IsEmpty) return new([], 0, true, filter.Within.IsAll ? notAfter : page.NotAfter);
        if (query.LowestSql is not null) query.Bind("low", query.Lowest(connection));

        var perPage = Math.Clamp(page.PerPage, 1, 100);
        if (page.After is { } place) return GoOn(connection, query, RunQuery.From(filter, notAfter, now, place), perPage, notAfter);
        var skip = Math.Min((Math.Max(page.Page, 1) - 1L) * perPage, FarthestRow);
        // How many runs there are is not told to who sees some of them: then the newest of what they see is looked for among all that is counted.
        var isToldOfSeen = page.NotAfter is null && !filter.Within.IsAll;
        var countsApart = query.CanCountApart && !isToldOfSeen;
        var most = Math.Min(skip + perPage, FarthestRow);
        query.Bind("most", countsApart ? most : Math.Max(most, RunPage.CountLimit + 1));
        var numbers = query.Read(connection, query.NumbersSql, row => row.GetInt64(0));
        var shown = $"[{string.Join(',', numbers.Skip((int)skip).Take(perPage))}]";
        var rows = connection.All(FindByNumbers, Row, shown);
        var count = countsApart && numbers.Count == most ? query.Count(connection) : numbers.Count;
        long? told = isToldOfSeen ? numbers.Count == 0 ? null : numbers.Max() : notAfter;
        return PageOf(rows, count, told, hasMore: count > skip + rows.Count);
    }

    // A page that begins behind a run costs the same wherever it is; what is counted is the whole list.
    private static RunPage GoOn(DbConnection connection, RunQuery all, RunQuery rest, int perPage, long notAfter)
    {
        if (rest.LowestSql is not null) rest.Bind("low", rest.Lowest(connection));
        rest.Bind("most", perPage + 1);
        var numbers = rest.Read(connection, rest.NumbersSql, row => row.GetInt64(0));
        var rows = connection.All(FindByNumbers, Row, $"[{string.Join(',', numbers.Take(perPage))}]");
        all.Bind("most", RunPage.CountLimit + 1);
        var count = all.CanCountApart ? all.Count(connection) : all.Read(connection, all.NumbersSql, row => row.GetInt64(0)).Count;
        return PageOf(rows, count, notAfter, hasMore: numbers.Count > perPage);
    }

    private static RunPage PageOf(List<RunRow> rows, int count, long? notAfter, bool hasMore) => new(rows, Math.Min(count, RunPage.CountLimit), count <= RunPage.CountLimit, notAfter)
    {
        Next = hasMore && rows is [.., var last] ? new(last.QueuedAt, last.Number) : null,
    };

    public static List<long> Numbers(DbConnection connection, RunFilter filter, int most, long now)
    {
        if ((filter.UpTo ?? Newest(connection)) is not { } upTo) return [];
        var query = RunQuery.From(filter, upTo, now);
        if (query.IsEmpty) return [];
        if (query.LowestSql is not null) query.Bind("low", query.Lowest(connection));
        query.Bind("most", (long)most);
        return query.Read(connection, query.NumbersSql, row => row.GetInt64(0));
    }

    public static List<long> Unfinished(DbConnection connection, string agent, int most) =>
        connection.All(UnfinishedOfAgent, row => row.GetInt64(0), agent, most);

    public static List<long> UnfinishedOn(DbConnection connection, string agent, string? target, int most) =>
        connection.All(UnfinishedOnTarget, row => row.GetInt64(0), agent, target, most);

    private static long? Newest(DbConnection connection) => connection.All(NewestNumber, row => row.LongOrNull(0))[0];

    private static RunRow Row(DbDataReader row) => new()
    {
        Number = row.GetInt64(0),
        Agent = row.Text(1),
        AgentTitle = row.Text(2),
        Version = row.Text(3),
        Title = row.TextOrNull(4),
        Status = row.Word<RunStatus>(5),
        IsTest = row.Truth(6),
        IsArchived = row.Truth(7),
        Trigger = row.Word<TriggerKind>(8),
        TriggerName = row.TextOrNull(9),
        StartedBy = row.Text(10),
        StartedByName = row.Text(11),
        Target = row.TextOrNull(12),
        QueuedAt = row.Time(13),
        StartedAt = row.TimeOrNull(14),
        EndedAt = row.TimeOrNull(15),
        UpdatedAt = row.Time(16),
        Step = row.TextOrNull(17),
        Cause = row.WordOrNull<Cause>(18),
        Error = row.TextOrNull(19),
        Summary = row.Text(20),
        Steps = row.GetInt32(21),
        Actions = new()
        {
            Proposed = row.GetInt32(22),
            Approved = row.GetInt32(23),
            Rejected = row.GetInt32(24),
            Automatic = row.GetInt32(25),
            Open = row.GetInt32(26),
            Failed = row.GetInt32(27),
            Expired = row.GetInt32(28),
            Unknown = row.GetInt32(29),
        },
        Tokens = row.GetInt64(30),
        Credits = UsageRows.FromMillionths(row.LongOrNull(31)),
    };
}
