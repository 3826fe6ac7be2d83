using System.Collections.Concurrent;
using Xunit.Abstractions;

namespace ChatRuns.Engine.Tests.Planning.Audit;

/// <summary>Histories from seeds, over a real store: every planned firing is a run, a skip with its reason, or reported missing; none twice.</summary>
public sealed class EveryFiringTests(ITestOutputHelper output)
{
    private static readonly int Histories = Environment.GetEnvironmentVariable("SOAK") == "1" ? 20_000 : 512;

    [Fact]
    public async Task Every_planned_firing_is_a_run_a_skip_with_its_reason_or_reported_missing_and_none_twice()
    {
        var failed = new ConcurrentBag<string>();
        var (run, skipped, missing) = (0L, 0L, 0L);

        await Parallel.ForEachAsync(Enumerable.Range(1, Histories), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (seed, _) =>
        {
            var told = await TellAsync(seed);
            if (told.Faults.Count > 0) failed.Add($"seed {seed}:\n{string.Join('\n', told.Faults)}\nwhat happened:\n{string.Join('\n', told.Story)}");
            Interlocked.Add(ref run, told.Run);
            Interlocked.Add(ref skipped, told.Skipped);
            Interlocked.Add(ref missing, told.Missing);
        });

        output.WriteLine($"{Histories} histories: {run} firings ran, {skipped} were skipped, {missing} schedules were reported missing.");
        failed.Take(3).ShouldBeEmpty();
        // The histories are worth something only if all three come up.
        run.ShouldBeGreaterThan(Histories);
        skipped.ShouldBeGreaterThan(Histories);
        missing.ShouldBeGreaterThan(0);
    }

    private static async Task<Told> TellAsync(int seed)
    {
        await using var world = await PlannedWorld.OpenAsync(PlannedHistory.StartOf(seed));
        var history = new PlannedHistory(seed, world);
        try
        {
            await history.HappenAsync();
            var journal = await world.ReadJournalAsync();
            var missing = await world.ReadMissingAsync();
            var audit = new TurnAudit(world.Time.GetUtcNow() - world.Options.OverdueAfter, missing);
            string[] faults = [.. audit.FaultsOf(journal), .. PolicyAudit.FaultsOf(journal, world.Options.Grace)];
            return new(faults, history.Story, audit.Counted.Run, audit.Counted.Skipped, missing.Count);
        }
        catch (Exception fault)
        {
            return new([fault.ToString()], history.Story, 0, 0, 0);
        }
    }

    private sealed record Told(IReadOnlyList<string> Faults, IReadOnlyList<string> Story, long Run, long Skipped, long Missing);
}
