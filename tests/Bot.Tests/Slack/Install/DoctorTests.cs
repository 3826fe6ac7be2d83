using System.Net;
using System.Net.Sockets;
using ChatRuns.Bot.Control;
using ChatRuns.Engine.Tests;
using ChatRuns.StandIns;
using ChatRuns.StandIns.Api;

namespace ChatRuns.Bot.Tests.Slack.Install;

/// <summary>doctor slack, at the stand-in for Slack.</summary>
public sealed class DoctorTests : IAsyncLifetime, IDisposable
{
    private readonly TempFolder _data = new();
    private SlackStandIn _slack = null!;

    public async Task InitializeAsync() => _slack = await SlackStandIn.StartAsync();

    public async Task DisposeAsync() => await _slack.DisposeAsync();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task All_is_well()
    {
        var (code, said) = await ExamineAsync("--Slack:BotToken", _slack.Options.BotToken, "--Slack:SigningSecret", "s", "--PublicUrl", "https://runs.example.org");

        said.ShouldNotContain("✕");
        code.ShouldBe(0);
        said.ShouldContain("✓ The bot's token works: chatruns in Stand-in (T0STANDIN).");
        said.ShouldContain("✓ The token has all scopes of the manifest.");
        said.ShouldContain("✓ The clock agrees with Slack's.");
        said.ShouldContain("✓ Slack would take all ");
        said.ShouldNotContain(_slack.Options.BotToken);
        _slack.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_route_into_a_channel_that_is_not_there_or_without_the_app_is_told_with_its_remedy()
    {
        _slack.AddChannel("C0SIDE", "side", isMember: false);
        var agents = Directory.CreateDirectory(Path.Combine(_data.Path, "agents")).FullName;
        await File.WriteAllTextAsync(Path.Combine(agents, "tidy.yaml"), "title: Tidy\nnotify: { failed: [\"slack:#ops\", \"slack:#side\", web], actions: [\"slack:#nowhere\", \"slack:@U0MIA\"] }\nsteps: [{ name: w, wait: 1s }]");

        var (code, said) = await ExamineAsync("--Slack:BotToken", _slack.Options.BotToken, "--Slack:SigningSecret", "s", "--PublicUrl", "https://runs.example.org", "--AgentsFolder", agents);

        code.ShouldBe(1);
        said.ShouldContain("✕ The route slack:#side of tidy leads nowhere: the app is not in it.\n  Invite the app there (/invite @ChatRuns)");
        said.ShouldContain("✕ The route slack:#nowhere of tidy leads nowhere: there is none of that name");
        said.ShouldNotContain("slack:#ops");
    }

    [Fact]
    public async Task Socket_mode_is_well()
    {
        var (code, said) = await ExamineAsync("--Slack:BotToken", _slack.Options.BotToken, "--Slack:AppToken", _slack.Options.AppToken);

        said.ShouldContain("✓ The app-level token works");
        code.ShouldBe(0);
    }

    [Fact]
    public async Task Nothing_set_is_told_with_remedies()
    {
        var (code, said) = await ExamineAsync();

        code.ShouldBe(1);
        said.ShouldContain("✕ There is no way in");
        said.ShouldContain("✕ No bot's token is set.\n  Set Slack:BotToken");
        _slack.Calls.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("--Slack:BotToken", "xoxb-wrong", "✕ Slack refuses the bot's token (invalid_auth).")]
    [InlineData("--Slack:AppToken", "xapp-wrong", "✕ Slack refuses the app-level token (invalid_auth).")]
    [InlineData("--Slack:AppToken", "xoxb-standin-bot", "✕ Slack refuses the app-level token (not_allowed_token_type).")]
    [InlineData("--Slack:ClientId", "1.2", "✕ Of Slack:ClientId and Slack:ClientSecret only one is set.")]
    [InlineData("--PublicUrl", "runs", "✕ The setting PublicUrl cannot be")]
    [InlineData("--Slack:BotTokn", "x", "✕ There is no setting Slack:BotTokn. Did you mean Slack:BotToken?")]
    [InlineData("--Slack:ApiUrl", "nothing", "✕ The setting Slack:ApiUrl cannot be \"nothing\".")]
    public async Task A_wrong_setting_is_told(string setting, string value, string expected)
    {
        var (code, said) = await ExamineAsync("--Slack:SigningSecret", "s", setting, value);

        said.ShouldContain(expected);
        code.ShouldBe(1);
    }

    [Fact]
    public async Task Missing_scopes_are_named()
    {
        await _slack.DisposeAsync();
        _slack = await SlackStandIn.StartAsync(new SlackStandInOptions { Scopes = "commands,chat:write" });

        var (code, said) = await ExamineAsync("--Slack:BotToken", _slack.Options.BotToken, "--Slack:SigningSecret", "s");

        code.ShouldBe(1);
        said.ShouldContain("✕ The token lacks the scopes app_mentions:read, im:history,");
        said.ShouldContain("Reinstall to Workspace");
    }

    [Fact]
    public async Task A_clock_that_is_off_is_told()
    {
        var (code, said) = await ExamineAsync(new ManualTime(TimeProvider.System.GetUtcNow().AddMinutes(7)), "--Slack:BotToken", _slack.Options.BotToken, "--Slack:SigningSecret", "s");

        code.ShouldBe(1);
        said.ShouldMatch("✕ The clock is 4[0-9]{2} seconds off");
    }

    [Fact]
    public async Task Cards_that_slack_refuses_are_named_with_the_place()
    {
        _slack.Fail("blocks.validate", new Trouble.Error("invalid_message"));

        var (code, said) = await ExamineAsync("--Slack:BotToken", _slack.Options.BotToken, "--Slack:SigningSecret", "s");

        code.ShouldBe(1);
        said.ShouldContain("✕ Slack would refuse access.list as a message: invalid_message");
    }

    [Fact]
    public async Task Slack_down_is_told()
    {
        _slack.Down = true;

        var (code, said) = await ExamineAsync("--Slack:BotToken", _slack.Options.BotToken, "--Slack:SigningSecret", "s");

        code.ShouldBe(1);
        said.ShouldContain("✕ Slack could not be reached");
    }

    [Fact]
    public async Task Who_listens_where_the_bot_would_is_told()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();

        var (code, said) = await ExamineAsync("--urls", $"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}");

        code.ShouldBe(1);
        said.ShouldContain("✕ Another program, or a bot with another data folder, listens at");
    }

    private Task<(int Code, string Said)> ExamineAsync(params string[] args) => ExamineAsync(TimeProvider.System, args);

    private async Task<(int Code, string Said)> ExamineAsync(TimeProvider time, params string[] args)
    {
        string[] defaults = ["--DataFolder", _data.Path, "--urls", "http://127.0.0.1:0", "--Slack:ApiUrl", _slack.ApiUrl];
        var to = new StringWriter { NewLine = "\n" };
        var code = await SlackVerbs.ExamineAsync([.. defaults, .. args], time, to, CancellationToken.None);
        return (code, to.ToString());
    }
}
