using System.Text.Json;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Channels.Slack.Blocks;

namespace ChatRuns.Bot.Tests.Slack.Blocks;

public sealed class SlackInputsTests
{
    [Theory]
    [InlineData("""{ "type": "Input.Text", "id": "reason@1042.1", "value": "still needed" }""", "reason", "still needed")]
    [InlineData("""{ "type": "Input.Text", "id": "reason" }""", "reason", "")]
    [InlineData("""{ "type": "Input.Number", "id": "n", "value": 3.5 }""", "n", "3.5")]
    [InlineData("""{ "type": "Input.Toggle", "id": "b", "title": "B", "value": "true" }""", "b", "true")]
    [InlineData("""{ "type": "Input.Toggle", "id": "b", "title": "B", "value": "false" }""", "b", "false")]
    [InlineData("""{ "type": "Input.Toggle", "id": "b", "title": "B", "value": "x", "valueOn": "on", "valueOff": "not: on" }""", "b", "not: on")]
    [InlineData("""{ "type": "Input.ChoiceSet", "id": "c", "value": "y", "choices": [{ "title": "X", "value": "x" }, { "title": "Y", "value": "y" }] }""", "c", "y")]
    [InlineData("""{ "type": "Input.ChoiceSet", "id": "c", "style": "expanded", "choices": [{ "title": "X", "value": "x" }] }""", "c", "")]
    [InlineData("""{ "type": "Input.ChoiceSet", "id": "c", "isMultiSelect": true, "value": "x,y", "choices": [{ "title": "X", "value": "x" }, { "title": "Y", "value": "y" }] }""", "c", "x,y")]
    [InlineData("""{ "type": "Input.Date", "id": "d", "value": "2026-11-21" }""", "d", "2026-11-21")]
    [InlineData("""{ "type": "Input.Time", "id": "t", "value": "14:05" }""", "t", "14:05")]
    public void What_stands_in_an_input_is_read_back_as_Adaptive_Cards_send_it(string input, string name, string value)
    {
        foreach (var blocks in (JsonArray[])[Drawn.Blocks($"[{input}]"), BlockKit.View(Drawn.Card($"[{input}]"), "c", "").View["blocks"]!.AsArray()])
            SlackInputs.Read(State(blocks)).ShouldBe(new Dictionary<string, string> { [name] = value });
    }

    [Fact]
    public void A_text_longer_than_an_input_of_Slack_comes_back_whole()
    {
        var text = string.Concat(Enumerable.Range(0, 1200).Select(i => $"😀{i}"));
        var blocks = Drawn.Blocks(new JsonArray(new JsonObject { ["type"] = "Input.Text", ["id"] = "arg.body@1.1", ["label"] = "body", ["value"] = text }).ToJsonString());

        blocks.Count.ShouldBeGreaterThan(2);
        SlackInputs.Read(State(blocks))["arg.body"].ShouldBe(text);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{ "other": { "a": { "type": "plain_text_input", "value": "v" } }, "in+x:a": { "a": { "value": "v" } }, "in": {}, "in:a": 7 }""")]
    public void What_is_not_ours_is_not_read(string state) => SlackInputs.Read(JsonDocument.Parse(state).RootElement).ShouldBeEmpty();

    [Fact]
    public void What_a_button_says_cannot_be_overwritten_by_an_input()
    {
        var data = JsonDocument.Parse("""{ "id": "1.1", "digest": "d" }""").RootElement;

        var merged = SlackInputs.Merge(data, new Dictionary<string, string> { ["reason"] = "why", ["digest"] = "forged" });

        merged.GetProperty("digest").GetString().ShouldBe("d");
        merged.GetProperty("reason").GetString().ShouldBe("why");
        SlackInputs.Merge(default, new Dictionary<string, string> { ["a"] = "b" }).GetRawText().ShouldBe("""{"a":"b"}""");
    }

    // What Slack would send for inputs that nobody touched.
    private static JsonElement State(JsonArray blocks)
    {
        var state = new JsonObject();
        foreach (var block in blocks.Where(block => block!["type"]!.ToString() == "input"))
        {
            var element = block!["element"]!.AsObject();
            var now = new JsonObject { ["type"] = element["type"]!.DeepClone() };
            switch (element["type"]!.ToString())
            {
                case "checkboxes" or "multi_static_select":
                    now["selected_options"] = element["initial_options"]?.DeepClone() ?? new JsonArray();
                    break;
                case "radio_buttons" or "static_select":
                    now["selected_option"] = element["initial_option"]?.DeepClone();
                    break;
                case "datepicker":
                    now["selected_date"] = element["initial_date"]?.DeepClone();
                    break;
                case "timepicker":
                    now["selected_time"] = element["initial_time"]?.DeepClone();
                    break;
                default:
                    now["value"] = element["initial_value"]?.DeepClone();
                    break;
            }

            state[block["block_id"]!.ToString()] = new JsonObject { [element["action_id"]!.ToString()] = now };
        }

        return JsonSerializer.SerializeToElement(state);
    }
}
