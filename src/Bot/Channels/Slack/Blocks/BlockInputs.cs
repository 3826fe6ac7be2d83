using System.Globalization;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Cards.Html;

namespace ChatRuns.Bot.Channels.Slack.Blocks;

/// <summary>
/// Input.Text, Number, Toggle, ChoiceSet, Date and Time as input blocks. A block_id derives from the input's id, so that a redraw
/// keeps what was typed; <see cref="SlackInputs"/> reads them back.
/// </summary>
internal static class BlockInputs
{
    // Room is left in each part of a long text, so that something can be added to it.
    private const int PartLength = 2500;
    private const int Parts = 20;

    /// <summary>Whether this is an input, and if so draws it. On the Home tab, where several cards stand, inputs are left to the modal.</summary>
    public static bool TryDraw(BlockWriter writer, JsonObject element)
    {
        if (!IsInput(element)) return false;
        if (writer.Surface == Surface.Home) return true;
        var id = element.Text("id");
        if (SlackInputs.ActionOf(element, Parts).Length > SlackLimit.Id || SlackInputs.BlockOf(id, Parts).Length > SlackLimit.Id || !writer.Inputs.Add(id))
        {
            writer.Paragraph(new([new(Label(element)) { IsBold = true }, new(" cannot be filled in here: its name is too long for Slack, or stands twice.")]));
            return true;
        }

        if (element.Text("type") == "Input.Text" && element.Text("value").Length > SlackLimit.InputText) Long(writer, element);
        else writer.Add(Block(element, 0, Label(element), Element(writer, element)));
        return true;
    }

    /// <summary>Whether there is an input anywhere in these elements.</summary>
    public static bool AnyIn(JsonNode? node) => node switch
    {
        JsonArray list => list.Any(AnyIn),
        JsonObject element => IsInput(element) || AnyIn(element["items"]) || AnyIn(element["columns"]) || AnyIn(element["body"]),
        _ => false,
    };

    private static bool IsInput(JsonObject element) =>
        element.Text("type") is "Input.Text" or "Input.Number" or "Input.Toggle" or "Input.ChoiceSet" or "Input.Date" or "Input.Time";

    private static string Label(JsonObject element) =>
        element.Text("label") is { Length: > 0 } label ? label : element.Text("title") is { Length: > 0 } title ? title : "Value";

    private static JsonObject Block(JsonObject input, int part, string label, JsonObject element)
    {
        element["action_id"] = SlackInputs.ActionOf(input, part);
        return new()
        {
            ["type"] = "input",
            ["block_id"] = SlackInputs.BlockOf(input.Text("id"), part),
            ["label"] = SlackLimit.Plain(label, SlackLimit.Label),
            ["element"] = element,
            ["optional"] = input.Text("type") == "Input.Toggle" || !input.Truth("isRequired"),
        };
    }

    private static JsonObject Element(BlockWriter writer, JsonObject input) => input.Text("type") switch
    {
        "Input.Text" => Text(input, input.Text("value")),
        // Only modals are sure to take a number_input.
        "Input.Number" when writer.Surface != Surface.Modal => Text(input, input.Text("value")),
        "Input.Number" => Number(input),
        "Input.Date" => With(new() { ["type"] = "datepicker" }, "initial_date", input.Text("value")),
        "Input.Time" => With(new() { ["type"] = "timepicker" }, "initial_time", input.Text("value")),
        "Input.Toggle" => Toggle(input),
        _ => Choices(input),
    };

    private static JsonObject Text(JsonObject input, string value)
    {
        var element = With(new() { ["type"] = "plain_text_input", ["multiline"] = input.Truth("isMultiline") }, "initial_value", value);
        if (input.Text("placeholder") is { Length: > 0 } placeholder) element["placeholder"] = SlackLimit.Plain(placeholder, SlackLimit.Placeholder);
        if (int.TryParse(input.Text("maxLength"), NumberStyles.None, CultureInfo.InvariantCulture, out var most) && most is > 0 and <= SlackLimit.InputText && most >= value.Length)
            element["max_length"] = most;
        return element;
    }

