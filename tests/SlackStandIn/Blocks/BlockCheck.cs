using System.Text.Json.Nodes;
using static ChatRuns.StandIns.Blocks.Property;
using static ChatRuns.StandIns.Blocks.Rules;

namespace ChatRuns.StandIns.Blocks;

/// <summary>Whether Slack would take a message's blocks or a view, and what it would say against them.</summary>
internal static class BlockCheck
{
    /// <summary>Name of the sum over all markdown blocks.</summary>
    public const string MarkdownSum = "characters of markdown";

    /// <summary>The most markdown that a message holds; past it Slack answers msg_blocks_too_long.</summary>
    public const int MostMarkdown = 12_000;

    private const int MostViewBytes = 250_000;

    private static readonly Rule s_inMessage = List(Kinds.Top, 0, 50);

    private static readonly Rule s_inView = List(Kinds.Top, 0, 100);

    private static readonly Property[] s_view =
    [
        Must("type", OneOf("modal", "home")), Must("blocks", s_inView), May("private_metadata", Text(3000, 0)), May("callback_id", Text(255, 0)), May("external_id", Text(255, 0)),
    ];

    private static readonly Shape s_home = new(s_view);

    private static readonly Shape s_modal = new(
    [
        .. s_view, Must("title", Plain(24)), May("close", Plain(24)), May("submit", Plain(24)), May("clear_on_close", Flag), May("notify_on_close", Flag),
    ])
    {
        Also = (view, at, faults) =>
        {
            var asks = view["blocks"] is JsonArray blocks && blocks.Any(b => (string?)b?["type"] == "input");
            if (asks && view["submit"] is null) faults.Add(at, "submit is required when an input block is there");
        },
    };

    /// <summary>Checks the blocks of a message.</summary>
    public static Faults OfMessage(JsonNode? blocks, string at = "/blocks")
    {
        var faults = new Faults(Surface.Message);
        s_inMessage(blocks, at, faults);
        return faults;
    }

    /// <summary>Checks a modal or a Home tab.</summary>
    public static Faults OfView(JsonNode? view)
    {
        var isHome = view is JsonObject o && (string?)o["type"] == "home";
        var faults = new Faults(isHome ? Surface.Home : Surface.Modal);
        Of(isHome ? s_home : s_modal)(view, "/view", faults);
        return faults;
    }

    /// <summary>Whether a view is larger than Slack takes.</summary>
    public static bool IsTooLarge(JsonNode view) => System.Text.Encoding.UTF8.GetByteCount(view.ToJsonString()) > MostViewBytes;

    /// <summary>Whether there is a kind in it that an older client does not draw.</summary>
    public static bool HasNewer(JsonArray blocks) => blocks.Any(b => !Kinds.Classic.Contains((string?)b?["type"]));
}
