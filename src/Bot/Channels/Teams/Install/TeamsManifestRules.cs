using System.Text.Json.Nodes;

namespace ChatRuns.Bot.Channels.Teams.Install;

/// <summary>
/// The rules of the manifest's schema that a change of ours, or of whoever makes the app their own, could break: what must be there, how
/// long it may be, how many of it, which words. Not all of the schema: Teams says the rest when a package is uploaded.
/// </summary>
/// <remarks>
/// Source: MicrosoftTeams.schema.json v1.29. Not in the schema, but refused at the upload: an app for teams without "supportsChannelFeatures"
/// (since 1.25), and a version that begins with 0. Slash commands are dropped without "supportsTargetedMessages".
/// </remarks>
internal static class TeamsManifestRules
{
    private const string Https = "an https address";
    private const string Guid = "an id such as 00001111-aaaa-2222-bbbb-3333cccc4444";
    private static readonly string[] s_scopes = ["personal", "team", "groupChat"];

    private static readonly TextRule[] s_texts =
    [
        new("manifestVersion", 4, v => v == "1.29", "1.29"),
        new("version", 256, IsVersion, "three numbers such as 1.0.0, the first not 0"),
        new("id", 36, IsId, Guid),
        new("developer.name", 32),
        new("developer.websiteUrl", 2048, IsHttps, Https),
        new("developer.privacyUrl", 2048, IsHttps, Https),
        new("developer.termsOfUseUrl", 2048, IsHttps, Https),
        new("name.short", 30),
        new("name.full", 100),
        new("description.short", 80),
        new("description.full", 4000),
        new("icons.color", 2048),
        new("icons.outline", 2048),
        new("accentColor", 7, v => v.Length == 7 && v[0] == '#' && v.Skip(1).All(char.IsAsciiHexDigit), "a colour such as #1f5fbf"),
        new("staticTabs[].entityId", 64),
        new("bots[].botId", 36, IsId, Guid),
        new("bots[].commandLists[].commands[].title", 128),
        new("bots[].commandLists[].commands[].description", 4000),
        new("composeExtensions[].botId", 36, IsId, Guid),
        new("composeExtensions[].commands[].id", 64),
        new("composeExtensions[].commands[].title", 32),
        new("composeExtensions[].commands[].description", 128),
        new("composeExtensions[].commands[].parameters[].name", 64),
        new("composeExtensions[].commands[].parameters[].title", 32),
        new("composeExtensions[].commands[].parameters[].description", 128),
        new("composeExtensions[].messageHandlers[].value.domains[]", 2048, IsHost, "a host's name"),
        new("validDomains[]", 2048, IsHost, "a host's name"),
    ];

    private static readonly ListRule[] s_lists =
    [
        new("staticTabs", 16),
        new("staticTabs[].scopes", 3, s_scopes),
        new("bots", 1),
        new("bots[].scopes", 4, s_scopes),
        new("bots[].commandLists", 3),
        new("bots[].commandLists[].scopes", 4, s_scopes),
        new("bots[].commandLists[].triggers", 2, ["mention", "slash"]),
        new("bots[].commandLists[].commands", 12),
        new("composeExtensions", 1),
        new("composeExtensions[].commands", 10),
        new("composeExtensions[].commands[].triggers", 1, ["slash"]),
        new("composeExtensions[].commands[].context", 3, ["compose", "commandBox", "message"]),
        new("composeExtensions[].commands[].parameters", 5),
        new("composeExtensions[].messageHandlers", 5),
        new("permissions", 2, ["identity", "messageTeamMembers"]),
        new("validDomains", 100),
    ];

    /// <summary>What is wrong with a manifest, a sentence each.</summary>
    public static IEnumerable<string> Problems(JsonObject manifest) =>
        s_texts.SelectMany(rule => Find(manifest, rule.Path).Select(found => rule.Problem(found.At, found.Node)))
            .Concat(s_lists.SelectMany(rule => Find(manifest, rule.Path).Select(found => rule.Problem(found.At, found.Node))))
            .OfType<string>().Concat(Together(manifest));

