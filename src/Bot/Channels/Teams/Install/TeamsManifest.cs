namespace ChatRuns.Bot.Channels.Teams.Install;

/// <summary>
/// The manifest of the Teams app, which came along with the program as <c>teams/manifest.json</c>, with its two icons. The file holds
/// placeholders for the app id and the address.
/// </summary>
/// <remarks>Source: MicrosoftTeams.schema.json v1.29; learn.microsoft.com, "App manifest" and "Expose slash commands from agents and apps".</remarks>
internal static class TeamsManifest
{
    /// <summary>The host that stands in the file until somebody puts in their own.</summary>
    public const string HostPlaceholder = "bot.example";

    /// <summary>The id that stands in the file, of the app and of its bot.</summary>
    public const string IdPlaceholder = "00000000-0000-0000-0000-000000000000";

    /// <summary>Names of the files of a package, in its order.</summary>
    public static IReadOnlyList<string> Files { get; } = ["manifest.json", "color.png", "outline.png"];

    private static readonly Lazy<string> s_file = new(Read);

    /// <summary>The manifest as JSON.</summary>
    /// <param name="appId">Application id of the bot's registration; the app in Teams has the same.</param>
    /// <param name="address">Public address of the bot.</param>
    /// <param name="version">Version of the app; null for the file's. Teams takes an update only under a higher one.</param>
    public static string Text(string appId, Uri address, string? version)
    {
        var text = s_file.Value
            .Replace(IdPlaceholder, appId, StringComparison.Ordinal)
            .Replace($"https://{HostPlaceholder}/", address.AbsoluteUri.TrimEnd('/') + "/", StringComparison.Ordinal)
            .Replace($"\"{HostPlaceholder}\"", $"\"{address.IdnHost}\"", StringComparison.Ordinal);
        return version is null ? text : text.Replace("\"version\": \"1.0.0\"", $"\"version\": \"{version}\"", StringComparison.Ordinal);
    }

    /// <summary>One of <see cref="Files"/> as it came along.</summary>
    public static Stream Open(string file) => typeof(TeamsManifest).Assembly.GetManifestResourceStream("teams/" + file)!;

    private static string Read()
    {
        using var reader = new StreamReader(Open("manifest.json"));
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
