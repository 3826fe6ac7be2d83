using System.Text.RegularExpressions;

namespace ChatRuns.Bot.Channels.Slack.Install;

/// <summary>
/// The manifest of the Slack app, which came along with the program: <c>slack-manifest.yaml</c> for HTTP. The flavour for Socket Mode is
/// the same without the addresses that Slack calls.
/// </summary>
/// <remarks>Source: docs.slack.dev, "App manifest reference".</remarks>
internal static partial class SlackManifest
{
    /// <summary>The host that stands in the file until somebody puts in their own.</summary>
    public const string Placeholder = "bot.example";

    private const string Resource = "slack-manifest.yaml";
    private static readonly Lazy<string> s_http = new(ReadHttp);

    /// <summary>The manifest as YAML.</summary>
    /// <param name="address">Public address of the bot; null for none: then HTTP keeps the placeholder, and Socket Mode has no link that unfolds and no OAuth.</param>
    /// <param name="socketMode">For Socket Mode.</param>
    public static string Text(Uri? address, bool socketMode)
    {
        var lines = s_http.Value.ReplaceLineEndings("\n").Split('\n').Where(l => !l.StartsWith('#'));
        if (socketMode) lines = lines.Where(l => !CalledBySlack().IsMatch(l)).Select(l => l.Replace("socket_mode_enabled: false", "socket_mode_enabled: true", StringComparison.Ordinal));
        if (socketMode && address is null) lines = lines.Where(l => !l.Contains(Placeholder, StringComparison.Ordinal));
        var text = string.Join('\n', lines);
        return address is null ? text : text
            .Replace($"https://{Placeholder}/", address.AbsoluteUri.TrimEnd('/') + "/", StringComparison.Ordinal)
            .Replace($"[{Placeholder}]", $"[{address.Host}]", StringComparison.Ordinal);
    }

    /// <summary>The scopes that the bot's token needs, in the manifest's order.</summary>
    public static IReadOnlyList<string> Scopes() =>
        [.. ScopesOfBot().Match(s_http.Value.ReplaceLineEndings("\n")).Groups["scope"].Captures.Select(c => c.Value)];

    /// <summary>The slash commands, and how everything else is typed.</summary>
    public static Slashes Slashes { get; } = new(Commands().Matches(s_http.Value).Select(c => c.Groups[1].Value).ToHashSet(StringComparer.Ordinal), "/chatruns");

    private static string ReadHttp()
    {
        using var stream = typeof(SlackManifest).Assembly.GetManifestResourceStream(Resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"^\s+(url|request_url|message_menu_options_url): ")]
    private static partial Regex CalledBySlack();

    [GeneratedRegex(@"^\s+- command: /(\S+)", RegexOptions.Multiline)]
    private static partial Regex Commands();

    [GeneratedRegex(@"^  scopes:\n    bot:\n(      - (?<scope>\S+)\n)+", RegexOptions.Multiline)]
    private static partial Regex ScopesOfBot();
}
