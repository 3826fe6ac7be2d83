using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ChatRuns.Store;
using Microsoft.Extensions.Options;

namespace ChatRuns.Tools.Files;

/// <summary>What a changing call wrote down before it began.</summary>
internal sealed record KeptNote
{
    /// <summary>The tool.</summary>
    public required string Tool { get; init; }

    /// <summary>The file that is changed.</summary>
    public required string Path { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The file as it was before; null where there was none.</summary>
    public FileFacts? Before { get; init; }

    /// <summary>SHA-256 of the content to be written, where the call has one.</summary>
    public string? Content { get; init; }

    /// <summary>Whether the file that stood in the way was kept.</summary>
    public bool HasCopy { get; init; }

    /// <summary>The call that took the kept copy out again; null while it is there.</summary>
    public string? TakenBy { get; init; }
}

/// <summary>
/// The copies and notes that changing calls leave in the data folder, one folder per call, so that a call can be undone, and be
/// recognised as done when it comes again with the same key. Dropped for good after the days of Tools:Files:KeepDays.
/// </summary>
internal sealed class KeptFiles(IOptions<ToolOptions> options, TimeProvider time)
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromHours(1);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private readonly string _folder = Path.Combine(Path.GetFullPath(options.Value.DataFolder), "kept");
    private long _sweptAt;

    /// <summary>Whether a file of this size is kept at all.</summary>
    public bool Takes(long bytes) => bytes <= options.Value.Files.MostKeptBytes;

    /// <summary>The name under which a call keeps things: the same for the same key.</summary>
    public static string NameFor(string? key) => key is null
        ? Guid.CreateVersion7().ToString("N")
        : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..32];

    /// <summary>What a call noted; null when it kept nothing, or that is dropped by now.</summary>
    public KeptNote? Find(string name)
    {
        if (name.Length != 32 || !name.All(char.IsAsciiHexDigitLower)) return null;
        var path = Path.Combine(_folder, name, "note.json");
        return File.Exists(path) ? JsonSerializer.Deserialize<KeptNote>(File.ReadAllText(path), Json) : null;
    }

    /// <summary>Whether the copy of a call is there.</summary>
    public bool HasCopy(string name) => File.Exists(CopyPath(name));

    /// <summary>Holds a kept copy.</summary>
    public Anchor Hold(string name) => Anchor.Hold(CopyPath(name));

    /// <summary>Writes a call's note down, durable before this returns.</summary>
    public async Task NoteAsync(string name, KeptNote note, CancellationToken cancel)
    {
        Sweep();
        using var folder = HoldFolder(name);
        await using var draft = new Draft(folder);
        await JsonSerializer.SerializeAsync(draft.Stream, note, Json, cancel);
        await draft.PlaceAsync("note.json", overwrite: true, like: null);
    }

    public KeptNote Note(string tool, Spot spot, FileFacts? before) => new() { Tool = tool, Path = spot.Path, Before = before, At = time.GetUtcNow() };

    /// <summary>Keeps a copy of a file that is about to be replaced.</summary>
    public async Task CopyInAsync(string name, Anchor file, CancellationToken cancel)
    {
        using var folder = HoldFolder(name);
        await using var draft = new Draft(folder);
        await CopyAsync(file, draft, cancel);
        await draft.PlaceAsync("copy", overwrite: true, like: file);
    }

    /// <summary>Takes a file away into the kept ones: a rename where both are on one disk, else a copy that is synced first.</summary>
    public async Task MoveInAsync(string name, Anchor from, string entry, Anchor file, CancellationToken cancel)
    {
        using var folder = HoldFolder(name);
        if (file.Facts.Device == folder.Facts.Device)
        {
            File.Move(from.PathOf(entry), folder.PathOf("copy"), overwrite: true);
            folder.Sync();
        }
        else
        {
            await CopyInAsync(name, file, cancel);
            File.Delete(from.PathOf(entry));
        }

        from.Sync();
    }

    /// <summary>Puts a kept copy into a folder under a name.</summary>
    public async Task MoveOutAsync(string name, Anchor to, string entry, bool overwrite, CancellationToken cancel)
    {
        using var copy = Hold(name);
        if (copy.Facts.Device == to.Facts.Device)
        {
            File.Move(CopyPath(name), to.PathOf(entry), overwrite);
            to.Sync();
            return;
        }

        await using (var draft = new Draft(to))
        {
            await CopyAsync(copy, draft, cancel);
            await draft.PlaceAsync(entry, overwrite, copy);
        }

        File.Delete(CopyPath(name));
    }

    /// <summary>Copies a held file, and refuses to go on when it changed meanwhile.</summary>
    public static async Task CopyAsync(Anchor file, Draft draft, CancellationToken cancel)
    {
        await using var source = new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 128 * 1024);
        await source.CopyToAsync(draft.Stream, cancel);
        if (draft.Stream.Length != file.Facts.Bytes) throw new IOException("It changed while it was copied.");
    }

    /// <summary>Drops what is older than the days to keep; at most once an hour, whoever calls.</summary>
    public void Sweep()
    {
        var last = Interlocked.Read(ref _sweptAt);
        var now = time.GetUtcNow();
        if (now.Ticks - last < SweepEvery.Ticks || Interlocked.CompareExchange(ref _sweptAt, now.Ticks, last) != last) return;
        if (!Directory.Exists(_folder)) return;
        var limit = now.UtcDateTime - TimeSpan.FromDays(options.Value.Files.KeepDays);
        foreach (var entry in new DirectoryInfo(_folder).EnumerateDirectories().Where(e => e.LastWriteTimeUtc < limit)) entry.Delete(recursive: true);
    }

    private string CopyPath(string name) => Path.Combine(_folder, name, "copy");

    private Anchor HoldFolder(string name)
    {
        var path = Path.Combine(_folder, name);
        // Only the bot's user may read what others could read no more.
        PrivateFolder.Make(path);
        return Anchor.Hold(path);
    }
}
