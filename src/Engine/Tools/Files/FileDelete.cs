using System.Text.Json;
using System.Text.Json.Nodes;
using ChatRuns.Actions;
using ChatRuns.Journal;

namespace ChatRuns.Tools.Files;

/// <summary>Takes a file away; it is kept in the data folder for some days, unless it is too large or shall go for good.</summary>
internal sealed class FileDelete(FileRoots roots, KeptFiles kept, BusyPaths busy) : ITool
{
    public ToolDefinition Definition { get; } = new(
        "file.delete", "Delete a file", "Deletes one file. It is kept for some days so that this can be undone, unless it is very large or permanent is set.",
        """
        {
          "type": "object",
          "properties": {
            "path": { "type": "string", "title": "File", "description": "The file to delete.", "minLength": 1 },
            "permanent": { "type": "boolean", "title": "For good", "description": "Frees the space at once; cannot be undone." }
          },
          "required": ["path"],
          "additionalProperties": false
        }
        """,
        IsReadOnly: false);

    public async Task<ToolPreview> PreviewAsync(JsonElement arguments, CancellationToken cancel)
    {
        var (spot, permanent) = Read(arguments);
        return await FileTrouble.TellAsync(spot, async () =>
        {
            var facts = FileLook.File(spot);
            var canUndo = !permanent && kept.Takes(facts.Bytes);
            var headline = $"Delete {spot.Shown} ({Words.Bytes(facts.Bytes)}){(canUndo ? "" : " for good")}";
            return new ToolPreview(Risk.High, headline, canUndo, await FileLook.StateAsync(roots, spot, cancel));
        });
    }

    public Task<ToolResult> CallAsync(JsonElement arguments, ToolContext context, CancellationToken cancel)
    {
        var (spot, permanent) = Read(arguments);
        return FileTrouble.TellAsync(spot, async () =>
        {
            using var taken = busy.Take(spot);
            var name = KeptFiles.NameFor(context.IdempotencyKey);
            if (Done(spot, name) is { } done) return done;
            using var folder = roots.HoldFolder(spot, make: false);
            var keep = !permanent && kept.Takes(FileLook.File(spot).Bytes);
            using var file = FileLook.Hold(folder, spot);
            var note = kept.Note("file.delete", spot, file.Facts) with { HasCopy = keep };
            if (keep) await KeepAsync(spot, name, note, folder, file, cancel);
            else await DropAsync(spot, name, note, folder, context.IdempotencyKey is not null, cancel);
            folder.Sync();
            return Result(note, name);
        });
    }

    public Task<ToolResult?> FindDoneAsync(JsonElement arguments, ToolContext context, CancellationToken cancel) =>
        Task.FromResult(Done(Read(arguments).Spot, KeptFiles.NameFor(context.IdempotencyKey)));

    private async Task DropAsync(Spot spot, string name, KeptNote note, Anchor folder, bool mayComeAgain, CancellationToken cancel)
    {
        if (mayComeAgain) await kept.NoteAsync(name, note, cancel);
        File.Delete(folder.PathOf(spot.Name));
    }

    private async Task KeepAsync(Spot spot, string name, KeptNote note, Anchor folder, Anchor file, CancellationToken cancel)
    {
        try
        {
            await kept.NoteAsync(name, note, cancel);
            await kept.MoveInAsync(name, folder, spot.Name, file, cancel);
        }
        catch (IOException e) when (File.Exists(folder.PathOf(spot.Name)))
        {
            throw new ToolException(
                ToolFault.Failed,
                $"'{FileLook.Show(spot)}' could not be kept in the data folder, so it was not deleted: {FileTrouble.Reason(e)} Free some space there, or set permanent.");
        }
    }

    // The answer was lost after the file was taken away.
    private ToolResult? Done(Spot spot, string name) =>
        kept.Find(name) is { Tool: "file.delete" } note && note.Path == spot.Path && FileFacts.Of(spot.Path) is null
        && (!note.HasCopy || kept.HasCopy(name))
            ? Result(note, name)
            : null;

    private static ToolResult Result(KeptNote note, string name) => new(
        Arguments.Json(new JsonObject { ["path"] = note.Path, ["bytes"] = note.Before!.Bytes, ["kept"] = note.HasCopy }),
        note.HasCopy ? FileRestore.Of(name, note.Path) : null);

    private (Spot Spot, bool Permanent) Read(JsonElement arguments)
    {
        var read = new Arguments(arguments);
        return (roots.Find(read.Text("path")), read.Flag("permanent"));
    }
}
