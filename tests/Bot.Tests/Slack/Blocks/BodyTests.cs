using System.Text.Json.Nodes;
using ChatRuns.Bot.Channels.Slack.Blocks;
using ChatRuns.Bot.Tests.Cards;

namespace ChatRuns.Bot.Tests.Slack.Blocks;

public sealed class BodyTests
{
    [Fact]
    public void A_date_and_a_time_of_the_same_moment_are_one_element_with_a_fallback_in_UTC()
    {
        var elements = Elements("""{ "type": "TextBlock", "text": "next {{DATE(2026-11-21T14:05:00Z, SHORT)}} {{TIME(2026-11-21T15:05:00+01:00)}} or {{TIME(2026-11-21T16:00:00Z)}}" }""");

        elements[1]!.ToJsonString().ShouldBe("""{"type":"date","timestamp":1795269900,"format":"{date_short_pretty} {time}","fallback":"21 Nov 2026 14:05 UTC"}""");
        elements[3]!["format"]!.ToString().ShouldBe("{time}");
        elements[3]!["fallback"]!.ToString().ShouldBe("16:00 UTC");
    }

    [Fact]
    public void Our_own_words_may_be_bold_and_lead_to_whole_addresses_only()
    {
        var elements = Elements("""{ "type": "TextBlock", "text": "**Cause:** *a* & <b> [in](/runs/1) [out](javascript:x) _i_" }""");

        elements.Select(element => element!["text"]!.ToString()).ShouldBe(["Cause:", " *a* & <b> ", "in", " ", "out", " ", "i"]);
        elements[0]!["style"]!["bold"]!.GetValue<bool>().ShouldBeTrue();
        elements[2]!["url"]!.ToString().ShouldBe("https://runs.example/runs/1");
        elements[4]!["type"]!.ToString().ShouldBe("text");
    }

    [Theory]
    [InlineData("35", "65", "▰▰▰▰▱▱▱▱▱▱")]
    [InlineData("1", "99", "▰▱▱▱▱▱▱▱▱▱")]
    [InlineData("100", "0", "▰▰▰▰▰▰▰▰▰▰")]
    public void Columns_without_content_are_a_bar(string share, string rest, string bar) =>
        Elements($$"""{ "type": "ColumnSet", "columns": [{ "type": "Column", "width": {{share}}, "style": "accent" }, { "type": "Column", "width": {{rest}} }] }""")
            .Single()!["text"]!.ToString().ShouldBe(bar);

    [Fact]
    public void What_is_red_elsewhere_has_a_sign() =>
        Elements("""{ "type": "TextBlock", "text": "This cannot be undone.", "color": "Attention" }""")[0]!["text"]!.ToString().ShouldBe("⚠ ");

    [Fact]
    public void A_log_is_preformatted_with_times_to_the_second()
    {
        var blocks = BlockKit.Message(CardSamplesTests.Bind("log.tail"), Drawn.Page).Blocks;

        var log = blocks.Single(block => block!["type"]!.ToString() == "rich_text")!["elements"]!.AsArray().ShouldHaveSingleItem()!;
        log["type"]!.ToString().ShouldBe("rich_text_preformatted");
        log["elements"]![0]!["text"]!.ToString().ShouldStartWith("14:02:11 resolving shop.example\n");
        blocks.Select(block => block!["elements"]?[0]?["text"]?.ToString()).ShouldContain("Times are in UTC.");
    }

    [Fact]
    public void The_steps_of_a_run_are_a_plan()
    {
        var plan = BlockKit.Message(CardSamplesTests.Bind("run.live"), Drawn.Page).Blocks.Single(block => block!["type"]!.ToString() == "plan")!;

        plan["title"]!.ToString().ShouldBe("1 of 3 steps completed");
        plan["tasks"]!.AsArray().Select(task => $"{task!["status"]}: {task["title"]}")
            .ShouldBe(["complete: 1. prepare · completed", "in_progress: 2. fetch · running", "pending: 3. report · queued"]);
    }

    [Fact]
    public void What_an_agent_claims_is_a_quotation() =>
        Drawn.Objects(BlockKit.Message(CardSamplesTests.Bind("actions.open"), Drawn.Page).Blocks)
            .Where(part => part["type"]?.ToString() == "rich_text_quote")
            .ShouldAllBe(quote => quote["elements"]![0]!["text"]!.ToString() == "Why: ");

    private static JsonArray Elements(string element) => Drawn.Blocks($"[{element}]")[0]!["elements"]![0]!["elements"]!.AsArray();
}
