using System.Reflection;
using ChatRuns.Journal;
using ChatRuns.Planning;
using ChatRuns.Steps;
using ChatRuns.Store;
using Microsoft.Extensions.Hosting;

namespace ChatRuns.Loops;

/// <summary>
/// What comes before all loops, once the server listens (one that finds its port in use has begun nothing): programs of a killed
/// bot are ended, agents, grants, a hold and freezes are read, the start is on record.
/// </summary>
internal sealed class Beginning(IRunStore store, ProgramOrphans orphans, AgentDesk agents, AccessDesk access, HoldDesk hold, FreezeDesk freezes, IAlarm alarm, TimeProvider time)
    : IHostedLifecycleService
{
    private bool _began;

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        if (_began) return;
        _began = true;
        await orphans.SweepAsync(cancellationToken);
        await hold.ReadAsync(cancellationToken);
        await freezes.ReadAsync(cancellationToken);
        hold.Released += alarm.Poke;
        freezes.Changed += alarm.Poke;
        agents.Changed += alarm.Poke;
        await access.ReadAsync(cancellationToken);
        await agents.StartAsync(cancellationToken);
        var at = time.GetUtcNow();
        var version = Assembly.GetEntryAssembly()?.GetName().Version?.ToString(3) ?? "unknown";
        var started = new BotStarted(version, Guid.CreateVersion7(at).ToString("N"));
        await store.AppendAsync(new(Guid.CreateVersion7(at), at, [new(StreamName.Admin, Principal.System, [started])]), cancellationToken);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => agents.StopAsync(cancellationToken);
}
