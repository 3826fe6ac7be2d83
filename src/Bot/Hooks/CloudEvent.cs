using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ChatRuns.Bot.Hooks;

/// <summary>One event: its attributes in their text form, and its data; a text of Base64 where the data is no text.</summary>
/// <remarks>Source: CloudEvents 1.0.2, the specification ("Context Attributes", "Type System") and its JSON format.</remarks>
internal sealed partial record CloudEvent(IReadOnlyDictionary<string, string> Attributes, JsonElement? Data)
{
    private const int MostAttributes = 50;
    private const int MostOfAttribute = 2_000;
    private const int MostOfAll = 8_000;
    private static readonly string[] s_required = ["specversion", "id", "source", "type"];

    /// <summary>Its id; with the source it names the event.</summary>
    public string Id => Attributes["id"];

    /// <summary>Throws <see cref="BodyException"/>, naming the attribute, where the specification does not allow it.</summary>
    public static CloudEvent Of(Dictionary<string, string> attributes, JsonElement? data)
    {
        if (attributes.Count > MostAttributes) throw new BodyException($"The event has more than {MostAttributes} attributes.");
        if (attributes.Sum(a => a.Key.Length + a.Value.Length) > MostOfAll) throw new BodyException($"The attributes of the event are longer than {MostOfAll} characters together. What is long belongs into its data.");
        foreach (var name in s_required.Where(name => attributes.GetValueOrDefault(name, "").Length == 0))
            throw new BodyException($"The event has no {name}. Every event has {string.Join(", ", s_required)}.");
        if (attributes["specversion"] != "1.0") throw Wrong("specversion", "is not 1.0");
        foreach (var (name, value) in attributes)
        {
            if (!Name().IsMatch(name)) throw new BodyException($"\"{Shown(name)}\" cannot be the name of an attribute: those have lower-case letters and digits.");
            if (value.Length == 0) throw Wrong(name, "is empty");
            if (value.Length > MostOfAttribute) throw Wrong(name, $"is longer than {MostOfAttribute} characters");
            if (value.Any(char.IsControl)) throw Wrong(name, "holds a control character");
        }

        if (!Uri.TryCreate(attributes["source"], UriKind.RelativeOrAbsolute, out _)) throw Wrong("source", "is no URI");
        if (attributes.TryGetValue("dataschema", out var schema) && !Uri.TryCreate(schema, UriKind.Absolute, out _)) throw Wrong("dataschema", "is no absolute URI");
        if (attributes.TryGetValue("time", out var time) && !IsTime(time)) throw Wrong("time", "is no time like 2018-04-05T17:31:00Z");
        if (attributes.TryGetValue("datacontenttype", out var type) && RequestBody.MediaTypeOf(type).Length == 0) throw Wrong("datacontenttype", "is no media type");
        return new(attributes, data);
    }

    /// <summary>What is wrong with an attribute.</summary>
    public static BodyException Wrong(string name, string what) => new($"The attribute {Shown(name)} {what}.");

    private static bool IsTime(string text) => Time().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _);

    private static string Shown(string name) => name.Length > 40 ? name[..40] + "…" : name;

    [GeneratedRegex("^[a-z0-9]{1,100}$")]
    private static partial Regex Name();

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})$")]
    private static partial Regex Time();
}
