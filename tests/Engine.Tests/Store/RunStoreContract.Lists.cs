using ChatRuns.Actions;
using ChatRuns.Journal;
using ChatRuns.Runs;
using ChatRuns.Store;

namespace ChatRuns.Engine.Tests.Store;

public abstract partial class RunStoreContract
{
    [Fact]
    public async Task Runs_are_listed_newest_first_in_pages()
    {
        for (var i = 0; i < 5; i++) await Some.RunAsync(Store, at: Some.Noon.AddMinutes(i));

        var first = await Store.ListRunsAsync(new(), new(1, 2), Cancel);
        var second = await Store.ListRunsAsync(new(), new(2, 2, first.NotAfter), Cancel);
        var last = await Store.ListRunsAsync(new(), new(3, 2, first.NotAfter), Cancel);
        var beyond = await Store.ListRunsAsync(new(), new(9, 2, first.NotAfter), Cancel);

        Numbers(first).ShouldBe([5, 4]);
        Numbers(second).ShouldBe([3, 2]);
        Numbers(last).ShouldBe([1]);
        Numbers(beyond).ShouldBeEmpty();
        new[] { first, second, last, beyond }.ShouldAllBe(p => p.Total == 5 && p.TotalIsExact);
    }

    [Fact]
    public async Task Pages_stay_as_they_are_while_runs_arrive()
    {
        for (var i = 0; i < 6; i++) await Some.RunAsync(Store, at: Some.Noon.AddMinutes(i));
        var first = await Store.ListRunsAsync(new(), new(1, 3), Cancel);

        for (var i = 0; i < 4; i++) await Some.RunAsync(Store, at: Some.Noon.AddMinutes(9 + i));
        var second = await Store.ListRunsAsync(new(), new(2, 3, first.NotAfter), Cancel);

        Numbers(second).ShouldBe([3, 2, 1]);
        second.Total.ShouldBe(6);
    }

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task Going_on_behind_a_run_shows_each_once_and_counts_them_all(string name, RunFilter filter, long[] expected)
    {
        await History();
        List<long> seen = [];
        var page = await Store.ListRunsAsync(filter, new(1, 1), Cancel);

        for (var pages = 0; pages < 20; pages++)
        {
            page.Total.ShouldBe(expected.Length, name);
            seen.AddRange(Numbers(page));
            if (page.Next is not { } next) break;
            page = await Store.ListRunsAsync(filter, new(1, 1, page.NotAfter) { After = next }, Cancel);
        }

        seen.ShouldBe(expected, ignoreOrder: false, name);
    }

    [Fact]
    public async Task Going_on_behind_a_run_stays_while_runs_arrive_and_some_were_queued_at_one_moment()
    {
        for (var i = 0; i < 6; i++) await Some.RunAsync(Store, at: Some.Noon.AddMinutes(i / 3));
        var first = await Store.ListRunsAsync(new(), new(1, 2), Cancel);

        for (var i = 0; i < 4; i++) await Some.RunAsync(Store, at: Some.Noon.AddMinutes(i));
        var second = await Store.ListRunsAsync(new(), new(1, 3, first.NotAfter) { After = first.Next }, Cancel);
        var third = await Store.ListRunsAsync(new() { To = Some.Noon.AddSeconds(1) }, new(1, 3, first.NotAfter) { After = first.Next }, Cancel);

        Numbers(first).ShouldBe([6, 5]);
        Numbers(second).ShouldBe([4, 3, 2]);
        second.Total.ShouldBe(6);
        (second.Next, third.Next).ShouldBe((new RunPlace(Some.Noon, 2), null));
        Numbers(third).ShouldBe([3, 2, 1]);
    }

