using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Channels.Teams.Api;
using ChatRuns.StandIns.Api;

namespace ChatRuns.Bot.Tests.Teams;

/// <summary>The calls of the connector, against the stand-in: what they do, what they come to, when they are tried again.</summary>
public sealed class TeamsApiTests : IAsyncLifetime
{
    private const string Ops = "19:ops@thread.tacv2";
    private const string Night = "19:night@thread.v2";
    private TeamsBench _bot = null!;

    public async Task InitializeAsync() => _bot = await TeamsBench.OpenAsync();

    public async Task DisposeAsync() => await _bot.DisposeAsync();

    [Fact]
    public async Task A_message_is_sent_changed_and_taken_back()
    {
        var sent = await _bot.Api.SendAsync(_bot.Place(Night), Message("one"), default);
        var id = sent.Id.ShouldNotBeNull();
        _bot.Teams.BotMessages(Night).Single().Text.ShouldBe("one");

        (await _bot.Api.UpdateAsync(_bot.Place(Night), id, Message("two"), default)).ShouldBeOfType<TeamsAnswer.Ok>();
        _bot.Teams.BotMessages(Night).Single().Text.ShouldBe("two");

        (await _bot.Api.DeleteAsync(_bot.Place(Night), id, default)).ShouldBeOfType<TeamsAnswer.Ok>();
        _bot.Teams.BotMessages(Night).ShouldBeEmpty();
        (await _bot.Api.UpdateAsync(_bot.Place(Night), id, Message("three"), default)).ShouldBe(new TeamsAnswer.NotFound("ActivityNotFoundInConversation"));
        _bot.Teams.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_reply_in_a_channel_stands_in_the_thread_of_its_post()
    {
        var post = await _bot.Api.OpenPostAsync(_bot.Place(Ops), Message("post"), default);
        post.Id.ShouldBe($"{Ops};messageid={post.ActivityId}");

        await _bot.Api.SendAsync(_bot.Place(post.Id!), Message("in the thread"), default);
        await _bot.Api.ReplyAsync(_bot.Place(Ops), post.ActivityId!, Message("under the post"), default);

        _bot.Teams.BotMessages(Ops).Select(m => m.Thread).ShouldBe([post.ActivityId, post.ActivityId, post.ActivityId]);
        _bot.Teams.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_targeted_message_is_seen_by_one_and_changed_without_naming_them_again()
    {
        var sent = await _bot.Api.SendTargetedAsync(_bot.Place(Night), "29:mia", Message("only you"), default);
        (await _bot.Api.UpdateTargetedAsync(_bot.Place(Night), sent.Id!, new() { ["type"] = "message", ["text"] = "still only you", ["recipient"] = new JsonObject { ["id"] = "29:mia" } }, default)).ShouldBeOfType<TeamsAnswer.Ok>();

        _bot.Teams.Targeted("29:mia").ShouldHaveSingleItem().Text.ShouldBe("still only you");
        _bot.Teams.Messages(Night).ShouldBeEmpty();
        (await _bot.Api.DeleteTargetedAsync(_bot.Place(Night), sent.Id!, default)).ShouldBeOfType<TeamsAnswer.Ok>();
        _bot.Teams.Targeted("29:mia").ShouldBeEmpty();
        _bot.Teams.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_conversation_with_a_person_is_the_same_each_time_by_either_id()
    {
        var one = await _bot.Api.OpenDirectAsync(_bot.Teams.ServiceUrl, TokenForge.Tenant, "29:mia", default);
        var two = await _bot.Api.OpenDirectAsync(_bot.Teams.ServiceUrl, TokenForge.Tenant, "10000000-0000-0000-0000-000000000001", default);

        one.Id.ShouldNotBeNull().ShouldBe(two.Id);
    }

    [Fact]
    public async Task A_person_without_the_app_is_unreachable()
    {
        _bot.Teams.AddUser("29:eve", "Eve", "10000000-0000-0000-0000-000000000003", hasApp: false);

        (await _bot.Api.OpenDirectAsync(_bot.Teams.ServiceUrl, TokenForge.Tenant, "29:eve", default)).ShouldBeOfType<TeamsAnswer.Unreachable>();
    }

    [Theory]
    [InlineData("ConversationBlockedByUser")]
    [InlineData("BotNotInConversationRoster")]
    [InlineData("BotDisabledByAdmin")]
    [InlineData("")]
    public async Task Any_403_means_that_nobody_can_be_reached_there_and_is_not_tried_again(string code)
    {
        _bot.Teams.Close(Night, code);

        (await _bot.Api.SendAsync(_bot.Place(Night), Message("hello"), default)).ShouldBe(new TeamsAnswer.Unreachable(code));
        Sends().ShouldBe(1);
    }

    [Fact]
    public async Task Members_come_page_by_page()
    {
        for (var i = 0; i < 1100; i++) _bot.Teams.AddUser($"29:{i}", $"Person {i}", $"20000000-0000-0000-0000-{i:D12}");
        _bot.Teams.AddGroupChat(Night, "night shift");
        var members = new List<TeamsMember>();
        var pages = 0;

        await foreach (var page in _bot.Api.ListMembersAsync(_bot.Place(Night), default))
        {
            pages++;
            members.AddRange(TeamsMember.Page(page));
        }

        (pages, members.Count, members.Select(m => m.Id).Distinct().Count()).ShouldBe((3, 1102, 1102));
        members[0].ShouldBe(new() { Id = "29:mia", Name = "Mia Chen", Email = "10000000-0000-0000-0000-000000000001@example.org", UserPrincipalName = "10000000-0000-0000-0000-000000000001@example.org", AadObjectId = "10000000-0000-0000-0000-000000000001", ObjectId = "10000000-0000-0000-0000-000000000001", TenantId = TokenForge.Tenant, UserRole = "user" });
    }

    [Fact]
    public async Task Members_end_with_the_first_answer_that_is_not_good()
    {
        _bot.Teams.Close(Night);
        var pages = new List<TeamsAnswer>();

        await foreach (var page in _bot.Api.ListMembersAsync(_bot.Place(Night), default)) pages.Add(page);

        pages.ShouldHaveSingleItem().ShouldBeOfType<TeamsAnswer.Unreachable>();
        TeamsMember.Page(pages[0]).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_member_a_team_and_its_channels_are_found()
    {
        TeamsMember.Of(await _bot.Api.FindMemberAsync(_bot.Place(Ops), "10000000-0000-0000-0000-000000000002", default))!.Name.ShouldBe("Jon Doe");
        TeamsMember.Of(await _bot.Api.FindMemberAsync(_bot.Place(Ops), "29:nobody", default)).ShouldBeNull();
        (await _bot.Api.FindTeamAsync(_bot.Teams.ServiceUrl, _bot.Teams.Options.TenantId, "19:team@thread.tacv2", default)).Id.ShouldBe("19:team@thread.tacv2");
        TeamsChannelName.List(await _bot.Api.ListChannelsAsync(_bot.Teams.ServiceUrl, _bot.Teams.Options.TenantId, "19:team@thread.tacv2", default)).ShouldBe([new("19:team@thread.tacv2", null), new(Ops, "ops")]);
    }

    [Fact]
    public async Task A_message_that_is_too_large_is_said_to_be()
    {
        (await _bot.Api.SendAsync(_bot.Place(Night), Message(new string('x', 60_000)), default)).ShouldBe(new TeamsAnswer.TooBig());
        Sends().ShouldBe(1);
    }

    [Theory]
    [InlineData(412)]
    [InlineData(429)]
    [InlineData(502)]
    [InlineData(504)]
    public async Task What_passes_is_tried_again_with_growing_pauses(int status)
    {
        var start = _bot.Time.GetUtcNow();
        _bot.Teams.Fail("send", new TeamsTrouble.Status(status), times: 3);

        var answer = await _bot.PassAsync(_bot.Api.SendAsync(_bot.Place(Night), Message("hello"), default));

        answer.ShouldBeOfType<TeamsAnswer.Ok>();
        Sends().ShouldBe(4);
        (_bot.Time.GetUtcNow() - start).TotalSeconds.ShouldBeInRange(14, 14 * 1.5 + 3);
        _bot.Teams.BotMessages(Night).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(409)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task What_does_not_pass_is_not_tried_again(int status)
    {
        _bot.Teams.Fail("send", new TeamsTrouble.Status(status, "BadSyntax"));

        (await _bot.Api.SendAsync(_bot.Place(Night), Message("hello"), default)).ShouldNotBeOfType<TeamsAnswer.Ok>();
        Sends().ShouldBe(1);
    }

    [Fact]
    public async Task What_never_passes_ends_after_four_tries()
    {
        _bot.Teams.Fail("send", new TeamsTrouble.Status(502), times: 100);

        (await _bot.PassAsync(_bot.Api.SendAsync(_bot.Place(Night), Message("hello"), default))).ShouldBe(new TeamsAnswer.Down("HTTP 502", Uncertain: true));
        Sends().ShouldBe(4);
    }

    [Fact]
    public async Task Teams_own_hint_is_waited_for()
    {
        var start = _bot.Time.GetUtcNow();
        _bot.Teams.Fail("send", new TeamsTrouble.Status(429, "Throttled", TimeSpan.FromSeconds(17)));

        (await _bot.PassAsync(_bot.Api.SendAsync(_bot.Place(Night), Message("hello"), default))).ShouldBeOfType<TeamsAnswer.Ok>();

        (_bot.Time.GetUtcNow() - start).TotalSeconds.ShouldBeInRange(17, 19);
    }

    [Fact]
    public async Task A_long_hint_is_the_answer_and_holds_that_conversation_alone_until_then()
    {
        _bot.Teams.Fail("send", new TeamsTrouble.Status(429, "Throttled", TimeSpan.FromMinutes(5)));

        (await _bot.Api.SendAsync(_bot.Place(Night), Message("hello"), default)).ShouldBe(new TeamsAnswer.Throttled(TimeSpan.FromMinutes(5)));
        (await _bot.Api.SendAsync(_bot.Place(Night), Message("hello"), default)).ShouldBe(new TeamsAnswer.Throttled(TimeSpan.FromMinutes(5)));
        Sends().ShouldBe(1);
        (await _bot.Api.SendAsync(_bot.Place(Ops), Message("hello"), default)).ShouldBeOfType<TeamsAnswer.Ok>();

        _bot.Time.Advance(TimeSpan.FromMinutes(5));
        (await _bot.Api.SendAsync(_bot.Place(Night), Message("hello"), default)).ShouldBeOfType<TeamsAnswer.Ok>();
    }

    [Fact]
    public async Task A_burst_is_spread_over_the_limits_of_the_conversation()
    {
        var start = _bot.Time.GetUtcNow();

        foreach (var i in Enumerable.Range(0, 70))
            (await _bot.PassAsync(_bot.Api.SendAsync(_bot.Place(Night), Message($"line {i}"), default))).ShouldBeOfType<TeamsAnswer.Ok>();

        (_bot.Time.GetUtcNow() - start).TotalSeconds.ShouldBeInRange(30, 60);
        _bot.Teams.Violations.ShouldBeEmpty();
        _bot.Teams.BotMessages(Night).Count.ShouldBe(70);
    }

    [Fact]
    public async Task A_connection_that_breaks_is_uncertain_and_not_tried_again()
    {
        _bot.Teams.Fail("send", new TeamsTrouble.DropAfter());

        (await _bot.Api.SendAsync(_bot.Place(Night), Message("hello"), default)).ShouldBeOfType<TeamsAnswer.Down>().Uncertain.ShouldBeTrue();
        _bot.Teams.BotMessages(Night).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        using var ear = new TcpListener(IPAddress.Loopback, 0);
        ear.Start();
        _bot.Teams.Fail("send", new TeamsTrouble.Redirect($"http://{ear.LocalEndpoint}/"));

        (await _bot.Api.SendAsync(_bot.Place(Night), Message("hello"), default)).ShouldBeOfType<TeamsAnswer.Refused>().Status.ShouldBe(307);

        ear.Pending().ShouldBeFalse();
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("http://smba.trafficmanager.net/emea/")]
    [InlineData("")]
    public async Task An_address_that_is_none_of_teams_is_not_called_and_no_token_is_asked_for(string service)
    {
        (await _bot.Api.SendAsync(new(service, Night, TokenForge.Tenant), Message("hello"), default)).ShouldBeOfType<TeamsAnswer.Barred>();

        _bot.Teams.Calls.ShouldBeEmpty();
    }

    private static JsonObject Message(string text) => new() { ["type"] = "message", ["text"] = text };

    private int Sends() => _bot.Teams.Calls.Count(c => c.What is "send" or "create");
}
