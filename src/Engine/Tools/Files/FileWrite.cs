using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatRuns.Actions;
using ChatRuns.Journal;

namespace ChatRuns.Tools.Files;

/// <summary>Writes a whole file, new or in the place of an old one, which is kept.</summary>
internal sealed class FileWrite(FileRoots roots, KeptFiles kept, BusyPaths busy) : ITool
{
    public ToolDefinition Definition { get; } = new(
        "file.write", "Write a file", "Writes a text or bytes to a file. An existing file is replaced only with overwrite.",
        """
        {
          "type": "object",
          "properties": {
            "path": { "type": "string", "title": "File", "description": "Path inside the roots; missing folders are made.", "minLength": 1 },
            "text": { "type": "string", "title": "Text", "description": "The content as text, written as UTF-8.", "format": "multiline" },
            "base64": { "type": "string", "title": "Bytes", "description": "The content as base64, instead of text.", "format": "multiline" },
            "overwrite": { "type": "boolean", "title": "Replace an existing file", "description": "Without it an existing file is an error." }
          },
          "required": ["path"],
          "additionalProperties": false
        }
        """,
        IsReadOnly: false);

    public async Task<ToolPreview> PreviewAsync(JsonElement arguments, CancellationToken cancel)
    {
        var call = Read(arguments);
        return await FileTrouble.TellAsync(call.Spot, async () =>
        {
            var old = Existing(call);
            var size = Words.Bytes(call.Content.Length);
            var headline = old is null
                ? $"Write {call.Spot.Shown} ({size})"
                : $"Overwrite {call.Spot.Shown} ({size}, was {Words.Bytes(old.Bytes)})";
            return new ToolPreview(
                old is null ? Risk.Low : Risk.High, headline, old is null || kept.Takes(old.Bytes),
                await FileLook.StateAsync(roots, call.Spot, cancel));
        });
    }

    public Task<ToolResult> CallAsync(JsonElement arguments, ToolContext context, CancellationToken cancel)
    {
        var call = Read(arguments);
        return FileTrouble.TellAsync(call.Spot, async () =>
        {
            using var taken = busy.Take(call.Spot);
            var name = KeptFiles.NameFor(context.IdempotencyKey);
            return await DoneAsync(call, name, cancel) ?? await WriteAsync(call, name, context.IdempotencyKey is not null, cancel);
        });
    }

    public Task<ToolResult?> FindDoneAsync(JsonElement arguments, ToolContext context, CancellationToken cancel) =>
        DoneAsync(Read(arguments), KeptFiles.NameFor(context.IdempotencyKey), cancel);

    // A call that comes again with its key, after a crash that lost the answer, must not keep its own content as the old one.
    private async Task<ToolResult?> DoneAsync(Call call, string name, CancellationToken cancel)
    {
        if (kept.Find(name) is not { Tool: "file.write" } note || note.Path != call.Spot.Path || note.Content != call.Hash) return null;
        var state = await FileLook.StateAsync(roots, call.Spot, cancel);
        var isDone = FileFacts.Of(call.Spot.Path) is { } now && now.Bytes == call.Content.Length && (note.Before is null || !note.Before.IsSameAs(now))
            && (!state.Contains("sha256", StringComparison.Ordinal) || state.EndsWith(call.Hash, StringComparison.Ordinal));
        return isDone ? Result(call, note.Before, note.HasCopy ? name : null) : null;
    }

    private async Task<ToolResult> WriteAsync(Call call, string name, bool mayComeAgain, CancellationToken cancel)
    {
        using var folder = roots.HoldFolder(call.Spot, make: true);
        var old = Existing(call);
        var keep = old is not null && kept.Takes(old.Bytes);
        using var file = old is null ? null : FileLook.Hold(folder, call.Spot);
        if (keep) await kept.CopyInAsync(name, file!, cancel);
        if (keep || mayComeAgain)
            await kept.NoteAsync(name, kept.Note("file.write", call.Spot, old) with { Content = call.Hash, HasCopy = keep }, cancel);
        await using var draft = new Draft(folder);
        await draft.Stream.WriteAsync(call.Content, cancel);
        if (old is not null && FileFacts.Of(folder.PathOf(call.Spot.Name))?.IsSameAs(old) != true)
            throw new ToolException(ToolFault.Failed, $"'{FileLook.Show(call.Spot)}' changed while it was being replaced; nothing was done.");
        await draft.PlaceAsync(call.Spot.Name, old is not null, file, withTime: false);
        return Result(call, old, keep ? name : null);
    }

    private static ToolResult Result(Call call, FileFacts? old, string? keptAs)
    {
        var value = new JsonObject { ["path"] = call.Spot.Path, ["bytes"] = call.Content.Length, ["replaced"] = old is not null };
        var undo = old is null
            ? new ToolCall("file.delete", Arguments.Json(new JsonObject { ["path"] = call.Spot.Path }))
            : keptAs is not null ? FileRestore.Of(keptAs, call.Spot.Path) : null;
        return new(Arguments.Json(value), undo);
    }

    private static FileFacts? Existing(Call call)
    {
        var old = FileLook.Optional(call.Spot);
        return old is null || call.Overwrite
            ? old
            : throw new ToolException(ToolFault.Failed, $"'{FileLook.Show(call.Spot)}' exists already. Choose another name, or set overwrite.");
    }

    private Call Read(JsonElement arguments)
    {
        var read = new Arguments(arguments);
        var content = (read.TextOrNull("text"), read.TextOrNull("base64")) switch
        {
            ({ } text, null) => Encoding.UTF8.GetBytes(text),
            (null, { } bytes) => Decode(bytes),
            _ => throw Arguments.Wrong("Give either 'text' or 'base64'."),
        };
        return new(roots.FindToMake(read.Text("path")), content, Convert.ToHexStringLower(SHA256.HashData(content)), read.Flag("overwrite"));
    }

    private static byte[] Decode(string text)
    {
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            throw Arguments.Wrong("'base64' is not base64.");
        }
    }

    private sealed record Call(Spot Spot, byte[] Content, string Hash, bool Overwrite);
}
