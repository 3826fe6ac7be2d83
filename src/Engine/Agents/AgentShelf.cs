using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ChatRuns.Agents;

/// <summary>The agents at one moment, and what is wrong with their files.</summary>
/// <param name="Agents">By name.</param>
/// <param name="Problems">By file and place; an agent whose file is broken is there in its last good version.</param>
public sealed record ShelfSnapshot(IReadOnlyDictionary<string, Agent> Agents, IReadOnlyList<ShelfProblem> Problems);

/// <summary>
/// The agents folder, watched. A version is recorded before anybody can see it; a broken file keeps the last good version, across
/// restarts too. Starting twice, stopping twice and stopping before a start are all fine. Not promised: that each state which a file
/// was in for less than a moment becomes a version.
/// </summary>
public sealed partial class AgentShelf(
    string folder, AgentFile reader, IAgentVersions versions, TimeProvider time, ILogger<AgentShelf> log) : IHostedService, IAsyncDisposable
{
    /// <summary>How often the folder is looked at where no event tells of a change.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(3);

    /// <summary>How long a change must have been the same before it is believed.</summary>
    public static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(150);

    private const int MostCached = 256;

    private readonly AgentFolder _folder = new(folder);
    private readonly ShelfFiles _files = new(new(folder), reader);
    private readonly SemaphoreSlim _life = new(1, 1);
    private readonly SemaphoreSlim _look = new(1, 1);
    private readonly ConcurrentDictionary<string, Agent> _cached = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _recorded = new(StringComparer.Ordinal);
    private readonly Channel<bool> _looks = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private volatile ShelfSnapshot _now = new(new SortedDictionary<string, Agent>(StringComparer.Ordinal), []);
    private ITimer? _timer;
    private FolderWatch? _watch;
    private CancellationTokenSource? _stop;
    private Task _loop = Task.CompletedTask;
    private bool _isSeeded;
    private bool _isFolderGone;
    private int _isSoon;

    /// <summary>Raised after agents or problems changed, from the shelf's own thread; handlers must be quick.</summary>
    public event Action? Changed;

    /// <summary>All agents and problems, immutable.</summary>
    public ShelfSnapshot Now => _now;

    /// <summary>The current agent of that name, capitals aside; null when there is none.</summary>
    public Agent? Find(string name) => _now.Agents.GetValueOrDefault(name.ToLowerInvariant());

    /// <summary>The name that was probably meant; null when none is near.</summary>
    public string? Nearest(string name) => DidYouMean.Nearest(name, _now.Agents.Keys);

    /// <summary>The effective content of a version, as JSON; null when it is unknown.</summary>
    public Task<byte[]?> ReadContentAsync(string name, string version, CancellationToken cancel) => versions.ReadAsync(name, version, cancel);

    /// <summary>A version that was recorded once, current or not; null when it is unknown or cannot be read any more.</summary>
    public async Task<Agent?> FindVersionAsync(string name, string version, CancellationToken cancel)
    {
        if (Find(name) is { } current && current.Version == version) return current;
        if (_cached.TryGetValue(version, out var cached) && cached.Name == name) return cached;
        if (await versions.ReadAsync(name, version, cancel) is not { } content) return null;
        if (ReadStored(new(name, version, content)) is not { } agent) return null;
        if (_cached.Count >= MostCached) _cached.Clear();
        _cached[version] = agent;
        return agent;
    }

    /// <summary>Takes the last good versions from the store, reads the folder, and watches it from then on.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _life.WaitAsync(cancellationToken);
        try
        {
            if (_stop is not null) return;
            if (!_isSeeded) await SeedAsync(cancellationToken);
            _isSeeded = true;
            if (_folder.Ensure() is { } why) FolderFailed(log, folder, why);
            await LookOnceAsync(cancellationToken);
            _stop = new();
            var first = Volatile.Read(ref _isSoon) == 1 ? Settle : LookEvery;
            _timer = time.CreateTimer(_ => _looks.Writer.TryWrite(true), null, first, LookEvery);
            _watch = new FolderWatch(folder, LookSoon, why => WatchFailed(log, folder, why));
            _watch.Ensure();
            _loop = WatchAsync(_stop.Token);
        }
        finally
        {
            _life.Release();
        }
    }

    /// <summary>Watches no longer; the agents stay as they are.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _life.WaitAsync(cancellationToken);
        try
        {
            if (_stop is null) return;
            _watch?.Dispose();
            if (_timer is not null) await _timer.DisposeAsync();
            await _stop.CancelAsync();
            await _loop;
            _stop.Dispose();
            (_stop, _timer, _watch) = (null, null, null);
        }
        finally
        {
            _life.Release();
        }
    }

    /// <summary>Looks at the folder once, records what is new, and shows it.</summary>
    public async Task LookOnceAsync(CancellationToken cancel)
    {
        await _look.WaitAsync(cancel);
        try
        {
            Interlocked.Exchange(ref _isSoon, 0);
            var isSettled = _files.Look();
            var next = isSettled is null ? _now with { Problems = [FolderGone()] } : ShelfSnapshots.From(_files, _now);
            if (isSettled is not null) await RecordAsync(next, cancel);
            else if (!_isFolderGone) FolderLost(log, folder);
            _isFolderGone = isSettled is null;
            Show(next);
            if (isSettled is false) LookSoon();
        }
        finally
        {
            _look.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        _life.Dispose();
        _look.Dispose();
    }

    private async Task SeedAsync(CancellationToken cancel)
    {
        var agents = new SortedDictionary<string, Agent>(StringComparer.Ordinal);
        foreach (var stored in await versions.ReadLatestAsync(cancel))
        {
            _recorded[stored.Agent] = stored.Version;
            if (ReadStored(stored) is { } agent) agents[agent.Name] = agent;
        }

        _now = new(agents, []);
    }

    private async Task WatchAsync(CancellationToken cancel)
    {
        // Off the starter's thread: the first look after a start may find one waiting.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await foreach (var _ in _looks.Reader.ReadAllAsync(cancel)) await TickAsync(cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    private async Task TickAsync(CancellationToken cancel)
    {
        try
        {
            _watch?.Ensure();
            await LookOnceAsync(cancel);
        }
        catch (Exception problem) when (!cancel.IsCancellationRequested)
        {
            // The next look finds the same differences and tries again.
            LookFailed(log, problem, folder);
        }
    }

    private async Task RecordAsync(ShelfSnapshot next, CancellationToken cancel)
    {
        foreach (var file in _files.Files.Values)
        {
            if (file.Reading.Agent is not { } agent || !ReferenceEquals(next.Agents.GetValueOrDefault(agent.Name), agent)) continue;
            if (_recorded.GetValueOrDefault(agent.Name) == agent.Version) continue;
            await versions.RecordAsync(new(agent.Name, agent.Version, file.Reading.Content), cancel);
            _recorded[agent.Name] = agent.Version;
            Published(log, agent.Name, agent.ShortVersion);
        }

        foreach (var name in _recorded.Keys.Except(_files.Files.Values.Select(f => f.Name)).ToList())
        {
            await versions.RemoveAsync(name, cancel);
            _recorded.TryRemove(name, out _);
            Removed(log, name);
        }
    }

    private void Show(ShelfSnapshot next)
    {
        var before = _now;
        if (!_isFolderGone)
        {
            foreach (var problem in next.Problems.Except(before.Problems)) Tell(problem);
        }

        _now = next;
        var isSame = next.Problems.SequenceEqual(before.Problems) && next.Agents.Count == before.Agents.Count
            && next.Agents.All(a => before.Agents.GetValueOrDefault(a.Key)?.Version == a.Value.Version);
        if (!isSame) Changed?.Invoke();
    }

    private void Tell(ShelfProblem problem)
    {
        if (problem.IsBlocking) FileFailed(log, problem);
        else FileNoted(log, problem);
    }

    private Agent? ReadStored(AgentVersion stored)
    {
        var agent = AgentContent.VersionOf(stored.Content.Span) == stored.Version ? reader.ReadContent(stored.Agent, stored.Content) : null;
        if (agent is null) VersionFailed(log, stored.Agent, stored.Version);
        return agent;
    }

    private void LookSoon()
    {
        // Only the first of many events sets the timer, or a storm of them would put the look off for ever.
        if (Interlocked.Exchange(ref _isSoon, 1) == 0) _timer?.Change(Settle, LookEvery);
    }

    private ShelfProblem FolderGone() =>
        new(Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)), 0, 0, "The agents folder is not there or cannot be read.", "Create it, or set AgentsFolder; agents stay in their last good versions.");

    [LoggerMessage(Level = LogLevel.Information, Message = "Published agent {Agent} in version {Version}")]
    private static partial void Published(ILogger log, string agent, string version);

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed agent {Agent}, whose file is gone")]
    private static partial void Removed(ILogger log, string agent);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Refused an agent file: {Problem}")]
    private static partial void FileFailed(ILogger log, ShelfProblem problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Took an agent file that cannot work as it is: {Problem}")]
    private static partial void FileNoted(ILogger log, ShelfProblem problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not read version {Version} of agent {Agent} from the store")]
    private static partial void VersionFailed(ILogger log, string agent, string version);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not watch {Folder} by events and look at it every few seconds instead: {Why}")]
    private static partial void WatchFailed(ILogger log, string folder, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "Could not create the agents folder {Folder}: {Why}")]
    private static partial void FolderFailed(ILogger log, string folder, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "The agents folder {Folder} is not there or cannot be read; its agents stay in their last good versions")]
    private static partial void FolderLost(ILogger log, string folder);

    [LoggerMessage(Level = LogLevel.Error, Message = "Could not take over what changed in {Folder}")]
    private static partial void LookFailed(ILogger log, Exception problem, string folder);
}
