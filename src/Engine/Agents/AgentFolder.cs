namespace ChatRuns.Agents;

/// <summary>What a file looked like, to see whether it has changed.</summary>
/// <param name="Length">Its size.</param>
/// <param name="Written">When it was written last, UTC.</param>
internal readonly record struct FileStamp(long Length, DateTime Written);

/// <summary>The agents folder as it is on disk: <c>*.yaml</c> and <c>*.yml</c> directly in it, hidden ones left out.</summary>
internal sealed class AgentFolder(string path)
{
    public string Path => path;

    /// <summary>Makes it where it is absent; null when it is there, otherwise why it cannot be.</summary>
    public string? Ensure()
    {
        try
        {
            Directory.CreateDirectory(path);
            return null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return problem.Message;
        }
    }

    /// <summary>Files by name, in ordinal order; null when the folder is not there or cannot be read.</summary>
    public SortedDictionary<string, FileStamp>? Look()
    {
        try
        {
            var files = new SortedDictionary<string, FileStamp>(StringComparer.Ordinal);
            foreach (var file in new DirectoryInfo(path).EnumerateFiles())
            {
                if (!IsOurs(file.Name)) continue;
                // A mounted configuration is a link whose own time never changes.
                var target = file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo;
                if (target is { Exists: true }) files[file.Name] = new(target.Length, target.LastWriteTimeUtc);
            }

            return files;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Its bytes, at most one more than a file may have; null with the reason when it cannot be read.</summary>
    public (byte[]? Bytes, string? Problem) Read(string file)
    {
        try
        {
            using var stream = new FileStream(System.IO.Path.Combine(path, file), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var buffer = new byte[Math.Min(stream.Length, Yaml.YamlText.MostBytes) + 1];
            var read = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            return (buffer[..read], null);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return (null, problem.Message);
        }
    }

    private static bool IsOurs(string name) =>
        (name.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".yml", StringComparison.OrdinalIgnoreCase))
        && (name == AgentFile.DefaultsName || name[0] is not ('.' or '_'));
}
