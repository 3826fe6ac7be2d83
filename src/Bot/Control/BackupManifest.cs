using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatRuns.Bot.Control;

/// <summary>What a backup is, in manifest.json: the last file that is written, so a folder without it is no whole backup.</summary>
/// <param name="Format">1.</param>
/// <param name="Program">Version of the program that made it.</param>
/// <param name="MadeAt">When, UTC.</param>
/// <param name="DataFolder">Of which data folder.</param>
/// <param name="Position">Position of its last event.</param>
/// <param name="Head">Hash of the last link of the chain over all events.</param>
/// <param name="Files">How many files it has, without the manifest and the list of sums.</param>
/// <param name="Sums">SHA-256 of the list of sums.</param>
internal sealed record BackupManifest(int Format, string Program, DateTimeOffset MadeAt, string DataFolder, long Position, string Head, long Files, string Sums)
{
    /// <summary>The file with the facts.</summary>
    public const string FileName = "manifest.json";

    /// <summary>The file with the SHA-256 of each other file, a line each, as sha256sum writes and checks them.</summary>
    public const string SumsName = "SHA256SUMS";

    /// <summary>A line of the list of sums. As sha256sum does it: a name with a backslash or a line end is written with both escaped, behind a backslash.</summary>
    public static string Line(string sum, string path)
    {
        var escaped = path.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal);
        return $"{(escaped == path ? "" : "\\")}{sum}  {escaped}\n";
    }

    /// <summary>The sum and the path of a line; null when it is none, or when the path leads out of the folder.</summary>
    public static (string Sum, string Path)? Read(string line)
    {
        var isEscaped = line.StartsWith('\\');
        if (isEscaped) line = line[1..];
        if (line.Length < 67 || line[64..66] != "  " || !line[..64].All(char.IsAsciiHexDigitLower)) return null;
        var path = isEscaped ? Unescape(line[66..]) : line[66..];
        var isInside = !Path.IsPathRooted(path) && path.Split('/').All(part => part is not ("" or "." or ".."));
        return isInside ? (line[..64], path) : null;
    }

    /// <summary>Writes it beside the files.</summary>
    public async Task WriteAsync(string folder, CancellationToken cancel)
    {
        await using var file = PrivateFiles.New(Path.Combine(folder, FileName));
        await JsonSerializer.SerializeAsync(file, this, ManifestContext.Default.BackupManifest, cancel);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Reads it, and looks that the list of sums is the one it was written with. Throws <see cref="SettingsException"/> with what is wrong.</summary>
    public static async Task<BackupManifest> ReadAsync(string folder, CancellationToken cancel)
    {
        var (facts, sums) = (Path.Combine(folder, FileName), Path.Combine(folder, SumsName));
        if (!File.Exists(facts) || !File.Exists(sums)) throw new SettingsException($"{folder} is no whole backup: {(File.Exists(facts) ? SumsName : FileName)} is missing. A backup that was cut off has none.");
        try
        {
            await using var file = File.OpenRead(facts);
            var manifest = await JsonSerializer.DeserializeAsync(file, ManifestContext.Default.BackupManifest, cancel);
            if (manifest is not { Format: 1 }) throw new SettingsException($"{facts} has a format that this program does not know. Restore with the version that made the backup, or a newer one.");
            await using var list = File.OpenRead(sums);
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(list, cancel)) == manifest.Sums
                ? manifest
                : throw new SettingsException($"{sums} is not the list that the backup was made with. Take another backup.");
        }
        catch (JsonException e)
        {
            throw new SettingsException($"{facts} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The files with their sums, in the order in which they were copied. Throws <see cref="SettingsException"/> at a line that is none.</summary>
    public static async IAsyncEnumerable<(string Sum, string Path)> FilesAsync(string folder, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var line in File.ReadLinesAsync(Path.Combine(folder, SumsName), cancel))
            yield return Read(line) ?? throw new SettingsException($"{SumsName} of {folder} has a line that names no file in it: {line}");
    }

    private static string Unescape(string text) => string.Join('\\', text.Split("\\\\").Select(part => part.Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\r", "\r", StringComparison.Ordinal)));
}

/// <summary>How the manifest is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class ManifestContext : JsonSerializerContext;
