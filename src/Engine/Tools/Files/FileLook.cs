using System.Security.Cryptography;

namespace ChatRuns.Tools.Files;

/// <summary>What tools see of a file before they change it.</summary>
internal static class FileLook
{
    private const int SmallFile = 64 * 1024;

    /// <summary>The ordinary file at a spot; throws for anything else.</summary>
    public static FileFacts File(Spot spot) => Optional(spot) ?? throw FileTrouble.Missing(spot);

    /// <summary>The ordinary file at a spot, or null when nothing is there; throws for folders, links, pipes and devices.</summary>
    public static FileFacts? Optional(Spot spot)
    {
        var facts = FileFacts.Of(spot.Path);
        return facts?.Kind switch
        {
            null or FileKind.File => facts,
            FileKind.Folder => throw new ToolException(ToolFault.Failed, $"'{Show(spot)}' is a folder; name a file."),
            FileKind.Link => throw new ToolException(ToolFault.Refused, $"'{Show(spot)}' is a link; name the file that it leads to."),
            _ => throw new ToolException(ToolFault.Refused, $"'{Show(spot)}' is a device, pipe or socket, which file tools leave alone."),
        };
    }

    /// <summary>
    /// What is compared again at execution: size and time, and for small files the content, because a clock's tick can be longer
    /// than an edit.
    /// </summary>
    public static async Task<string> StateAsync(FileRoots roots, Spot spot, CancellationToken cancel)
    {
        if (FileFacts.Of(spot.Path) is not { } facts) return "missing";
        if (facts is not { Kind: FileKind.File, Bytes: <= SmallFile }) return facts.State;
        using var folder = roots.HoldFolder(spot, make: false);
        using var file = Hold(folder, spot);
        await using var stream = new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return $"{facts.State}, sha256 {Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancel))}";
    }

    /// <summary>Holds the ordinary file of a held folder; refuses what was swapped for a link or pipe since it was found.</summary>
    public static Anchor Hold(Anchor folder, Spot spot)
    {
        var file = Anchor.Hold(folder.PathOf(spot.Name));
        if (file.Facts.Kind == FileKind.File && file.RealPath == Path.Combine(folder.RealPath, spot.Name)) return file;
        file.Dispose();
        throw new ToolException(ToolFault.Refused, $"'{Show(spot)}' is not an ordinary file any more; nothing was done.");
    }

    public static string Show(Spot spot) => OutsideText.Visible(spot.Path);
}
