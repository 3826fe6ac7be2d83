using System.Text.Json;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Cards.Templating;

namespace ChatRuns.Bot.Cards;

/// <summary>
/// One file of cards/: an Adaptive Card in the Adaptive Cards templating language, read and compiled once. Binding follows the
/// reference implementation for everything that our templates use; what it does not know is an error when it is read.
/// </summary>
internal sealed class CardTemplate
{
    private static readonly JsonDocumentOptions Reading = new() { CommentHandling = JsonCommentHandling.Skip, MaxDepth = 64 };

    private CardTemplate(string name, TemplateNode root) => (Name, Root) = (name, root);

    /// <summary>The file's name without its ending.</summary>
    public string Name { get; }

    /// <summary>What was read; for the lint tests.</summary>
    public TemplateNode Root { get; }

    /// <summary>Reads cards/NAME.json; throws <see cref="FormatException"/> that names file and place.</summary>
    public static CardTemplate Load(string folder, string name)
    {
        var path = Path.Combine(folder, name + ".json");
        return File.Exists(path)
            ? Parse(name, File.ReadAllText(path))
            : throw new FileNotFoundException($"The card template {path} is missing. It belongs to the program's files: install it again.", path);
    }

    /// <summary>Reads a template from text.</summary>
    public static CardTemplate Parse(string name, string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Reading);
            return new(name, TemplateNode.Read(document.RootElement));
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new FormatException($"cards/{name}.json: {e.Message}", e);
        }
    }

    /// <summary>Fills facts in.</summary>
    public JsonObject Bind(JsonElement facts)
    {
        try
        {
            return Expansion.Expand(Root, facts) as JsonObject ?? throw new FormatException("Nothing is left of the card.");
        }
        catch (FormatException e)
        {
            throw new FormatException($"cards/{Name}.json: {e.Message}", e);
        }
    }
}
