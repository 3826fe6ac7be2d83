using System.Text.Json;
using ChatRuns.Bot.Channels.Teams.Api;
using ChatRuns.Bot.Channels.Teams.Door;

namespace ChatRuns.Bot.Channels.Teams.Talk;

/// <summary>
/// Files that stand beside a message. Teams gives an address that is good for a few minutes and needs no token; only hosts of
/// SharePoint and of Teams itself are asked, over https and without following redirects.
/// </summary>
/// <remarks>Source: learn.microsoft.com, "Send and receive files" of Teams.</remarks>
internal sealed class TeamsShares(HttpClient http, ServiceHosts hosts)
{
    private const string Info = "application/vnd.microsoft.teams.file.download.info";
    private static readonly string[] s_hosts = [".sharepoint.com", ".sharepoint.us", ".sharepoint.cn", ".svc.ms"];

    /// <summary>The files of a message; empty where it has none. What was typed stands among the attachments too, and is none.</summary>
    public IReadOnlyList<SharedFile> Of(TeamsActivity activity) =>
        [.. activity.Attachments.Where(a => a.ContentType == Info).Select(a => new SharedFile(a.Name ?? "file", null, null, cancel => OpenAsync(a.Content, cancel)))];

    private async Task<FileFetch> OpenAsync(JsonElement content, CancellationToken cancel)
    {
        if (AddressOf(content.Text("downloadUrl")) is not { } address) return new FileFetch.Refused("Teams gave no address of its own for it.");
        var response = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancel);
        if (response.IsSuccessStatusCode) return new FileFetch.Opened(await response.Content.ReadAsStreamAsync(cancel));
        using (response)
        {
            // The address is good for a few minutes only; what Teams' service cannot do now it may in a moment.
            if ((int)response.StatusCode is 429 or >= 500) throw new TeamsBusyException($"HTTP {(int)response.StatusCode}");
            return new FileFetch.Refused($"Teams did not give it to me (HTTP {(int)response.StatusCode}). Share it again.");
        }
    }

    /// <summary>Puts all of a file at an address that Teams gave for it; what went wrong, null for nothing.</summary>
    public async Task<string?> PutAsync(Uri address, Stream content, CancellationToken cancel)
    {
        using var body = new StreamContent(content);
        (body.Headers.ContentType, body.Headers.ContentRange) = (new("application/octet-stream"), new(0, Math.Max(0, content.Length - 1), content.Length));
        try
        {
            using var response = await http.PutAsync(address, body, cancel);
            return response.IsSuccessStatusCode ? null : $"HTTP {(int)response.StatusCode}";
        }
        catch (HttpRequestException e)
        {
            return e.HttpRequestError.ToString();
        }
    }

    /// <summary>An address for bytes of files; null when it is none that may be called.</summary>
    public Uri? AddressOf(string? text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.UserInfo.Length > 0) return null;
        var isTeams = address.Scheme == Uri.UriSchemeHttps && address.IsDefaultPort && s_hosts.Any(h => address.Host.EndsWith(h, StringComparison.OrdinalIgnoreCase));
        return isTeams || (hosts.AllowsLoopback && address.IsLoopback) ? address : null;
    }
}
