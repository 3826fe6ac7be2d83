namespace ChatRuns.Store.Sqlite;

/// <summary>One piece of work for the writer, and somebody who waits for it. The answer is given after the commit.</summary>
internal abstract class WriteItem(CancellationToken cancel)
{
    public Exception? Error { get; private set; }

    public bool IsCanceled => cancel.IsCancellationRequested;

    protected CancellationToken Cancel => cancel;

    /// <summary>May run twice: the first time is undone then.</summary>
    public abstract void Execute();

    public void Fail(Exception error) => Error = error;

    public abstract void Answer();

    public abstract void Drop();
}

/// <inheritdoc cref="WriteItem"/>
internal sealed class WriteItem<T>(Func<T> work, CancellationToken cancel) : WriteItem(cancel)
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;

    public Task<T> Task => _answer.Task;

    public override void Execute() => _result = work();

    public override void Answer()
    {
        if (Error is null) _answer.TrySetResult(_result!);
        else _answer.TrySetException(Error);
    }

    public override void Drop() => _answer.TrySetCanceled(Cancel);
}
