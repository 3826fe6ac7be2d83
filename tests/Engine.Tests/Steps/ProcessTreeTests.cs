using System.Globalization;
using ChatRuns.Runs;
using ChatRuns.Steps;

namespace ChatRuns.Engine.Tests.Steps;

public sealed class ProcessTreeTests
{
    // A child, a grandchild whose parent is gone, and one that besides has a session of its own.
    private const string Family = """
        sleep 1000 & echo "pid $!"
        bash -c 'sleep 1000 & echo "pid $!"'
        bash -c 'setsid sleep 1000 & echo "pid $!"' </dev/null
        setsid bash -c '(setsid sleep 1000 & echo "pid $!")'
        echo "pid $$"
        """;

    [LinuxFact]
    public async Task Cancel_ends_the_whole_tree_orphans_and_foreign_sessions_too()
    {
        using var bench = new Bench();
        using var cancel = new CancellationTokenSource();
        var run = bench.RunAsync(Bench.Bash($"{Family}\necho ready; wait"), cancel.Token);
        await bench.Log.LineAsync("ready");
        Pids(bench).Count(IsRunning).ShouldBe(5);

        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(run);
        Pids(bench).Where(IsRunning).ShouldBeEmpty();
        bench.Ledger.All().ShouldBeEmpty();
    }

    [LinuxFact]
    public async Task Who_ignores_the_request_to_end_is_ended_after_the_grace()
    {
        using var bench = new Bench();
        using var cancel = new CancellationTokenSource();
        const string script = "trap '' TERM; echo pid $$; (setsid sleep 1000 & echo pid $!); echo ready; while true; do sleep 1000; done";
        var run = bench.RunAsync(Bench.Bash(script), cancel.Token);
        await bench.Log.LineAsync("ready");

        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(run);
        Pids(bench).Where(IsRunning).ShouldBeEmpty();
    }

    [LinuxFact]
    public async Task Who_heeds_the_request_to_end_can_clean_up_and_be_heard()
    {
        using var bench = new Bench { Options = new() { Grace = TimeSpan.FromSeconds(20) } };
        using var cancel = new CancellationTokenSource();
        var run = bench.RunAsync(Bench.Bash("trap 'echo cleaned up; exit 0' TERM; sleep 1000 & echo ready; wait"), cancel.Token);
        await bench.Log.LineAsync("ready");

        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(run);
        bench.Log.Of("out").ShouldContain("cleaned up");
    }

    [LinuxFact]
    public async Task A_timeout_ends_it()
    {
        using var bench = new Bench();
        using var timeout = new CancellationTokenSource(TimeSpan.FromMilliseconds(300), TimeProvider.System);

        await Should.ThrowAsync<OperationCanceledException>(bench.RunAsync(Bench.Bash("echo pid $$; exec sleep 1000"), timeout.Token));

        Pids(bench).Where(IsRunning).ShouldBeEmpty();
    }

    [LinuxFact]
    public async Task What_a_program_leaves_running_is_ended_and_told()
    {
        using var bench = new Bench();

        var outcome = await bench.RunAsync(Bench.Bash(Family));

        outcome.Error.ShouldBeNull();
        Pids(bench).Count.ShouldBe(5);
        Pids(bench).Where(IsRunning).ShouldBeEmpty();
        bench.Log.Of("warning").ShouldHaveSingleItem().ShouldContain("left 4 processes running");
    }

    [LinuxFact]
    public async Task A_helper_that_ends_a_moment_later_is_heard_to_its_end()
    {
        using var bench = new Bench { Options = new() { Settle = TimeSpan.FromSeconds(20) } };

        await bench.RunAsync(Bench.Bash("exec > >(sleep 0.1; tee copy); for i in {1..1000}; do echo line $i; done"));

        bench.Log.Of("out").Count.ShouldBe(1000);
        bench.Log.Of("warning").ShouldBeEmpty();
    }

