using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace ChatRuns.Bot.Channels.Slack.Blocks;

/// <summary>
/// What a press of a button or the choice in a menu means. A short <see cref="Execute"/> stands in the element's value itself;
/// anything longer, and every form, is kept by its hash and the value names that. So a button means what it meant when it was
/// drawn, however often its message was redrawn since.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(Execute), "x")]
[JsonDerivedType(typeof(Form), "form")]
[JsonDerivedType(typeof(Whole), "card")]
internal abstract record SlackPart
{
    /// <summary>Say this to the desk.</summary>
    /// <param name="Verb">Of the card's Action.Execute.</param>
    /// <param name="Data">Its data.</param>
    /// <param name="TakesInputs">Whether the inputs of the message or view are merged into the data.</param>
    internal sealed record Execute(string Verb, JsonElement Data, bool TakesInputs) : SlackPart;

    /// <summary>Open a modal with this form first.</summary>
    /// <param name="Title">Of the button.</param>
    /// <param name="Card">The Adaptive Card of the Action.ShowCard.</param>
    internal sealed record Form(string Title, JsonObject Card) : SlackPart;

    /// <summary>Open a modal with the whole card, where the message had to be cut.</summary>
    internal sealed record Whole(string Name, string Title, JsonObject Json, string Text) : SlackPart;

    private const int HashLength = 24;

    /// <summary>What stands in an element's value; <paramref name="most"/> characters fit there. A part that does not fit is added to <paramref name="parts"/>.</summary>
    public string ToValue(int most, IDictionary<string, SlackPart> parts)
    {
        var json = JsonSerializer.Serialize(this, JsonSerializerOptions.Web);
        if (this is Execute && json.Length <= most) return json;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)))[..HashLength];
        parts[hash] = this;
        return "#" + hash;
    }

    /// <summary>Reads a value: the part itself, or the hash under which it is kept; neither for a value that is not ours.</summary>
    public static (SlackPart? Part, string? Hash) Read(string? value)
    {
        if (value is ['#', .. var hash]) return hash.Length == HashLength ? (null, hash) : (null, null);
        try
        {
            return value is ['{', ..] ? (JsonSerializer.Deserialize<SlackPart>(value, JsonSerializerOptions.Web), null) : (null, null);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            return (null, null);
        }
    }
}
