using ChatRuns.Journal;
using ChatRuns.Planning;
using ChatRuns.Runs;

namespace ChatRuns.Engine.Tests.Planning.Audit;

/// <summary>
/// Holds a journal against what was planned (T11): every planned time is a run, a skip with its reason, or reported missing, and none is so
/// twice. It knows the journal only, and what was planned by <see cref="PlannedTimes"/>.
/// </summary>
/// <param name="now">When the journal was read.</param>
/// <param name="missing">What is reported missing: from which planned time on, by agent and trigger.</param>
internal sealed class TurnAudit(DateTimeOffset now, IReadOnlyDictionary<(string Agent, string Trigger), DateTimeOffset> missing)
{
    private readonly List<string> _faults = [];
    private readonly Dictionary<long, TurnStarted> _turns = [];
    private readonly Dictionary<long, RunQueued> _runs = [];

    /// <summary>How many planned times were run, and how many skipped.</summary>
    public (long Run, long Skipped) Counted { get; private set; }

    /// <summary>What is wrong; empty for nothing.</summary>
    public IReadOnlyList<string> FaultsOf(IReadOnlyList<JournalEntry> journal)
    {
        foreach (var run in journal.Select(entry => entry.Event).OfType<RunQueued>().Where(run => run.Trigger.Kind == TriggerKind.Schedule)) _runs[run.Number] = run;
        foreach (var stream in journal.Where(entry => entry.Event is ScheduleEvent).GroupBy(entry => entry.Stream))
            AuditStream(stream.Key, [.. stream.Select(entry => (ScheduleEvent)entry.Event!)]);
        foreach (var (number, run) in _runs)
        {
            if (!_turns.TryGetValue(number, out var turn)) _faults.Add($"run {number} of {run.Agent} belongs to no planned time");
            else if ((turn.Agent, turn.Trigger, turn.Planned) != (run.Agent, run.Trigger.Name, run.Trigger.Planned)) _faults.Add($"run {number} says another planned time than its turn: {turn}");
        }

        return _faults;
    }

    private void AuditStream(string stream, IReadOnlyList<ScheduleEvent> events)
    {
        var ledger = new Ledger(stream, _faults);
        for (var i = 0; i < events.Count; i++)
        {
            switch (events[i])
            {
                case ScheduleSet e:
                    ledger.Set(e, EndOf(events, i));
                    break;
                case TurnStarted e:
                    ledger.Run(e);
                    if (!_turns.TryAdd(e.Run, e)) _faults.Add($"{stream}: run {e.Run} stands for two planned times");
                    if (!_runs.ContainsKey(e.Run)) _faults.Add($"{stream}: {e.Planned:u} became run {e.Run}, which does not exist");
                    break;
                case TurnsSkipped e:
                    ledger.Skip(e);
                    break;
                case TurnsOverdue:
                    break;
                default:
                    throw new InvalidOperationException($"{stream}: {events[i]}");
            }
        }

        ledger.End(now, missing.TryGetValue(KeyOf(events[0]), out var since) ? since : null);
        Counted = (Counted.Run + ledger.Runs, Counted.Skipped + ledger.Skipped);
    }

    // How far the plan of a ScheduleSet has to be known: to the next one, or as far as anything tells of it.
    private DateTimeOffset EndOf(IReadOnlyList<ScheduleEvent> events, int set)
    {
        var end = now;
        foreach (var happened in events.Skip(set + 1))
        {
            var at = happened switch { ScheduleSet e => e.From, TurnStarted e => e.Planned, TurnsSkipped e => e.Last, _ => now };
            if (at > end) end = at;
            if (happened is ScheduleSet) break;
        }

        return end;
    }

    private static (string, string) KeyOf(ScheduleEvent happened) =>
        happened is ScheduleSet set ? (set.Agent, set.Trigger) : throw new InvalidOperationException($"A schedule's stream begins with {happened}.");

    /// <summary>The planned times of one schedule, ticked off one after the other.</summary>
    private sealed class Ledger(string stream, List<string> faults)
    {
        private IReadOnlyList<DateTimeOffset> _planned = [];
        private int _next;
        private bool _rests;
        private DateTimeOffset _from;
        private DateTimeOffset _to = DateTimeOffset.MinValue;
        private bool _mayStart;

        public long Runs { get; private set; }

        public long Skipped { get; private set; }

        public void Set(ScheduleSet set, DateTimeOffset end)
        {
            if (set.From < _to) faults.Add($"{stream}: planned again from {set.From:u}, though {_to:u} is accounted for");
            Miss(_planned.Skip(_next).TakeWhile(at => at <= set.From), $"before {set}");
            var (plan, why) = Read(set.Plan);
            (_rests, _from, _to, _next) = (why is not null, set.From, set.From, 0);
            _mayStart = why is null;
            _planned = why == "removed" ? [] : PlannedTimes.Between(plan, set.From, end);
        }

        public void Run(TurnStarted turn)
        {
            Runs++;
            // An interval may fire once when it is first seen.
            if (_mayStart && turn.Planned == _from && turn.Planned == _to)
            {
                _mayStart = false;
                return;
            }

            if (_rests) faults.Add($"{stream}: ran at rest: {turn}");
            TickOff(turn.Planned, turn.Planned, 1, turn.ToString());
        }

        public void Skip(TurnsSkipped skip)
        {
            if (skip.Why.Length == 0 || skip.Note.Length == 0) faults.Add($"{stream}: skipped without a reason: {skip}");
            if (_mayStart && skip is { Count: 1, Why: "overlap" } && skip.First == _from)
            {
                _mayStart = false;
                return;
            }

            Skipped += skip.Count;
            TickOff(skip.First, skip.Last, skip.Count, skip.ToString());
        }

        public void End(DateTimeOffset now, DateTimeOffset? missingSince)
        {
            var open = _planned.Skip(_next).Where(at => at <= now && !(missingSince <= at)).ToList();
            if (!_rests) Miss(open, "at the end");
        }

        private void TickOff(DateTimeOffset first, DateTimeOffset last, int count, string what)
        {
            if (first <= _to)
            {
                faults.Add($"{stream}: twice, or out of order: {what}");
                return;
            }

            Miss(_planned.Skip(_next).TakeWhile(at => at < first), $"before {what}");
            var ticked = _planned.SkipWhile(at => at < first).TakeWhile(at => at <= last).ToList();
            if (ticked.Count != count || ticked[0] != first || ticked[^1] != last) faults.Add($"{stream}: {what}, but {ticked.Count} times were planned there");
            while (_next < _planned.Count && _planned[_next] <= last) _next++;
            _to = last;
        }

        private void Miss(IEnumerable<DateTimeOffset> times, string where)
        {
            var lost = times.ToList();
            if (lost.Count > 0) faults.Add($"{stream}: {lost.Count} planned times from {lost[0]:u} to {lost[^1]:u} are neither run nor skipped, {where}");
        }

        private static (string Plan, string? Rests) Read(string text)
        {
            const string Opening = "at rest (";
            var end = text.IndexOf("): ", StringComparison.Ordinal);
            return text.StartsWith(Opening, StringComparison.Ordinal) ? (text[(end + 3)..], text[Opening.Length..end]) : (text, null);
        }
    }
}
