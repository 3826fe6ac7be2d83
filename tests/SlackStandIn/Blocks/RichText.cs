using System.Text.Json.Nodes;
using static ChatRuns.StandIns.Blocks.Property;
using static ChatRuns.StandIns.Blocks.Rules;

namespace ChatRuns.StandIns.Blocks;

/// <summary>rich_text: sections, lists, quotes and preformatted text, and what stands in them.</summary>
internal static class RichText
{
    private static readonly Property s_style = May("style", Of(new Shape(
        May("bold", Flag), May("code", Flag), May("italic", Flag), May("strike", Flag), May("underline", Flag), May("highlight", Flag), May("client_highlight", Flag), May("unlink", Flag))));

    private static readonly Dictionary<string, Shape> s_runs = new()
    {
        ["text"] = Run(Must("text", Text(100_000))),
        ["link"] = Run(Must("url", Text(3000)), May("text", Text(100_000)), May("unsafe", Flag)),
        ["user"] = Run(Must("user_id", Text(255))),
        ["usergroup"] = Run(Must("usergroup_id", Text(255))),
        ["team"] = Run(Must("team_id", Text(255))),
        ["channel"] = Run(Must("channel_id", Text(255))),
        ["emoji"] = Run(Must("name", Text(255)), May("unicode", Text(255)), May("url", Text(3000))),
        ["date"] = Run(Must("timestamp", Number()), Must("format", Text(3000)), May("url", Text(3000)), May("fallback", Text(3000))),
        ["broadcast"] = Run(Must("range", OneOf("here", "channel", "everyone"))),
        ["color"] = Run(Must("value", Text(255))),
    };

    private static readonly Rule s_run = Of(() => s_runs, [.. s_runs.Keys]);

    private static readonly Property s_border = May("border", Number(0, 1));

    private static readonly Dictionary<string, Shape> s_parts = new()
    {
        ["rich_text_section"] = new(Must("type", Text(50)), Must("elements", List(s_run, 0, 10_000))),
        ["rich_text_quote"] = new(Must("type", Text(50)), Must("elements", List(s_run, 0, 10_000)), s_border),
        ["rich_text_preformatted"] = new(Must("type", Text(50)), Must("elements", List(Of(() => s_runs, "text", "link"), 0, 10_000)), s_border),
        ["rich_text_list"] = new(Must("type", Text(50)), Must("style", OneOf("bullet", "ordered")), Must("elements", List(Of(() => s_parts!, "rich_text_section"), 1, 1000)),
            May("indent", Number(0, 8)), May("offset", Number(0, 10_000)), s_border),
    };

    /// <summary>An element of the block itself.</summary>
    public static void Part(JsonNode? value, string at, Faults faults) => Of(() => s_parts, [.. s_parts.Keys])(value, at, faults);

    private static Shape Run(params Property[] properties) => new([Must("type", Text(50)), s_style, .. properties]);
}
