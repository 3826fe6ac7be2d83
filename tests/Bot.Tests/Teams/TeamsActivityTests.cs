using System.Text;
using ChatRuns.Bot.Channels.Teams.Door;

namespace ChatRuns.Bot.Tests.Teams;

/// <summary>What is read from an activity, and when two of them are the same one.</summary>
public sealed class TeamsActivityTests
{
    private const string Message = """{"type":"message","id":"17","timestamp":"2026-06-01T12:00:00.000Z","serviceUrl":"https://smba.trafficmanager.net/emea/","channelId":"msteams","from":{"id":"29:mia"},"recipient":{"id":"28:bot"},"conversation":{"id":"a:1"},"text":"help"}""";

    [Fact]
    public void What_teams_left_out_is_null_or_empty()
    {
        var read = Read(Message);

        read.ShouldSatisfyAllConditions(
            a => a.Entities.ShouldBeEmpty(), a => a.Attachments.ShouldBeEmpty(), a => a.MembersAdded.ShouldBeEmpty(), a => a.ReactionsAdded.ShouldBeEmpty(),
            a => a.Value.ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Undefined), a => a.ChannelData.ShouldBeNull(), a => a.Tenant.ShouldBeNull());
    }

    [Fact]
    public void Holes_in_lists_are_left_out() =>
        Read(Message[..^1] + ""","entities":[null,{"type":"mention"}],"attachments":null,"membersAdded":[null]}""").ShouldSatisfyAllConditions(
            a => a.Entities.ShouldHaveSingleItem().Type.ShouldBe("mention"), a => a.Attachments.ShouldBeEmpty(), a => a.MembersAdded.ShouldBeEmpty());

    [Theory]
    [InlineData("\"text\":\"help\"", "\"text\":\"other\"")]
    [InlineData("\"channelId\":\"msteams\"", "\"channelId\":\"msteams\",\"new\":1")]
    [InlineData("12:00:00.000", "12:00:09.000")]
    public void The_same_id_in_the_same_conversation_is_the_same_message(string from, string to) => Read(Message.Replace(from, to, StringComparison.Ordinal)).Key.ShouldBe(Read(Message).Key);

    [Theory]
    [InlineData("\"id\":\"17\"", "\"id\":\"18\"")]
    [InlineData("a:1", "a:2")]
    [InlineData("\"type\":\"message\"", "\"type\":\"invoke\"")]
    [InlineData("\"type\":\"message\"", "\"type\":\"messageUpdate\"")]
    public void Another_id_conversation_or_type_is_another_one(string from, string to) => Read(Message.Replace(from, to, StringComparison.Ordinal)).Key.ShouldNotBe(Read(Message).Key);

    [Fact]
    public void A_message_that_is_changed_twice_is_two_changes_with_one_id()
    {
        var update = Message.Replace("\"type\":\"message\"", "\"type\":\"messageUpdate\"", StringComparison.Ordinal);

        Read(update.Replace("12:00:00.000", "12:00:09.000", StringComparison.Ordinal)).Key.ShouldNotBe(Read(update).Key);
        Read(update).Key.ShouldBe(Read(update).Key);
    }

    [Fact]
    public void Without_an_id_what_was_said_and_by_whom_counts()
    {
        var bare = Message.Replace("\"id\":\"17\",", "", StringComparison.Ordinal);

        Read(bare).Key.ShouldBe(Read(bare).Key);
        Read(bare.Replace("29:mia", "29:jon", StringComparison.Ordinal)).Key.ShouldNotBe(Read(bare).Key);
        Read(bare.Replace("help", "other", StringComparison.Ordinal)).Key.ShouldNotBe(Read(bare).Key);
    }

    [Fact]
    public void A_key_holds_nothing_of_what_was_said() => Read(Message).Key.ShouldMatch("^teams/[0-9a-f]{32}$");

    private static TeamsActivity Read(string json) => TeamsActivity.Read(Encoding.UTF8.GetBytes(json)).ShouldNotBeNull();
}