    [Fact]
    public async Task Counting_stops_at_a_thousand()
    {
        Func<long, IReadOnlyList<JournalEvent>> queue = n => [Some.Queued(n)];
        await Store.AddRunsAsync(new(Guid.CreateVersion7(), Some.Noon, Some.Mia, [.. Enumerable.Repeat(queue, 1_000)]), Cancel);
        var exact = await Store.ListRunsAsync(new(), new(), Cancel);
        await Some.RunAsync(Store);
        var more = await Store.ListRunsAsync(new() { Statuses = [RunStatus.Queued, RunStatus.Running] }, new(), Cancel);

        (exact.Total, exact.TotalIsExact).ShouldBe((1_000, true));
        (more.Total, more.TotalIsExact).ShouldBe((1_000, false));
    }

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task Each_filter_holds_for_its_own_runs(string name, RunFilter filter, long[] expected)
    {
        await History();

        Numbers(await Store.ListRunsAsync(filter, new(), Cancel)).ShouldBe(expected, name);
        (await Store.ListRunsAsync(filter, new(1, 1), Cancel)).Total.ShouldBe(expected.Length, name);
    }

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task Each_filter_holds_for_who_sees_one_of_the_agents(string name, RunFilter filter, long[] expected)
    {
        await History();
        long[] seen = [.. expected.Where(run => run <= 3)];

        foreach (var sight in (Sight[])[Sight.Of(["nobody", "tidy"]), Sight.Of(Enumerable.Range(0, 500).Select(i => $"agent-{i}").Append("tidy"))])
        {
            Numbers(await Store.ListRunsAsync(filter with { Within = sight }, new(), Cancel)).ShouldBe(seen, name);
            (await Store.ListRunsAsync(filter with { Within = sight }, new(1, 1), Cancel)).ShouldSatisfyAllConditions(
                page => page.Total.ShouldBe(seen.Length, name), page => (page.NotAfter ?? 0).ShouldBeLessThanOrEqualTo(3, name));
        }

        (await Store.ListRunsAsync(filter with { Within = Sight.Of([]) }, new(), Cancel)).Total.ShouldBe(0, name);
    }

    public static TheoryData<string, RunFilter, long[]> Filters() => new()
    {
        { "everything", new(), [5, 4, 3, 2, 1] },
        { "failed", new() { Statuses = RunStatuses.Bad }, [4, 2] },
        { "one status", new() { Statuses = [RunStatus.Completed] }, [1] },
        { "statuses given twice", new() { Statuses = [RunStatus.Completed, RunStatus.Queued, RunStatus.Completed] }, [5, 1] },
        { "all statuses", new() { Statuses = Enum.GetValues<RunStatus>() }, [5, 4, 3, 2, 1] },
        { "agent", new() { Agent = "tidy" }, [3, 2, 1] },
        { "agent and failed", new() { Agent = "tidy", Statuses = RunStatuses.Bad }, [2] },
        { "trigger", new() { Trigger = TriggerKind.Manual }, [4] },
        { "target", new() { Target = "berlin" }, [3] },
        { "from", new() { From = Some.Noon.AddHours(3) }, [5, 4] },
        { "to", new() { To = Some.Noon.AddHours(3) }, [3, 2, 1] },
        { "range", new() { From = Some.Noon.AddHours(1), To = Some.Noon.AddHours(3) }, [3, 2] },
        { "archived", new() { Archived = true }, [] },
        { "archived or not", new() { Archived = null }, [5, 4, 3, 2, 1] },
        { "test runs", new() { Test = true }, [5] },
        { "no test runs", new() { Test = false }, [4, 3, 2, 1] },
        { "started by", new() { StartedBy = Some.Mia.Key }, [4] },
        { "started by one of several", new() { StartedBy = "slack/T9/U9", AlsoStartedBy = [Some.Mia.Key] }, [4] },
        { "started by one of several, of a status", new() { StartedBy = Some.Mia.Key, AlsoStartedBy = ["slack/T9/U9"], Statuses = RunStatuses.Bad }, [4] },
        { "started by one of several, and a word", new() { StartedBy = "slack/T9/U9", AlsoStartedBy = [Some.Mia.Key], Text = "watch" }, [4] },
        { "owner", new() { Owner = "ops" }, [1] },
        { "tag", new() { Tag = "nightly" }, [2] },
        { "tag with a quote", new() { Tag = "a\"b" }, [2] },
        { "part of a tag", new() { Tag = "night" }, [] },
        { "step", new() { Step = "upload" }, [3, 2] },
        { "cause", new() { Cause = Cause.TimedOut }, [4] },
        { "open actions", new() { WithActions = "open" }, [1] },
        { "failed actions", new() { WithActions = "failed" }, [] },
        { "longer", new() { LongerThan = TimeSpan.FromMinutes(30), Statuses = RunStatuses.Bad }, [4] },
        { "five at once", new() { Agent = "tidy", Statuses = RunStatuses.Bad, Trigger = TriggerKind.Schedule, From = Some.Noon, Test = false }, [2] },
        { "word", new() { Text = "disk" }, [2] },
        { "words of one run", new() { Text = "UPLOAD fail" }, [2] },
        { "prefix", new() { Text = "archi" }, [1] },
        { "agent's name", new() { Text = "watch" }, [5, 4] },
        { "word and status", new() { Text = "watch", Statuses = RunStatuses.Bad, From = Some.Noon }, [4] },
        { "word from a day without runs", new() { Text = "watch", From = Some.Noon.AddDays(9) }, [] },
        { "accents", new() { Text = "grosse munchen" }, [] },
        { "own title", new() { Text = "munchen" }, [3] },
    };

