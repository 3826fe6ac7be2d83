using ChatRuns.Journal;
using ChatRuns.Planning;
using ChatRuns.Runs;

namespace ChatRuns.Engine.Tests.Planning.Audit;

/// <summary>
/// Whether what was run and skipped is what the policies say. Names tell the policies, so that the journal is enough: agents end in their
/// overlap policy ("a1-skip"), triggers in their catch-up policy ("t0-last").
/// </summary>
internal static class PolicyAudit
{
    /// <summary>What is wrong; empty for nothing.</summary>
    public static IReadOnlyList<string> FaultsOf(IReadOnlyList<JournalEntry> journal, TimeSpan grace)
    {
        var faults = new List<string>();
        var open = new Dictionary<long, RunQueued>();
        foreach (var entry in journal)
        {
            switch (entry.Event)
            {
                case RunQueued run:
                    if (IsCrowded(run, open.Values)) faults.Add($"run {run.Number} of {run.Agent} began while another was not over");
                    open[run.Number] = run;
                    break;
                case RunEnded:
                    open.Remove(StreamName.RunOf(entry.Stream)!.Value);
                    break;
                case TurnStarted turn when IsTooLate(turn, entry.At, grace):
                    faults.Add($"{turn} is made up for against its policy, at {entry.At:u}");
                    break;
                case TurnsSkipped { Why: "downtime" } skip when skip.Trigger.EndsWith("-all", StringComparison.Ordinal):
                    faults.Add($"{skip} was not made up for against its policy");
                    break;
                case TurnsSkipped { Why: "overlap" } skip when !skip.Agent.EndsWith("-skip", StringComparison.Ordinal):
                    faults.Add($"{skip} was skipped against its policy");
                    break;
                default:
                    break;
            }
        }

        return faults;
    }

    // Only schedules that make up for all may begin while another run of the agent is not over.
    private static bool IsCrowded(RunQueued run, IEnumerable<RunQueued> open) =>
        run.Agent.EndsWith("-skip", StringComparison.Ordinal) && run.Trigger.Name?.EndsWith("-all", StringComparison.Ordinal) == false
        && open.Any(other => other.Agent == run.Agent);

    private static bool IsTooLate(TurnStarted turn, DateTimeOffset at, TimeSpan grace) =>
        turn.Trigger.EndsWith("-skip", StringComparison.Ordinal) && at - turn.Planned > grace + TimeSpan.FromMilliseconds(1);
}
