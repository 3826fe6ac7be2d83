using System.Collections.Concurrent;
using System.Security.Cryptography;
using ChatRuns.Runs;
using ChatRuns.Store;
using Microsoft.Extensions.Logging;

namespace ChatRuns.Loops;

/// <summary>
/// Faults of ChatRuns itself: each gets an id that stands in the program's log and on the run's card, so that one is found by the other. What a
/// full disk or a lost store brings about is no such fault: that work goes on when an operator has mended it.
/// </summary>
internal sealed partial class Faults(ILogger<Faults> log)
{
    /// <summary>How often a run may fail outside its steps, one time after another, before it is given up.</summary>
    public const int MostTries = 3;

    private readonly ConcurrentDictionary<long, int> _failed = new();

    /// <summary>Puts a fault in the log, and says what a person is told of it: no texts of exceptions, which may name folders of the machine.</summary>
    public StepError Tell(long run, string? step, string what, Exception? fault)
    {
        var id = $"F-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        LogFault(fault, id, run, step, what);
        return new(Cause.Internal, $"ChatRuns itself failed here, not the agent: {what.TrimEnd('.')}. Its log tells more under {id}.");
    }

    /// <summary>Notes that work on a run failed outside its steps; the error to end it with when that was once too often, else null.</summary>
    public StepError? Count(long run, Exception fault)
    {
        if (fault is StoreException or ObjectDisposedException or IOException or UnauthorizedAccessException) return null;
        var times = _failed.AddOrUpdate(run, 1, (_, before) => before + 1);
        return times < MostTries ? null : Tell(run, null, fault.GetType().Name, fault);
    }

    /// <summary>Work on the run went well.</summary>
    public void Forget(long run) => _failed.TryRemove(run, out _);

    [LoggerMessage(Level = LogLevel.Error, Message = "Fault {Fault} of ChatRuns in run {Run}, step {Step}: {What}")]
    private partial void LogFault(Exception? e, string fault, long run, string? step, string what);
}
