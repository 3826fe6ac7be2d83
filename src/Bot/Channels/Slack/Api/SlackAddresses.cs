namespace ChatRuns.Bot.Channels.Slack.Api;

/// <summary>
/// Addresses that come with a request and are called back. Only Slack's own hosts are, over https; where the Web API's address is
/// set to another host (an emulator), that host too. So no request makes the bot call an address of somebody's choice.
/// </summary>
internal static class SlackAddresses
{
    private static readonly string[] s_hooks = ["hooks.slack.com", "hooks.slack-gov.com"];
    private static readonly string[] s_files = ["files.slack.com", "files.slack-gov.com"];
    private static readonly string[] s_sockets = [".slack.com", ".slack-gov.com", ".slack-msgs.com"];

    /// <summary>A response_url; null when it is none that may be called.</summary>
    public static Uri? ResponseUrl(string? text, Uri api) => Read(text, api, "https", host => s_hooks.Contains(host));

    /// <summary>Where a file's bytes come from.</summary>
    public static Uri? File(string? text, Uri api) => Read(text, api, "https", host => s_files.Contains(host));

    /// <summary>Where Socket Mode connects to.</summary>
    public static Uri? Socket(string? text, Uri api) => Read(text, api, "wss", host => s_sockets.Any(end => host.EndsWith(end, StringComparison.Ordinal)));

    private static Uri? Read(string? text, Uri api, string scheme, Func<string, bool> isSlacks)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.UserInfo.Length > 0) return null;
        if (address.Scheme == scheme && address.IsDefaultPort && isSlacks(address.Host)) return address;
        var isEmulator = api.Host != "slack.com" && address.Host == api.Host && address.Port == api.Port
            && (address.Scheme == api.Scheme || (address.Scheme, api.Scheme) is ("ws", "http") or ("wss", "https"));
        return isEmulator ? address : null;
    }
}
