using ChatRuns.Bot.Channels;
using ChatRuns.Journal;

namespace ChatRuns.Bot.Commands;

/// <summary>Files of runs, for those who see the run.</summary>
internal sealed class RunFiles(RunEngine engine) : IRunFiles
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<RunFileInfo>> ListAsync(long run, Principal who, CancellationToken cancel) =>
        await engine.SeenBy(who).FindRunAsync(run, cancel) is { } detail ? [.. detail.Run.Files.Select(f => new RunFileInfo(f.Name, f.Bytes))] : [];

    /// <inheritdoc/>
    public async Task<Stream?> OpenAsync(long run, string name, Principal who, CancellationToken cancel) =>
        await engine.SeenBy(who).FindRunAsync(run, cancel) is { } detail && detail.Run.Files.Find(f => f.Name == name) is { } file
            ? await engine.OpenFileAsync(run, file.Blob, cancel) : null;
}
