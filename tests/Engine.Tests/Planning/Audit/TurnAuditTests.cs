using ChatRuns.Agents;
using ChatRuns.Journal;
using ChatRuns.Planning;
using ChatRuns.Runs;

namespace ChatRuns.Engine.Tests.Planning.Audit;

/// <summary>The checker itself: what it is there to find, it finds.</summary>
public sealed class TurnAuditTests
{
    private static readonly Dictionary<(string, string), DateTimeOffset> None = [];

    [Fact]
    public async Task A_journal_as_it_was_written_has_no_fault()
    {
        var (journal, now) = await WrittenAsync();

        new TurnAudit(now, None).FaultsOf(journal).ShouldBeEmpty();
        journal.Count(entry => entry.Event is TurnStarted).ShouldBeGreaterThan(10);
        journal.Count(entry => entry.Event is TurnsSkipped).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Any_firing_that_is_taken_out_is_found()
    {
        var (journal, now) = await WrittenAsync();

        foreach (var gone in journal.Where(entry => entry.Event is TurnStarted or TurnsSkipped).ToList())
            new TurnAudit(now, None).FaultsOf([.. journal.Where(entry => entry != gone)]).ShouldNotBeEmpty($"{gone.Event} is gone, and nobody noticed");
    }

    [Fact]
    public async Task Any_firing_that_is_there_twice_is_found()
    {
        var (journal, now) = await WrittenAsync();

        foreach (var twice in journal.Where(entry => entry.Event is TurnStarted or TurnsSkipped).ToList())
            new TurnAudit(now, None).FaultsOf([.. journal.SelectMany(entry => entry == twice ? [entry, entry] : new[] { entry })]).ShouldNotBeEmpty($"{twice.Event} is there twice");
    }

    [Fact]
    public async Task A_run_without_a_firing_and_a_firing_without_its_run_are_found()
    {
        var (journal, now) = await WrittenAsync();
        var run = journal.First(entry => entry.Event is RunQueued);
        var queued = (RunQueued)run.Event!;

        new TurnAudit(now, None).FaultsOf([.. journal.Where(entry => entry != run)]).ShouldHaveSingleItem().ShouldContain("does not exist");
        new TurnAudit(now, None).FaultsOf([.. journal, run with { Event = queued with { Number = 9_999 } }]).ShouldHaveSingleItem().ShouldContain("belongs to no planned time");
    }

    [Fact]
    public async Task A_skip_without_a_reason_with_a_wrong_count_or_at_a_time_that_was_not_planned_is_found()
    {
        var (journal, now) = await WrittenAsync();
        var at = journal.First(entry => entry.Event is TurnsSkipped);
        var skip = (TurnsSkipped)at.Event!;

        foreach (var wrong in new[] { skip with { Why = "" }, skip with { Note = "" }, skip with { Count = skip.Count + 1 }, skip with { First = skip.First.AddMinutes(1) } })
            new TurnAudit(now, None).FaultsOf([.. journal.Select(entry => entry == at ? entry with { Event = wrong } : entry)]).ShouldNotBeEmpty(wrong.ToString());
    }

    [Fact]
    public async Task What_is_open_at_the_end_is_a_fault_unless_it_is_reported_missing()
    {
        var (journal, now) = await WrittenAsync();
        var later = now.AddHours(2);

        new TurnAudit(later, None).FaultsOf(journal).ShouldHaveSingleItem().ShouldContain("neither run nor skipped, at the end");
        new TurnAudit(later, new Dictionary<(string, string), DateTimeOffset> { [("a0-allow", "t0-last")] = now }).FaultsOf(journal).ShouldBeEmpty();
    }

    private static async Task<(IReadOnlyList<JournalEntry> Journal, DateTimeOffset Now)> WrittenAsync()
    {
        await using var world = await PlannedWorld.OpenAsync(Planning.Some.Utc("2026-10-24 20:00"));
        world.Set("a0-allow", OverlapPolicy.Allow, new CronTrigger("t0-last", "*/20 * * * *", "Europe/Berlin", CatchUpPolicy.Last));
        await world.PassAsync(TimeSpan.FromHours(6));
        world.Time.Advance(TimeSpan.FromHours(5));
        await world.RestartAsync(reopen: true);
        await world.PassAsync(TimeSpan.FromHours(1));
        return (await world.ReadJournalAsync(), world.Time.GetUtcNow());
    }
}
