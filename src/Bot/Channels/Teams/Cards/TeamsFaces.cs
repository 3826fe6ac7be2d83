using System.Text.Json.Nodes;
using ChatRuns.Bot.Cards.Html;

namespace ChatRuns.Bot.Channels.Teams.Cards;

/// <summary>
/// Pictures of the people whom a line names, before the line. They stand beside the words, which name the people too: whoever hears the card,
/// or reads it in a client that knows no pictures, misses nothing. Who is no account of the tenant stays a name.
/// </summary>
/// <remarks>
/// Source: learn.microsoft.com, "People icons in Adaptive Cards" (a set shows pictures without names); @microsoft/teams.cards 2.0.16,
/// IComUsersMicrosoftGraphComponent, IPersonaProperties.
/// </remarks>
internal static class TeamsFaces
{
    /// <summary>The member of a TextRun that says whom its text names: a principal key, or nothing.</summary>
    public const string Person = "person";

    private const int Most = 3;

    /// <summary>The line with the pictures of those it names; the line itself where it names nobody of the tenant.</summary>
    /// <param name="element">The RichTextBlock as bound.</param>
    /// <param name="line">The same as drawn.</param>
    /// <param name="tenant">Whose people can be shown; empty for nobody's.</param>
    public static JsonObject Beside(JsonObject element, JsonObject line, string tenant)
    {
        var people = element.Items("inlines").Select(run => Read(run, tenant)).OfType<JsonObject>().DistinctBy(person => person.Text("id")).Take(Most).ToArray();
        if (people.Length == 0) return line;
        var row = new JsonObject
        {
            ["type"] = "ColumnSet",
            ["columns"] = new JsonArray(Column("auto", Set(people)), Column("stretch", line)),
        };
        foreach (var name in (ReadOnlySpan<string>)["spacing", "separator", "id"])
        {
            if (line[name] is not { } value) continue;
            line.Remove(name);
            row[name] = value;
        }

        return row;
    }

    // A rule names people by their keys alone: their names are for Teams to find.
    private static JsonObject? Read(JsonObject run, string tenant)
    {
        if (tenant.Length == 0 || run.Text(Person).Split('/') is not ["teams", var of, var id] || of != tenant || !Guid.TryParseExact(id, "D", out _)) return null;
        var person = new JsonObject { ["id"] = id };
        if (run.Text("text") is var name && name != run.Text(Person)) person["displayName"] = TeamsText.WithoutMentions(name);
        return person;
    }

    private static JsonObject Set(JsonNode[] people) => new()
    {
        ["type"] = "Component",
        ["name"] = "graph.microsoft.com/users",
        ["view"] = "compact",
        ["properties"] = new JsonObject { ["users"] = new JsonArray(people) },
        ["fallback"] = "drop",
    };

    private static JsonObject Column(string width, JsonObject item) => new()
    {
        ["type"] = "Column",
        ["width"] = width,
        ["items"] = new JsonArray(item),
        ["spacing"] = "Small",
        ["verticalContentAlignment"] = "Center",
    };
}
