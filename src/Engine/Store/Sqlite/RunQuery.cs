using System.Data.Common;
using ChatRuns.Actions;
using ChatRuns.Runs;

namespace ChatRuns.Store.Sqlite;

/// <summary>One filter as SQL: constant fragments and parameters.</summary>
internal sealed class RunQuery
{
    private readonly Dictionary<string, object> _values = [];
    private readonly List<string> _conditions = [];
    private List<RunStatus> _statuses = [];
    private IReadOnlyList<string> _seen = [];
    private IReadOnlyList<string> _starters = [];
    private bool _hasText;
    private bool _hasBoth;

    private RunQuery()
    {
    }


    // SQLite merges at most 500 selects.
    private const int MostBranches = 400;

    /// <summary>Whether no run can hold: words were given and none of them has a letter, or no agent of theirs is seen.</summary>
    public bool IsEmpty { get; private init; }

    /// <summary>Numbers of the runs that hold, newest first, at most @most: the count and every page in one pass.</summary>
    public string NumbersSql => (_hasText, IsMerged) switch
    {
        (true, _) => $"SELECT number FROM runs_fts f CROSS JOIN runs ON runs.number = f.rowid WHERE {All} ORDER BY f.rowid DESC LIMIT @most",
        (false, false) => $"SELECT number FROM runs WHERE {All} ORDER BY queued_at DESC, number DESC LIMIT @most",
        _ => Merged,
    };

    /// <summary>
    /// Below which number no run can hold; without it a full-text search with few results reads back to the first run. Looks at a
    /// thousand runs, because a clock that was set back puts numbers and times out of order a little.
    /// </summary>
    public string? LowestSql => _hasText && _values.ContainsKey("from")
        ? """
            SELECT min(number) FROM (
                SELECT min(number) AS number FROM (SELECT number FROM runs WHERE archived = 0 AND queued_at >= @from ORDER BY queued_at LIMIT 1000)
                UNION ALL
                SELECT min(number) FROM (SELECT number FROM runs WHERE archived = 1 AND queued_at >= @from ORDER BY queued_at LIMIT 1000))
            """
        : null;

    /// <summary>Their number. Where they need not be merged, the order keeps to the index that their list is read by, and off the table itself.</summary>
    public string CountSql => $"SELECT count(*) FROM ({(IsMerged ? Branches : $"SELECT number FROM runs WHERE {All} ORDER BY queued_at DESC")} LIMIT @count_limit)";

    /// <param name="filter">Which runs.</param>
    /// <param name="notAfter">The newest number.</param>
    /// <param name="now">UTC milliseconds, for what took long and is not over.</param>
    /// <param name="after">Only those behind this place of the list; null for all.</param>
    public static RunQuery From(RunFilter filter, long notAfter, long now, RunPlace? after = null)
    {
        var words = Words.Query(filter.Text);
        var query = new RunQuery { IsEmpty = words == "" || SeenAgents.HidesAll(filter.Within, filter.Agent) };
        query.AddStatuses(filter.Statuses);
        query.AddStarters(filter, words is not null);
        if (SeenAgents.Restricts(filter.Within, filter.Agent)) query.AddSeen(filter.Within, words is not null);
        // The sign keeps SQLite from walking over the numbers, oldest first, instead of the index of the other conditions.
        query.Add("+number <= @not_after", "not_after", notAfter);
        query.Add("agent = @agent", "agent", filter.Agent);
        query.Add("trigger_kind = @trigger", "trigger", filter.Trigger?.ToString());
        query.Add("trigger_name = @trigger_name", "trigger_name", filter.TriggerName);
        query.Add("target = @target", "target", filter.Target);
        query.Add("queued_at >= @from", "from", filter.From?.ToUnixTimeMilliseconds());
        query.AddEnd(filter.To?.ToUnixTimeMilliseconds(), after, words is not null);
        query.AddArchived(filter.Archived, words is not null);
        query.Add(Truth("test", filter.Test));
        query.Add("owner = @owner", "owner", filter.Owner);
        // Tags are kept as a JSON list, and a quote inside a tag is escaped there: the quoted word is found as a whole tag or not at all.
        query.Add("tags <> '[]' AND instr(tags, @tag) > 0", "tag", filter.Tag is null ? null : System.Text.Json.JsonSerializer.Serialize(filter.Tag, EventContext.Default.String));
        query.Add("step = @step", "step", filter.Step);
        query.Add("cause = @cause", "cause", filter.Cause?.ToString());
        query.Add(ActionsStand(filter.WithActions));
        if (filter.LongerThan is { } longer) query.Bind("now", now).Add("coalesce(ended_at, @now) - started_at > @longer", "longer", (long)longer.TotalMilliseconds);
        if (words is not null) query.Search(words);
        return query;
    }

    public RunQuery Bind(string name, object value)
    {
        _values[name] = value;
        return this;
    }

    public long Lowest(DbConnection connection) => Read(connection, LowestSql!, row => row.LongOrNull(0) ?? long.MaxValue)[0];

    /// <summary>
    /// Whether the runs that hold can be counted for less than by reading all their numbers in order. A search reads them all in any case.
    /// </summary>
    public bool CanCountApart => !_hasText;

    /// <summary>How many runs hold, one more than <see cref="RunPage.CountLimit"/> at most.</summary>
    public int Count(DbConnection connection)
    {
        Bind("count_limit", RunPage.CountLimit + 1);
        return (int)Read(connection, CountSql, row => row.GetInt64(0))[0];
    }

