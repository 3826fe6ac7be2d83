using System.Text;
using ChatRuns.Steps;

namespace ChatRuns.Engine.Tests.Steps;

public sealed class AgentProtocolTests
{
    [Theory]
    [InlineData("hello")]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("{\"level\":\"info\"}")]
    [InlineData("[{\"chatruns\":\"log\"}]")]
    [InlineData("{\"a\":{\"chatruns\":\"log\"}}")]
    [InlineData("{\"note\": \"about \\\"chatruns\\\"\"}")]
    [InlineData("{not json with \"chatruns\" in it}")]
    public void Other_lines_are_no_messages(string line) => Read(line).ShouldBeNull();

    [Theory]
    [InlineData("{\"chatruns\":\"log\"", "not valid JSON")]
    [InlineData("{\"chatruns\":\"log\"} extra", "not valid JSON")]
    [InlineData("{\"chatruns\":\"propse\"}", "there is no message 'propse'")]
    [InlineData("{\"chatruns\":7}", "there is no message '7'")]
    [InlineData("{\"chatruns\":\"log\"}", "it needs 'text'")]
    [InlineData("{\"chatruns\":\"log\",\"text\":5}", "'text' is a text, not a number")]
    [InlineData("{\"chatruns\":\"log\",\"text\":\"\\ud800\"}", "half a character")]
    [InlineData("{\"chatruns\":\"log\",\"level\":\"fatal\",\"text\":\"x\"}", "not 'fatal'")]
    [InlineData("{\"chatruns\":\"progress\"}", "'percent' or 'text'")]
    [InlineData("{\"chatruns\":\"progress\",\"percent\":140}", "from 0 to 100, not 140")]
    [InlineData("{\"chatruns\":\"propose\",\"tool\":\"file.delete\"}", "it needs 'arguments'")]
    [InlineData("{\"chatruns\":\"propose\",\"tool\":\"t\",\"arguments\":[]}", "'arguments' is an object")]
    [InlineData("{\"chatruns\":\"propose\",\"tool\":\"t\",\"arguments\":{},\"confidence\":95}", "from 0 to 1, not 95")]
    [InlineData("{\"chatruns\":\"propose\",\"tool\":\"t\",\"arguments\":{},\"confidense\":0.5}", "no member 'confidense'")]
    [InlineData("{\"chatruns\":\"propose\",\"tool\":\"t\",\"arguments\":{\"a\":[\"\\udfff\"]}}", "half a character")]
    [InlineData("{\"chatruns\":\"propose\",\"tool\":\"t\",\"arguments\":{\"\\udfff\":1}}", "half a character")]
    [InlineData("{\"chatruns\":\"propose\",\"tool\":\"t\",\"arguments\":{\"path\":\"a\",\"path\":\"b\"}}", "not valid JSON")]
    [InlineData("{\"chatruns\":\"file\"}", "exactly one of")]
    [InlineData("{\"chatruns\":\"file\",\"text\":\"x\"}", "it needs 'name'")]
    [InlineData("{\"chatruns\":\"file\",\"name\":\"../x\",\"text\":\"x\"}", "without folders")]
    [InlineData("{\"chatruns\":\"file\",\"name\":\"x\",\"base64\":\"%\"}", "not valid base64")]
    [InlineData("{\"chatruns\":\"output\",\"name\":\"x\"}", "it needs 'value'")]
    [InlineData("{\"chatruns\":\"report\",\"markdown\":\"a\",\"path\":\"b\"}", "exactly one of")]
    [InlineData("{\"chatruns\":\"summary\"}", "it needs 'text'")]
    public void A_message_that_is_not_one_says_what_is_wrong(string line, string why) =>
        Read(line).ShouldBeOfType<ProgramMessage.Malformed>().Why.ShouldContain(why);

    [Fact]
    public void Json_as_deep_as_a_well_is_malformed_and_no_more() =>
        Read("{\"chatruns\":\"output\",\"value\":" + new string('[', 100_000)).ShouldBeOfType<ProgramMessage.Malformed>();

    [Fact]
    public void A_proposal_is_read_with_everything_it_says()
    {
        var proposal = Read("""  {"tool":"file.move","arguments":{"path":"a","to":"b"},"chatruns":"propose","confidence":1,"reason":"r","target":"db1"}""")
            .ShouldBeOfType<ProgramMessage.Propose>();

        (proposal.Tool, proposal.Confidence, proposal.Reason, proposal.Target).ShouldBe(("file.move", 1, "r", "db1"));
        proposal.Arguments.GetRawText().ShouldBe("""{"path":"a","to":"b"}""");
    }

    [Fact]
    public void Invalid_bytes_cost_no_message()
    {
        byte[] line = [.. """{"chatruns":"log","text":"a"""u8, 0xff, .. "\"}"u8];

        AgentProtocol.Read(line).ShouldBe(new ProgramMessage.Log("info", "a\uFFFD"));
    }

    private static ProgramMessage? Read(string line) => AgentProtocol.Read(Encoding.UTF8.GetBytes(line));
}
