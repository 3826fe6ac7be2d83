using System.IO.Compression;
using System.Text;

namespace ChatRuns.Bot.Channels.Teams.Install;

/// <summary>The package that is uploaded in Teams: a ZIP file of manifest and icons. The same manifest makes the same bytes.</summary>
/// <remarks>Source: learn.microsoft.com, "Create an app package": the files stand at the top of the archive.</remarks>
internal static class TeamsPackage
{
    // The first that a ZIP file can say.
    private static readonly DateTimeOffset s_written = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The package of a manifest that is filled in.</summary>
    public static byte[] Make(string manifest)
    {
        var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var file in TeamsManifest.Files)
            {
                using var content = file == "manifest.json" ? new MemoryStream(Encoding.UTF8.GetBytes(manifest)) : TeamsManifest.Open(file);
                Add(zip, file, content);
            }
        }

        return bytes.ToArray();
    }

    private static void Add(ZipArchive zip, string name, Stream content)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.Optimal);
        entry.LastWriteTime = s_written;
        using var to = entry.Open();
        content.CopyTo(to);
    }
}
