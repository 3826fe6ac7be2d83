using ChatRuns.Bot.Channels.Teams;
using ChatRuns.StandIns;
using ChatRuns.StandIns.Model;
using Xunit.Abstractions;

namespace ChatRuns.Bot.Tests.Crash;

/// <summary>
/// Kill -9 between Teams' acknowledgement and the effect. Teams cannot be asked whether a post was made: one that was in flight at a kill may
/// stand twice, which is counted. No effect may.
/// </summary>
public sealed class TeamsKillTests(ITestOutputHelper output) : ChatKills, IAsyncLifetime
{
    // Posts that may be under way at the moment of a kill: in three channels, for Jon alone in them, and in three people's own conversations.
    private const int MostInFlight = 9;
    private TeamsStandIn _teams = null!;

    internal override IEnumerable<(string Name, string Value)> Settings =>
    [
        ("environment", "Development"), ("Teams:AllowUnauthenticatedLoopback", "true"),
        ("Teams:AppId", _teams.Options.AppId), ("Teams:AppSecret", _teams.Options.AppSecret), ("Teams:TenantId", _teams.Options.TenantId),
        ("Teams:OpenIdMetadata", _teams.MetadataUrl), ("Teams:LoginUrl", _teams.LoginUrl),
        ("Access:Everyone:0", "viewer"), (RoleOf(TeamsCrowd.Jon), "operator"), (RoleOf(TeamsCrowd.Mia), "approver"), (RoleOf(TeamsCrowd.Eve), "approver"),
    ];

    public async Task InitializeAsync()
    {
        _teams = await TeamsStandIn.StartAsync(new() { BotMayBeGone = true });
        _teams.AddUser(TeamsCrowd.Eve, "Eve Moss", "10000000-0000-0000-0000-000000000003");
        _teams.AddTeam("19:team@thread.tacv2", "Operations", [.. Agents.Select(a => (TeamsCrowd.ChannelOf(a), a))]);
    }

    public async Task DisposeAsync() => await _teams.DisposeAsync();

    [Fact]
    public async Task What_teams_was_acknowledged_takes_effect_once_though_the_bot_is_killed_before_it_does()
    {
        var crowd = new TeamsCrowd(_teams, Agents, new(Seed + 1));

        var words = await SurviveAsync(crowd);

        var (messages, twice) = EveryCardStandsWhereItIsNoted([.. crowd.Messages()], crowd.Written.Count);
        _teams.Violations.ShouldBeEmpty();
        output.WriteLine($"{words}, {messages} messages; nothing lost, no effect twice; {twice} posts that were in flight at a kill stand twice.");
    }

    internal override string RoutesOf(string agent) => $$"""{ actions: ["teams:{{agent}}"], failed: ["teams:{{TeamsCrowd.ChannelOf(agent)}}"], completed: none }""";

    // The bot writes where it was seen only.
    internal override async Task SettleInAsync(BotProcess bot)
    {
        _teams.BotUrl = (await bot.ReadyAsync(Over)).GetLeftPart(UriPartial.Authority);
        foreach (var agent in Agents) await _teams.InstallAsync(TeamsCrowd.Jon, TeamsCrowd.ChannelOf(agent));
        foreach (var person in (string[])[TeamsCrowd.Jon, TeamsCrowd.Mia, TeamsCrowd.Eve]) await _teams.InstallAsync(person, person);
        await Scene.RestAsync(Over);
    }

    internal override async Task NextPostAsync()
    {
        var before = LastPost();
        await _teams.UntilAsync(_ => LastPost() is { } post && post != before ? post : null, TimeSpan.FromSeconds(30));
    }

    private string RoleOf(string user) => $"Access:Roles:teams/{_teams.Options.TenantId}/{_teams.Users.Single(u => u.Id == user).AadObjectId}:0";

    private TeamsCallMade? LastPost() => _teams.Calls.LastOrDefault(c => c.What is "send" or "create" or "update");

    private (int Messages, int Twice) EveryCardStandsWhereItIsNoted(IReadOnlyList<TeamsMessage> messages, int written)
    {
        var standing = messages.Select(MessageOf).ToHashSet();
        TheBotsCardsStand("teams", standing);
        var noted = Scene.Read("SELECT message FROM teams_posts");
        noted.ShouldBeUnique();
        // What came of a press that a kill cut off is told to the one who pressed.
        var alone = _teams.Users.SelectMany(u => _teams.Targeted(u.Id)).Select(MessageOf).ToHashSet();
        noted.ShouldBeSubsetOf(standing.Union(alone));
        var jons = _teams.BotMessages(TeamsCrowd.Jon)[0].Chat;
        noted.Count(m => m.StartsWith(jons, StringComparison.Ordinal)).ShouldBeGreaterThan(written, "What Jon wrote, and that he added the bot, was answered.");
        var twice = standing.Count - noted.Count(standing.Contains);
        twice.ShouldBeLessThanOrEqualTo(Rounds * MostInFlight);
        return (standing.Count, twice);
    }

    private static string MessageOf(TeamsMessage m) => TeamsSpot.MessageOf(m.Thread is null ? m.Chat : $"{m.Chat};messageid={m.Thread}", m.Id);
}
