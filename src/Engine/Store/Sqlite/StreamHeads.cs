namespace ChatRuns.Store.Sqlite;

/// <summary>Where a stream stands: the seq and hash of its last event.</summary>
internal readonly record struct Head(long Seq, byte[] Hash)
{
    public static readonly Head Empty = new(0, EventHash.Zero);
}

/// <summary>The heads of the streams that were written lately; the longest unused is forgotten. For the writer's thread alone.</summary>
internal sealed class StreamHeads(int most)
{
    private readonly Dictionary<string, LinkedListNode<(string Stream, Head Head)>> _nodes = [];
    private readonly LinkedList<(string Stream, Head Head)> _byUse = [];

    public bool TryGet(string stream, out Head head)
    {
        head = default;
        if (!_nodes.TryGetValue(stream, out var node)) return false;
        _byUse.Remove(node);
        _byUse.AddFirst(node);
        head = node.Value.Head;
        return true;
    }

    public void Set(string stream, Head head)
    {
        Forget(stream);
        _nodes[stream] = _byUse.AddFirst((stream, head));
        if (_nodes.Count > most) Forget(_byUse.Last!.Value.Stream);
    }

    public void Forget(string stream)
    {
        if (_nodes.Remove(stream, out var node)) _byUse.Remove(node);
    }

    public void Clear()
    {
        _nodes.Clear();
        _byUse.Clear();
    }
}
