using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatRuns.Bot.Channels.Web;

/// <summary>POST /web/say.</summary>
/// <param name="Id">Made by the page, the same for every try.</param>
/// <param name="Text">The line.</param>
/// <param name="Zone">The browser's time zone.</param>
internal sealed record SayWire(string? Id, string? Text, string? Zone);

/// <summary>POST /web/press.</summary>
/// <param name="Id">Made by the page, the same for every try.</param>
/// <param name="Message">The message that the button stands on.</param>
/// <param name="Verb">Of the button.</param>
/// <param name="Data">Of the button, with the inputs.</param>
/// <param name="Zone">The browser's time zone.</param>
internal sealed record PressWire(string? Id, long Message, string? Verb, JsonElement Data, string? Zone);

/// <summary>A new or redrawn message.</summary>
/// <param name="Id">The message.</param>
/// <param name="Html">Its list item.</param>
/// <param name="Title">What is read out when it is new.</param>
/// <param name="Said">The id that the page made, where it is this page's own line.</param>
internal sealed record MessageWire(long Id, string Html, string Title, string? Said);

/// <summary>GET /web/messages.</summary>
/// <param name="Html">List items, oldest first.</param>
/// <param name="First">Where to go on; null when there is nothing older.</param>
internal sealed record EarlierWire(string Html, long? First);

/// <summary>Why something was not done.</summary>
/// <param name="Error">One sentence for people.</param>
internal sealed record ErrorWire(string Error);

/// <summary>Why a form was not taken.</summary>
/// <param name="Inputs">What is wrong, by the name of the input; a name that no input has concerns all of them.</param>
internal sealed record RefusedWire(IReadOnlyDictionary<string, string> Inputs);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(SayWire))]
[JsonSerializable(typeof(PressWire))]
[JsonSerializable(typeof(MessageWire))]
[JsonSerializable(typeof(EarlierWire))]
[JsonSerializable(typeof(ErrorWire))]
[JsonSerializable(typeof(RefusedWire))]
[JsonSerializable(typeof(SideView))]
[JsonSerializable(typeof(Hints))]
internal sealed partial class WebJson : JsonSerializerContext;