    [LinuxFact]
    public async Task A_pipe_that_somebody_out_of_reach_holds_open_does_not_hang_the_step()
    {
        using var bench = new Bench { Options = new() { Drain = TimeSpan.FromMilliseconds(500) } };
        // Its session left, its environment wiped, its parent gone: nothing is left by which it could be found.
        const string script = "mkfifo go; (env -i setsid bash -c 'echo pid $$; echo > go; exec sleep 1000' &); read -r < go; echo done";

        var outcome = await bench.RunAsync(Bench.Bash(script));

        outcome.Error.ShouldBeNull();
        bench.Log.Of("out").ShouldContain("done");
        bench.Log.Of("warning").ShouldHaveSingleItem().ShouldContain("still holds its output open");
        foreach (var pid in Pids(bench)) System.Diagnostics.Process.GetProcessById(pid).Kill();
    }

    [LinuxFact]
    public async Task Too_much_memory_of_the_tree_ends_it_with_a_cause_of_its_own()
    {
        using var bench = new Bench { Limits = new() { MemoryBytes = 60_000_000 } };

        const string script = "echo pid $$; bash -c 'x=$(head -c 80000000 /dev/zero | tr \"\\0\" x); echo pid $$; sleep 1000; true'; true";

        var outcome = await bench.RunAsync(Bench.Bash(script));

        outcome.Error!.Cause.ShouldBe(Cause.OutOfMemory);
        outcome.MayRetry.ShouldBeFalse();
        Pids(bench).Where(IsRunning).ShouldBeEmpty();
    }

    [LinuxFact]
    public async Task Memory_of_a_grandchild_that_left_its_session_counts_too()
    {
        using var bench = new Bench { Limits = new() { MemoryBytes = 60_000_000 } };
        const string script = "(setsid bash -c 'echo pid $$; x=$(head -c 80000000 /dev/zero | tr \"\\0\" x); sleep 1000; true' &); sleep 1000; true";

        var outcome = await bench.RunAsync(Bench.Bash(script));

        outcome.Error!.Cause.ShouldBe(Cause.OutOfMemory);
        Pids(bench).ShouldHaveSingleItem();
        Pids(bench).Where(IsRunning).ShouldBeEmpty();
    }

    [LinuxFact]
    public async Task Memory_that_several_processes_share_counts_once()
    {
        using var bench = new Bench { Limits = new() { MemoryBytes = 140_000_000 } };
        // Four subshells hold the same forty megabytes; each for itself they would be over the limit together.
        const string script = "x=$(head -c 40000000 /dev/zero | tr '\\0' x); for i in 1 2 3 4; do (read -r -t 1 < <(sleep 10)) & done; wait; echo ${#x}";

        var outcome = await bench.RunAsync(Bench.Bash(script));

        outcome.Error.ShouldBeNull();
        bench.Log.Of("out").ShouldContain("40000000");
    }

    [LinuxFact]
    public async Task Who_was_seen_once_is_found_again_whatever_it_gives_up()
    {
        // Its parent is there at the first look; afterwards session, environment and parent are all gone.
        using var parent = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("bash",
            ["-c", "env -i setsid sleep 1000 & wait"]))!;
        var tree = new ProcessTree(row => row.Pid == parent.Id, TimeProvider.System);
        while (tree.Members().Count < 2) await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);

        parent.Kill();
        await parent.WaitForExitAsync();

        tree.Members().ShouldNotBeEmpty();
        (await tree.EndAsync(TimeSpan.FromSeconds(1))).Left.ShouldBeEmpty();
        tree.Members().ShouldBeEmpty();
    }

    [LinuxFact]
    public async Task What_a_program_that_was_ended_asked_for_takes_no_effect_and_the_log_says_so()
    {
        using var bench = new Bench();
        using var cancel = new CancellationTokenSource();
        var step = Bench.Bash("""
            echo '{"chatruns":"propose","tool":"file.delete","arguments":{"path":"a"}}'
            echo '{"chatruns":"output","name":"n","value":1}'
            echo ready; exec sleep 1000
            """);
        var run = bench.RunAsync(step, cancel.Token);
        await bench.Log.LineAsync("ready");

        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(run);
        bench.Log.Of("warning").ShouldHaveSingleItem().ShouldContain("1 proposal, its outputs");
    }

    internal static List<int> Pids(Bench bench) => Pids(bench.Log.Of("out"));

    internal static List<int> Pids(IEnumerable<string> lines) =>
        [.. lines.Where(l => l.StartsWith("pid ", StringComparison.Ordinal)).Select(l => int.Parse(l[4..], CultureInfo.InvariantCulture))];

    internal static bool IsRunning(int pid) => ProcessTable.Find(pid) is { IsOver: false };
}
