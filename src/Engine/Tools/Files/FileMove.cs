using System.Text.Json;
using System.Text.Json.Nodes;
using ChatRuns.Actions;
using ChatRuns.Journal;

namespace ChatRuns.Tools.Files;

/// <summary>Moves or renames one file; a file that it replaces is kept.</summary>
internal sealed class FileMove(FileRoots roots, KeptFiles kept, BusyPaths busy) : ITool
{
    public ToolDefinition Definition { get; } = new(
        "file.move", "Move a file", "Moves or renames one file inside the roots. An existing file is replaced only with overwrite.",
        """
        {
          "type": "object",
          "properties": {
            "from": { "type": "string", "title": "From", "description": "The file as it is now.", "minLength": 1 },
            "to": { "type": "string", "title": "To", "description": "Its new path with its new name; missing folders are made.", "minLength": 1 },
            "overwrite": { "type": "boolean", "title": "Replace an existing file", "description": "Without it an existing file is an error." }
          },
          "required": ["from", "to"],
          "additionalProperties": false
        }
        """,
        IsReadOnly: false);

    public async Task<ToolPreview> PreviewAsync(JsonElement arguments, CancellationToken cancel)
    {
        var call = Read(arguments);
        return await FileTrouble.TellAsync(call.From, async () =>
        {
            var from = FileLook.File(call.From);
            var old = Existing(call);
            var headline = $"Move {call.From.Shown} ({Words.Bytes(from.Bytes)}) to {Target(call)}{(old is null ? "" : ", replacing it")}";
            var state = $"from {await FileLook.StateAsync(roots, call.From, cancel)}; to {await FileLook.StateAsync(roots, call.To, cancel)}";
            return new ToolPreview(Risk.High, headline, (old is null && MayMakeAgain(call.From)) || (old is not null && kept.Takes(old.Bytes)), state);
        });
    }

    public Task<ToolResult> CallAsync(JsonElement arguments, ToolContext context, CancellationToken cancel)
    {
        var call = Read(arguments);
        return FileTrouble.TellAsync(call.From, async () =>
        {
            using var taken = busy.Take(call.From, call.To);
            var name = KeptFiles.NameFor(context.IdempotencyKey);
            if (Done(call, name) is { } done) return done;
            using var from = roots.HoldFolder(call.From, make: false);
            using var to = roots.HoldFolder(call.To, make: true);
            _ = FileLook.File(call.From);
            using var file = FileLook.Hold(from, call.From);
            var copied = await KeepAsync(call, name, file.Facts, to, context.IdempotencyKey is not null, cancel);
            await CarryAsync(from, call.From.Name, file, to, call.To.Name, call.Overwrite, cancel);
            return Result(call, copied, name);
        });
    }

    public Task<ToolResult?> FindDoneAsync(JsonElement arguments, ToolContext context, CancellationToken cancel) =>
        Task.FromResult(Done(Read(arguments), KeptFiles.NameFor(context.IdempotencyKey)));

    /// <summary>Renames; to another disk: copies, syncs, and only then deletes.</summary>
    public static async Task CarryAsync(
        Anchor from, string name, Anchor file, Anchor to, string newName, bool overwrite, CancellationToken cancel)
    {
        if (file.Facts.Device == to.Facts.Device)
        {
            File.Move(from.PathOf(name), to.PathOf(newName), overwrite);
            to.Sync();
        }
        else
        {
            await using var draft = new Draft(to);
            await KeptFiles.CopyAsync(file, draft, cancel);
            await draft.PlaceAsync(newName, overwrite, file);
            File.Delete(from.PathOf(name));
        }

        from.Sync();
    }

    // Null: nothing stood in the way. False: it was too large to be kept.
    private async Task<bool?> KeepAsync(Call call, string name, FileFacts moved, Anchor to, bool mayComeAgain, CancellationToken cancel)
    {
        var old = Existing(call);
        var keep = old is not null && kept.Takes(old.Bytes);
        if (keep)
        {
            using var target = FileLook.Hold(to, call.To);
            await kept.CopyInAsync(name, target, cancel);
        }

        if (keep || mayComeAgain)
            await kept.NoteAsync(name, kept.Note("file.move", call.To, moved) with { HasCopy = keep }, cancel);
        return old is null ? null : keep;
    }

    // The answer was lost after the file had moved: it is gone from the one place, and the very file is at the other.
    private ToolResult? Done(Call call, string name)
    {
        if (kept.Find(name) is not { Tool: "file.move", Before: { } moved } note || note.Path != call.To.Path) return null;
        if (FileFacts.Of(call.From.Path) is not null || FileFacts.Of(call.To.Path) is not { } now) return null;
        var isSame = now.Bytes == moved.Bytes && now.Modified == moved.Modified;
        return isSame ? Result(call, note.HasCopy ? true : null, name) : null;
    }

    private static ToolResult Result(Call call, bool? copied, string name)
    {
        var value = new JsonObject { ["from"] = call.From.Path, ["to"] = call.To.Path, ["replaced"] = copied is not null };
        var undo = copied switch
        {
            null when !MayMakeAgain(call.From) => null,
            null => new ToolCall("file.move", Arguments.Json(new JsonObject { ["from"] = call.To.Path, ["to"] = call.From.Path })),
            true => FileRestore.Of(name, call.To.Path, call.From.Path),
            false => null,
        };
        return new(Arguments.Json(value), undo);
    }

    // Nothing makes a file whose name hides something, the way back included.
    private static bool MayMakeAgain(Spot from) => !OutsideText.HasHidden(from.Path);

    private static FileFacts? Existing(Call call)
    {
        var old = FileLook.Optional(call.To);
        return old is null || call.Overwrite
            ? old
            : throw new ToolException(ToolFault.Failed, $"'{FileLook.Show(call.To)}' exists already. Choose another name, or set overwrite.");
    }

    private static string Target(Call call) => call.From.Folder == call.To.Folder
        ? call.To.Shown
        : OutsideText.Visible(Path.Combine(Path.GetRelativePath(call.To.Root, call.To.Folder), call.To.Name));

    private Call Read(JsonElement arguments)
    {
        var read = new Arguments(arguments);
        var call = new Call(roots.Find(read.Text("from")), roots.FindToMake(read.Text("to")), read.Flag("overwrite"));
        return call.From.Path != call.To.Path ? call : throw Arguments.Wrong("'from' and 'to' are the same file.");
    }

    private sealed record Call(Spot From, Spot To, bool Overwrite);
}
