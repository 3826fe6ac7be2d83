using System.ComponentModel.DataAnnotations;

namespace ChatRuns.Store;

/// <summary>Settings of the embedded store, section <c>Storage</c>.</summary>
public sealed class StoreOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Storage";

    /// <summary>Uses the system's SQLite (libsqlite3.so.0), which the distribution patches, instead of the one that comes along.</summary>
    public bool UseSystemSqlite { get; set; }

    /// <summary>Most connections that read at once.</summary>
    [Range(1, 64)]
    public int Readers { get; set; } = 4;

    /// <summary>Most appends that share one commit.</summary>
    [Range(1, 10_000)]
    public int CommitGroup { get; set; } = 256;

    /// <summary>Milliseconds after which a commit takes no further appends.</summary>
    [Range(1, 1_000)]
    public int CommitGroupMs { get; set; } = 10;
}
