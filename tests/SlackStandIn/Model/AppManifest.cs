using System.Text.RegularExpressions;

namespace ChatRuns.StandIns.Model;

/// <summary>A shortcut of the app.</summary>
/// <param name="Name">What people read.</param>
/// <param name="Kind">global, or message.</param>
/// <param name="CallbackId">What the bot is told.</param>
public sealed record SlackShortcut(string Name, string Kind, string CallbackId);

/// <summary>What the app's manifest (slack-manifest.yaml) registers, as far as people can use it.</summary>
internal static partial class AppManifest
{
    private static readonly Lazy<string> s_text = new(Read);

    /// <summary>The slash commands: "/runs".</summary>
    public static IReadOnlyList<string> Commands { get; } = [.. CommandLine().Matches(s_text.Value).Select(m => m.Groups[1].Value)];

    /// <summary>The shortcuts.</summary>
    public static IReadOnlyList<SlackShortcut> Shortcuts { get; } =
        [.. ShortcutLines().Matches(s_text.Value).Select(m => new SlackShortcut(m.Groups[1].Value, m.Groups[2].Value, m.Groups[3].Value))];

    private static string Read()
    {
        using var stream = typeof(AppManifest).Assembly.GetManifestResourceStream("slack-manifest.yaml")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    [GeneratedRegex(@"^\s+- command: (/\S+)$", RegexOptions.Multiline)]
    private static partial Regex CommandLine();

    [GeneratedRegex(@"^\s+- name: (.+)\n\s+type: (global|message)\n\s+callback_id: (\S+)$", RegexOptions.Multiline)]
    private static partial Regex ShortcutLines();
}
