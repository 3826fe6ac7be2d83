using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace ChatRuns.Bot.Channels.Web;

/// <summary>Style sheets, scripts and pictures of the pages, compiled into the program; each has its content's hash for a name tag.</summary>
internal static class WebAssets
{
    private const string Prefix = "ChatRuns.Bot.Channels.Web.Assets.";

    private static readonly FrozenDictionary<string, Asset> All = Load();

    /// <summary>Every style sheet, the page's own first: the others build on its variables.</summary>
    public static IEnumerable<string> Styles => All.Keys.Where(n => n.EndsWith(".css", StringComparison.Ordinal)).OrderBy(n => n != "page.css").ThenBy(n => n, StringComparer.Ordinal);

    /// <summary>The address of an asset, which changes with its content.</summary>
    public static string AddressOf(string name) => $"/web/assets/{name}?v={All[name].Hash[..12]}";

    /// <summary>Answers a request for one.</summary>
    public static IResult Serve(string name, HttpContext context)
    {
        if (!All.TryGetValue(name, out var asset)) return Results.NotFound();

        // Modules import each other without the hash in the address: then the browser asks whether it changed.
        var isPinned = context.Request.Query["v"] == asset.Hash[..12];
        context.Response.Headers.CacheControl = isPinned ? "public, max-age=31536000, immutable" : "no-cache";
        return Results.Bytes(asset.Content, asset.Type, entityTag: new EntityTagHeaderValue($"\"{asset.Hash}\""));
    }

    private static FrozenDictionary<string, Asset> Load()
    {
        var assembly = typeof(WebAssets).Assembly;
        return assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal))
            .ToFrozenDictionary(n => n[Prefix.Length..], n =>
            {
                using var stream = assembly.GetManifestResourceStream(n)!;
                var content = new byte[stream.Length];
                stream.ReadExactly(content);
                return new Asset(content, TypeOf(n), Convert.ToHexStringLower(SHA256.HashData(content)));
            }, StringComparer.Ordinal);
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        var other => throw new InvalidOperationException($"Assets/ holds a {other} file: say its media type in {nameof(WebAssets)}."),
    };

    private sealed record Asset(byte[] Content, string Type, string Hash);
}
