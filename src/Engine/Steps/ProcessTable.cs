using System.Globalization;

namespace ChatRuns.Steps;

/// <summary>One process of this machine, as /proc tells it.</summary>
/// <param name="Pid">Its number.</param>
/// <param name="Parent">Who started or adopted it.</param>
/// <param name="Session">The number of its session's leader.</param>
/// <param name="Started">Clock ticks since the machine started; with the number it identifies a process.</param>
/// <param name="IsOver">Whether it ended and only waits to be collected.</param>
internal readonly record struct ProcessRow(int Pid, int Parent, int Session, long Started, bool IsOver);

/// <summary>Reads /proc. What vanishes while it is read, or may not be read, is simply not there.</summary>
internal static class ProcessTable
{
    private const int MostOfEnvironment = 1024 * 1024;

    /// <summary>Whether this machine has a /proc to read.</summary>
    public static bool IsAvailable { get; } = OperatingSystem.IsLinux() && File.Exists("/proc/self/stat");

    /// <summary>Tells this start of the machine from others, since process numbers and ticks begin anew.</summary>
    public static string BootId { get; } = IsAvailable ? Text("/proc/sys/kernel/random/boot_id").Trim() : "";

    /// <summary>Every process.</summary>
    public static List<ProcessRow> Read()
    {
        var rows = new List<ProcessRow>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            var name = Path.GetFileName(folder.AsSpan());
            if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && Find(pid) is { } row) rows.Add(row);
        }

        return rows;
    }

    /// <summary>One process; null when there is none of that number.</summary>
    public static ProcessRow? Find(int pid)
    {
        // The name, in parentheses, may hold anything, also parentheses and spaces.
        var stat = Text($"/proc/{pid}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 20) return null;
        return new(pid, (int)Number(fields[1]), (int)Number(fields[3]), Number(fields[19]), fields[0] is "Z" or "X" or "x");
    }

    /// <summary>Whether its environment has an entry that begins so; <paramref name="whole"/>: and ends there.</summary>
    public static bool HasEnvironment(int pid, ReadOnlySpan<byte> entry, bool whole)
    {
        ReadOnlySpan<byte> all = Bytes($"/proc/{pid}/environ", MostOfEnvironment);
        while (!all.IsEmpty)
        {
            var end = all.IndexOf((byte)0);
            var one = end < 0 ? all : all[..end];
            if (whole ? one.SequenceEqual(entry) : one.StartsWith(entry)) return true;
            all = end < 0 ? [] : all[(end + 1)..];
        }

        return false;
    }

    /// <summary>Its working folder; null when that may not be known.</summary>
    public static string? FolderOf(int pid)
    {
        try
        {
            return new FileInfo($"/proc/{pid}/cwd").LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Bytes of memory that it holds now.</summary>
    public static long Resident(int pid) =>
        Text($"/proc/{pid}/statm").Split(' ') is [_, var pages, ..] ? Number(pages) * Environment.SystemPageSize : 0;

    /// <summary>Its share of memory, where pages that several processes hold are divided among them; its resident memory where that may not be known.</summary>
    public static long Share(int pid)
    {
        var line = Text($"/proc/{pid}/smaps_rollup").Split('\n').FirstOrDefault(l => l.StartsWith("Pss:", StringComparison.Ordinal));
        return line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var kilobytes, ..] ? Number(kilobytes) * 1024 : Resident(pid);
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static string Text(string path) => System.Text.Encoding.UTF8.GetString(Bytes(path, 64 * 1024));

    private static byte[] Bytes(string path, int most)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            using var bytes = new MemoryStream();
            var buffer = new byte[4096];
            int read;
            while (bytes.Length < most && (read = file.Read(buffer)) > 0) bytes.Write(buffer, 0, read);
            return bytes.ToArray();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
