namespace ChatRuns.Agents;

/// <summary>
/// Tells of changes in a folder where the filesystem does. Not promised: that it tells of all of them; whoever uses it looks from
/// time to time as well.
/// </summary>
internal sealed class FolderWatch(string path, Action changed, Action<string> failed) : IDisposable
{
    private readonly Lock _gate = new();
    private FileSystemWatcher? _watcher;
    private string? _toldWhy;
    private bool _isDisposed;

    /// <summary>Watches, where it does not already; a folder that came back is watched again.</summary>
    public void Ensure()
    {
        lock (_gate)
        {
            if (!Directory.Exists(path)) Drop();
            if (_isDisposed || _watcher is not null || !Directory.Exists(path)) return;
            try
            {
                _watcher = new(path) { Filters = { "*.yaml", "*.yml" }, NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite | NotifyFilters.Size };
                _watcher.Created += (_, _) => changed();
                _watcher.Changed += (_, _) => changed();
                _watcher.Deleted += (_, _) => changed();
                _watcher.Renamed += (_, _) => changed();
                _watcher.Error += (_, _) => Drop();
                _watcher.EnableRaisingEvents = true;
                _toldWhy = null;
            }
            catch (Exception problem) when (problem is IOException or ArgumentException or UnauthorizedAccessException)
            {
                _watcher?.Dispose();
                _watcher = null;
                if (_toldWhy != problem.Message) failed(_toldWhy = problem.Message);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate) _isDisposed = true;
        Drop();
    }

    private void Drop()
    {
        lock (_gate)
        {
            _watcher?.Dispose();
            _watcher = null;
        }
    }
}
