using System.Text.Json;
using ChatRuns.Bot.Channels.Slack.Api;
using ChatRuns.Bot.Channels.Slack.Talk;

namespace ChatRuns.Bot.Tests.Slack;

/// <summary>What is typed in Slack, and the line it means.</summary>
public sealed class LineTests
{
    [Theory]
    [InlineData("/runs", "failed last 7d", "/runs failed last 7d")]
    [InlineData("/runs", "", "/runs")]
    [InlineData("/RUNS", "failed", "/runs failed")]
    [InlineData("/chatruns", "runs failed", "runs failed")]
    [InlineData("/chatruns", "", "/help")]
    [InlineData("/cr", "agents", "agents")]
    [InlineData("/run", "1042 log", "/run 1042 log")]
    [InlineData("/runs", "text \u201cdisk full\u201d", "/runs text \"disk full\"")]
    [InlineData("/runs", "since 2026\u201311\u201301", "/runs since 2026-11-01")]
    [InlineData("/runs", "text a &lt;b&gt; &amp; c", "/runs text a <b> & c")]
    [InlineData("/runs", "by <@U024BE7LH|mia>", "/runs by <@U024BE7LH|mia>")]
    [InlineData("/agent", "site-check run url=<https://shop.example/health|shop.example/health>", "/agent site-check run url=https://shop.example/health")]
    [InlineData("/agent", "site-check run url=<https://shop.example/a?b=1&amp;c=2>", "/agent site-check run url=https://shop.example/a?b=1&c=2")]
    [InlineData("/agent", "mail run to=<mailto:jon@shop.example|jon@shop.example>", "/agent mail run to=jon@shop.example")]
    [InlineData("/agent", "post run where=<#C024BE91L|ops>", "/agent post run where=#ops")]
    public void A_slash_command_is_a_line(string command, string text, string line) =>
        SlackLine.OfCommand(JsonSerializer.SerializeToElement(new { command, text })).ShouldBe(line);

    [Theory]
    [InlineData("<@UBOT> runs failed", "runs failed")]
    [InlineData("hey <@UBOT|chatruns>, next", "hey , next")]
    [InlineData("<@UBOT>", "/help")]
    [InlineData(null, "/help")]
    [InlineData("<@UBOT> access <@U1> approver", "access <@U1> approver")]
    [InlineData("runs\u00a0failed", "runs failed")]
    public void A_mention_is_left_out_of_what_was_said(string? text, string line) => SlackLine.OfMessage(text, "UBOT").ShouldBe(line);

    [Theory]
    [InlineData("https://hooks.slack.com/actions/T1/2/x", true)]
    [InlineData("https://hooks.slack-gov.com/commands/T1/2/x", true)]
    [InlineData("http://hooks.slack.com/actions/T1/2/x", false)]
    [InlineData("https://hooks.slack.com.evil.example/x", false)]
    [InlineData("https://evil.example/?hooks.slack.com", false)]
    [InlineData("https://hooks.slack.com:8443/x", false)]
    [InlineData("https://mia@hooks.slack.com/x", false)]
    [InlineData("http://169.254.169.254/latest/meta-data", false)]
    [InlineData("http://127.0.0.1:5080/x", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("", false)]
    public void Only_slacks_own_addresses_are_answered_to(string address, bool isSlacks) =>
        (SlackAddresses.ResponseUrl(address, new("https://slack.com/api/")) is not null).ShouldBe(isSlacks);

    [Theory]
    [InlineData("http://127.0.0.1:5090/hook/1", true)]
    [InlineData("http://127.0.0.1:5091/hook/1", false)]
    [InlineData("http://localhost:5090/hook/1", false)]
    [InlineData("https://hooks.slack.com/actions/T1/2/x", true)]
    public void An_emulators_addresses_are_answered_to_where_it_is_set(string address, bool isIts) =>
        (SlackAddresses.ResponseUrl(address, new("http://127.0.0.1:5090/api/")) is not null).ShouldBe(isIts);
}
