namespace ChatRuns.Store.Sqlite;

/// <summary>
/// Looks at blobs as they are named, each once as long as its name is remembered: memory stays bounded, and the blob of an agent that ran a
/// million times is read now and then only.
/// </summary>
internal sealed class BlobWalk(BlobShelf shelf)
{
    private const int MostRemembered = 100_000;
    private readonly EventJson _json = new(mask: null);
    private readonly HashSet<string> _seen = [];

    /// <summary>How many were looked at.</summary>
    public long Looked { get; private set; }

    /// <summary>The blobs that a stored event names.</summary>
    public IEnumerable<string> NamesIn(string kind, string body) => BlobNames.AreIn(body) ? BlobNames.Of(_json.Read(kind, body)) : [];

    /// <summary>What is wrong with a blob, as the end of a sentence; null when it is whole or was looked at a while ago.</summary>
    public async Task<string?> LookAsync(string name, CancellationToken cancel)
    {
        if (_seen.Count >= MostRemembered) _seen.Clear();
        if (!_seen.Add(name)) return null;
        Looked++;
        return await shelf.ExamineAsync(name, cancel);
    }
}
