using ChatRuns.Actions;
using ChatRuns.Journal;
using ChatRuns.Planning;
using ChatRuns.Runs;
using ChatRuns.Store.Sqlite;

namespace ChatRuns.Bot.Tests.Crash;

/// <summary>What must hold of a journal, however often its bot was killed.</summary>
internal sealed class Truths
{
    private static readonly string[] Projections = ["runs", "actions", "daily", "schedules", "agents", "mutes"];
    private readonly List<JournalEntry> _entries = [];
    private readonly ILookup<string, JournalEntry> _actions;

    private Truths(List<JournalEntry> entries)
    {
        _entries = entries;
        _actions = entries.Where(e => e.Event is ActionEvent).ToLookup(e => e.Stream);
    }

    public int Runs => _entries.Count(e => e.Event is RunQueued);

    public int Executed => _entries.Count(e => e.Event is ActionStarted);

    public int Unknown => _entries.Count(e => e.Event is ActionUnknown);

    /// <summary>Reads the journal; its chains hold, and its projections are those that a rebuild makes.</summary>
    public static async Task<Truths> ReadAsync(SqliteStore store, CancellationToken cancel)
    {
        (await store.VerifyAsync(cancel)).Broken.ShouldBeEmpty();
        var before = await DumpAsync(store, cancel);
        await store.RebuildAsync(cancel);
        (await DumpAsync(store, cancel)).ShouldBe(before);
        var entries = new List<JournalEntry>();
        while (await store.ReadAsync(entries.Count == 0 ? 0 : entries[^1].Position, 5_000, cancel) is { Count: > 0 } more) entries.AddRange(more);
        return new(entries);
    }

    /// <summary>One decision and one execution at most, and nothing decided is open again.</summary>
    public void ActionsAreDecidedAndExecutedOnce(IEnumerable<string> acknowledged)
    {
        foreach (var life in _actions)
        {
            life.Count(e => e.Event is ActionApproved or ActionRejected or ActionExpired or ActionWithdrawn).ShouldBeLessThanOrEqualTo(1, life.Key);
            life.Count(e => e.Event is ActionStarted).ShouldBeLessThanOrEqualTo(1, life.Key);
        }

        foreach (var id in acknowledged)
            Events(id).ShouldContain(e => e is ActionApproved || e is ActionRejected, $"The decision of {id} was acknowledged and is lost.");
    }

    /// <summary>What was approved was begun once, and what was not approved never.</summary>
    public void WhatWasApprovedWasBegunOnce()
    {
        foreach (var life in _actions) life.Count(e => e.Event is ActionStarted).ShouldBe(life.Count(e => e.Event is ActionApproved), life.Key);
    }

    /// <summary>What was in flight at a kill became unknown, and nothing else did.</summary>
    public void OnlyWhatWasInFlightIsUnknown(IEnumerable<string> inFlight) =>
        Ids<ActionUnknown>().Order().ShouldBe(inFlight.Order());

    /// <summary>The witness saw each execution that succeeded once, none twice, and none that was not begun.</summary>
    public void TheWitnessAgrees(IReadOnlyCollection<string> keys)
    {
        keys.Distinct().Count().ShouldBe(keys.Count, "Something was executed twice.");
        var calls = _actions.Where(a => Proposed(a).Tool == "http.request").ToList();
        var begun = calls.SelectMany(a => a.Select(e => e.Event).OfType<ActionStarted>()).Select(e => e.IdempotencyKey).ToHashSet();
        var done = calls.Where(a => a.Any(e => e.Event is ActionSucceeded)).Select(a => a.Select(e => e.Event).OfType<ActionStarted>().Single().IdempotencyKey);
        keys.ShouldBeSubsetOf(begun);
        done.ShouldBeSubsetOf(keys);
    }

