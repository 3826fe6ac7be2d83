using System.Text.Json.Nodes;
using static ChatRuns.StandIns.Blocks.Property;
using static ChatRuns.StandIns.Blocks.Rules;

namespace ChatRuns.StandIns.Blocks;

/// <summary>
/// The interactive elements: properties and limits as Slack's published types and reference state them
/// (docs.slack.dev/reference/block-kit/block-elements).
/// </summary>
internal static class Elements
{
    /// <summary>What an actions block may hold.</summary>
    public static readonly string[] InActions =
    [
        "button", "checkboxes", "datepicker", "datetimepicker", "timepicker", "overflow", "radio_buttons", "rich_text_input", "workflow_button", .. Selects(),
    ];

    /// <summary>What may stand beside a section.</summary>
    public static readonly string[] AsAccessory =
    [
        "button", "checkboxes", "datepicker", "datetimepicker", "timepicker", "overflow", "radio_buttons", "image", "workflow_button", .. Selects(),
    ];

    /// <summary>What an input block may hold.</summary>
    public static readonly string[] AsInput =
    [
        "plain_text_input", "number_input", "email_text_input", "url_text_input", "rich_text_input", "file_input",
        "checkboxes", "radio_buttons", "datepicker", "datetimepicker", "timepicker", .. Selects(),
    ];

    private static readonly Property s_confirm = May("confirm", Of(new Shape(
        May("title", Plain(100)), Must("text", Either(300)), May("confirm", Plain(30)), May("deny", Plain(30)), May("style", OneOf("primary", "danger")))));

    private static readonly Property s_placeholder = May("placeholder", Plain(150));

    private static readonly Property s_focus = May("focus_on_load", Flag);

    private static readonly Property s_most = May("max_selected_items", Number(1, 100));

    private static readonly Property s_dispatch = May("dispatch_action_config", Of(new Shape(
        May("trigger_actions_on", List(OneOf("on_enter_pressed", "on_character_entered"), 1, 2)))));

    private static readonly Rule s_plainOption = Option(Plain(75), Text(150));

    private static readonly Rule s_richOption = Option(Either(75), Text(150));

    private static readonly Rule s_groups = List(Of(new Shape(Must("label", Plain(75)), Must("options", List(s_plainOption, 1, 100)))), 1, 100);

    private static readonly Rule s_filter = Of(new Shape(
        May("include", List(OneOf("im", "mpim", "private", "public"), 1, 4)), May("exclude_external_shared_channels", Flag), May("exclude_bot_users", Flag)));

    private static readonly Rule s_id = Text(255);

