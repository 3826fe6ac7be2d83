using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatRuns.Actions;
using ChatRuns.Journal;
using Microsoft.Extensions.Options;

namespace ChatRuns.Tools.Files;

/// <summary>Unpacks FILE.gz to FILE: the undo of archiving.</summary>
internal sealed class FileUnarchive(FileRoots roots, KeptFiles kept, BusyPaths busy, IOptions<ToolOptions> options) : ITool
{
    public ToolDefinition Definition { get; } = new(
        "file.unarchive", "Unpack a file", "Unpacks one gzip file: FILE.gz becomes FILE, and the packed one is removed.",
        """
        {
          "type": "object",
          "properties": {
            "path": { "type": "string", "title": "Packed file", "description": "A file whose name ends in .gz.", "pattern": "\\.gz$" }
          },
          "required": ["path"],
          "additionalProperties": false
        }
        """,
        IsReadOnly: false);

    public async Task<ToolPreview> PreviewAsync(JsonElement arguments, CancellationToken cancel)
    {
        var (packed, spot) = Read(arguments);
        return await FileTrouble.TellAsync(packed, async () =>
        {
            var facts = FileLook.File(packed);
            RefuseExisting(spot);
            var headline = $"Unpack {packed.Shown} ({Words.Bytes(facts.Bytes)} packed)";
            return new ToolPreview(Risk.Medium, headline, CanUndo: true, await FileLook.StateAsync(roots, packed, cancel));
        });
    }

    public Task<ToolResult> CallAsync(JsonElement arguments, ToolContext context, CancellationToken cancel)
    {
        var (packed, spot) = Read(arguments);
        return FileTrouble.TellAsync(packed, async () =>
        {
            using var taken = busy.Take(packed, spot);
            var name = KeptFiles.NameFor(context.IdempotencyKey);
            if (Done(packed, spot, name)) return Result(spot);
            using var folder = roots.HoldFolder(packed, make: false);
            _ = FileLook.File(packed);
            RefuseExisting(spot);
            using var file = FileLook.Hold(folder, packed);
            if (context.IdempotencyKey is not null) await kept.NoteAsync(name, kept.Note("file.unarchive", packed, file.Facts), cancel);
            await using (var draft = new Draft(folder))
            {
                await UnpackAsync(packed, file, draft, cancel);
                await draft.PlaceAsync(spot.Name, overwrite: false, like: file);
            }

            File.Delete(folder.PathOf(packed.Name));
            folder.Sync();
            return Result(spot);
        });
    }

    public Task<ToolResult?> FindDoneAsync(JsonElement arguments, ToolContext context, CancellationToken cancel)
    {
        var (packed, spot) = Read(arguments);
        return Task.FromResult(Done(packed, spot, KeptFiles.NameFor(context.IdempotencyKey)) ? Result(spot) : null);
    }

    private async Task UnpackAsync(Spot packed, Anchor file, Draft draft, CancellationToken cancel)
    {
        var most = options.Value.Files.MostUnpackedBytes;
        try
        {
            await using var source = new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            await using var gzip = new GZipStream(source, CompressionMode.Decompress);
            var block = new byte[128 * 1024];
            for (int read; (read = await gzip.ReadAsync(block, cancel)) > 0;)
            {
                if (draft.Stream.Length + read > most)
                    throw new ToolException(ToolFault.Refused, $"'{FileLook.Show(packed)}' unpacks to more than {Words.Bytes(most)}; the setting is Tools:Files:MostUnpackedBytes.");
                await draft.Stream.WriteAsync(block.AsMemory(0, read), cancel);
            }
        }
        catch (InvalidDataException)
        {
            throw new ToolException(ToolFault.Failed, $"'{FileLook.Show(packed)}' is not a gzip file, or is damaged; nothing was done.");
        }
    }

    // The answer was lost after the packed file was removed.
    private bool Done(Spot packed, Spot spot, string name) =>
        kept.Find(name) is { Tool: "file.unarchive" } note && note.Path == packed.Path
        && FileFacts.Of(packed.Path) is null && FileFacts.Of(spot.Path) is { Kind: FileKind.File };

    private static ToolResult Result(Spot spot) => new(
        Arguments.Json(new JsonObject { ["path"] = spot.Path, ["bytes"] = FileFacts.Of(spot.Path)?.Bytes }),
        new("file.archive", Arguments.Json(new JsonObject { ["path"] = spot.Path })));

    private static void RefuseExisting(Spot spot)
    {
        if (FileFacts.Of(spot.Path) is not null)
            throw new ToolException(ToolFault.Failed, $"'{FileLook.Show(spot)}' exists already. Move it away first.");
    }

    private (Spot Packed, Spot File) Read(JsonElement arguments)
    {
        var packed = roots.Find(new Arguments(arguments).Text("path"));
        return packed.Name.Length > 3 && packed.Name.EndsWith(".gz", StringComparison.Ordinal)
            ? (packed, roots.Find(packed.Path[..^3]))
            : throw Arguments.Wrong($"'{packed.Shown}' does not end in .gz.");
    }
}