    /// <summary>The files on disk are those that actions wrote.</summary>
    public void TheFilesAgree(string root)
    {
        var writes = _actions.Where(a => Proposed(a).Tool == "file.write").ToLookup(a => Proposed(a).Arguments.GetProperty("path").GetString()!);
        // A kill while a file is written leaves its hidden draft; the file itself is there whole, or not at all.
        var onDisk = Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(root, f))
            .Where(f => !Path.GetFileName(f).StartsWith(".chatruns-", StringComparison.Ordinal)).ToList();
        foreach (var file in onDisk)
            writes[file].Any(a => a.Any(e => e.Event is ActionStarted)).ShouldBeTrue($"{file} was written by nobody.");
        foreach (var write in writes.Where(w => w.Any(a => a.Any(e => e.Event is ActionSucceeded))))
            File.ReadAllText(Path.Combine(root, write.Key)).ShouldBe($"run {Path.GetFileNameWithoutExtension(write.Key)}");
    }

    /// <summary>Every second since a schedule was first seen became one run, whatever happened in between.</summary>
    public void NoTurnIsLostOrTakenTwice()
    {
        var queued = _entries.Select(e => e.Event).OfType<RunQueued>().ToDictionary(r => r.Number);
        foreach (var schedule in _entries.Where(e => e.Event is TurnStarted).GroupBy(e => e.Stream))
        {
            var turns = schedule.Select(e => (TurnStarted)e.Event!).ToList();
            for (var i = 1; i < turns.Count; i++) (turns[i].Planned - turns[i - 1].Planned).ShouldBe(TimeSpan.FromSeconds(1), schedule.Key);
            foreach (var turn in turns) queued[turn.Run].Trigger.Planned.ShouldBe(turn.Planned);
        }
    }

    /// <summary>Agents of these names, and no other, have run: none of their files was refused.</summary>
    public void TheseAgentsRan(params IReadOnlyList<string> agents) =>
        _entries.Select(e => e.Event).OfType<RunQueued>().Select(r => r.Agent).Distinct().Order().ShouldBe(agents.Order());

    /// <summary>Each start by hand that was said became one run, though some were said several times.</summary>
    public void EachStartIsOneRun(int starts) =>
        _entries.Select(e => e.Event).OfType<RunQueued>().Count(r => r.Trigger.Kind == TriggerKind.Manual).ShouldBe(starts);

    /// <summary>Starts that were told apart by their variable "mark": one run of each that was acknowledged, and none twice.</summary>
    public void EachMarkIsOneRun(IEnumerable<string> said, IEnumerable<string> acknowledged)
    {
        var marks = _entries.Select(e => e.Event).OfType<RunQueued>().Select(r => r.Variables.GetProperty("mark").GetString()!).ToList();
        marks.ShouldBeUnique();
        marks.ShouldBeSubsetOf(said);
        acknowledged.ShouldBeSubsetOf(marks);
    }

    /// <summary>Runs that ended badly were interrupted by a kill, or somebody rejected what they waited for.</summary>
    public void RunsFailOnlyForAReason() => _entries.Select(e => e.Event).OfType<RunEnded>().Where(e => e.Status.IsBad())
        .ShouldAllBe(e => e.Error!.Cause == Cause.Interrupted || e.Error.Cause == Cause.ActionNotDone);

    /// <summary>The page offers to approve what is open, to say what became of the unknown, and nothing else.</summary>
    public void ThePageAgrees(IEnumerable<Button> page)
    {
        var buttons = page.ToLookup(b => b.Verb, b => b.Action);
        buttons["action.approve"].Distinct().Order().ShouldBe(Open().Order());
        buttons["action.happened"].Distinct().Order().ShouldBe(Ids<ActionUnknown>().Order());
    }

    /// <summary>Ids of the actions that wait for a decision.</summary>
    public IEnumerable<string> Open() => _actions.Where(a => a.All(e => e.Event is ActionProposed or ActionEdited or ApprovalGiven)).Select(a => IdOf(a.Key));

    private IEnumerable<string> Ids<T>() => _actions.Where(a => a.Any(e => e.Event is T)).Select(a => IdOf(a.Key));

    private IEnumerable<JournalEvent> Events(string id)
    {
        ActionId.TryParse(id, out var parsed).ShouldBeTrue();
        return _actions[parsed.Stream].Select(e => e.Event!);
    }

    private static ActionProposed Proposed(IEnumerable<JournalEntry> life) => (ActionProposed)life.First().Event!;

    private static string IdOf(string stream) => stream.Replace("run/", "", StringComparison.Ordinal).Replace("/action/", ".", StringComparison.Ordinal);

    private static Task<List<string>> DumpAsync(SqliteStore store, CancellationToken cancel) => store.ReadAsync(connection =>
    {
        var rows = new List<string>();
        foreach (var table in Projections)
        {
            using var command = connection.CreateCommand();
            command.CommandText = $"SELECT * FROM {table} ORDER BY 1, 2";
            using var reader = command.ExecuteReader();
            while (reader.Read())
                rows.Add(table + ": " + string.Join(" | ", Enumerable.Range(0, reader.FieldCount).Select(i => $"{reader.GetName(i)}={reader.GetValue(i)}")));
        }

        return rows;
    }, cancel);
}
