using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatRuns.Actions;
using ChatRuns.Journal;
using Microsoft.Extensions.Options;

namespace ChatRuns.Tools.Files;

/// <summary>Packs a file to FILE.gz. The original goes only after the packed file was read back and is the same.</summary>
internal sealed class FileArchive(FileRoots roots, KeptFiles kept, BusyPaths busy, IOptions<ToolOptions> options) : ITool
{
    public ToolDefinition Definition { get; } = new(
        "file.archive", "Archive a file", "Packs one file with gzip: FILE becomes FILE.gz, and the original is removed.",
        """
        {
          "type": "object",
          "properties": {
            "path": { "type": "string", "title": "File", "description": "The file to pack.", "minLength": 1 }
          },
          "required": ["path"],
          "additionalProperties": false
        }
        """,
        IsReadOnly: false);

    public async Task<ToolPreview> PreviewAsync(JsonElement arguments, CancellationToken cancel)
    {
        var (spot, packed) = Read(arguments);
        return await FileTrouble.TellAsync(spot, async () =>
        {
            var facts = FileLook.File(spot);
            RefuseExisting(packed);
            var headline = $"Archive {spot.Shown} ({Words.Bytes(facts.Bytes)})";
            return new ToolPreview(Risk.Medium, headline, CanUnpack(facts.Bytes), await FileLook.StateAsync(roots, spot, cancel));
        });
    }

    public Task<ToolResult> CallAsync(JsonElement arguments, ToolContext context, CancellationToken cancel)
    {
        var (spot, packed) = Read(arguments);
        return FileTrouble.TellAsync(spot, async () =>
        {
            using var taken = busy.Take(spot, packed);
            var name = KeptFiles.NameFor(context.IdempotencyKey);
            if (Done(spot, packed, name) is { } done) return done;
            using var folder = roots.HoldFolder(spot, make: false);
            var facts = FileLook.File(spot);
            RefuseExisting(packed);
            using var file = FileLook.Hold(folder, spot);
            if (context.IdempotencyKey is not null) await kept.NoteAsync(name, kept.Note("file.archive", spot, file.Facts), cancel);
            await PackAsync(folder, spot, packed, file, cancel);
            File.Delete(folder.PathOf(spot.Name));
            folder.Sync();
            return Result(spot, packed, facts.Bytes);
        });
    }

    public Task<ToolResult?> FindDoneAsync(JsonElement arguments, ToolContext context, CancellationToken cancel)
    {
        var (spot, packed) = Read(arguments);
        return Task.FromResult(Done(spot, packed, KeptFiles.NameFor(context.IdempotencyKey)));
    }

    private static async Task PackAsync(Anchor folder, Spot spot, Spot packed, Anchor file, CancellationToken cancel)
    {
        await using var draft = new Draft(folder);
        var written = await PackAsync(file, draft, cancel);
        draft.Stream.Position = 0;
        await using (var back = new GZipStream(draft.Stream, CompressionMode.Decompress, leaveOpen: true))
        {
            var readBack = await SHA256.HashDataAsync(back, cancel);
            if (!written.AsSpan().SequenceEqual(readBack))
                throw new ToolException(ToolFault.Failed, $"'{FileLook.Show(spot)}' could not be packed without loss; nothing was done.");
        }

        if (FileFacts.Of(folder.PathOf(spot.Name))?.IsSameAs(file.Facts) != true)
            throw new ToolException(ToolFault.Failed, $"'{FileLook.Show(spot)}' changed while it was packed; nothing was done.");
        await draft.PlaceAsync(packed.Name, overwrite: false, like: file);
    }

    private static async Task<byte[]> PackAsync(Anchor file, Draft draft, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var source = new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        await using var gzip = new GZipStream(draft.Stream, CompressionLevel.Optimal, leaveOpen: true);
        var block = new byte[128 * 1024];
        for (int read; (read = await source.ReadAsync(block, cancel)) > 0;)
        {
            hash.AppendData(block, 0, read);
            await gzip.WriteAsync(block.AsMemory(0, read), cancel);
        }

        return hash.GetHashAndReset();
    }

    // The answer was lost after the original was removed.
    private ToolResult? Done(Spot spot, Spot packed, string name) =>
        kept.Find(name) is { Tool: "file.archive", Before: { } before } note && note.Path == spot.Path
        && FileFacts.Of(spot.Path) is null && FileFacts.Of(packed.Path) is { Kind: FileKind.File }
            ? Result(spot, packed, before.Bytes)
            : null;

    private ToolResult Result(Spot spot, Spot packed, long bytes)
    {
        var value = new JsonObject
        {
            ["path"] = packed.Path, ["original"] = spot.Path, ["bytesBefore"] = bytes, ["bytes"] = FileFacts.Of(packed.Path)?.Bytes,
        };
        var undo = new ToolCall("file.unarchive", Arguments.Json(new JsonObject { ["path"] = packed.Path }));
        return new(Arguments.Json(value), CanUnpack(bytes) ? undo : null);
    }

    private bool CanUnpack(long bytes) => bytes <= options.Value.Files.MostUnpackedBytes;

    private static void RefuseExisting(Spot packed)
    {
        if (FileFacts.Of(packed.Path) is not null)
            throw new ToolException(ToolFault.Failed, $"'{FileLook.Show(packed)}' exists already. Move it away first.");
    }

    private (Spot File, Spot Packed) Read(JsonElement arguments)
    {
        var spot = roots.Find(new Arguments(arguments).Text("path"));
        return spot.Name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
            ? throw Arguments.Wrong($"'{spot.Shown}' is packed already.")
            : (spot, roots.Find(spot.Path + ".gz"));
    }
}
