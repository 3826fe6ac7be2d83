using ChatRuns.Journal;
using ChatRuns.Runs;
using ChatRuns.Secrets;
using ChatRuns.Steps;
using ChatRuns.Store;

namespace ChatRuns.Loops;

/// <summary>
/// Takes a step's lines and brings them to the journal's log stream in chunks of at most 8 KB or half a second. What is not yet
/// in the journal when the process dies is lost; a step's end waits for its lines.
/// </summary>
internal sealed class StepLog(IRunStore store, SecretShelf secrets, TimeProvider time, long run, string step) : IStepLog, IAsyncDisposable
{
    private const int ChunkLimit = 8 * 1024;
    private const int MostWaiting = 128 * ChunkLimit;
    private static readonly TimeSpan ChunkTime = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private List<LogLine> _lines = [];
    private ProgressReported? _progress;
    private int _size;
    private int _waiting;
    private ITimer? _timer;
    private Task _writing = Task.CompletedTask;

    /// <summary>Why lines could not be stored; null when all were.</summary>
    public Exception? Fault { get; private set; }

    public void Write(string level, string text)
    {
        var masked = secrets.Mask(text);
        lock (_lock)
        {
            for (var at = 0; at == 0 || at < masked.Length; at += ChunkLimit)
            {
                var piece = masked.Length <= ChunkLimit ? masked : masked.Substring(at, Math.Min(ChunkLimit, masked.Length - at));
                if (_size > 0 && _size + piece.Length > ChunkLimit) Send();
                _lines.Add(new(time.GetUtcNow(), level, piece));
                _size += piece.Length + 1;
            }

            Arm();
        }
    }

    public void Progress(int? percent, string? text)
    {
        lock (_lock)
        {
            _progress = new(step, percent, text is null ? null : secrets.Mask(text));
            Arm();
        }
    }

    public Task RoomAsync(CancellationToken cancel)
    {
        lock (_lock) return _waiting <= MostWaiting ? Task.CompletedTask : _writing.WaitAsync(cancel);
    }

    /// <summary>Waits until every line so far is durable.</summary>
    public async Task FlushAsync()
    {
        Task writing;
        lock (_lock)
        {
            Send();
            writing = _writing;
        }

        await writing;
    }

    public async ValueTask DisposeAsync()
    {
        await FlushAsync();
        if (_timer is not null) await _timer.DisposeAsync();
    }

    private void Arm() => _timer ??= time.CreateTimer(_ => OnTimer(), null, ChunkTime, Timeout.InfiniteTimeSpan);

    private void OnTimer()
    {
        lock (_lock)
        {
            Send();
            _timer?.Dispose();
            _timer = null;
        }
    }

    private void Send()
    {
        if (_lines.Count == 0 && _progress is null) return;
        var events = new List<JournalEvent>(2);
        if (_lines.Count > 0) events.Add(new LogWritten(step, _lines));
        if (_progress is not null) events.Add(_progress);
        var size = _size;
        (_lines, _progress, _size) = ([], null, 0);
        _waiting += size;
        _writing = WriteAfterAsync(_writing, events, size, time.GetUtcNow());
    }

    private async Task WriteAfterAsync(Task earlier, IReadOnlyList<JournalEvent> events, int size, DateTimeOffset at)
    {
        await earlier;
        try
        {
            await store.AppendAsync(
                new(Guid.CreateVersion7(at), at, [new(StreamName.Log(run), Principal.System, events)]), CancellationToken.None);
        }
        catch (Exception e)
        {
            // A step's edge: its end tells that lines are missing.
            Fault ??= e;
        }

        lock (_lock) _waiting -= size;
    }
}
