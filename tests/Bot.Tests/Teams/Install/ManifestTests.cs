using System.Buffers.Binary;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Channels.Teams.Install;
using ChatRuns.Bot.Channels.Teams.Talk;
using ChatRuns.Bot.Commands.Language;

namespace ChatRuns.Bot.Tests.Teams.Install;

/// <summary>The manifest of the Teams app, against the rules of its schema and against the code.</summary>
public sealed class ManifestTests
{
    private const string AppId = "00001111-aaaa-2222-bbbb-3333cccc4444";
    private static readonly Uri s_address = new("https://runs.example.org");

    [Fact]
    public void The_file_keeps_to_the_rules_once_it_is_filled_in()
    {
        TeamsManifestRules.Problems(Filled()).ShouldBeEmpty();

        var file = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "teams", "manifest.json"));
        TeamsManifestRules.Problems(JsonNode.Parse(file)!.AsObject()).ShouldAllBe(problem => problem.Contains(TeamsManifest.IdPlaceholder, StringComparison.Ordinal));
    }

    [Fact]
    public void Placeholders_are_gone_once_it_is_filled_in()
    {
        var text = TeamsManifest.Text(AppId, s_address, "1.4.0");

        text.ShouldNotContain(TeamsManifest.HostPlaceholder);
        text.ShouldNotContain(TeamsManifest.IdPlaceholder);
        var manifest = JsonNode.Parse(text)!;
        ((string?)manifest["version"]).ShouldBe("1.4.0");
        ((string?)manifest["manifestVersion"]).ShouldBe("1.29");
        ((string?)manifest["bots"]![0]!["botId"]).ShouldBe(AppId);
        ((string?)manifest["validDomains"]![0]).ShouldBe("runs.example.org");
        ((string?)manifest["composeExtensions"]![0]!["messageHandlers"]![0]!["value"]!["domains"]![0]).ShouldBe("runs.example.org");
    }

    [Fact]
    public void An_address_below_a_path_keeps_it_and_the_host_stands_alone()
    {
        var manifest = JsonNode.Parse(TeamsManifest.Text(AppId, new("https://example.org:8443/runs"), null))!;

        ((string?)manifest["developer"]!["websiteUrl"]).ShouldBe("https://example.org:8443/runs/");
        ((string?)manifest["validDomains"]![0]).ShouldBe("example.org");
    }

    [Fact]
    public void Each_command_that_it_offers_is_one_of_the_language()
    {
        var lists = Filled()["bots"]![0]!["commandLists"]!.AsArray();

        lists.Count.ShouldBe(2);
        JsonNode.DeepEquals(lists[0]!["commands"], lists[1]!["commands"]).ShouldBeTrue();
        var offered = lists[0]!["commands"]!.AsArray().Select(c => (string)c!["title"]!).ToList();
        offered.Order().ShouldBe(["agent", "agents", "alerts", "approvals", "help", "home", "me", "metrics", "next", "runs"]);
        offered.ShouldAllBe(word => Verbs.Find(word) != null);
    }

    [Fact]
    public void The_personal_app_opens_at_the_chat_and_has_no_page_of_ours()
    {
        var tabs = Filled()["staticTabs"]!.AsArray();

        tabs.Select(tab => (string?)tab!["entityId"]).ShouldBe(["conversations", "about"]);
        tabs.ShouldAllBe(tab => tab!["contentUrl"] == null);
    }

    [Fact]
    public void Each_command_of_the_extension_is_answered()
    {
        var extension = Filled()["composeExtensions"]![0]!;
        var commands = extension["commands"]!.AsArray().Select(c => ((string)c!["id"]!, (string)c["type"]!, (bool?)c["fetchTask"] ?? false)).ToList();

        commands.ShouldBe([("runs", "query", false), ("start", "action", true)]);
        extension["messageHandlers"]!.AsArray().Select(h => (string)h!["type"]!).ShouldBe(["link"]);
        string[] invokes = ["query", "fetchTask", "submitAction", "queryLink"];
        invokes.ShouldAllBe(name => TeamsInvokes.Knows("composeExtension/" + name));
    }

    [Fact]
    public async Task The_command_start_opens_a_dialog_that_asks_for_an_agent()
    {
        await using var bot = await TeamsBotBench.OpenAsync();

        var answer = await bot.Teams.InvokeAsync(TeamsBotBench.Jon, TeamsBotBench.Jon, "composeExtension/fetchTask", JsonNode.Parse("""{"commandId":"start","commandContext":"compose"}"""));

        answer.Body.ShouldContain("Start an agent");
        bot.Teams.Violations.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("color.png", 192)]
    [InlineData("outline.png", 32)]
    public void Icons_have_the_size_that_teams_takes(string file, int size)
    {
        using var png = TeamsManifest.Open(file);
        var head = new byte[26];
        png.ReadExactly(head);

        head.AsSpan(1, 3).ToArray().ShouldBe("PNG"u8.ToArray());
        BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(16)).ShouldBe(size);
        BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(20)).ShouldBe(size);
        head[25].ShouldBe((byte)6);
    }

    [Fact]
    public void Icons_are_the_files_that_it_names() =>
        Filled()["icons"]!.AsObject().Select(i => (string)i.Value!).Append("manifest.json").Order().ShouldBe(TeamsManifest.Files.Order());

    [Theory]
    [InlineData("\"short\": \"ChatRuns\"", "\"short\": \"ChatRuns, the bot that runs things\"", "name.short has 34 characters; 30 are allowed.")]
    [InlineData("\"short\": \"ChatRuns\",", "", "name.short is missing.")]
    [InlineData("\"#1f5fbf\"", "\"blue\"", "accentColor cannot be \"blue\". It takes a colour such as #1f5fbf.")]
    [InlineData("\"version\": \"1.0.0\"", "\"version\": \"0.9.0\"", "version cannot be \"0.9.0\".")]
    [InlineData("\"supportsChannelFeatures\": \"tier1\",", "", "supportsChannelFeatures must be \"tier1\"")]
    [InlineData("\"supportsTargetedMessages\": true", "\"supportsTargetedMessages\": false", "bots[0].supportsTargetedMessages must be true")]
    [InlineData("[\"mention\", \"slash\"]", "[\"mention\", \"shout\"]", "bots[0].commandLists[1].triggers cannot hold \"shout\". It takes mention, slash.")]
    [InlineData("\"id\": \"runs\"", "\"ids\": \"runs\"", "composeExtensions[0].commands[0].id is missing.")]
    [InlineData("[\"runs.example.org\"]", "[\"https://runs.example.org\"]", "validDomains[0] cannot be \"https://runs.example.org\". It takes a host's name.")]
    [InlineData("\"permissions\": [\"identity\"", "\"permissions\": [\"identity\", \"identity\"", "permissions has 3 items; 2 are allowed.")]
    [InlineData("\"validDomains\": [\"runs.example.org\"]", "\"validDomains\": \"runs.example.org\"", "validDomains is no list.")]
    public void What_breaks_a_rule_is_named(string from, string to, string expected)
    {
        var text = TeamsManifest.Text(AppId, s_address, null);
        text.ShouldContain(from);

        TeamsManifestRules.Problems(JsonNode.Parse(text.Replace(from, to, StringComparison.Ordinal))!.AsObject()).ShouldContain(problem => problem.StartsWith(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Two_bots_in_one_app_are_told()
    {
        var manifest = Filled();
        manifest["bots"]![0]!["botId"] = "99991111-aaaa-2222-bbbb-3333cccc4444";

        TeamsManifestRules.Problems(manifest).ShouldHaveSingleItem().ShouldContain("are not the same");
    }

    [Fact]
    public void More_than_twelve_commands_are_told()
    {
        var manifest = Filled();
        var commands = manifest["bots"]![0]!["commandLists"]![0]!["commands"]!.AsArray();
        while (commands.Count < 13) commands.Add(commands[0]!.DeepClone());

        TeamsManifestRules.Problems(manifest).ShouldBe(["bots[0].commandLists[0].commands has 13 items; 12 are allowed."]);
    }

    private static JsonObject Filled() => JsonNode.Parse(TeamsManifest.Text(AppId, s_address, null))!.AsObject();
}
