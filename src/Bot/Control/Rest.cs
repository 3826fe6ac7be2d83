namespace ChatRuns.Bot.Control;

/// <summary>
/// Gives memory back while the bot rests. The runtime collects when a budget of new objects is used up, which is tens of megabytes
/// on machines with a large cache; an idle bot never gets there, and would keep what its start needed for ever. A busy bot, which
/// collects by itself, is left alone.
/// </summary>
internal sealed class Rest(TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan AfterStart = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Between = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.Delay(AfterStart, time, stoppingToken);
            GiveBack();
            using var timer = new PeriodicTimer(Between, time);
            for (var seen = GC.CollectionCount(0); await timer.WaitForNextTickAsync(stoppingToken); seen = GC.CollectionCount(0))
            {
                if (GC.CollectionCount(0) == seen) GiveBack();
            }
        }
        catch (OperationCanceledException)
        {
            // The bot is stopping.
        }
    }

    private static void GiveBack() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
}