    [Theory]
    [InlineData("\"")]
    [InlineData("\"\"\"* OR 1")]
    [InlineData("disk* NEAR(")]
    [InlineData("words : disk")]
    [InlineData("{words} : ^disk")]
    [InlineData("'; DROP TABLE runs; --")]
    [InlineData("-- ( ) * + ^ : % _")]
    [InlineData("AND OR NOT")]
    [InlineData("a\0b\u202Edisk")]
    [InlineData("\uD83D\uDE00 \uD83D")]
    [InlineData("½ ² ⅷ ª ٣ 𝒹𝒾𝓈𝓀")]
    public async Task Hostile_text_finds_what_it_says_or_nothing(string text)
    {
        await History();

        var page = await Store.ListRunsAsync(new() { Text = text }, new(), Cancel);
        await Store.ListRunsAsync(new() { Text = string.Concat(Enumerable.Repeat(text, 2_000)), From = Some.Noon }, new(), Cancel);

        page.Rows.ShouldBeEmpty();
        (await Store.ListRunsAsync(new(), new(), Cancel)).Total.ShouldBe(5);
    }

    [Fact]
    public async Task Text_of_white_space_alone_is_no_filter()
    {
        await History();

        (await Store.ListRunsAsync(new() { Text = " \t\u00A0" }, new(), Cancel)).Total.ShouldBe(5);
    }

    /// <summary>1 completed with an open action; 2 failed; 3 runs; 4 timed out, by Mia; 5 is a queued test run. One each hour.</summary>
    private async Task History()
    {
        await Some.RunAsync(Store, n => Some.Queued(n, owner: "ops"), Some.Noon);
        await Some.RunAsync(Store, n => Some.Queued(n, tags: ["x", "nightly", "a\"b"]), Some.Noon.AddHours(1));
        await Some.RunAsync(Store, n => Some.Queued(n, target: "berlin", title: "Große Runde München"), Some.Noon.AddHours(2));
        await Some.RunAsync(Store, n => Some.Queued(n, "watch", trigger: TriggerKind.Manual, by: Some.Mia), Some.Noon.AddHours(3));
        await Some.RunAsync(Store, n => Some.Queued(n, "watch", isTest: true), Some.Noon.AddHours(4));
        await Act(1, 0, Some.Proposed(1));
        await Happen(1, 5, new RunStarted(), Some.Completed());
        await Happen(2, 3_605, new RunStarted(), Some.Failed("upload", Cause.NonZeroExit, "The disk is not there"));
        await Happen(3, 7_205, new RunStarted(), new StepStarted("upload", 1, "s1"));
        await Happen(4, 10_805, new RunStarted());
        await Happen(4, 16_000, Some.Failed("scan", Cause.TimedOut, "Too long", RunStatus.TimedOut));
    }

    private static IEnumerable<long> Numbers(RunPage page) => page.Rows.Select(r => r.Number);
}
