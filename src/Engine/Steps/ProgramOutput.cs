using System.Text;
using ChatRuns.Agents;

namespace ChatRuns.Steps;

/// <summary>
/// What a program says on its standard output and error, line by line as it comes: messages to the harvest, all else to the
/// log, within the step's log limit. Two readers feed it at once. Secrets are masked before anything is cut.
/// </summary>
internal sealed class ProgramOutput(IStepLog log, StepMeter meter, Limits limits, ProgramHarvest harvest, Func<string, string> mask, TimeProvider time) : IDisposable
{
    /// <summary>Most bytes of a log line; the rest is counted and cut.</summary>
    internal const int MostOfLine = 64 * 1024;

    /// <summary>Most bytes of a message; what is bigger goes through a file.</summary>
    internal const int MostOfMessage = 1024 * 1024;

    /// <summary>Most bytes of log where the agent sets no limit.</summary>
    internal const long MostOfLog = 10 * 1024 * 1024;

    // Else ten million empty lines would cost nothing.
    private const int CostOfLine = 16;
    private const int MostOfTail = 8 * 1024;

    // Each one may become an event; a loop that reports every file must not flood the journal.
    private const int MostProgressPerSecond = 20;

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _tooLarge = new();
    private readonly TextTail _out = new(MostOfTail);
    private readonly TextTail _err = new(1000);
    private long _logged;
    private long _lines;
    private long _second;
    private int _reported;
    private ProgramMessage.Progress? _held;
    private bool _isOver;
    private bool _isClosed;

    /// <summary>Canceled when the program wrote more than the agent's own limit allows.</summary>
    public CancellationToken TooLarge => _tooLarge.Token;

    /// <summary>The most log that this step may write.</summary>
    public long Most { get; } = limits.LogBytes ?? MostOfLog;

    /// <summary>The last lines of standard output that were no messages.</summary>
    public string OutTail => _out.ToString();

    /// <summary>The last lines of standard error.</summary>
    public string ErrTail => _err.ToString();

    /// <summary>Reads standard output until its end.</summary>
    public Task ReadOutAsync(Stream from, CancellationToken cancel) => PumpAsync(from, new(MostOfLine + ProgramText.LongestSecret, MostOfMessage, TakeOut), cancel);

    /// <summary>Reads standard error until its end.</summary>
    public Task ReadErrAsync(Stream from, CancellationToken cancel) => PumpAsync(from, new(MostOfLine + ProgramText.LongestSecret, MostOfLine + ProgramText.LongestSecret, TakeErr), cancel);

    /// <summary>Something that ChatRuns itself has to say about the program; always heard.</summary>
    public void Warn(string text) => log.Write("warning", $"ChatRuns: {ProgramText.Visible(text)}");

    /// <summary>From now on nothing is taken any more, even if a reader still hangs on a pipe that somebody keeps open.</summary>
    public void Close()
    {
        lock (_lock)
        {
            if (_held is { } last) Pass(last);
            _isClosed = true;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _tooLarge.Dispose();

    private async Task PumpAsync(Stream from, LineSplitter splitter, CancellationToken cancel)
    {
        var buffer = new byte[32 * 1024];
        try
        {
            // A program that floods never makes a read wait: without yielding, nobody would come to end it.
            await Task.Yield();
            int read;
            while ((read = await from.ReadAsync(buffer, cancel)) > 0)
            {
                splitter.Feed(buffer.AsSpan(0, read));
                await log.RoomAsync(cancel);
                await Task.Yield();
            }
        }
        finally
        {
            splitter.End();
        }
    }

    private void TakeErr(ReadOnlySpan<byte> line, long cut)
    {
        lock (_lock)
        {
            if (_isClosed) return;
            var text = ProgramText.Line(line, cut, MostOfLine, mask);
            _err.Add(text);
            Log("err", text);
        }
    }

    private void TakeOut(ReadOnlySpan<byte> line, long cut)
    {
        lock (_lock)
        {
            if (_isClosed) return;
            _lines++;
            if (cut > 0 && AgentProtocol.LooksLikeMessage(line))
                Refuse(line, cut, $"it has more than {MostOfMessage} bytes; name a file by 'path' instead");
            else if (cut == 0 && AgentProtocol.Read(line) is { } message) Take(message, line);
            else TakeText(line, cut);
        }
    }

    private void TakeText(ReadOnlySpan<byte> line, long cut)
    {
        var text = ProgramText.Line(line, cut, MostOfLine, mask);
        _out.Add(text);
        Log("out", text);
    }

    private void Take(ProgramMessage message, ReadOnlySpan<byte> line)
    {
        switch (message)
        {
            case ProgramMessage.Malformed malformed:
                Refuse(line, 0, malformed.Why);
                break;
            case ProgramMessage.Log said:
                foreach (var text in ProgramText.VisibleLines(said.Text))
                    Log(said.Level, ProgramText.Line(Encoding.UTF8.GetBytes(text), 0, MostOfLine, mask));
                break;
            case ProgramMessage.Progress progress:
                Report(progress);
                break;
            case ProgramMessage.Used used:
                meter.Add(used.Usage with { Model = used.Usage.Model is { } model ? ProgramText.Cut(mask(ProgramText.Visible(model)), 100) : null });
                break;
            default:
                if (harvest.Take(message, line.Length) is { } why) Refuse(line, 0, why);
                break;
        }
    }

    private void Report(ProgramMessage.Progress progress)
    {
        var second = time.GetTimestamp() / time.TimestampFrequency;
        if (second != _second) (_second, _reported) = (second, 0);
        if (_reported++ < MostProgressPerSecond) Pass(progress);
        else _held = progress;
    }

    private void Pass(ProgramMessage.Progress progress)
    {
        _held = null;
        log.Progress(progress.Percent, progress.Text is { } text ? ProgramText.Cut(mask(ProgramText.Visible(text)), 300) : null);
    }

    // Neither the reason nor the line is lost: a person must be able to mend the program from its log.
    private void Refuse(ReadOnlySpan<byte> line, long cut, string why)
    {
        var reason = ProgramText.Visible(why);
        Log("warning", $"ChatRuns: line {_lines} is a message that has no effect: {reason}. See docs/agent-protocol.md.");
        TakeText(line, cut);
    }

    private void Log(string level, string text)
    {
        if (Fits(Encoding.UTF8.GetByteCount(text))) log.Write(level, text);
    }

    private bool Fits(int bytes)
    {
        if (_isOver) return false;
        _logged += bytes + CostOfLine;
        if (_logged <= Most) return true;
        _isOver = true;
        if (limits.LogBytes is not null) _tooLarge.Cancel();
        else Warn($"the log of this step is over {Most} bytes; further lines are dropped. Set limits.log in the agent to keep more.");
        return false;
    }
}