    // A text longer than an input of Slack holds stands in several, and is one again when it is read.
    private static void Long(BlockWriter writer, JsonObject input)
    {
        var rest = input.Text("value");
        for (var part = 0; rest.Length > 0; part++)
        {
            if (part == Parts)
            {
                writer.LeftOut++;
                writer.Paragraph(new([new("The rest of this text is too long to be edited in Slack.")]));
                return;
            }

            var length = SlackLimit.Whole(rest, PartLength);
            var label = part == 0 ? Label(input) : string.Create(CultureInfo.InvariantCulture, $"… part {part + 1}");
            writer.Add(Block(input, part, label, Text(new() { ["isMultiline"] = true }, rest[..length])));
            rest = rest[length..];
        }
    }

    private static JsonObject Number(JsonObject input)
    {
        var element = With(new() { ["type"] = "number_input", ["is_decimal_allowed"] = true }, "initial_value", input.Text("value"));
        With(With(element, "min_value", input.Text("min")), "max_value", input.Text("max"));
        if (input.Text("placeholder") is { Length: > 0 } placeholder) element["placeholder"] = SlackLimit.Plain(placeholder, SlackLimit.Placeholder);
        return element;
    }

    private static JsonObject Toggle(JsonObject input)
    {
        var on = SlackInputs.On(input);
        var option = Option("Yes", on);
        var element = new JsonObject { ["type"] = "checkboxes", ["options"] = new JsonArray(option) };
        if (input.Text("value") == on) element["initial_options"] = new JsonArray(option.DeepClone());
        return element;
    }

    private static JsonObject Choices(JsonObject input)
    {
        var choices = input.Items("choices").Where(choice => choice.Text("value").Length > 0).DistinctBy(choice => choice.Text("value")).ToList();
        // A value that Slack does not carry is typed.
        if (choices.Count is 0 or > SlackLimit.Options * SlackLimit.Options || choices.Exists(choice => choice.Text("value").Length > SlackLimit.OptionValue))
            return Text(input, input.Text("value"));
        var isMany = input.Truth("isMultiSelect");
        var isShort = choices.Count <= SlackLimit.Choices && (input.Word("style") is "expanded" || isMany);
        var element = new JsonObject { ["type"] = (isShort, isMany) switch { (true, true) => "checkboxes", (true, false) => "radio_buttons", (false, true) => "multi_static_select", _ => "static_select" } };
        if (!isShort) element["placeholder"] = SlackLimit.Plain(input.Text("placeholder") is { Length: > 0 } words ? words : "Choose", SlackLimit.Placeholder);
        Options(element, choices);
        var values = isMany ? input.Text("value").Split(',') : [input.Text("value")];
        var chosen = choices.Where(choice => values.Contains(choice.Text("value"))).Select(Option).ToList();
        if (chosen.Count > 0 && isMany) element["initial_options"] = new JsonArray([.. chosen]);
        else if (chosen.Count > 0) element["initial_option"] = chosen[0];
        return element;
    }

    private static void Options(JsonObject element, List<JsonObject> choices)
    {
        if (choices.Count <= SlackLimit.Options)
        {
            element["options"] = new JsonArray([.. choices.Select(Option)]);
            return;
        }

        element["option_groups"] = new JsonArray([.. choices.Chunk(SlackLimit.Options).Select((group, place) => new JsonObject
        {
            ["label"] = SlackLimit.Plain(string.Create(CultureInfo.InvariantCulture, $"{(place * SlackLimit.Options) + 1} to {(place * SlackLimit.Options) + group.Length}"), SlackLimit.OptionText),
            ["options"] = new JsonArray([.. group.Select(Option)]),
        })]);
    }

    private static JsonObject Option(JsonObject choice) => Option(choice.Text("title"), choice.Text("value"));

    private static JsonObject Option(string title, string value) => new() { ["text"] = SlackLimit.Plain(title, SlackLimit.OptionText), ["value"] = value };

    private static JsonObject With(JsonObject element, string name, string value)
    {
        if (value.Length > 0) element[name] = value;
        return element;
    }
}
