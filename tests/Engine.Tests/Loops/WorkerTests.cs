using System.Collections.Concurrent;
using ChatRuns.Loops;
using ChatRuns.Runs;
using ChatRuns.Tools;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ChatRuns.Engine.Tests.Loops;

/// <summary>The worker itself: many runs, few at once, nothing forgotten.</summary>
public sealed class WorkerTests
{
    [Theory]
    [InlineData("allow", 4)]
    [InlineData("queue", 1)]
    public async Task Two_hundred_runs_at_once_all_finish_a_few_at_a_time(string overlap, int most)
    {
        await using var bench = await EngineBench.OpenAsync(("reader", $"overlap: {overlap}\nsteps: [{{ name: look, tool: probe.look, with: {{ what: disk }} }}]"));
        var (running, highest) = (0, new ConcurrentBag<int>());
        bench.Look.Answer = async _ =>
        {
            highest.Add(Interlocked.Increment(ref running));
            await Task.Yield();
            Interlocked.Decrement(ref running);
            return new ToolResult(null);
        };
        for (var i = 0; i < 200; i++) await bench.StartAsync("reader");

        await WorkAsync(bench, 200);

        highest.Max().ShouldBeLessThanOrEqualTo(most);
        var page = await bench.Engine.ListRunsAsync(new() { Statuses = [RunStatus.Completed] }, new(1, 1), EngineBench.Cancel);
        page.Total.ShouldBe(200);
    }

    /// <summary>With SOAK=1: ten thousand, and the peak of memory is printed.</summary>
    [Theory]
    [InlineData("allow")]
    [InlineData("queue")]
    public async Task Many_runs_that_are_queued_at_once_finish_with_bounded_memory(string overlap)
    {
        var isSoak = Environment.GetEnvironmentVariable("SOAK") == "1";
        var count = isSoak ? 10_000 : 500;
        await using var bench = await EngineBench.OpenAsync(("reader", $"overlap: {overlap}\nsteps: [{{ name: look, tool: probe.look, with: {{ what: disk }} }}]"));
        bench.Look.Answer = _ => Task.FromResult(new ToolResult(null));
        for (var i = 0; i < count; i++) await bench.StartAsync("reader");
        var (before, peak, looks) = (GC.GetTotalMemory(forceFullCollection: true), 0L, 0);
        bench.Store.Committed += _ =>
        {
            if (Interlocked.Increment(ref looks) % 200 == 0) peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true));
        };

        await WorkAsync(bench, count);

        var page = await bench.Engine.ListRunsAsync(new() { Statuses = [RunStatus.Completed] }, new(1, 1), EngineBench.Cancel);
        page.Total.ShouldBe(Math.Min(count, ChatRuns.Store.RunPage.CountLimit));
        if (isSoak) Console.WriteLine($"{count} runs, {overlap}: {before / 1e6:0.0} MB before, {peak / 1e6:0.0} MB at most while they ran.");
        (peak - before).ShouldBeLessThan(32_000_000);
    }

    [Fact]
    public async Task Starting_twice_stopping_twice_and_stopping_unstarted_are_all_fine()
    {
        await using var bench = await EngineBench.OpenAsync(("reader", "steps: [{ name: look, tool: probe.look, with: { what: disk } }]"));
        using var worker = Worker(bench);
        using var unstarted = Worker(bench);

        await unstarted.StopAsync(EngineBench.Cancel);
        await worker.StartAsync(EngineBench.Cancel);
        await worker.StartedAsync(EngineBench.Cancel);
        await worker.StopAsync(EngineBench.Cancel);
        await worker.StopAsync(EngineBench.Cancel);

        worker.Wake();
    }

    // Until as many runs are over: each end is a commit.
    private static async Task WorkAsync(EngineBench bench, int runs)
    {
        using var worker = Worker(bench);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var looking = 0;
        bench.Store.Committed += position =>
        {
            if (Interlocked.Exchange(ref looking, 1) == 1) return;
            _ = Task.Run(async () =>
            {
                Interlocked.Exchange(ref looking, 0);
                if ((await bench.Store.ReadUnfinishedAsync("reader", 1, EngineBench.Cancel)).Count == 0) done.TrySetResult();
            });
        };
        await worker.StartAsync(EngineBench.Cancel);
        await worker.StartedAsync(EngineBench.Cancel);
        await done.Task.WaitAsync(TimeSpan.FromMinutes(runs > 1000 ? 20 : 2), TimeProvider.System);
        await worker.StopAsync(EngineBench.Cancel);
        (await bench.Store.ReadUnfinishedAsync("reader", runs, EngineBench.Cancel)).ShouldBeEmpty();
    }

    private static Worker Worker(EngineBench bench) => new(
        bench.Store, bench.Get<RunDriver>(), bench.Get<ActionExecutor>(), bench.Get<HoldDesk>(), bench.Get<FreezeDesk>(), Options.Create(new EngineOptions { MostAtOnce = 4 }), bench.Time, NullLogger<Worker>.Instance);
}
