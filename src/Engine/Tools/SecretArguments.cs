using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ChatRuns.Secrets;

namespace ChatRuns.Tools;

/// <summary>Secrets in the arguments of a call: stored and shown as references, resolved when the call is made.</summary>
internal sealed partial class SecretArguments(SecretShelf secrets)
{
    /// <summary>
    /// The arguments with each value of a secret replaced by its reference; adds the names of those to <paramref name="found"/>.
    /// Throws <see cref="ToolException"/> for a secret in another form, because its reference would not bring that form back.
    /// </summary>
    public JsonElement ToReferences(JsonElement arguments, ISet<string> found)
    {
        var kept = Rewrite(JsonSerializer.SerializeToNode(arguments), text =>
        {
            var replaced = secrets.ToReferences(text, out var names);
            found.UnionWith(names);
            return Plain(replaced);
        });
        return JsonSerializer.SerializeToElement(kept);
    }

    /// <summary>
    /// The arguments with the references of the allowed secrets resolved, all other text taken literally; never stored, never
    /// shown. Throws <see cref="ToolException"/> for a secret that is not there any more.
    /// </summary>
    public JsonElement Resolve(JsonElement arguments, IReadOnlyCollection<string> allowed)
    {
        if (allowed.Count == 0) return arguments;
        return JsonSerializer.SerializeToElement(Rewrite(JsonSerializer.SerializeToNode(arguments), text =>
            // In one pass, so that a secret which looks like a reference is none.
            Reference().Replace(text, match => allowed.Contains(match.Groups[1].Value) ? ValueOf(match.Groups[1].Value) : match.Value)));
    }

    private string ValueOf(string name) => secrets.Find(name)
        ?? throw new ToolException(ToolFault.InvalidArguments, $"The secret {name} is not set any more.");

    private string Plain(string text) => secrets.Mask(text) == text ? text : throw new ToolException(
        ToolFault.InvalidArguments, "An argument holds a secret in another form, such as Base64. Give the secret as it is, so that it can be kept out of the journal.");

    private JsonNode? Rewrite(JsonNode? tree, Func<string, string> text) => tree switch
    {
        JsonObject map => new JsonObject(map.Select(m => KeyValuePair.Create(Plain(m.Key), Rewrite(m.Value, text)))),
        JsonArray list => new JsonArray([.. list.Select(item => Rewrite(item, text))]),
        JsonValue value when value.TryGetValue<string>(out var was) => JsonValue.Create(text(was)),
        _ => tree?.DeepClone(),
    };

    [GeneratedRegex(@"\{\{secret\.([^{}]+)\}\}")]
    private static partial Regex Reference();
}
