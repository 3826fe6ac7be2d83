using System.Collections.Concurrent;

namespace ChatRuns.Tools.Files;

/// <summary>One change at a time for each path within this process; the second one is told instead of kept waiting.</summary>
internal sealed class BusyPaths
{
    private readonly ConcurrentDictionary<string, bool> _busy = new(StringComparer.Ordinal);

    /// <summary>Takes all of the spots, or none and throws.</summary>
    public IDisposable Take(params IReadOnlyList<Spot> spots)
    {
        var taken = new Taken(_busy);
        foreach (var spot in spots)
        {
            if (taken.Add(spot.Path)) continue;
            taken.Dispose();
            throw new ToolException(ToolFault.Failed, $"Another call is changing '{spot.Shown}' at this moment. Try again when it is done.");
        }

        return taken;
    }

    private sealed class Taken(ConcurrentDictionary<string, bool> busy) : IDisposable
    {
        private readonly List<string> _paths = [];

        public bool Add(string path)
        {
            if (!busy.TryAdd(path, true)) return false;
            _paths.Add(path);
            return true;
        }

        public void Dispose()
        {
            foreach (var path in _paths) busy.TryRemove(path, out _);
            _paths.Clear();
        }
    }
}
