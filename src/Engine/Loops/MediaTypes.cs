using Microsoft.AspNetCore.StaticFiles;

namespace ChatRuns.Loops;

/// <summary>Media types by file name.</summary>
internal static class MediaTypes
{
    private static readonly FileExtensionContentTypeProvider s_known = new();

    public static string Of(string name) =>
        Path.GetExtension(name) is ".md" ? "text/markdown" : s_known.TryGetContentType(name, out var type) ? type : "application/octet-stream";
}
