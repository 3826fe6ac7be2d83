using System.Collections.Concurrent;
using System.Threading.Channels;
using ChatRuns.Bot.Memory;

namespace ChatRuns.Bot.Channels.Web;

/// <summary>
/// Wakes the pages that listen. It carries no messages: a woken page reads what is new after the change that it saw last, so a slow
/// page skips versions and misses none, and nothing piles up for it.
/// </summary>
internal sealed class WebHub : IDisposable
{
    /// <summary>How many pages may listen at once.</summary>
    public const int MostListeners = 500;

    private readonly ConcurrentDictionary<Listener, byte> _listeners = new();
    private readonly WebMemory _memory;

    /// <summary>Listens to the memory.</summary>
    public WebHub(WebMemory memory)
    {
        _memory = memory;
        _memory.Changed += Wake;
    }

    /// <summary>How many pages listen.</summary>
    public int Count => _listeners.Count;

    /// <summary>A page begins to listen, from now on; null when there are too many. Dispose it to end.</summary>
    public Listener? Listen()
    {
        if (_listeners.Count >= MostListeners) return null;
        var listener = new Listener(this);
        _listeners[listener] = 0;
        return listener;
    }

    /// <summary>The side panel of some page may look different now.</summary>
    public void SideChanged()
    {
        foreach (var listener in _listeners.Keys) listener.Wake(side: true);
    }

    /// <inheritdoc/>
    public void Dispose() => _memory.Changed -= Wake;

    private void Wake(long change)
    {
        foreach (var listener in _listeners.Keys) listener.Wake(side: false);
    }

    /// <summary>One listening page.</summary>
    internal sealed class Listener(WebHub hub) : IDisposable
    {
        // One bell, rung or not: ringing it twice before it is heard is the same as once.
        private readonly Channel<bool> _bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        private int _side;

        /// <summary>Ends when something happened since the last call; true when the side panel is concerned too.</summary>
        public async Task<bool> WaitAsync(CancellationToken cancel)
        {
            await _bell.Reader.ReadAsync(cancel);
            return Interlocked.Exchange(ref _side, 0) == 1;
        }

        /// <inheritdoc/>
        public void Dispose() => hub._listeners.TryRemove(this, out _);

        internal void Wake(bool side)
        {
            if (side) Interlocked.Exchange(ref _side, 1);
            _bell.Writer.TryWrite(true);
        }
    }
}
