using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using ChatRuns.Actions;
using ChatRuns.Journal;
using ChatRuns.Runs;

namespace ChatRuns.Store.Sqlite;

/// <summary>What is to be made.</summary>
/// <param name="Runs">How many runs.</param>
/// <param name="Until">When the last one is queued; the others are spread evenly before it.</param>
public sealed record SeedPlan(long Runs, DateTimeOffset Until)
{
    /// <summary>How many agents they are of.</summary>
    public int Agents { get; init; } = 60;

    /// <summary>Over how many days they are spread.</summary>
    public int Days { get; init; } = 90;

    /// <summary>The same number makes the same runs.</summary>
    public int Dice { get; init; } = 1;

    /// <summary>Makes rows alone, without events: for measurements of lists over more runs than events would find room for.</summary>
    public bool RowsOnly { get; init; }
}

/// <summary>
/// Fills a store with plausible runs for measurements and demonstrations: the same events, chains and projections as if they had
/// happened, many runs to a commit. Only where nothing but seeded runs is, and says so in the journal, so that they are never taken for real ones.
/// </summary>
public sealed class Seeder(SqliteStore store)
{
    private const int Portion = 500;
    private long _next;
    private static readonly JsonElement Variables = JsonSerializer.Deserialize("""{"days":7}""", EventContext.Default.JsonElement);
    private static readonly JsonElement Output = JsonSerializer.Deserialize("""{"count":3,"bytes":18230}""", EventContext.Default.JsonElement);
    private static readonly JsonElement Arguments = JsonSerializer.Deserialize("""{"path":"report-2024.csv"}""", EventContext.Default.JsonElement);
    private static readonly Principal Person = new("web", "local", "seeded", "A seeded person");
    private static readonly string[] Verbs = ["tidy", "watch", "review", "backup", "sync", "report", "check", "archive", "rotate", "scan"];
    private static readonly string[] Tools = ["file.archive", "file.delete", "file.move", "file.write", "http.request"];

    /// <summary>Tells the number of runs made so far after each commit.</summary>
    /// <exception cref="StoreException">There are runs that were not seeded.</exception>
    public async Task SeedAsync(SeedPlan plan, Action<long> progress, CancellationToken cancel)
    {
        await MarkAsync(plan, cancel);
        var dice = new Random(plan.Dice);
        for (var made = 0L; made < plan.Runs;)
        {
            var (from, to) = (made, Math.Min(made + Portion, plan.Runs));
            await store.AppendAsync(
                journal =>
                {
                    if (plan.RowsOnly) MarkRows(journal, plan, (int)(to - from));
                    for (var i = from; i < to; i++) Add(journal, plan, i, dice);
                    return to;
                },
                cancel);
            progress(made = to);
        }
    }

    /// <summary>On record before the first run, so that what is cut off is still known as seeded.</summary>
    private async Task MarkAsync(SeedPlan plan, CancellationToken cancel)
    {
        var last = await store.ReadAsync(FindSeeded, cancel);
        if (plan.RowsOnly) return;
        var mark = store.Written(new(StreamName.Admin, Principal.System, [new RunsSeeded(last + 1, last + plan.Runs)]));
        await store.AppendAsync(journal => journal.Append(Guid.CreateVersion7(plan.Until), plan.Until.ToUnixTimeMilliseconds(), [mark]), cancel);
    }

    private static long FindSeeded(DbConnection connection)
    {
        using var select = new Statement(connection, """
            SELECT (SELECT value FROM counters WHERE name = 'run'),
                   EXISTS (SELECT 1 FROM events WHERE stream = @stream AND kind IN ('RunsSeeded', 'RowsSeeded'))
            """);
        using var row = select.Read(StreamName.Admin);
        row.Read();
        if (row.GetInt64(0) > 0 && row.GetInt64(1) == 0)
            throw new StoreException("There are real runs in this data folder, and seeded ones could not be told from them. Name another one with --DataFolder.");
        return row.GetInt64(0);
    }

    // In each commit, because an event is what saves the numbers that were taken.
    private void MarkRows(JournalWriter journal, SeedPlan plan, int runs)
    {
        _next = journal.TakeNumbers(runs);
        Append(journal, plan.Until, StreamName.Admin, new RowsSeeded(_next, _next + runs - 1));
    }

    private void Add(JournalWriter journal, SeedPlan plan, long index, Random dice)
    {
        var age = TimeSpan.FromDays(plan.Days) * ((plan.Runs - 1 - index) / (double)plan.Runs);
        var at = plan.Until - age;
        // A few agents run often, most seldom.
        var agent = Math.Min((int)(plan.Agents * Math.Pow(dice.NextDouble(), 2)), plan.Agents - 1);
        var name = string.Create(CultureInfo.InvariantCulture, $"{Verbs[agent % Verbs.Length]}-{agent}");
        var number = Queue(journal, plan, at, n => Queued(n, name, agent, dice));

        var run = StreamName.Run(number);
        var start = at.AddMilliseconds(dice.Next(5, 900));
        var end = start.AddMilliseconds(dice.Next(50, 240_000));
        var happen = Happening(journal, plan);
        happen(start, run, [new RunStarted(), new StepStarted("scan", 1, "seed")]);
        happen(end, StreamName.Log(number), [Log(start)]);
        if (dice.NextDouble() < 0.3) Propose(happen, number, name, end, plan.Until, dice);
        var ended = Ended(dice, name);
        if (ended.Error is null) happen(end, run, [new StepCompleted("scan", Output, (long)(end - start).TotalMilliseconds), ended]);
        else happen(end, run, [new StepFailed("scan", 1, ended.Error, (long)(end - start).TotalMilliseconds, null), ended]);
    }

