using System.IO.Enumeration;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatRuns.Actions;

namespace ChatRuns.Tools.Files;

/// <summary>Lists a folder in pages, ordered by path; a million files are read through without being held in memory.</summary>
internal sealed class FileList(FileRoots roots) : ITool
{
    private const int MostEntries = 1000;

    public ToolDefinition Definition { get; } = new(
        "file.list", "List files", "Lists files of a folder by a pattern such as *.csv, ordered by path, in pages.",
        """
        {
          "type": "object",
          "properties": {
            "folder": { "type": "string", "title": "Folder", "description": "Path inside the roots.", "minLength": 1 },
            "pattern": { "type": "string", "title": "Pattern", "description": "For file names, with * and ?; all without it." },
            "recursive": { "type": "boolean", "title": "With folders in it", "description": "Whether files of folders inside are listed too." },
            "most": { "type": "integer", "title": "Most", "description": "Most entries of one page; 200 without it.", "minimum": 1, "maximum": 1000 },
            "after": { "type": "string", "title": "After", "description": "The 'next' of the page before." }
          },
          "required": ["folder"],
          "additionalProperties": false
        }
        """,
        IsReadOnly: true);

    public Task<ToolPreview> PreviewAsync(JsonElement arguments, CancellationToken cancel)
    {
        var spot = roots.FindToRead(new Arguments(arguments).Text("folder"));
        return Task.FromResult(new ToolPreview(Risk.Low, $"List {spot.Shown}", CanUndo: false, State: null));
    }

    public Task<ToolResult> CallAsync(JsonElement arguments, ToolContext context, CancellationToken cancel)
    {
        var read = new Arguments(arguments);
        var spot = roots.FindToRead(read.Text("folder"));
        var most = (int)read.Whole("most", 200, 1, MostEntries);
        var pattern = read.TextOrNull("pattern") ?? "*";
        var recursive = read.Flag("recursive");
        var after = read.TextOrNull("after");
        return FileTrouble.TellAsync(spot, () => Task.Run(() =>
        {
            RequireFolder(spot);
            var walk = new FolderWalk(roots);
            var total = 0;
            var page = new SortedSet<Found>(Comparer<Found>.Create((one, other) => string.CompareOrdinal(one.Relative, other.Relative)));
            foreach (var found in walk.Entries(spot, recursive, cancel))
            {
                if (found.Facts.Kind is not FileKind.File && (recursive || found.Facts.Kind is not FileKind.Folder)) continue;
                if (!FileSystemName.MatchesSimpleExpression(pattern, Path.GetFileName(found.Relative), ignoreCase: false)) continue;
                total++;
                if (after is null || string.CompareOrdinal(found.Relative, after) > 0) page.Add(found);
                if (page.Count > most + 1) page.Remove(page.Max!);
            }

            return new ToolResult(Arguments.Json(Answer(spot, [.. page], most, total, walk.Unread)));
        }, cancel));
    }

    public static void RequireFolder(Spot spot)
    {
        if (FileFacts.Of(spot.Path) is not { Kind: FileKind.Folder })
            throw new ToolException(ToolFault.Failed, $"There is no folder '{FileLook.Show(spot)}'.");
    }

    private static JsonObject Answer(Spot spot, List<Found> page, int most, int total, int unread)
    {
        var entries = page.Take(most).Select(JsonNode (f) => new JsonObject
        {
            ["path"] = f.Path, ["name"] = Path.GetFileName(f.Relative), ["bytes"] = f.Facts.Kind == FileKind.File ? f.Facts.Bytes : null,
            ["modified"] = f.Facts.Modified.ToString("O"), ["isFolder"] = f.Facts.Kind == FileKind.Folder,
        });
        var answer = new JsonObject { ["folder"] = spot.Path, ["files"] = new JsonArray([.. entries]), ["count"] = Math.Min(page.Count, most), ["total"] = total };
        if (page.Count > most) answer["next"] = page[most - 1].Relative;
        if (unread > 0) answer["unread"] = unread;
        return answer;
    }
}
