using ChatRuns.Bot.Channels.Teams;
using ChatRuns.StandIns;
using ChatRuns.StandIns.Model;
using Xunit.Abstractions;

namespace ChatRuns.Bot.Tests.Crash;

/// <summary>
/// Kill -9 between Teams' acknowledgement and the effect. Teams cannot be asked whether a post was made: one that was in flight at a kill may
/// stand twice, which is counted, until people look at it once; what has no button, and so tells nothing, stays. No effect may be there twice.
/// </summary>
public sealed class TeamsKillTests(ITestOutputHelper output) : ChatKills, IAsyncLifetime
{
    // Posts that may be under way at the moment of a kill: in three channels, for Jon alone in them, and in three people's own conversations.
    private const int MostInFlight = 9;
    private static readonly string[] s_people = [TeamsCrowd.Jon, TeamsCrowd.Mia, TeamsCrowd.Eve];
    private TeamsStandIn _teams = null!;
    private TeamsCrowd _crowd = null!;
    private int _twice;

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
        _crowd = new(_teams, Agents, new(Seed + 1));

        var words = await SurviveAsync(_crowd);

        var (messages, twice) = EveryCardStandsWhereItIsNoted([.. _crowd.Messages()], _crowd.Written.Count);
        _teams.Violations.ShouldBeEmpty();
        output.WriteLine($"{words}, {messages} messages; nothing lost, no effect twice; {_twice} posts that were in flight at a kill stood twice, {twice} of them, without buttons, still do after people looked.");
    }

    internal override string RoutesOf(string agent) => $$"""{ actions: ["teams:{{agent}}"], failed: ["teams:{{TeamsCrowd.ChannelOf(agent)}}"], completed: none }""";

    // The bot writes where it was seen only.
    internal override async Task SettleInAsync(BotProcess bot)
    {
        _teams.BotUrl = (await bot.ReadyAsync(Over)).GetLeftPart(UriPartial.Authority);
        foreach (var agent in Agents) await _teams.InstallAsync(TeamsCrowd.Jon, TeamsCrowd.ChannelOf(agent));
        foreach (var person in s_people) await _teams.InstallAsync(person, person);
        await Scene.RestAsync(Over);
    }

    // Clients refresh what asks for it; of the other cards somebody presses a button of each that is one too many, and of as many others.
    internal override async Task LookAroundAsync()
    {
        var noted = Noted();
        _twice = _crowd.Messages().Count(m => !noted.Contains(MessageOf(m)));
        _twice.ShouldBeLessThanOrEqualTo(Rounds * MostInFlight);
        foreach (var person in s_people)
            foreach (var chat in Agents.Select(TeamsCrowd.ChannelOf).Append(person)) await _teams.LookAroundAsync(person, chat);
        await GoneAsync();

        var pressable = _crowd.Messages().Where(m => TeamsCrowd.OpenerOf(m) is not null).ToLookup(m => noted.Contains(MessageOf(m)));
        foreach (var message in pressable[false].Concat(pressable[true].Take(_twice)))
            await _teams.ClickAsync(message.OnlyFor ?? _teams.Chats.Single(c => c.Id == message.Chat).Members[0], message, TeamsCrowd.OpenerOf(message)!);
        await GoneAsync();
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
        var twice = messages.Where(m => !noted.Contains(MessageOf(m))).ToList();
        twice.ShouldAllBe(m => m.Card!["actions"] == null, "What has a button was pressed, and is gone.");
        return (standing.Count, twice.Count);
    }

    private HashSet<string> Noted() => [.. Scene.Read("SELECT message FROM teams_posts")];

    private Task GoneAsync() => Scene.UntilAsync(() => Scene.Read("SELECT attempt FROM teams_tries WHERE message IS NOT NULL").Count == 0, Over);

    private static string MessageOf(TeamsMessage m) => TeamsSpot.MessageOf(m.Thread is null ? m.Chat : $"{m.Chat};messageid={m.Thread}", m.Id);
}
