using ChatRuns.Agents;
using ChatRuns.Journal;
using ChatRuns.Runs;
using ChatRuns.Store;

namespace ChatRuns.Steps;

/// <summary>
/// Executes program steps: starts the program, passes its lines on while it runs, and hands over what it asked for when it has
/// exited. Nothing of it runs any more when <see cref="RunAsync"/> ends, however it ends.
/// </summary>
internal sealed class ProgramRunner(ProgramLedger ledger, ProgramOptions options, TimeProvider time) : IStepRunner
{
    private const string RejectionsFile = ".chatruns-rejections.json";
    private static readonly TimeSpan MemoryLook = TimeSpan.FromMilliseconds(250);

    /// <inheritdoc/>
    public bool Takes(Step step) => step is ProgramStep;

    /// <inheritdoc/>
    public async Task<StepOutcome> RunAsync(StepWork work, CancellationToken cancel)
    {
        try
        {
            if (work.IsTest && work.Step is ProgramStep { HasNoEffects: false }) return new() { Preview = ProgramCommand.Preview(work) };
            cancel.ThrowIfCancellationRequested();
            return await ExecuteAsync(work, cancel);
        }
        catch (StepFault fault)
        {
            return fault.Outcome;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Cards show this, so it names no folder of the machine; the log does.
            return StepOutcome.Failed(Cause.Internal, "the run's working folder cannot be used; look at its permissions and the free space") with { Fault = e };
        }
    }

    private async Task<StepOutcome> ExecuteAsync(StepWork work, CancellationToken cancel)
    {
        var harvest = new ProgramHarvest(work.Mask);
        using var output = new ProgramOutput(work.Log, work.Meter, work.Agent.Limits, harvest, work.Mask, time);
        var command = ProgramCommand.Render(work, ledger.TagOf(work.Run), PrepareFolder(work), options.AgentsFolder, output.Warn);
        using var program = RunningProgram.Start(command, work.Folder, ledger, options, time, output);
        using var tooMuch = new CancellationTokenSource();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, output.TooLarge, tooMuch.Token);
        using var over = new CancellationTokenSource();
        var watch = WatchMemoryAsync(program, work.Agent.Limits.MemoryBytes, tooMuch, over.Token);
        var exited = await program.FollowAsync(output, command.Input, stop.Token);
        await over.CancelAsync();
        await watch;
        // A limit that was passed counts even if the program was quick enough to exit by itself.
        if (output.TooLarge.IsCancellationRequested) return Dropped(harvest, output, TooLarge(output.Most));
        if (exited) return Finished(work, program, output, harvest);
        var outcome = Dropped(harvest, output, TooHungry(work.Agent.Limits.MemoryBytes));
        cancel.ThrowIfCancellationRequested();
        return outcome;
    }

    private static string PrepareFolder(StepWork work)
    {
        PrivateFolder.Make(work.Folder);
        var rejections = Path.Combine(Path.GetFullPath(work.Folder), RejectionsFile);
        // Never through a link that an earlier step may have left there.
        File.Delete(rejections);
        using var file = new StreamWriter(new FileStream(rejections, FileMode.CreateNew));
        file.Write(work.RejectionsJson);
        if (work.Input is { } input) PlaceInput(work.Folder, input);
        return rejections;
    }

    // What an earlier step made of it stays; where it took it away, it is there again. A link under its name is taken for what it is.
    private static void PlaceInput(string folder, StepInput input)
    {
        var path = Path.Combine(Path.GetFullPath(folder), input.Name);
        if (new FileInfo(path) is { Exists: true } or { LinkTarget: not null }) return;
        using var content = input.Open() ?? throw new IOException($"The file '{input.Name}' that the run began with is lost from the data folder.");
        // Never through a link that an earlier step may have left there.
        File.Delete(path + ".part");
        using (var draft = new FileStream(path + ".part", FileMode.CreateNew)) content.CopyTo(draft);
        File.Move(path + ".part", path);
    }

    private async Task WatchMemoryAsync(RunningProgram program, long? most, CancellationTokenSource tooMuch, CancellationToken over)
    {
        if (most is not { } limit) return;
        using var timer = new PeriodicTimer(MemoryLook, time);
        try
        {
            while (await timer.WaitForNextTickAsync(over))
            {
                if (program.HoldsMoreThan(limit)) await tooMuch.CancelAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The program is over.
        }
    }

    private static StepOutcome Finished(StepWork work, RunningProgram program, ProgramOutput output, ProgramHarvest harvest)
    {
        var step = (ProgramStep)work.Step;
        if (program.WasNotStarted(output.ErrTail))
            return NotStarted(output.ErrTail["setsid: ".Length..]);
        var outcome = harvest.Finish(work.Folder, ProgramCommand.SecretsOf(step), program.ExitCode, output.OutTail, output.Warn);
        if (harvest.Failure is { } failure) return outcome with { Error = failure, MayRetry = MayHelp(failure.Cause) };
        return program.ExitCode == 0 ? outcome : outcome with { Error = new(Cause.NonZeroExit, Ended(step, work, program.ExitCode, output)) };
    }

    // A credential, an account and a setting do not mend themselves.
    private static bool MayHelp(Cause cause) =>
        cause is not (Cause.NotConfigured or Cause.CredentialExpired or Cause.AccountExpired or Cause.InvalidArguments or Cause.MissingSecret);

    private static string Ended(ProgramStep step, StepWork work, int code, ProgramOutput output)
    {
        var said = output.ErrTail.Length > 0 ? output.ErrTail : ProgramText.Tail(output.OutTail, 1000);
        var how = $"{StepFault.Render(step.Command[0], work.Show)} ended with exit code {code}{SignalOf(code)}.";
        return said.Length == 0 ? $"{how} It said nothing about why." : $"{how} Its last words:\n{said}";
    }

    private static StepOutcome Dropped(ProgramHarvest harvest, ProgramOutput output, StepOutcome outcome)
    {
        if (!harvest.IsEmpty) output.Warn($"the program was ended before it exited, so this takes no effect: {harvest.Describe()}.");
        return outcome;
    }

    private static StepOutcome NotStarted(string why) => StepOutcome.Failed(
        Cause.ProgramNotFound, $"{why}. Look at the first line of the program (#!…) and its permissions.", mayRetry: false);

    private static StepOutcome TooLarge(long most) => StepOutcome.Failed(
        Cause.LogTooLarge,
        $"The program wrote more log than the {Words.Bytes(most)} that are allowed (limits.log of the agent, Runs:Limits:Log of the settings).",
        mayRetry: false);

    private static StepOutcome TooHungry(long? most) => StepOutcome.Failed(
        Cause.OutOfMemory,
        $"The program and its descendants held more memory than the {Words.Bytes(most ?? 0)} that are allowed (limits.memory of the agent, Runs:Limits:Memory of the settings).",
        mayRetry: false);

    private static string SignalOf(int code) => (code - 128) switch
    {
        1 => " (signal 1, SIGHUP)",
        2 => " (signal 2, SIGINT)",
        4 => " (signal 4, SIGILL: a broken or foreign program)",
        6 => " (signal 6, SIGABRT: it gave up by itself)",
        7 => " (signal 7, SIGBUS)",
        8 => " (signal 8, SIGFPE)",
        9 => " (signal 9, SIGKILL: somebody ended it, often the machine for lack of memory)",
        11 => " (signal 11, SIGSEGV: it crashed)",
        13 => " (signal 13, SIGPIPE)",
        15 => " (signal 15, SIGTERM: somebody asked it to end)",
        > 0 and <= 64 and var signal => $" (signal {signal})",
        _ => "",
    };
}
