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
}

/// <summary>
/// Fills a store with plausible runs for measurements and demonstrations: the same events, chains and projections as if they had
/// happened, many runs to a commit.
/// </summary>
public sealed class Seeder(SqliteStore store)
{
    private const int Portion = 500;
    private static readonly JsonElement Variables = JsonSerializer.Deserialize("""{"days":7}""", EventContext.Default.JsonElement);
    private static readonly JsonElement Output = JsonSerializer.Deserialize("""{"count":3,"bytes":18230}""", EventContext.Default.JsonElement);
    private static readonly JsonElement Arguments = JsonSerializer.Deserialize("""{"path":"report-2024.csv"}""", EventContext.Default.JsonElement);
    private static readonly Principal Person = new("web", "local", "seeded", "A seeded person");
    private static readonly string[] Verbs = ["tidy", "watch", "review", "backup", "sync", "report", "check", "archive", "rotate", "scan"];
    private static readonly string[] Tools = ["file.archive", "file.delete", "file.move", "file.write", "http.request"];

    /// <summary>Tells the number of runs made so far after each commit.</summary>
    public async Task SeedAsync(SeedPlan plan, Action<long> progress, CancellationToken cancel)
    {
        var dice = new Random(plan.Dice);
        for (var made = 0L; made < plan.Runs;)
        {
            var (from, to) = (made, Math.Min(made + Portion, plan.Runs));
            await store.AppendAsync(
                journal =>
                {
                    for (var i = from; i < to; i++) Add(journal, plan, i, dice);
                    return to;
                },
                cancel);
            progress(made = to);
        }
    }

    private void Add(JournalWriter journal, SeedPlan plan, long index, Random dice)
    {
        var age = TimeSpan.FromDays(plan.Days) * ((plan.Runs - 1 - index) / (double)plan.Runs);
        var at = plan.Until - age;
        // A few agents run often, most seldom.
        var agent = Math.Min((int)(plan.Agents * Math.Pow(dice.NextDouble(), 2)), plan.Agents - 1);
        var name = string.Create(CultureInfo.InvariantCulture, $"{Verbs[agent % Verbs.Length]}-{agent}");
        var added = journal.AddRuns(new(Guid.CreateVersion7(at), at, Principal.System, [number => [Queued(number, name, agent, dice)]]));

        var run = StreamName.Run(added.Numbers[0]);
        var start = at.AddMilliseconds(dice.Next(5, 900));
        var end = start.AddMilliseconds(dice.Next(50, 240_000));
        Append(journal, start, run, new RunStarted(), new StepStarted("scan", 1, "seed"));
        Append(journal, end, StreamName.Log(added.Numbers[0]), Log(start));
        if (dice.NextDouble() < 0.3) Propose(journal, added.Numbers[0], name, end, plan.Until, dice);
        var ended = Ended(dice, name);
        if (ended.Error is null) Append(journal, end, run, new StepCompleted("scan", Output, (long)(end - start).TotalMilliseconds), ended);
        else Append(journal, end, run, new StepFailed("scan", 1, ended.Error, (long)(end - start).TotalMilliseconds, null), ended);
    }

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

    private void Propose(JournalWriter journal, long run, string agent, DateTimeOffset at, DateTimeOffset until, Random dice)
    {
        var stream = StreamName.Action(run, 1);
        Append(journal, at, stream, Proposed(run, agent, at, dice));
        var decided = at.AddMinutes(dice.Next(1, 600));
        if (decided > until) return;
        switch (dice.NextDouble())
        {
            case < 0.75:
                Append(journal, decided, stream, new ActionApproved(Person, 1, false), new ActionStarted($"{run}.1.1"), new ActionSucceeded(null, 40, null));
                break;
            case < 0.9:
                Append(journal, decided, stream, new ActionRejected(Person, 1, "Still needed"));
                break;
            case < 0.93:
                Append(journal, decided, stream, new ActionApproved(Person, 1, false), new ActionStarted($"{run}.1.1"), new ActionFailed("No such file", 12));
                break;
            default:
                if (at.AddHours(72) <= until) Append(journal, at.AddHours(72), stream, new ActionExpired());
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
