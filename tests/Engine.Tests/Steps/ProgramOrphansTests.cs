using System.Diagnostics;
using ChatRuns.Steps;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatRuns.Engine.Tests.Steps;

public sealed class ProgramOrphansTests
{
    [LinuxFact]
    public async Task What_a_killed_bot_left_running_is_ended_by_the_next_start()
    {
        using var bench = new Bench();
        var orphans = await LeaveAsync(bench, "sleep 1000 & echo pid $!; (setsid sleep 1000 & echo pid $!); echo pid $$; echo ready; wait");

        var ended = await SweepAsync(bench);

        ended.ShouldBe(3);
        orphans.Where(ProcessTreeTests.IsRunning).ShouldBeEmpty();
        bench.Ledger.All().ShouldBeEmpty();
    }

    [LinuxFact]
    public async Task A_recorded_program_without_its_mark_is_found_by_its_record()
    {
        using var bench = new Bench();
        using var program = Start(bench, "exec env -i bash -c 'sleep 1000 & echo pid $!; echo ready; wait'");
        var pids = await ReadAsync(program);
        bench.Ledger.Add(program, bench.Root);

        await SweepAsync(bench);

        pids.Append(program.Id).Where(ProcessTreeTests.IsRunning).ShouldBeEmpty();
    }

    [LinuxFact]
    public async Task A_record_whose_number_somebody_else_has_by_now_ends_nobody()
    {
        using var bench = new Bench();
        using var stranger = Process.Start(new ProcessStartInfo("sleep", ["1000"]))!;
        bench.Ledger.Add(stranger, bench.Root);
        var file = Path.Combine(bench.Root, "programs", $"{stranger.Id}.json");
        await File.WriteAllTextAsync(file, $$"""{"Pid":{{stranger.Id}},"Identity":"{{ProcessTable.BootId}}/1","Folder":"/nowhere"}""");

        var ended = await SweepAsync(bench);

        ended.ShouldBe(0);
        ProcessTreeTests.IsRunning(stranger.Id).ShouldBeTrue();
        stranger.Kill();
    }

    [LinuxFact]
    public async Task Programs_of_another_data_folder_are_left_alone()
    {
        using var bench = new Bench();
        using var other = new Bench();
        var orphans = await LeaveAsync(other, "echo pid $$; echo ready; exec sleep 1000");

        var ended = await SweepAsync(bench);

        ended.ShouldBe(0);
        orphans.ShouldAllBe(pid => ProcessTreeTests.IsRunning(pid));
        (await SweepAsync(other)).ShouldBe(1);
    }

    [Fact]
    public async Task Nothing_recorded_and_torn_records_are_both_fine()
    {
        using var bench = new Bench();
        (await SweepAsync(bench)).ShouldBe(0);
        Directory.CreateDirectory(Path.Combine(bench.Root, "programs"));
        await File.WriteAllTextAsync(Path.Combine(bench.Root, "programs", "12.json"), "{\"Pid\":1");

        (await SweepAsync(bench)).ShouldBe(0);

        File.Exists(Path.Combine(bench.Root, "programs", "12.json")).ShouldBeFalse();
    }

    private static Task<int> SweepAsync(Bench bench) =>
        new ProgramOrphans(bench.Ledger, TimeProvider.System, NullLogger<ProgramOrphans>.Instance).SweepAsync(CancellationToken.None);

    /// <summary>A bot that starts a program as the runner does, and is killed: only the program stays.</summary>
    private static async Task<List<int>> LeaveAsync(Bench bench, string script)
    {
        string[] arguments = ["-c", "CHATRUNS_TAG=$1 setsid bash -c \"$2\" & wait", "bot", bench.Ledger.TagOf(7), script];
        using var bot = Process.Start(new ProcessStartInfo("bash", arguments) { RedirectStandardOutput = true })!;
        var pids = await ReadAsync(bot);
        bot.Kill();
        await bot.WaitForExitAsync();
        pids.ShouldAllBe(pid => ProcessTreeTests.IsRunning(pid));
        return pids;
    }

    private static Process Start(Bench bench, string script) =>
        Process.Start(new ProcessStartInfo("setsid", ["bash", "-c", script]) { RedirectStandardOutput = true, WorkingDirectory = bench.Root })!;

    private static async Task<List<int>> ReadAsync(Process process)
    {
        var lines = new List<string>();
        while (await process.StandardOutput.ReadLineAsync() is { } line && line != "ready") lines.Add(line);
        return ProcessTreeTests.Pids(lines);
    }
}