    // What the schema does not say, because it looks at one place at a time.
    private static IEnumerable<string> Together(JsonObject manifest)
    {
        var words = Find(manifest, "bots[].scopes[]").Select(w => w.Node?.ToString()).ToList();
        if (words.Contains("team") && (string?)manifest["supportsChannelFeatures"] != "tier1") yield return "supportsChannelFeatures must be \"tier1\" for an app of teams.";
        var slashes = Find(manifest, "bots[].commandLists[].triggers[]").Any(t => t.Node?.ToString() == "slash");
        if (slashes && !Find(manifest, "bots[].supportsTargetedMessages").All(t => t.Node is JsonValue v && v.TryGetValue(out bool on) && on))
            yield return "bots[0].supportsTargetedMessages must be true, or nobody is offered its slash commands.";
        if (Find(manifest, "bots[].botId").Concat(Find(manifest, "composeExtensions[].botId")).Select(b => b.Node?.ToString()).Distinct().Count() > 1)
            yield return "bots[0].botId and composeExtensions[0].botId are not the same.";
    }

    // "a.b[].c": every c of every item of b. A member that is not there is found as null, an item of a list that is not there is not.
    private static IEnumerable<(string At, JsonNode? Node)> Find(JsonNode? from, string path)
    {
        IEnumerable<(string At, JsonNode? Node)> found = [("", from)];
        foreach (var step in path.Split('.'))
        {
            var name = step.TrimEnd('[', ']');
            found = found.Select(f => (At: f.At.Length == 0 ? name : $"{f.At}.{name}", Node: (f.Node as JsonObject)?[name]));
            if (name != step) found = found.SelectMany(f => (f.Node as JsonArray ?? []).Select((item, i) => ($"{f.At}[{i}]", item)));
        }

        return found;
    }

    private static bool IsId(string text) => System.Guid.TryParseExact(text, "D", out var id) && id != System.Guid.Empty;

    private static bool IsHttps(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps;

    private static bool IsHost(string text) => Uri.CheckHostName(text.StartsWith("*.", StringComparison.Ordinal) ? text[2..] : text) == UriHostNameType.Dns;

    private static bool IsVersion(string text) =>
        text.Split('.') is [{ Length: > 0 } major, { Length: > 0 }, { Length: > 0 }] parts && parts.All(p => p.All(char.IsAsciiDigit)) && major[0] != '0';

    /// <summary>A text of the manifest.</summary>
    /// <param name="Path">Where: "bots[].botId".</param>
    /// <param name="Most">Most characters.</param>
    /// <param name="IsRight">Whether one will do; null for any.</param>
    /// <param name="Takes">What will do.</param>
    private sealed record TextRule(string Path, int Most, Func<string, bool>? IsRight = null, string Takes = "")
    {
        public string? Problem(string at, JsonNode? node) =>
            node is not JsonValue value || !value.TryGetValue(out string? text) || text.Length == 0 ? $"{at} is missing."
            : text.Length > Most ? $"{at} has {text.Length} characters; {Most} are allowed."
            : IsRight?.Invoke(text) == false ? $"{at} cannot be \"{text}\". It takes {Takes}."
            : null;
    }

    /// <summary>A list of the manifest, which may be left out.</summary>
    /// <param name="Path">Where: "bots[].scopes".</param>
    /// <param name="Most">Most items.</param>
    /// <param name="Words">What its items may be; null for anything.</param>
    private sealed record ListRule(string Path, int Most, IReadOnlyList<string>? Words = null)
    {
        public string? Problem(string at, JsonNode? node) =>
            node is not JsonArray list ? (node is null ? null : $"{at} is no list.")
            : list.Count > Most ? $"{at} has {list.Count} items; {Most} are allowed."
            : Words is not null && list.FirstOrDefault(item => !Words.Contains(item?.ToString())) is { } wrong ? $"{at} cannot hold \"{wrong}\". It takes {string.Join(", ", Words)}."
            : null;
    }
}
