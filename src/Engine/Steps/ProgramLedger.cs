using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ChatRuns.Store;

namespace ChatRuns.Steps;

/// <summary>
/// Which programs of this data folder run now, as one small file each, so that the next start can end what a killed bot left
/// behind. A lost or torn record loses nothing by itself: the tag in the environment is the second way to find it.
/// </summary>
internal sealed class ProgramLedger
{
    /// <summary>The environment variable that marks every process of a program.</summary>
    public const string TagName = "CHATRUNS_TAG";

    private readonly string _folder;
    private readonly Lazy<string> _id;

    /// <summary>Keeps its files in a folder of its own, such as DataFolder/programs.</summary>
    public ProgramLedger(string folder)
    {
        _folder = Path.GetFullPath(folder);
        _id = new(ReadId);
    }

    /// <summary>The tag of a run's programs.</summary>
    public string TagOf(long run) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{run}");

    /// <summary>What the tags of all runs of this data folder begin with, and those of no other.</summary>
    public string Prefix => $"{_id.Value}:";

    /// <summary>Writes down a program that was started.</summary>
    public ProgramRecord Add(Process process, string folder)
    {
        var record = new ProgramRecord(process.Id, IdentityOf(process), Path.GetFullPath(folder));
        PrivateFolder.Make(_folder);
        File.WriteAllText(PathOf(record.Pid), JsonSerializer.Serialize(record));
        return record;
    }

    /// <summary>Nothing of the program is left.</summary>
    public void Remove(int pid) => File.Delete(PathOf(pid));

    /// <summary>The programs that were not seen to end.</summary>
    public IReadOnlyList<ProgramRecord> All() =>
        Directory.Exists(_folder) ? [.. Directory.EnumerateFiles(_folder, "*.json").Select(Read).OfType<ProgramRecord>()] : [];

    /// <summary>Forgets them all, torn records too.</summary>
    public void Clear()
    {
        if (!Directory.Exists(_folder)) return;
        foreach (var file in Directory.EnumerateFiles(_folder, "*.json")) File.Delete(file);
    }

    /// <summary>Tells a process from a later one of the same number; empty when it is over already.</summary>
    public static string IdentityOf(Process process)
    {
        try
        {
            if (!ProcessTable.IsAvailable) return process.StartTime.ToUniversalTime().Ticks.ToString(CultureInfo.InvariantCulture);
            return ProcessTable.Find(process.Id) is { } row ? IdentityOf(row) : "";
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return "";
        }
    }

    /// <summary>The same for a row of /proc.</summary>
    public static string IdentityOf(ProcessRow row) => string.Create(CultureInfo.InvariantCulture, $"{ProcessTable.BootId}/{row.Started}");

    private static ProgramRecord? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<ProgramRecord>(File.ReadAllText(path));
        }
        catch (Exception e) when (e is JsonException or IOException)
        {
            return null;
        }
    }

    private string PathOf(int pid) => Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{pid}.json"));

    // The path goes in too: a copied data folder must not end the programs of the one that it was copied from.
    private string ReadId()
    {
        PrivateFolder.Make(_folder);
        var file = Path.Combine(_folder, "id");
        var id = File.Exists(file) ? File.ReadAllText(file) : "";
        if (id.Length != 32) File.WriteAllText(file, id = RandomNumberGenerator.GetHexString(32, lowercase: true));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{id}{_folder}")))[..24];
    }
}

/// <summary>A program that was started.</summary>
/// <param name="Pid">Its number, which is that of its session where it has one of its own.</param>
/// <param name="Identity">Tells it from a later process of the same number.</param>
/// <param name="Folder">Its working folder.</param>
internal sealed record ProgramRecord(int Pid, string Identity, string Folder);
