using System.Text;
using ChatRuns.Bot.Channels.Teams.Api;
using ChatRuns.Bot.Channels.Teams.Door;
using ChatRuns.Bot.Channels.Teams.Talk;
using ChatRuns.StandIns.Api;

namespace ChatRuns.Bot.Tests.Teams;

/// <summary>Who people are, asked of Teams alone or page by page.</summary>
public sealed class TeamsRosterTests : IAsyncLifetime
{
    private const string Night = "19:night@thread.v2";
    private TeamsBench _bot = null!;
    private TeamsRoster _roster = null!;

    public async Task InitializeAsync()
    {
        _bot = await TeamsBench.OpenAsync();
        _roster = new(_bot.Api, _bot.Time);
    }

    public async Task DisposeAsync() => await _bot.DisposeAsync();

    [Fact]
    public async Task As_long_as_few_are_asked_for_each_is_asked_for_alone()
    {
        Crowd(10);
        for (var i = 0; i < 9; i++)
        {
            (await FindAsync(i)).Member!.Name.ShouldBe($"Person {i}");
            if (i % 3 == 2) _bot.Time.Advance(TimeSpan.FromSeconds(10));
        }

        Paths().ShouldAllBe(path => path.Contains("/members/29", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Many_at_once_are_found_on_pages_that_are_read_once()
    {
        Crowd(600);

        var found = await Task.WhenAll(Enumerable.Range(500, 100).Select(FindAsync));

        found.Select(f => f.Member!.Name).ShouldBe(Enumerable.Range(500, 100).Select(i => $"Person {i}"));
        Paths().Count(path => path.Contains("/pagedmembers", StringComparison.Ordinal)).ShouldBe(2);
        Paths().Count.ShouldBeLessThanOrEqualTo(5);
    }

    [Fact]
    public async Task A_large_conversation_is_read_no_further_than_it_saves_calls()
    {
        Crowd(4000);
        for (var i = 3980; i < 3990; i++) (await _bot.PassAsync(FindAsync(i))).Member!.Name.ShouldBe($"Person {i}");

        Paths().Count(path => path.Contains("/pagedmembers", StringComparison.Ordinal)).ShouldBe(4 + 8);
        Paths().Count.ShouldBe(12 + 8);
    }

    [Fact]
    public async Task Pages_are_good_for_a_quarter_of_an_hour()
    {
        Crowd(50);
        for (var i = 0; i < 10; i++) await FindAsync(i);
        var before = Paths().Count;
        _bot.Time.Advance(TimeSpan.FromMinutes(14));
        var later = await FindAsync(30);

        Paths().Count.ShouldBe(before);
        _bot.Time.GetElapsedTime(later.At).ShouldBe(TimeSpan.FromMinutes(14));
        _bot.Time.Advance(TimeSpan.FromMinutes(1));
        await FindAsync(31);
        Paths().Count.ShouldBe(before + 1);
    }

    [Fact]
    public async Task Whom_the_pages_show_with_another_object_id_is_asked_for_alone()
    {
        Crowd(50);
        for (var i = 0; i < 10; i++) await FindAsync(i);
        var before = Paths().Count;

        await _roster.FindAsync(By(20, "99990000-0000-0000-0000-000000000000"), default);

        Paths().Skip(before).ShouldHaveSingleItem().ShouldContain("/members/29");
    }

    [Fact]
    public async Task Who_is_not_there_is_not_found_though_many_are()
    {
        Crowd(50);
        for (var i = 0; i < 10; i++) await FindAsync(i);

        var stranger = await FindAsync(77);

        stranger.Member.ShouldBeNull();
        stranger.Problem.ShouldBeOfType<TeamsAnswer.NotFound>();
    }

    [Fact]
    public async Task Where_pages_are_not_given_now_nobody_is_asked_for_alone_instead()
    {
        Crowd(50);
        for (var i = 0; i < 3; i++) await FindAsync(i);
        _bot.Teams.Fail("members", new TeamsTrouble.Status(429, "TooManyRequests", TimeSpan.FromMinutes(5)));
        var before = Paths().Count;

        var found = await FindAsync(4);

        found.Problem.ShouldBe(new TeamsAnswer.Throttled(TimeSpan.FromMinutes(5)));
        Paths().Count.ShouldBe(before + 1);
    }

    private void Crowd(int many)
    {
        for (var i = 0; i < many; i++) _bot.Teams.AddUser($"29:c{i}", $"Person {i}", ObjectId(i));
        _bot.Teams.AddGroupChat(Night, "night shift", [.. Enumerable.Range(0, many).Select(i => $"29:c{i}")]);
    }

    private Task<RosterAnswer> FindAsync(int person) => _roster.FindAsync(By(person, ObjectId(person)), default);

    private TeamsActivity By(int person, string objectId) => TeamsActivity.Read(Encoding.UTF8.GetBytes($$$"""
        {"type":"invoke","serviceUrl":"{{{_bot.Teams.ServiceUrl}}}","channelId":"msteams","from":{"id":"29:c{{{person}}}","aadObjectId":"{{{objectId}}}"},"recipient":{"id":"28:bot"},
        "conversation":{"id":"{{{Night}}}","conversationType":"groupChat","tenantId":"{{{TokenForge.Tenant}}}"}}
        """))!;

    private List<string> Paths() => [.. _bot.Teams.Calls.Where(c => c.What == "members").Select(c => c.Path)];

    private static string ObjectId(int person) => $"20000000-0000-0000-0002-{person:000000000000}";
}
