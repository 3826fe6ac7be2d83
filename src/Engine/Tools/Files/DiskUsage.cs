using System.Text.Json;
using System.Text.Json.Nodes;
using ChatRuns.Actions;

namespace ChatRuns.Tools.Files;

/// <summary>How much a folder holds, its biggest files, and how much room its disk has left.</summary>
internal sealed class DiskUsage(FileRoots roots) : ITool
{
    private const int MostBiggest = 100;

    public ToolDefinition Definition { get; } = new(
        "disk.usage", "Measure a folder", "Counts the files and bytes of a folder with all folders in it, names the biggest files, and the free space of its disk.",
        """
        {
          "type": "object",
          "properties": {
            "folder": { "type": "string", "title": "Folder", "description": "Path inside the roots.", "minLength": 1 },
            "biggest": { "type": "integer", "title": "Biggest files", "description": "How many of the biggest files are named; 10 without it.", "minimum": 0, "maximum": 100 }
          },
          "required": ["folder"],
          "additionalProperties": false
        }
        """,
        IsReadOnly: true);

    public Task<ToolPreview> PreviewAsync(JsonElement arguments, CancellationToken cancel)
    {
        var spot = roots.FindToRead(new Arguments(arguments).Text("folder"));
        return Task.FromResult(new ToolPreview(Risk.Low, $"Measure {spot.Shown}", CanUndo: false, State: null));
    }

    public Task<ToolResult> CallAsync(JsonElement arguments, ToolContext context, CancellationToken cancel)
    {
        var read = new Arguments(arguments);
        var folder = read.Text("folder");
        var biggest = (int)read.Whole("biggest", 10, 0, MostBiggest);
        return Task.Run(() => new ToolResult(Arguments.Json(Answer(Measure(folder, biggest, since: null, cancel)))), cancel);
    }

    /// <summary>Measures a folder; with <paramref name="since"/>, also what changed in it from then on.</summary>
    public FolderSize Measure(string folder, int biggest, DateTimeOffset? since, CancellationToken cancel)
    {
        var spot = roots.FindToRead(folder);
        FileList.RequireFolder(spot);
        var walk = new FolderWalk(roots);
        var size = new FolderSize(spot.Path);
        var top = new PriorityQueue<Found, long>();
        foreach (var found in walk.Entries(spot, recursive: true, cancel).Where(f => f.Facts.Kind == FileKind.File))
        {
            size.Files++;
            size.Bytes += found.Facts.Bytes;
            if (since is { } from && found.Facts.Modified >= from) size.NewBytes += found.Facts.Bytes;
            else if (since is not null) continue;
            top.Enqueue(found, found.Facts.Bytes);
            if (top.Count > biggest) top.Dequeue();
        }

        size.Unread = walk.Unread;
        size.Biggest = [.. top.UnorderedItems.OrderByDescending(t => t.Priority).ThenBy(t => t.Element.Path, StringComparer.Ordinal).Select(t => t.Element)];
        var disk = new DriveInfo(spot.Path);
        size.FreeBytes = disk.AvailableFreeSpace;
        size.DiskBytes = disk.TotalSize;
        return size;
    }

    private static JsonObject Answer(FolderSize size)
    {
        var biggest = size.Biggest.Select(JsonNode (f) => new JsonObject
        {
            ["path"] = f.Path, ["bytes"] = f.Facts.Bytes, ["modified"] = f.Facts.Modified.ToString("O"),
        });
        var answer = new JsonObject
        {
            ["folder"] = size.Folder, ["files"] = size.Files, ["bytes"] = size.Bytes, ["biggest"] = new JsonArray([.. biggest]),
            ["freeBytes"] = size.FreeBytes, ["diskBytes"] = size.DiskBytes,
        };
        if (size.Unread > 0) answer["unread"] = size.Unread;
        return answer;
    }
}

/// <summary>What measuring a folder found.</summary>
internal sealed class FolderSize(string folder)
{
    public string Folder { get; } = folder;

    public long Files { get; set; }

    public long Bytes { get; set; }

    /// <summary>Bytes of the files that changed in the range.</summary>
    public long NewBytes { get; set; }

    /// <summary>The biggest files; of those that changed, where a range was asked for.</summary>
    public IReadOnlyList<Found> Biggest { get; set; } = [];

    public int Unread { get; set; }

    public long FreeBytes { get; set; }

    public long DiskBytes { get; set; }
}
