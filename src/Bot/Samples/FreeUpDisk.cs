using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ChatRuns.Journal;

namespace ChatRuns.Bot.Samples;

/// <summary>
/// The program behind the sample agent "Free up disk": finds duplicates, old logs and forgotten big files, and proposes to
/// archive or delete them. It changes nothing itself and speaks the protocol of docs/agent-protocol.md, as any program could.
/// </summary>
internal static class FreeUpDisk
{
    private const long Big = 1_000_000;
    private const int MostProposals = 8;

    /// <summary>Looks through the folders; returns the exit code.</summary>
    public static int Run(IReadOnlyList<string> folders, TextWriter output, DateTimeOffset now)
    {
        var missing = folders.Where(f => !Directory.Exists(f)).ToList();
        if (folders.Count == 0 || missing.Count > 0)
        {
            Console.Error.WriteLine(folders.Count == 0 ? "No folder was given." : $"There is no folder {missing[0]}. Check the setting Tools:Files:Roots.");
            return 2;
        }

        var files = folders.SelectMany(f => FilesIn(f, output)).OrderByDescending(f => f.Length).ToList();
        Say(output, new { chatruns = "progress", percent = 30, text = $"Found {Words.Count(files.Count, "file")}" });
        var found = Duplicates(files).Concat(OldOnes(files, now)).DistinctBy(p => p.Path).OrderByDescending(p => p.Bytes).Take(MostProposals).ToList();
        foreach (var p in found)
            Say(output, new { chatruns = "propose", tool = p.Tool, arguments = new { path = p.Path }, confidence = p.Confidence, reason = p.Reason });
        Report(output, files, found);
        return 0;
    }

    private static IEnumerable<FileInfo> FilesIn(string folder, TextWriter output)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };
        Say(output, new { chatruns = "log", level = "info", text = $"Looking through {folder}" });
        return new DirectoryInfo(folder).EnumerateFiles("*", options).Where(f => f.Name[0] != '.');
    }

    private static IEnumerable<Found> Duplicates(IReadOnlyList<FileInfo> files)
    {
        foreach (var same in files.Where(f => f.Length > 0).GroupBy(f => f.Length).Where(g => g.Count() > 1))
        {
            foreach (var copies in same.GroupBy(Hash).Where(g => g.Key is not null && g.Count() > 1))
            {
                var kept = copies.OrderBy(f => f.Name.Length).ThenBy(f => f.FullName, StringComparer.Ordinal).First();
                foreach (var copy in copies.Where(f => f != kept))
                    yield return new("file.delete", copy.FullName, copy.Length, 0.97, $"Byte for byte the same as {kept.Name}, which stays.");
            }
        }
    }

    private static IEnumerable<Found> OldOnes(IReadOnlyList<FileInfo> files, DateTimeOffset now)
    {
        foreach (var file in files.Where(f => f.Length >= Big))
        {
            var days = (int)(now.UtcDateTime - file.LastWriteTimeUtc).TotalDays;
            var packs = file.Extension.ToLowerInvariant() is ".log" or ".csv" or ".txt" or ".json" or ".xml";
            if (packs && days > 120)
                yield return new("file.archive", file.FullName, file.Length, days > 365 ? 0.95 : 0.86, $"Not changed for {days} days; text packs to about a tenth.");
            else if (!packs && days > 240)
                yield return new("file.delete", file.FullName, file.Length, 0.62, $"Not changed for {days} days. Delete it if the program is installed.");
        }
    }

    private static void Report(TextWriter output, IReadOnlyList<FileInfo> files, IReadOnlyList<Found> found)
    {
        var bytes = files.Sum(f => f.Length);
        int archived = found.Count(p => p.Tool == "file.archive"), deleted = found.Count - archived;
        var frees = found.Sum(p => p.Tool == "file.archive" ? p.Bytes * 9 / 10 : p.Bytes);
        var looked = $"Looked at {Words.Count(files.Count, "file")} ({Words.Bytes(bytes)}).";
        Say(output, new
        {
            chatruns = "summary",
            text = found.Count == 0 ? $"{looked} Nothing to free." : $"{looked} Proposes to archive {archived} and delete {deleted}; that frees about {Words.Bytes(frees)}.",
        });
        var report = new StringBuilder("# Free up disk\n\n").Append(looked).Append("\n\n| what | file | size | why |\n|---|---|---|---|\n");
        foreach (var p in found)
            report.Append(System.Globalization.CultureInfo.InvariantCulture, $"| {p.Tool} | {Cell(p.Path)} | {Words.Bytes(p.Bytes)} | {Cell(p.Reason)} |\n");
        Say(output, new { chatruns = "report", markdown = report.ToString() });
        Say(output, new { chatruns = "output", value = new { files = files.Count, bytes, proposals = found.Count, frees } });
    }

    private static string? Hash(FileInfo file)
    {
        try
        {
            using var stream = file.OpenRead();
            return Convert.ToHexString(SHA256.HashData(stream));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A file that is gone or locked is nobody's duplicate.
            return null;
        }
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");

    private static void Say(TextWriter output, object message) => output.WriteLine(JsonSerializer.Serialize(message));

    private sealed record Found(string Tool, string Path, long Bytes, double Confidence, string Reason);
}
