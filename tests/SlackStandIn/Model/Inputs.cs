using System.Globalization;
using System.Text.Json.Nodes;

namespace ChatRuns.StandIns.Model;

/// <summary>What an input holds, as "state" and "actions" carry it.</summary>
internal static class Inputs
{
    /// <summary>What it holds before anybody touched it.</summary>
    public static JsonObject Initial(JsonObject element)
    {
        var kind = (string)element["type"]!;
        var value = new JsonObject { ["type"] = kind };
        var (property, initial) = Names(kind);
        value[property] = element[initial]?.DeepClone() ?? (property.EndsWith('s') ? new JsonArray() : null);
        return value;
    }

    /// <summary>What it holds after a person put <paramref name="given"/> in; options are named by their words or their value. Throws where there is no such option.</summary>
    public static JsonObject Filled(JsonObject element, params IReadOnlyList<string> given)
    {
        var kind = (string)element["type"]!;
        var one = given.Count > 0 ? given[0] : null;
        var value = new JsonObject { ["type"] = kind };
        var (property, _) = Names(kind);
        value[property] = property switch
        {
            "selected_option" => one is null ? null : Option(element, one),
            "selected_options" => new JsonArray([.. given.Select(g => Option(element, g))]),
            "selected_date_time" => one is null ? null : long.Parse(one, CultureInfo.InvariantCulture),
            _ when property.EndsWith('s') => new JsonArray([.. given.Select(g => JsonValue.Create(g))]),
            _ => one is { Length: > 0 } ? one : null,
        };
        return value;
    }

    /// <summary>Whether nothing is in it.</summary>
    public static bool IsEmpty(JsonObject state) => state.Where(p => p.Key != "type").All(p => p.Value is null or JsonArray { Count: 0 });

    private static JsonObject Option(JsonObject element, string name)
    {
        if (((string)element["type"]!).EndsWith("external_select", StringComparison.Ordinal))
            return new JsonObject { ["text"] = new JsonObject { ["type"] = "plain_text", ["text"] = name }, ["value"] = name };
        var options = Surfaces.Options(element).ToList();
        var found = options.FirstOrDefault(o => (string?)o["text"]?["text"] == name) ?? options.FirstOrDefault(o => (string?)o["value"] == name);
        return (JsonObject?)found?.DeepClone()
            ?? throw new InvalidOperationException($"No option \"{name}\"; there are: {string.Join(", ", options.Select(o => $"\"{o["text"]?["text"]}\""))}.");
    }

    /// <summary>Property of the state, and of the element that it starts from.</summary>
    private static (string State, string Initial) Names(string kind) => kind switch
    {
        "static_select" or "external_select" or "radio_buttons" or "overflow" => ("selected_option", "initial_option"),
        "multi_static_select" or "multi_external_select" or "checkboxes" => ("selected_options", "initial_options"),
        "users_select" => ("selected_user", "initial_user"),
        "multi_users_select" => ("selected_users", "initial_users"),
        "conversations_select" => ("selected_conversation", "initial_conversation"),
        "multi_conversations_select" => ("selected_conversations", "initial_conversations"),
        "channels_select" => ("selected_channel", "initial_channel"),
        "multi_channels_select" => ("selected_channels", "initial_channels"),
        "datepicker" => ("selected_date", "initial_date"),
        "timepicker" => ("selected_time", "initial_time"),
        "datetimepicker" => ("selected_date_time", "initial_date_time"),
        "file_input" => ("files", "initial_files"),
        "rich_text_input" => ("rich_text_value", "initial_value"),
        _ => ("value", "initial_value"),
    };
}
