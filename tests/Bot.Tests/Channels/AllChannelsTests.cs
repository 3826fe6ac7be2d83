using System.Text.RegularExpressions;
using ChatRuns.Bot.Tests.Crash;
using ChatRuns.Bot.Tests.Teams;
using ChatRuns.StandIns;
using ChatRuns.StandIns.Model;

namespace ChatRuns.Bot.Tests.Channels;

/// <summary>One bot in the web chat, in Slack and in Teams at once: a real process, opposite both stand-ins.</summary>
public sealed partial class AllChannelsTests : IAsyncLifetime, IDisposable
{
    private const string SlackMia = "U0MIA";
    private const string TeamsMia = "29:mia";
    private readonly Scene _scene = new();
    private readonly CancellationTokenSource _over = new(TimeSpan.FromMinutes(3));
    private SlackStandIn _slack = null!;
    private TeamsStandIn _teams = null!;
    private BotProcess _bot = null!;
    private Visitor? _visitor;

    public async Task InitializeAsync()
    {
        _slack = await SlackStandIn.StartAsync();
        _teams = await TeamsStandIn.StartAsync();
        _slack.AddChannel("C0OPS", "ops");
        _slack.AddUser(SlackMia, "mia");
        Directory.CreateDirectory(_scene.Agents);
    }

    public async Task DisposeAsync()
    {
        if (_bot is not null) await _bot.DisposeAsync();
        await _slack.DisposeAsync();
        await _teams.DisposeAsync();
    }

    public void Dispose()
    {
        _visitor?.Dispose();
        _scene.Dispose();
        _over.Dispose();
    }

    [Fact]
    public async Task A_decision_in_one_redraws_the_action_in_all()
    {
        var action = await BeginAsync(required: 1);
        var inTeams = await InTeamsAsync(m => m.Card is not null);
        await _teams.ClickAsync(TeamsMia, inTeams, "Decide…");

        await _teams.ClickAsync(TeamsMia, _teams.Now(inTeams)!, "Approve");

        (await InSlackAsync("Approved by")).Text.ShouldContain("Mia Chen");
        TeamsBotBench.Read((await InTeamsAsync(m => TeamsBotBench.Read(m.Card).Contains("Approved by", StringComparison.Ordinal))).Card).ShouldContain("Mia Chen");
        (await OnPageAsync(buttons => buttons.All(b => b.Action != action || b.Verb != "action.approve"))).ShouldBeTrue();
        _slack.Violations.ShouldBeEmpty();
        _teams.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_linked_accounts_are_one_of_two_approvers()
    {
        await BeginAsync(required: 2);
        await LinkAsync();
        var inTeams = await InTeamsAsync(m => m.Card is not null);
        await _slack.ClickAsync(SlackMia, await InSlackAsync("Approve"), "Approve");
        await InSlackAsync("1 of 2");

        await _teams.ClickAsync(TeamsMia, inTeams, "Decide…");
        var answer = await _teams.ClickAsync(TeamsMia, _teams.Now(inTeams)!, "Approve");

        answer.Body.ShouldContain("Linked accounts count once");
        _slack.BotMessages("C0OPS").ShouldAllBe(m => !m.Text.Contains("Approved by", StringComparison.Ordinal));
    }

    // Mia has the app in Slack and in Teams; the local admin starts the run in the web chat. The action's id.
    private async Task<string> BeginAsync(int required)
    {
        _scene.Write("tidy.yaml", $$"""
            title: Tidy
            notify: { actions: [web, "slack:#ops", "teams:ops"] }
            approval: { approvers: [approver], required: {{required}} }
            steps: [{ tool: file.write, with: { path: note.txt, text: done } }]
            """);
        var mia = _teams.Users.Single(u => u.Id == TeamsMia).AadObjectId;
        _bot = _scene.Start(
            ("environment", "Development"), ("Slack:ApiUrl", _slack.ApiUrl), ("Slack:SigningSecret", _slack.Options.SigningSecret), ("Slack:BotToken", _slack.Options.BotToken),
            ("Teams:AppId", _teams.Options.AppId), ("Teams:AppSecret", _teams.Options.AppSecret), ("Teams:TenantId", _teams.Options.TenantId), ("Teams:OpenIdMetadata", _teams.MetadataUrl),
            ("Teams:LoginUrl", _teams.LoginUrl), ("Teams:AllowUnauthenticatedLoopback", "true"),
            ($"Access:Roles:slack/{_slack.Options.TeamId}/{SlackMia}:0", "approver"), ($"Access:Roles:teams/{_teams.Options.TenantId}/{mia}:0", "approver"));
        var address = await _bot.ReadyAsync(_over.Token);
        _slack.BotUrl = _teams.BotUrl = address.GetLeftPart(UriPartial.Authority);
        await _teams.InstallAsync(TeamsMia, "#ops");
        _visitor = await Visitor.SignInAsync(address, _over.Token);
        (await _visitor.SayAsync("first-line-of-all-1", "/agent tidy run", _over.Token)).ShouldBeTrue();
        await InSlackAsync("Approve");
        return (await _visitor.LookAsync(all: true, _over.Token)).First(b => b.Verb == "action.approve").Action;
    }

    private async Task LinkAsync()
    {
        await _slack.CommandAsync(SlackMia, "C0OPS", "/chatruns", "me link");
        var code = await _slack.UntilAsync(s => s.Ephemerals(SlackMia).Select(m => Code().Match(m.Text)).FirstOrDefault(m => m.Success));
        await _teams.SayAsync(TeamsMia, TeamsMia, $"me link {code.Value}");
        var asked = await _teams.UntilAsync(t => t.BotMessages(TeamsMia).LastOrDefault(m => TeamsBotBench.Read(m.Card).Contains("Confirm", StringComparison.Ordinal)));
        await _teams.ClickAsync(TeamsMia, asked, "Confirm");
        await _slack.UntilAsync(s => s.BotMessages(SlackMia).FirstOrDefault(m => m.Text.Contains("is now linked with", StringComparison.Ordinal)), TimeSpan.FromSeconds(30));
    }

    private Task<SlackMessage> InSlackAsync(string words) => _slack.UntilAsync(
        s => s.BotMessages("C0OPS").FirstOrDefault(m => m.ThreadTs is null && (m.Text + m.Blocks.ToJsonString()).Contains(words, StringComparison.Ordinal)), TimeSpan.FromSeconds(30));

    private Task<TeamsMessage> InTeamsAsync(Func<TeamsMessage, bool> look) => _teams.UntilAsync(
        t => t.BotMessages("#ops").FirstOrDefault(m => m.Thread == m.Id && look(m)), TimeSpan.FromSeconds(30));

    private async Task<bool> OnPageAsync(Func<IReadOnlyList<Button>, bool> look)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!look(await _visitor!.LookAsync(all: true, _over.Token)))
            if (!await pace.WaitForNextTickAsync(_over.Token)) return false;
        return true;
    }

    [GeneratedRegex("(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}")]
    private static partial Regex Code();
}
