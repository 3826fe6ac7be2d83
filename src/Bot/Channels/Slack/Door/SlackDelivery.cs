using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace ChatRuns.Bot.Channels.Slack.Door;

/// <summary>What kind of thing Slack sent.</summary>
internal enum Way
{
    /// <summary>A slash command.</summary>
    Command,

    /// <summary>A press, a submitted view, a shortcut.</summary>
    Interaction,

    /// <summary>An event of the Events API.</summary>
    Event,

    /// <summary>A menu asks for what to offer.</summary>
    Options,
}

/// <summary>One thing that Slack sent, verified and not yet looked into, the same whether it came over HTTP or Socket Mode.</summary>
/// <param name="Way">What kind.</param>
/// <param name="Body">Its JSON; of a command the fields of the form.</param>
internal sealed record SlackDelivery(Way Way, JsonElement Body)
{
    /// <summary>Team id; null where it has none.</summary>
    public string? Team => Body.Text("team_id") ?? Body.Text("team.id");

    /// <summary>Enterprise id; null outside Enterprise Grid.</summary>
    public string? Enterprise => Body.Text("enterprise_id") ?? Body.Text("enterprise.id");

    /// <summary>App id.</summary>
    public string? App => Body.Text("api_app_id");

    /// <summary>What kind of interaction or event.</summary>
    public string Type => (Way == Way.Event ? Body.Text("event.type") : Body.Text("type")) ?? "";

    /// <summary>
    /// The same each time this is delivered again, and for no other: an event's id, the message for the two events that one mention
    /// may raise, who pressed what when, otherwise Slack's trigger id. A hash, because a trigger id is a capability.
    /// </summary>
    public string Key
    {
        get
        {
            var identity = Way switch
            {
                Way.Event when Type is "app_mention" or "message" => $"message {Team} {Body.Text("event.channel")} {Body.Text("event.ts")}",
                Way.Event => $"event {Body.Text("event_id")}",
                Way.Interaction when Type == "block_actions" => $"press {Team} {Body.Text("user.id")} {Body.Text("container.message_ts") ?? Body.Text("container.view_id")} {Press.Text("action_id")} {Press.Text("action_ts")}",
                _ => $"{Way} {Body.Text("trigger_id") ?? Body.GetRawText()}",
            };
            return "slack/" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)))[..32];
        }
    }

    /// <summary>The element that was used, of block_actions.</summary>
    public JsonElement Press => Body.TryGetProperty("actions", out var actions) && actions.ValueKind == JsonValueKind.Array && actions.GetArrayLength() > 0
        ? actions[0] : default;

    /// <summary>Reads the body of an HTTP request: a form for commands and interactions, JSON for events. Null when it is neither.</summary>
    public static SlackDelivery? Read(Way way, ReadOnlySpan<byte> body)
    {
        try
        {
            if (way == Way.Event) return Of(way, JsonSerializer.Deserialize<JsonElement>(body));
            var form = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body));
            if (way == Way.Command) return Of(way, JsonSerializer.SerializeToElement(form.ToDictionary(f => f.Key, f => f.Value.ToString())));
            return form.TryGetValue("payload", out var payload) ? Of(way, JsonSerializer.Deserialize<JsonElement>(payload.ToString())) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Of a JSON object that is readable throughout; null otherwise.</summary>
    public static SlackDelivery? Of(Way way, JsonElement body) => body.ValueKind == JsonValueKind.Object ? new(way, body) : null;
}

/// <summary>Reads members of what Slack sent; anything may be missing or of another type.</summary>
internal static class SlackJson
{
    /// <summary>A text by its path, such as "event.channel"; null when it is missing, empty or no text.</summary>
    public static string? Text(this JsonElement from, string path)
    {
        var at = from.At(path);
        if (at.ValueKind != JsonValueKind.String) return null;
        try
        {
            return at.GetString() is { Length: > 0 } text ? text : null;
        }
        catch (InvalidOperationException)
        {
            // Half a character: JSON may escape one, and it is no text.
            return null;
        }
    }

    /// <summary>Whether a member is true.</summary>
    public static bool IsTrue(this JsonElement from, string path) => from.At(path).ValueKind == JsonValueKind.True;

    /// <summary>A member by its path; undefined when it is missing.</summary>
    public static JsonElement At(this JsonElement from, string path)
    {
        foreach (var name in path.Split('.'))
            if (from.ValueKind != JsonValueKind.Object || !from.TryGetProperty(name, out from)) return default;
        return from;
    }

    /// <summary>The members of a list; none when it is no list.</summary>
    public static IEnumerable<JsonElement> List(this JsonElement from, string path) =>
        from.At(path) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];
}
