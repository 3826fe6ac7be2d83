using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatRuns.Actions;
using Microsoft.Extensions.Options;

namespace ChatRuns.Tools.Files;

/// <summary>Reads a file, or a piece of a large one.</summary>
internal sealed class FileRead(FileRoots roots, IOptions<ToolOptions> options) : ITool
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public ToolDefinition Definition { get; } = new(
        "file.read", "Read a file", "Answers a file's content as text or base64, at most 1 MB at once; larger files are read piece by piece with offset.",
        """
        {
          "type": "object",
          "properties": {
            "path": { "type": "string", "title": "File", "description": "Path inside the roots.", "minLength": 1 },
            "encoding": { "type": "string", "title": "As", "description": "text (UTF-8) or base64.", "enum": ["text", "base64"] },
            "offset": { "type": "integer", "title": "From byte", "description": "Where to begin; 0 without it.", "minimum": 0 }
          },
          "required": ["path"],
          "additionalProperties": false
        }
        """,
        IsReadOnly: true);

    public Task<ToolPreview> PreviewAsync(JsonElement arguments, CancellationToken cancel)
    {
        var spot = roots.FindToRead(new Arguments(arguments).Text("path"));
        return Task.FromResult(new ToolPreview(Risk.Low, $"Read {spot.Shown}", CanUndo: false, State: null));
    }

    public Task<ToolResult> CallAsync(JsonElement arguments, ToolContext context, CancellationToken cancel)
    {
        var read = new Arguments(arguments);
        var spot = roots.FindToRead(read.Text("path"));
        var asText = read.TextOrNull("encoding") switch
        {
            null or "text" => true,
            "base64" => false,
            _ => throw Arguments.Wrong("'encoding' must be text or base64."),
        };
        var offset = read.Whole("offset", 0, 0, long.MaxValue);
        return FileTrouble.TellAsync(spot, async () =>
        {
            _ = FileLook.File(spot);
            using var file = roots.HoldToRead(spot);
            if (file.Facts.Kind != FileKind.File) throw FileTrouble.Missing(spot);
            return new ToolResult(Arguments.Json(await ReadAsync(spot, file, offset, asText, cancel)));
        });
    }

    private async Task<JsonObject> ReadAsync(Spot spot, Anchor file, long offset, bool asText, CancellationToken cancel)
    {
        await using var stream = new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        stream.Position = offset;
        var block = new byte[(int)Math.Min(options.Value.Files.MostReadBytes, Math.Max(0, stream.Length - offset))];
        var bytes = block.AsMemory(0, await stream.ReadAtLeastAsync(block, block.Length, throwOnEndOfStream: false, cancel));
        var isCut = offset + bytes.Length < stream.Length;
        if (asText && isCut) bytes = bytes[..WholeCharacters(bytes.Span)];
        var value = new JsonObject { ["path"] = spot.Path, ["bytes"] = stream.Length, ["modified"] = file.Facts.Modified.ToString("O") };
        if (asText) value["text"] = Decode(bytes.Span, value);
        else value["base64"] = Convert.ToBase64String(bytes.Span);
        value["isCut"] = isCut;
        if (isCut) value["nextOffset"] = offset + bytes.Length;
        return value;
    }

    // Not every log is clean UTF-8; what is not is replaced, and the answer says so.
    private static string Decode(ReadOnlySpan<byte> bytes, JsonObject value)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) bytes = bytes[3..];
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            value["isExact"] = false;
            return Encoding.UTF8.GetString(bytes);
        }
    }

    private static int WholeCharacters(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back <= Math.Min(4, bytes.Length); back++)
        {
            var lead = bytes[^back];
            if ((lead & 0xC0) == 0x80) continue;
            var length = lead switch { < 0x80 => 1, >= 0xF0 => 4, >= 0xE0 => 3, >= 0xC0 => 2, _ => 1 };
            return length > back ? bytes.Length - back : bytes.Length;
        }

        return bytes.Length;
    }
}
