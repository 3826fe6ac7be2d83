using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Html;

namespace ChatRuns.Bot.Channels.Teams.Cards;

/// <summary>
/// What a press says, whichever way it came: <c>adaptiveCard/action</c> with <c>value.action</c>, a message of Action.Submit whose value is
/// <c>{"chatruns":{"verb":…}, …data and inputs}</c>, or <c>task/fetch</c> and <c>task/submit</c> with the same under <c>value.data</c>.
/// </summary>
/// <param name="Verb">What to do, such as "action.approve"; not known to be one of ours.</param>
/// <param name="Data">An object: what the button says, and the inputs by name. An input cannot overwrite what the button says.</param>
internal sealed partial record TeamsPress(string Verb, JsonElement Data)
{
    private const string Mark = "chatruns";
    private const int MembersMost = 1000;

    /// <summary>Reads the value of an activity; null when it is no press of a button of ours, or damaged: names twice, half characters, no verb.</summary>
    public static TeamsPress? Read(JsonElement value)
    {
        try
        {
            if (Member(value, "action") is { ValueKind: JsonValueKind.Object } action) return Executed(action);
            if (Member(value, Mark) is not null) return Submitted(value);
            return Member(value, "data") is { ValueKind: JsonValueKind.Object } data ? Submitted(data) : null;
        }
        catch (InvalidOperationException)
        {
            // JSON may escape half a character, which no text is.
            return null;
        }
    }

    /// <summary>The data of an Action.Submit that sends what an Action.Execute would.</summary>
    internal static JsonObject Submits(JsonObject execute) => Submits(execute.Text("verb"), execute["data"] as JsonObject);

    /// <summary>The data of an Action.Submit with a verb.</summary>
    internal static JsonObject Submits(string verb, JsonObject? data)
    {
        var all = new JsonObject { [Mark] = new JsonObject { ["verb"] = verb } };
        foreach (var (name, member) in data ?? []) all[name] = member?.DeepClone();
        return all;
    }

    /// <summary>The verb that the data of an Action.Submit sends; null when it is none of ours.</summary>
    internal static string? VerbOf(JsonObject data) => (data[Mark] as JsonObject)?["verb"]?.ToString();

    private static TeamsPress? Executed(JsonElement action)
    {
        if (Text(action, "type") != "Action.Execute") return null;
        return Member(action, "data") switch
        {
            null or { ValueKind: JsonValueKind.Null } => Make(Text(action, "verb"), JsonSerializer.SerializeToElement(new JsonObject())),
            { ValueKind: JsonValueKind.Object } data => Make(Text(action, "verb"), data),
            _ => null,
        };
    }

    private static TeamsPress? Submitted(JsonElement data) =>
        Member(data, Mark) is { ValueKind: JsonValueKind.Object } mark ? Make(Text(mark, "verb"), data) : null;

    private static TeamsPress? Make(string? verb, JsonElement data)
    {
        if (verb is null || !VerbShape().IsMatch(verb) || !IsSound(data)) return null;
        var merged = new JsonObject();
        var members = data.EnumerateObject().Where(member => member.Name is not (Mark or "msteams")).ToList();
        if (members.Count > MembersMost) return null;
        var own = members.Where(member => InputName.Of(member.Name) == member.Name).ToList();
        var of = own.Where(member => member is { Name: "id", Value.ValueKind: JsonValueKind.String }).Select(member => member.Value.GetString()!).FirstOrDefault("");
        // Of several inputs of one name the one of this form counts.
        var inputs = members.Where(member => InputName.Of(member.Name) != member.Name);
        foreach (var input in inputs.OrderBy(input => input.Name == InputName.Make(InputName.Of(input.Name), of))) merged[InputName.Of(input.Name)] = Node(input);
        foreach (var member in own) merged[member.Name] = Node(member);
        return new(verb, JsonSerializer.SerializeToElement(merged));
    }

    // What one reader takes for the first and another for the last means nothing.
    private static bool IsSound(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Select(member => member.Name).ToList() is var names
            && names.Count == names.Distinct(StringComparer.Ordinal).Count() && value.EnumerateObject().All(member => IsSound(member.Value)),
        JsonValueKind.Array => value.EnumerateArray().All(IsSound),
        JsonValueKind.String => value.GetString() is not null,
        _ => true,
    };

    private static JsonNode? Node(JsonProperty member) => JsonNode.Parse(member.Value.GetRawText());

    private static JsonElement? Member(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var member) ? member : null;

    private static string? Text(JsonElement value, string name) =>
        Member(value, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    [GeneratedRegex(@"^[a-z]{1,32}(\.[a-z]{1,32}){0,2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex VerbShape();
}