    private long Queue(JournalWriter journal, SeedPlan plan, DateTimeOffset at, Func<long, RunQueued> queued)
    {
        if (!plan.RowsOnly) return journal.AddRuns(new(Guid.CreateVersion7(at), at, Principal.System, [number => [queued(number)]])).Numbers[0];
        journal.Project(StreamName.Run(_next), at.ToUnixTimeMilliseconds(), [queued(_next)]);
        return _next++;
    }

    private Action<DateTimeOffset, string, IReadOnlyList<JournalEvent>> Happening(JournalWriter journal, SeedPlan plan) => plan.RowsOnly
        ? (at, stream, events) => journal.Project(stream, at.ToUnixTimeMilliseconds(), events)
        : (at, stream, events) => Append(journal, at, stream, events);

    private static RunQueued Queued(long number, string name, int agent, Random dice) => new()
    {
        Number = number,
        Agent = name,
        AgentTitle = string.Create(CultureInfo.InvariantCulture, $"The {Verbs[agent % Verbs.Length]} agent {agent}"),
        Version = new(Convert.ToHexStringLower([(byte)agent])[0], 64),
        Trigger = dice.NextDouble() < 0.8
            ? new(TriggerKind.Schedule, "hourly", null, Principal.System)
            : new(TriggerKind.Manual, null, null, Person),
        IsTest = dice.NextDouble() < 0.01,
        Variables = Variables,
        Target = agent % 3 == 0 ? "berlin" : null,
        Owner = agent % 2 == 0 ? "ops" : "finance",
        Tags = agent % 5 == 0 ? ["nightly"] : [],
        StepCount = 1,
    };

    private static LogWritten Log(DateTimeOffset at) => new("scan", [new(at, "out", "Looking at 118 files"), new(at, "out", "3 of them are old")]);

    private static RunEnded Ended(Random dice, string agent) => dice.NextDouble() switch
    {
        < 0.92 => new(RunStatus.Completed, null, null, $"Archived 3 files of {agent}"),
        < 0.97 => new(RunStatus.Failed, "scan", new(Cause.NonZeroExit, "The disk is not there"), "Failed at scan: the disk is not there"),
        < 0.98 => new(RunStatus.TimedOut, "scan", new(Cause.TimedOut, "Longer than 5 minutes"), "Timed out at scan"),
        < 0.985 => new(RunStatus.InternalError, "scan", new(Cause.Internal, "Out of order"), "Fault of ChatRuns at scan"),
        _ => new(RunStatus.Canceled, null, null, "Canceled by A seeded person"),
    };

    private static void Propose(Action<DateTimeOffset, string, IReadOnlyList<JournalEvent>> happen, long run, string agent, DateTimeOffset at, DateTimeOffset until, Random dice)
    {
        var stream = StreamName.Action(run, 1);
        happen(at, stream, [Proposed(run, agent, at, dice)]);
        var decided = at.AddMinutes(dice.Next(1, 600));
        if (decided > until) return;
        switch (dice.NextDouble())
        {
            case < 0.75:
                happen(decided, stream, [new ActionApproved(Person, 1, false), new ActionStarted($"{run}.1.1"), new ActionSucceeded(null, 40, null)]);
                break;
            case < 0.9:
                happen(decided, stream, [new ActionRejected(Person, 1, "Still needed")]);
                break;
            case < 0.93:
                happen(decided, stream, [new ActionApproved(Person, 1, false), new ActionStarted($"{run}.1.1"), new ActionFailed("No such file", 12)]);
                break;
            default:
                if (at.AddHours(72) <= until) happen(at.AddHours(72), stream, [new ActionExpired()]);
                break;
        }
    }

    private static ActionProposed Proposed(long run, string agent, DateTimeOffset at, Random dice)
    {
        Span<byte> digest = stackalloc byte[32];
        dice.NextBytes(digest);
        return new()
        {
            Run = run,
            Ordinal = 1,
            Agent = agent,
            Step = "scan",
            Tool = Tools[dice.Next(Tools.Length)],
            ToolVersion = new('d', 64),
            Arguments = Arguments,
            Confidence = Math.Round(0.5 + (dice.NextDouble() / 2), 2),
            Reason = "Not opened for 400 days",
            Risk = Risk.Medium,
            Headline = "Archive report-2024.csv",
            Digest = Convert.ToHexStringLower(digest),
            Fingerprint = Convert.ToHexStringLower(digest),
            Rule = new([], 1, false, null),
            ExpiresAt = at.AddHours(72),
        };
    }

    private void Append(JournalWriter journal, DateTimeOffset at, string stream, params IReadOnlyList<JournalEvent> events) =>
        journal.Append(Guid.CreateVersion7(at), at.ToUnixTimeMilliseconds(), [store.Written(new(stream, Principal.System, events))]);
}
