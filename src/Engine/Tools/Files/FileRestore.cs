using System.Text.Json;
using System.Text.Json.Nodes;
using ChatRuns.Actions;
using ChatRuns.Journal;

namespace ChatRuns.Tools.Files;

/// <summary>Puts a kept file back where it was: the undo of deleting and overwriting. What stands there now is kept in turn.</summary>
internal sealed class FileRestore(FileRoots roots, KeptFiles kept, BusyPaths busy) : ITool
{
    public ToolDefinition Definition { get; } = new(
        "file.restore", "Restore a file", "Puts a deleted or overwritten file back where it was, as an earlier action kept it.",
        """
        {
          "type": "object",
          "properties": {
            "kept": { "type": "string", "title": "Kept copy", "description": "As the earlier action named it.", "pattern": "^[0-9a-f]{32}$" },
            "path": { "type": "string", "title": "File", "description": "Where it was.", "minLength": 1 },
            "moveTo": { "type": "string", "title": "Move the present file to", "description": "Where the file that stands there now goes; without it, that file is kept.", "minLength": 1 }
          },
          "required": ["kept", "path"],
          "additionalProperties": false
        }
        """,
        IsReadOnly: false);

    /// <summary>The call that puts a kept copy back.</summary>
    public static ToolCall Of(string name, string path, string? moveTo = null)
    {
        var arguments = new JsonObject { ["kept"] = name, ["path"] = path };
        if (moveTo is not null) arguments["moveTo"] = moveTo;
        return new("file.restore", Arguments.Json(arguments));
    }

    public async Task<ToolPreview> PreviewAsync(JsonElement arguments, CancellationToken cancel)
    {
        var call = Read(arguments);
        return await FileTrouble.TellAsync(call.Spot, async () =>
        {
            using var copy = HoldCopy(call);
            var present = Present(call);
            var headline = $"Restore {call.Spot.Shown} ({Words.Bytes(copy.Facts.Bytes)})";
            if (call.MoveTo is not null) headline += $", moving the present one to {call.MoveTo.Shown}";
            else if (present is not null) headline += ", replacing the present one";
            return new ToolPreview(
                present is null ? Risk.Medium : Risk.High, headline, present is null || kept.Takes(present.Bytes),
                await FileLook.StateAsync(roots, call.Spot, cancel));
        });
    }

    public Task<ToolResult> CallAsync(JsonElement arguments, ToolContext context, CancellationToken cancel)
    {
        var call = Read(arguments);
        return FileTrouble.TellAsync(call.Spot, async () =>
        {
            using var taken = busy.Take(call.MoveTo is null ? [call.Spot] : [call.Spot, call.MoveTo]);
            var name = KeptFiles.NameFor(context.IdempotencyKey);
            if (Done(call, name) is { } done) return done;
            HoldCopy(call).Dispose();
            using var folder = roots.HoldFolder(call.Spot, make: true);
            var present = Present(call);
            var keptNow = present is not null && await MakeWayAsync(call, folder, present, name, cancel);
            await kept.MoveOutAsync(call.Name, folder, call.Spot.Name, overwrite: present is not null, cancel);
            await kept.NoteAsync(call.Name, kept.Find(call.Name)! with { TakenBy = name }, cancel);
            return Result(call, keptNow ? name : null);
        });
    }

    public Task<ToolResult?> FindDoneAsync(JsonElement arguments, ToolContext context, CancellationToken cancel) =>
        Task.FromResult(Done(Read(arguments), KeptFiles.NameFor(context.IdempotencyKey)));

    private ToolResult? Done(Call call, string name) =>
        kept.Find(call.Name) is { TakenBy: { } by } && by == name && FileFacts.Of(call.Spot.Path) is not null
            ? Result(call, kept.Find(name)?.HasCopy == true ? name : null)
            : null;

    // True when the present file was kept, so that restoring can be undone too.
    private async Task<bool> MakeWayAsync(Call call, Anchor folder, FileFacts present, string name, CancellationToken cancel)
    {
        using var file = FileLook.Hold(folder, call.Spot);
        if (call.MoveTo is not null)
        {
            using var to = roots.HoldFolder(call.MoveTo, make: true);
            await FileMove.CarryAsync(folder, call.Spot.Name, file, to, call.MoveTo.Name, overwrite: false, cancel);
            return false;
        }

        if (!kept.Takes(present.Bytes)) return false;
        await kept.CopyInAsync(name, file, cancel);
        await kept.NoteAsync(name, kept.Note("file.restore", call.Spot, present) with { HasCopy = true }, cancel);
        return true;
    }

    private static FileFacts? Present(Call call)
    {
        var present = FileLook.Optional(call.Spot);
        if (call.MoveTo is null) return present;
        if (present is null) throw FileTrouble.Missing(call.Spot);
        return FileFacts.Of(call.MoveTo.Path) is null
            ? present
            : throw new ToolException(ToolFault.Failed, $"'{FileLook.Show(call.MoveTo)}' exists already, so the present file cannot go back there.");
    }

    private Anchor HoldCopy(Call call)
    {
        if (kept.Find(call.Name) is not { HasCopy: true } note || note.Path != call.Spot.Path)
            throw new ToolException(ToolFault.Failed, $"No copy of '{FileLook.Show(call.Spot)}' is kept under that name; copies are dropped after the days of Tools:Files:KeepDays.");
        return kept.HasCopy(call.Name)
            ? kept.Hold(call.Name)
            : throw new ToolException(ToolFault.Failed, $"The kept copy of '{FileLook.Show(call.Spot)}' was restored before.");
    }

    private static ToolResult Result(Call call, string? keptAs)
    {
        var undo = call.MoveTo is not null
            ? new ToolCall("file.move", Arguments.Json(new JsonObject { ["from"] = call.MoveTo.Path, ["to"] = call.Spot.Path, ["overwrite"] = true }))
            : keptAs is not null ? Of(keptAs, call.Spot.Path)
            : new ToolCall("file.delete", Arguments.Json(new JsonObject { ["path"] = call.Spot.Path }));
        return new(Arguments.Json(new JsonObject { ["path"] = call.Spot.Path }), undo);
    }

    private Call Read(JsonElement arguments)
    {
        var read = new Arguments(arguments);
        return new(read.Text("kept"), roots.Find(read.Text("path")), read.TextOrNull("moveTo") is { } to ? roots.Find(to) : null);
    }

    private sealed record Call(string Name, Spot Spot, Spot? MoveTo);
}