    public List<T> Read<T>(DbConnection connection, string sql, Func<DbDataReader, T> row) => connection.All(sql, row, _values);

    private bool IsMerged => _statuses.Count > 1 || _seen.Count + _starters.Count > 0 || _hasBoth;

    private string All => string.Join(" AND ", StatusCondition is { } status ? _conditions.Append(status) : _conditions);

    private string? StatusCondition => _statuses.Count switch
    {
        0 => null,
        1 => "status = @status0",
        _ => $"status IN ({string.Join(", ", _statuses.Select((_, i) => $"@status{i}"))})",
    };

    /// <summary>One ordered branch per status, agent and starter, merged: an IN would read and sort all runs of the range.</summary>
    private string Merged => $"{Branches} ORDER BY queued_at DESC, number DESC LIMIT @most";

    private string Branches
    {
        get
        {
            var rest = string.Join(" AND ", _conditions);
            var statuses = _statuses.Count == 0 ? [""] : _statuses.Select((_, i) => $"status = @status{i} AND ");
            var agents = _seen.Count == 0 ? [""] : _seen.Select((_, i) => $"agent = @seen{i} AND ").ToList();
            var starters = _starters.Count == 0 ? [""] : _starters.Select((_, i) => $"started_by = @starter{i} AND ").ToList();
            string[] archived = _hasBoth ? ["archived = 0 AND ", "archived = 1 AND "] : [""];
            var branches = statuses.SelectMany(status => agents.SelectMany(agent => starters.SelectMany(starter => archived.Select(
                hidden => $"SELECT number, queued_at FROM runs WHERE {hidden}{starter}{agent}{status}{rest}"))));
            return string.Join(" UNION ALL ", branches);
        }
    }

    // Of two upper bounds an index is read by one, perhaps the higher: then each page would walk over all those before it.
    private void AddEnd(long? to, RunPlace? after, bool isSearch)
    {
        if (after is null || isSearch)
        {
            Add("queued_at < @to", "to", to);
            Add("f.rowid < @after_number", "after_number", after?.Number);
            return;
        }

        var at = Math.Min(after.QueuedAt.ToUnixTimeMilliseconds(), (to ?? long.MaxValue) - 1);
        // The sign as above: the number alone must not be taken for a second index.
        Bind("after_number", after.Number).Bind("after_at", after.QueuedAt.ToUnixTimeMilliseconds())
            .Add("queued_at <= @before AND (queued_at < @after_at OR +number < @after_number)", "before", at);
    }

    private void AddStatuses(IReadOnlyList<RunStatus> statuses)
    {
        List<RunStatus> different = [.. statuses.Distinct()];
        if (different.Count == Enum.GetValues<RunStatus>().Length) return;
        _statuses = different;
        for (var i = 0; i < different.Count; i++) Bind($"status{i}", different[i].ToString());
    }

    // Every index of a list begins with it: both are two walks that are merged.
    private void AddArchived(bool? archived, bool isSearch)
    {
        if (archived is not null) _conditions.Add(Truth("archived", archived)!);
        else if (!isSearch) _hasBoth = true;
    }

    private void AddStarters(RunFilter filter, bool isSearch)
    {
        if (filter.StartedBy is not { } one || filter.AlsoStartedBy.Count == 0)
        {
            Add("started_by = @started_by", "started_by", filter.StartedBy);
            return;
        }

        IReadOnlyList<string> all = [one, .. filter.AlsoStartedBy];
        if (isSearch)
        {
            Add("started_by IN (SELECT value FROM json_each(@started_by))", "started_by", SeenAgents.Json(all));
            return;
        }

        _starters = all;
        for (var i = 0; i < all.Count; i++) Bind($"starter{i}", all[i]);
    }

    private void AddSeen(Sight within, bool isSearch)
    {
        if (isSearch || within.Agents.Count * Math.Max(1, _statuses.Count) * Math.Max(1, _starters.Count) * 2 > MostBranches)
        {
            Add(SeenAgents.Condition, "seen", SeenAgents.Json(within.Agents));
            return;
        }

        _seen = within.Agents;
        for (var i = 0; i < _seen.Count; i++) Bind($"seen{i}", _seen[i]);
    }

    private void Search(string words)
    {
        _hasText = true;
        Add("runs_fts MATCH @words", "words", words);
        if (LowestSql is not null) _conditions.Add("f.rowid >= @low");
    }

    private void Add(string condition, string name, object? value)
    {
        if (value is null) return;
        Bind(name, value);
        _conditions.Add(condition);
    }

    private void Add(string? condition)
    {
        if (condition is not null) _conditions.Add(condition);
    }

    private static string? ActionsStand(string? how) => how switch
    {
        null => null,
        "open" => "actions_open > 0",
        "failed" => "actions_failed > 0",
        "expired" => "actions_expired > 0",
        "unknown" => "actions_unknown > 0",
        _ => throw new ArgumentException($"Actions stand open, failed, expired or unknown, not \"{how}\".", nameof(how)),
    };

    // Constants, because only for them the small indexes of the few archived and test runs are used.
    private static string? Truth(string column, bool? value) => value is null ? null : value.Value ? $"{column} = 1" : $"{column} = 0";
}
