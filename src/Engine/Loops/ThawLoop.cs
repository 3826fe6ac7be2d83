using Microsoft.Extensions.Logging;

namespace ChatRuns.Loops;

/// <summary>Puts on record that a freeze is over by its own time. Nothing waits for it: a freeze counts no longer than its time, written or not.</summary>
internal sealed class ThawLoop(FreezeDesk freezes, TimeProvider time, ILogger<ThawLoop> log) : TickingService(time, log)
{
    /// <summary>Ends what is over; when the next one is.</summary>
    public override Task<DateTimeOffset?> TickOnceAsync(CancellationToken cancel) => freezes.EndDueAsync(cancel);

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancel)
    {
        freezes.Changed += Wake;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task EndAsync()
    {
        freezes.Changed -= Wake;
        return Task.CompletedTask;
    }
}