    /// <summary>Shape of each element, by type.</summary>
    public static IReadOnlyDictionary<string, Shape> All { get; } = new Dictionary<string, Shape>
    {
        ["button"] = Acting(Must("text", Plain(75)), May("value", Text(2000, 0)), May("url", Text(3000)), May("style", OneOf("primary", "danger")),
            May("accessibility_label", Text(75)), s_confirm),
        ["workflow_button"] = Acting(Must("text", Plain(75)), Must("workflow", Of(new Shape(Must("trigger", Anything)))), May("style", OneOf("primary", "danger")),
            May("accessibility_label", Text(75)), s_confirm),
        ["icon_button"] = Acting(Must("icon", OneOf("trash")), Must("text", Plain(75)), May("value", Text(2000)), May("accessibility_label", Text(75)),
            May("visible_to_user_ids", List(Text(255), 1, 100)), s_confirm),
        ["feedback_buttons"] = Acting(Must("positive_button", Feedback()), Must("negative_button", Feedback())),
        ["overflow"] = Acting(Must("options", List(s_plainOption, 1, 5)), s_confirm),
        ["checkboxes"] = Acting(Must("options", List(s_richOption, 1, 10)), May("initial_options", List(s_richOption, 1, 10)), s_confirm, s_focus),
        ["radio_buttons"] = Acting(Must("options", List(s_richOption, 1, 10)), May("initial_option", s_richOption), s_confirm, s_focus),
        ["datepicker"] = Acting(May("initial_date", Text(10)), s_placeholder, s_confirm, s_focus),
        ["timepicker"] = Acting(May("initial_time", Text(5)), May("timezone", Text(255)), s_placeholder, s_confirm, s_focus),
        ["datetimepicker"] = Acting(May("initial_date_time", Number(1_000_000_000, 9_999_999_999)), s_confirm, s_focus),
        ["plain_text_input"] = Acting(May("initial_value", Text(3000, 0)), May("multiline", Flag), May("min_length", Number(0, 3000)), May("max_length", Number(1, 3000)),
            s_dispatch, s_focus, s_placeholder),
        ["number_input"] = Acting(Must("is_decimal_allowed", Flag), May("initial_value", Text(100)), May("min_value", Text(100)), May("max_value", Text(100)),
            s_dispatch, s_focus, s_placeholder),
        ["email_text_input"] = Acting(May("initial_value", Text(3000)), s_dispatch, s_focus, s_placeholder),
        ["url_text_input"] = Acting(May("initial_value", Text(3000)), s_dispatch, s_focus, s_placeholder),
        ["rich_text_input"] = Acting(May("initial_value", Anything), May("min_lines", Number(1, 100)), May("max_lines", Number(1, 100)), s_dispatch, s_focus, s_placeholder),
        ["file_input"] = Acting(May("filetypes", List(Text(50), 1, 100)), May("max_files", Number(1, 10))),
        ["static_select"] = Acting(May("options", List(s_plainOption, 1, 100)), May("option_groups", s_groups), May("initial_option", s_plainOption), s_confirm, s_focus, s_placeholder)
            .And(OptionsOrGroups),
        ["multi_static_select"] = Acting(May("options", List(s_plainOption, 1, 100)), May("option_groups", s_groups), May("initial_options", List(s_plainOption, 1, 100)),
            s_most, s_confirm, s_focus, s_placeholder).And(OptionsOrGroups),
        ["external_select"] = Acting(May("initial_option", s_plainOption), May("min_query_length", Number(0, 100)), s_confirm, s_focus, s_placeholder),
        ["multi_external_select"] = Acting(May("initial_options", List(s_plainOption, 1, 100)), May("min_query_length", Number(0, 100)), s_most, s_confirm, s_focus, s_placeholder),
        ["users_select"] = Acting(May("initial_user", Text(255)), s_confirm, s_focus, s_placeholder),
        ["multi_users_select"] = Acting(May("initial_users", List(Text(255), 1, 100)), s_most, s_confirm, s_focus, s_placeholder),
        ["channels_select"] = Acting(May("initial_channel", Text(255)), May("response_url_enabled", Flag), s_confirm, s_focus, s_placeholder),
        ["multi_channels_select"] = Acting(May("initial_channels", List(Text(255), 1, 100)), s_most, s_confirm, s_focus, s_placeholder),
        ["conversations_select"] = Acting(May("initial_conversation", Text(255)), May("default_to_current_conversation", Flag), May("filter", s_filter),
            May("response_url_enabled", Flag), s_confirm, s_focus, s_placeholder),
        ["multi_conversations_select"] = Acting(May("initial_conversations", List(Text(255), 1, 100)), May("default_to_current_conversation", Flag), May("filter", s_filter),
            s_most, s_confirm, s_focus, s_placeholder),
        ["image"] = Image(),
    };

    /// <summary>Nothing is asked of it.</summary>
    public static void Anything(JsonNode? value, string at, Faults faults) { }

    /// <summary>An image element.</summary>
    public static Shape Image(params Property[] more) =>
        new([Must("type", Text(50)), Must("alt_text", Text(2000)), May("image_url", Text(3000)), May("slack_file", Anything), .. more])
        {
            Also = (value, at, faults) =>
            {
                if (value["image_url"] is null == value["slack_file"] is null) faults.Add(at, "must have either image_url or slack_file");
            },
        };

    private static IEnumerable<string> Selects() =>
        from kind in new[] { "static_select", "external_select", "users_select", "channels_select", "conversations_select" }
        from name in new[] { kind, "multi_" + kind }
        select name;

    private static Shape Acting(params Property[] properties) =>
        new([Must("type", Text(50)), May("action_id", ActionId), .. properties]);

    private static void ActionId(JsonNode? value, string at, Faults faults)
    {
        s_id(value, at, faults);
        faults.ActionId(at, value?.ToString() ?? "");
    }

    private static Rule Option(Rule text, Rule value) =>
        Of(new Shape(Must("text", text), May("value", value), May("description", Plain(75)), May("url", Text(3000))));

    private static Rule Feedback() => Of(new Shape(Must("text", Plain(75)), Must("value", Text(2000)), May("accessibility_label", Text(75))));

    private static void OptionsOrGroups(JsonObject value, string at, Faults faults)
    {
        if (value["options"] is null == value["option_groups"] is null) faults.Add(at, "must have either options or option_groups");
    }
}
