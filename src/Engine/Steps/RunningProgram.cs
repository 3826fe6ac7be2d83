using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using ChatRuns.Runs;

namespace ChatRuns.Steps;

/// <summary>
/// A program from its start until nothing of it is left: in a session of its own where the machine can do that, marked in its
/// environment, and recorded in the ledger.
/// </summary>
internal sealed class RunningProgram : IDisposable
{
    // Not PR_SET_PDEATHSIG: it acts when the starting thread ends, and a pool's threads come and go.
    private static readonly string? Setsid =
        OperatingSystem.IsLinux() ? new[] { "/usr/bin/setsid", "/bin/setsid" }.FirstOrDefault(File.Exists) : null;

    private readonly Process _process;
    private readonly ProgramLedger _ledger;
    private readonly ProgramOptions _options;
    private readonly TimeProvider _time;
    private readonly ProcessTree? _tree;

    private RunningProgram(Process process, string tag, ProgramLedger ledger, ProgramOptions options, TimeProvider time)
    {
        _process = process;
        _ledger = ledger;
        _options = options;
        _time = time;
        if (!ProcessTable.IsAvailable) return;
        var pid = process.Id;
        var started = ProcessTable.Find(pid)?.Started ?? 0;
        var entry = Encoding.UTF8.GetBytes($"{ProgramLedger.TagName}={tag}");
        // What is older than the program cannot be part of it, which spares reading most environments.
        _tree = new(IsPart, time);

        bool IsPart(ProcessRow row) =>
            row.Started >= started && (row.Pid == pid || row.Session == pid || ProcessTable.HasEnvironment(row.Pid, entry, whole: true));
    }

    /// <summary>Its exit code, once it has exited; 128 and the signal's number when a signal ended it.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Whether the wrapper that gives it a session could not start it, as it then says on standard error.</summary>
    public bool WasNotStarted(string errors) =>
        Setsid is not null && ExitCode is 126 or 127 && errors.StartsWith("setsid: ", StringComparison.Ordinal);

    /// <summary>Starts it; a fault says why it cannot be started.</summary>
    public static RunningProgram Start(
        ProgramCommand command, string folder, ProgramLedger ledger, ProgramOptions options, TimeProvider time, ProgramOutput output)
    {
        var start = new ProcessStartInfo(Setsid ?? command.File, Setsid is null ? command.Arguments : [command.File, .. command.Arguments])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in command.Environment) start.Environment[name] = value;
        var process = Launch(start, command.File);
        var program = new RunningProgram(process, command.Environment[ProgramLedger.TagName], ledger, options, time);
        try
        {
            ledger.Add(process, folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            output.Warn($"the program could not be recorded ({e.Message}); were the bot killed now, only its mark would find it.");
        }

        return program;
    }

    /// <summary>
    /// Waits until it has exited, or <paramref name="stop"/>; then ends whatever is left of it, and reads its output to the end.
    /// Returns whether it exited by itself.
    /// </summary>
    public async Task<bool> FollowAsync(ProgramOutput output, string? input, CancellationToken stop)
    {
        using var over = new CancellationTokenSource();
        var pipes = Task.WhenAll(
            output.ReadOutAsync(_process.StandardOutput.BaseStream, over.Token),
            output.ReadErrAsync(_process.StandardError.BaseStream, over.Token),
            WriteAsync(input, over.Token));
        try
        {
            var exited = await ExitsAsync(stop);
            await EndRestAsync(output, exited);
            await DrainAsync(pipes, over, output);
            return exited;
        }
        catch
        {
            // Whatever went wrong with us, the program must not stay.
            EndPortably();
            throw;
        }
        finally
        {
            output.Close();
        }
    }

    /// <summary>Whether it and its descendants hold more bytes of memory now; where there is no /proc, it alone.</summary>
    public bool HoldsMoreThan(long most)
    {
        if (_tree is not null) return _tree.HoldMoreThan(most);
        _process.Refresh();
        return !_process.HasExited && _process.WorkingSet64 > most;
    }

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();

    private static Process Launch(ProcessStartInfo start, string file)
    {
        const int notThere = 2, tooBig = 7, notAProgram = 8, notAllowed = 13;
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e) when (e.NativeErrorCode == tooBig)
        {
            throw new StepFault(
                Cause.InvalidArguments, "The command or its environment is too big (128 KB for one value). Use 'input' or a file for big values.");
        }
        catch (Win32Exception e) when (e.NativeErrorCode is notThere or notAProgram or notAllowed)
        {
            throw new StepFault(
                Cause.ProgramNotFound, $"{file} cannot be started: {e.Message}. Look at its first line (#!…) and its permissions.");
        }
        catch (Win32Exception e)
        {
            throw new StepFault(
                Cause.Internal, "the program cannot be started; the machine may be out of memory or of processes", mayRetry: true, fault: e);
        }
    }

    private async Task<bool> ExitsAsync(CancellationToken stop)
    {
        try
        {
            await _process.WaitForExitAsync(stop);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task EndRestAsync(ProgramOutput output, bool exited)
    {
        var left = 0;
        if (_tree is null) EndPortably();
        else if (!exited || !await _tree.WaitAsync(_options.Settle))
        {
            var ended = await _tree.EndAsync(_options.Grace);
            Tell(output, ended, exited);
            left = ended.Left.Count;
        }

        using var patience = new CancellationTokenSource(_options.Drain, _time);
        if (!exited) await ExitsAsync(patience.Token);
        if (left == 0) ForgetRecord(output);
    }

    private static void Tell(ProgramOutput output, EndedProcesses ended, bool exited)
    {
        if (exited && ended.Count > 0)
            output.Warn($"the program exited and left {ended.Count} processes running; they were ended. Let it wait for what it starts.");
        if (ended.Left.Count > 0)
            output.Warn($"the processes {string.Join(", ", ended.Left)} could not be ended; look at them on the machine.");
    }

    private void EndPortably()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It is over already.
        }
    }

    private void ForgetRecord(ProgramOutput output)
    {
        try
        {
            _ledger.Remove(_process.Id);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            output.Warn($"the record of the program could not be removed ({e.Message}); the next start does it.");
        }
    }

    // A process out of our reach may hold the pipe for ever; what came until now is all that we wait for.
    private async Task DrainAsync(Task pipes, CancellationTokenSource over, ProgramOutput output)
    {
        try
        {
            await pipes.WaitAsync(_options.Drain, _time, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            output.Warn("the program is over, but something still holds its output open; what comes from there now is not read.");
            await over.CancelAsync();
        }
        catch (IOException e)
        {
            output.Warn($"the program's output could not be read to its end: {e.Message}");
        }
    }

    private async Task WriteAsync(string? input, CancellationToken cancel)
    {
        try
        {
            if (input is not null) await _process.StandardInput.BaseStream.WriteAsync(new UTF8Encoding(false).GetBytes(input), cancel);
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It does not read its input, which is its own affair.
        }
        catch (OperationCanceledException)
        {
            // It is over.
        }
    }
}
