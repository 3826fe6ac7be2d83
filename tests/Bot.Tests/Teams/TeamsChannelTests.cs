using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Channels.Teams;
using ChatRuns.Bot.Tests.Channels;

namespace ChatRuns.Bot.Tests.Teams;

/// <summary>Teams as the courier sees it: what every channel promises, in a channel of a team.</summary>
public sealed class TeamsChannelTests : ChannelContract
{
    private TeamsBotBench _bot = null!;

    internal override IChannel Channel => _bot.Bench.Get<TeamsChannel>();

    protected override string Route => "teams:ops";

    public override async Task InitializeAsync()
    {
        _bot = await TeamsBotBench.OpenAsync();
        await _bot.SettleInAsync();
    }

    public override async Task DisposeAsync()
    {
        _bot.Teams.Violations.ShouldBeEmpty();
        await _bot.DisposeAsync();
    }

    internal override Task<IReadOnlyList<string>> ReadAsync(Address conversation) =>
        Task.FromResult<IReadOnlyList<string>>([.. _bot.Cards(TeamsBotBench.Ops).Select(m => TeamsBotBench.Words(m.Card))]);

    internal override async Task RemoveAsync(Address message)
    {
        var (conversation, activity) = TeamsSpot.Read(message.Message)!.Value;
        await _bot.Bench.Get<ChatRuns.Bot.Channels.Teams.Api.TeamsApi>().DeleteAsync(new(_bot.Teams.ServiceUrl, conversation, _bot.Teams.Options.TenantId), activity, CancellationToken.None);
    }

    [Theory]
    [InlineData("teams:ops", "ops")]
    [InlineData("teams:Operations/ops", "Operations/ops")]
    [InlineData("teams:19:abc@thread.tacv2", "19:abc@thread.tacv2")]
    [InlineData("teams:@10000000-0000-0000-0000-000000000001", "@10000000-0000-0000-0000-000000000001")]
    public void A_route_names_a_channel_perhaps_its_team_or_a_person(string route, string conversation) =>
        Channel.Resolve(route).ShouldBe(new Address("teams", "", conversation));

    [Theory]
    [InlineData("teams:")]
    [InlineData("teams:@")]
    [InlineData("teams")]
    [InlineData("Teams:ops")]
    [InlineData("web")]
    public void What_is_no_place_in_teams_leads_nowhere(string route) => Channel.Resolve(route).ShouldBeNull();

    [Theory]
    [InlineData("ops", true)]
    [InlineData("19:abc@thread.tacv2", true)]
    [InlineData("19:abc@thread.tacv2;messageid=17", true)]
    [InlineData("19:abc@thread.v2", false)]
    [InlineData("19:a_b@unq.gbl.spaces", false)]
    [InlineData("a:1abc", false)]
    [InlineData("@10000000-0000-0000-0000-000000000001", false)]
    public void Only_channels_have_threads(string conversation, bool has) => Channel.HasThreadsIn(new("teams", "", conversation)).ShouldBe(has);
}
