using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ChatRuns.Tools;

/// <summary>What the built-in tools may reach and use: section "Tools".</summary>
public sealed class ToolOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Tools";

    /// <summary>The bot's own data folder, set by the host: kept copies lie in it, and file tools refuse what else is in it.</summary>
    [Required]
    public string DataFolder { get; set; } = "";

    /// <summary>The file tools.</summary>
    [Required, ValidateObjectMembers]
    public FileToolOptions Files { get; set; } = new();

    /// <summary>HTTP steps and <c>http.request</c>.</summary>
    [Required, ValidateObjectMembers]
    public HttpToolOptions Http { get; set; } = new();
}

/// <summary>What file tools may reach and use: section "Tools:Files".</summary>
public sealed class FileToolOptions
{
    /// <summary>Folders that file tools are confined to: names and absolute paths, or a plain list of absolute paths.</summary>
    public Dictionary<string, string> Roots { get; set; } = [];

    /// <summary>Most bytes that file.read answers at once.</summary>
    [Range(1, 16 * 1024 * 1024)]
    public int MostReadBytes { get; set; } = 1024 * 1024;

    /// <summary>Larger files are not kept when they are deleted or overwritten, so that cannot be undone.</summary>
    [Range(0, long.MaxValue)]
    public long MostKeptBytes { get; set; } = 1024L * 1024 * 1024;

    /// <summary>Most bytes that unpacking an archive may make; larger files cannot be unpacked again by undo.</summary>
    [Range(1, long.MaxValue)]
    public long MostUnpackedBytes { get; set; } = 10L * 1024 * 1024 * 1024;

    /// <summary>How many days kept copies stay before they are dropped for good.</summary>
    [Range(1, 3650)]
    public int KeepDays { get; set; } = 14;
}

/// <summary>What HTTP steps and tools may use: section "Tools:Http".</summary>
public sealed class HttpToolOptions
{
    /// <summary>Seconds for one request and its answer where step or call say nothing else.</summary>
    [Range(1, 600)]
    public int TimeoutSeconds { get; set; } = 30;

    /// <summary>Most bytes of an answer's body that are kept; the rest is cut.</summary>
    [Range(1, 16 * 1024 * 1024)]
    public int MostBodyBytes { get; set; } = 1024 * 1024;
}
