using System.Text;
using System.Text.RegularExpressions;

namespace ChatRuns.Steps;

/// <summary>
/// Reads the files that a program named, after nothing of it runs any more, so that nobody swaps them while they are read. Only
/// regular files inside the working folder, reached without any link.
/// </summary>
internal sealed partial class ProgramFiles(string folder, Action<string> warn)
{
    /// <summary>Most bytes of one file.</summary>
    internal const long MostOfFile = 32 * 1024 * 1024;

    /// <summary>Most bytes of all files of a step.</summary>
    internal const long MostOfFiles = 128 * 1024 * 1024;

    /// <summary>Most files of a step.</summary>
    internal const int MostFiles = 1000;

    private const long MostOfReport = 8 * 1024 * 1024;

    private static readonly Dictionary<string, string> Types = new(StringComparer.OrdinalIgnoreCase)
    {
        [".csv"] = "text/csv",
        [".txt"] = "text/plain",
        [".log"] = "text/plain",
        [".md"] = "text/markdown",
        [".json"] = "application/json",
        [".html"] = "text/html",
        [".xml"] = "application/xml",
        [".yaml"] = "application/yaml",
        [".yml"] = "application/yaml",
        [".png"] = "image/png",
        [".jpg"] = "image/jpeg",
        [".jpeg"] = "image/jpeg",
        [".svg"] = "image/svg+xml",
        [".pdf"] = "application/pdf",
        [".gz"] = "application/gzip",
        [".zip"] = "application/zip",
        [".xlsx"] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        [".docx"] = "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        [".pptx"] = "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    };

    private long _bytes;

    /// <summary>The files that can be read, in the order in which they were named.</summary>
    public IReadOnlyList<StepFile> Collect(IEnumerable<ProgramMessage.File> files)
    {
        var collected = new List<StepFile>();
        foreach (var file in files)
        {
            var content = file.Content ?? Read(file.Name, file.Path!, MostOfFile);
            if (content is null) continue;
            _bytes += content.Length;
            if (_bytes > MostOfFiles) warn($"The file '{file.Name}' was left out: {TooLarge(file.Name)}.");
            else collected.Add(new(file.Name, TypeOf(file), content));
            if (_bytes > MostOfFiles) _bytes -= content.Length;
        }

        return collected;
    }

    /// <summary>The report's text; null when it cannot be read, which was then told.</summary>
    public string? ReadReport(string path) => Read("report", path, MostOfReport) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    /// <summary>What a program is told whose files are too large.</summary>
    public static string TooLarge(string name) =>
        $"'{name}' is too large: {MostOfFile >> 20} MB for one file and {MostOfFiles >> 20} MB for all files of a step are the most";

    private byte[]? Read(string name, string path, long most)
    {
        try
        {
            if (Locate(path, out var why) is not { } file) return Refuse(name, why);
            // Pipes and devices have no length, and opening one could wait for ever: what has none is never opened.
            if (file.Length == 0) return [];
            return file.Length > most ? Refuse(name, $"it has {file.Length} bytes; {most} are the most") : ReadBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Refuse(name, e.Message);
        }
    }

    private FileInfo? Locate(string path, out string why)
    {
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var full = Path.GetFullPath(path, root);
        why = $"'{path}' is not inside the working folder";
        if (!full.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal)) return null;
        for (var part = full; part.Length > root.Length; part = Path.GetDirectoryName(part)!)
        {
            why = $"'{path}' goes through a link";
            if (new FileInfo(part).LinkTarget is not null) return null;
        }

        why = $"there is no file '{path}' in the working folder. It is read when the program has exited, so it must still be there";
        var file = new FileInfo(full);
        return file.Exists ? file : null;
    }

    private static byte[] ReadBytes(FileInfo file)
    {
        using var stream = file.OpenRead();
        var bytes = new byte[file.Length];
        return bytes[..stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
    }

    private byte[]? Refuse(string name, string why)
    {
        warn($"The file '{name}' was left out: {why}.");
        return null;
    }

    private static string TypeOf(ProgramMessage.File file) =>
        file.Type is { Length: <= 100 } given && MediaType().IsMatch(given)
            ? given
            : Types.GetValueOrDefault(Path.GetExtension(file.Name), "application/octet-stream");

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9.+_-]*/[A-Za-z0-9][A-Za-z0-9.+_-]*\z")]
    private static partial Regex MediaType();
}
