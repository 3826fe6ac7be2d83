using System.Data.Common;

namespace ChatRuns.Store;

/// <summary>A room whose tables name blobs that no event names yet: they belong to a store as those of its events do.</summary>
public interface INamesBlobs
{
    /// <summary>What each one is ("a shared file") and its name; none where the room's tables are not there.</summary>
    IReadOnlyList<(string What, string Blob)> BlobsIn(DbConnection connection);
}
