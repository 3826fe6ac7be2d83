using System.Buffers;

namespace ChatRuns.Steps;

/// <summary>Takes one line, without its end, and how many further bytes of it were cut.</summary>
internal delegate void LineTaker(ReadOnlySpan<byte> line, long cut);

/// <summary>
/// Cuts a stream of bytes into lines, in bounded memory whatever the stream says. LF, CR LF and a lone CR (a progress bar)
/// end a line. A line that begins with <c>{</c> may be a message and is kept longer than others.
/// </summary>
internal sealed class LineSplitter(int mostOfLine, int mostOfMessage, LineTaker take)
{
    private readonly ArrayBufferWriter<byte> _line = new();
    private long _cut;
    private bool _afterReturn;

    /// <summary>Takes the next bytes.</summary>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_afterReturn && bytes[0] == '\n') bytes = bytes[1..];
            _afterReturn = false;
            var end = bytes.IndexOfAny((byte)'\n', (byte)'\r');
            Keep(end < 0 ? bytes : bytes[..end]);
            if (end < 0) return;
            _afterReturn = bytes[end] == '\r';
            Pass();
            bytes = bytes[(end + 1)..];
        }
    }

    /// <summary>The stream is over: what stands without a line end is a line too.</summary>
    public void End()
    {
        if (_line.WrittenCount > 0) Pass();
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return;
        var first = _line.WrittenCount > 0 ? _line.WrittenSpan[0] : bytes[0];
        var room = (first == '{' ? mostOfMessage : mostOfLine) - _line.WrittenCount;
        var kept = Math.Min(room, bytes.Length);
        _line.Write(bytes[..kept]);
        _cut += bytes.Length - kept;
    }

    private void Pass()
    {
        take(_line.WrittenSpan, _cut);
        _cut = 0;
        _line.ResetWrittenCount();
    }
}
