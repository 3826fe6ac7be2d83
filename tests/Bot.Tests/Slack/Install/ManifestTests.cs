using System.Text.RegularExpressions;
using ChatRuns.Bot.Channels.Slack.Install;
using ChatRuns.Bot.Channels.Slack.Talk;
using YamlDotNet.RepresentationModel;

namespace ChatRuns.Bot.Tests.Slack.Install;

/// <summary>The two manifests, against one another and against the code.</summary>
public sealed partial class ManifestTests
{
    private static readonly Uri s_address = new("https://runs.example.org");

    public static TheoryData<bool> Flavours() => [false, true];

    [Fact]
    public void The_file_for_socket_mode_is_the_other_one_without_addresses()
    {
        var file = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "slack-manifest.socket.yaml")).ReplaceLineEndings("\n");

        string.Join('\n', file.Split('\n').Where(l => !l.StartsWith('#'))).ShouldBe(SlackManifest.Text(null, socketMode: true));
        file.ShouldNotContain("://");
    }

    [Fact]
    public void All_addresses_are_ours_and_are_listened_at()
    {
        var text = SlackManifest.Text(new Uri("https://runs.example.org/"), socketMode: false);

        text.ShouldNotContain(SlackManifest.Placeholder);
        Address().Matches(text).Select(m => m.Value).Distinct().Order().ShouldBe(
            ["/slack/commands", "/slack/events", "/slack/interactions", "/slack/oauth", "/slack/options"], Case.Sensitive);
    }

    [Fact]
    public void An_address_below_a_path_keeps_it() =>
        SlackManifest.Text(new Uri("https://example.org/runs"), socketMode: false).ShouldContain("https://example.org/runs/slack/events");

    [Theory]
    [MemberData(nameof(Flavours))]
    public void Slack_would_take_it(bool socketMode)
    {
        var manifest = Parse(SlackManifest.Text(s_address, socketMode));
        var (about, features) = (manifest["display_information"], manifest["features"]);

        Of(about["name"]).Length.ShouldBeLessThanOrEqualTo(35);
        Of(about["description"]).Length.ShouldBeLessThanOrEqualTo(140);
        Of(about["long_description"]).Length.ShouldBeInRange(174, 4000);
        Of(features["bot_user"]["display_name"]).Length.ShouldBeLessThanOrEqualTo(80);
        Items(features["slash_commands"]).Count.ShouldBeLessThanOrEqualTo(50);
        Items(features["shortcuts"]).Count.ShouldBeLessThanOrEqualTo(10);
        Items(features["unfurl_domains"]).Count.ShouldBeLessThanOrEqualTo(5);
        Of(manifest["settings"]["socket_mode_enabled"]).ShouldBe(socketMode ? "true" : "false");
        foreach (var command in Items(features["slash_commands"]))
        {
            Of(command["command"]).ShouldMatch("^/[a-z]{1,31}$");
            Of(command["description"]).Length.ShouldBeLessThanOrEqualTo(2000);
            Of(command["should_escape"]).ShouldBe("true");
            ((YamlMappingNode)command).Children.ContainsKey("url").ShouldBe(!socketMode);
        }

        foreach (var shortcut in Items(features["shortcuts"]))
        {
            Of(shortcut["name"]).Length.ShouldBeLessThanOrEqualTo(24);
            Of(shortcut["description"]).Length.ShouldBeLessThanOrEqualTo(150);
        }
    }

    [Theory]
    [MemberData(nameof(Flavours))]
    public void It_offers_what_the_code_answers(bool socketMode)
    {
        var manifest = Parse(SlackManifest.Text(null, socketMode));

        Items(manifest["features"]["slash_commands"]).Select(c => Of(c["command"])).ShouldBe(
            ["/runs", "/run", "/agents", "/agent", "/approvals", "/metrics", "/next", "/chatruns"]);
        Items(manifest["features"]["shortcuts"]).Select(s => (Of(s["type"]), Of(s["callback_id"]))).ShouldBe(
            [("global", SlackForms.StartShortcut), ("message", SlackForms.AttachShortcut)]);
        var events = Items(manifest["settings"]["event_subscriptions"]["bot_events"]).Select(Of).ToList();
        events.ShouldBeSubsetOf(SlackScopes.OfEvents.Keys);
        SlackScopes.OfEvents.Keys.Except(["slash_commands", "shortcuts"]).ShouldBeSubsetOf(events);
        var code = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "src", "Bot", "Channels", "Slack", "Talk", "SlackEvents.cs"));
        foreach (var name in events) code.ShouldContain($"\"{name.Split('.')[0]}\"");
    }

    [Fact]
    public void Each_method_that_the_code_calls_has_its_scopes()
    {
        var called = Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "src", "Bot", "Channels", "Slack"), "*.cs", SearchOption.AllDirectories)
            .Where(f => Path.GetFileName(f) != "SlackScopes.cs").SelectMany(f => Method().Matches(File.ReadAllText(f))).Select(m => m.Groups[1].Value).ToHashSet();

        called.ShouldContain("chat.postMessage");
        called.ShouldBeSubsetOf(SlackScopes.OfMethods.Keys);
    }

    [Fact]
    public void Each_scope_is_asked_for_because_something_needs_it() => SlackManifest.Scopes().Order().ShouldBe(
        SlackScopes.OfMethods.Values.Concat(SlackScopes.OfEvents.Values).SelectMany(s => s).Distinct().Order());

    [Theory]
    [MemberData(nameof(Flavours))]
    public void The_scopes_are_read_as_they_stand_there(bool socketMode) =>
        Items(Parse(SlackManifest.Text(null, socketMode))["oauth_config"]["scopes"]["bot"]).Select(Of).ShouldBe(SlackManifest.Scopes());

    private static YamlNode Parse(string text)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(text));
        return yaml.Documents.ShouldHaveSingleItem().RootNode;
    }

    private static IList<YamlNode> Items(YamlNode node) => ((YamlSequenceNode)node).Children;

    private static string Of(YamlNode node) => ((YamlScalarNode)node).Value!;

    [GeneratedRegex(@"(?<=https://runs\.example\.org)/[a-z/]+")]
    private static partial Regex Address();

    // Names of the families that Slack's Web API has; "view.id" and the like are members of what it sends.
    [GeneratedRegex("\"((?:apps|auth|blocks|bookmarks|bots|chat|conversations|emoji|files|oauth|pins|reactions|reminders|search|team|usergroups|users|views)\\.(?!(?:id|name)\")(?!slack)[a-z][A-Za-z.0-9]+)\"")]
    private static partial Regex Method();
}
