using System.Text.Json.Nodes;
using ChatRuns.StandIns.Blocks;
using ChatRuns.StandIns.Model;

namespace ChatRuns.StandIns.Api;

/// <summary>What the bot wants to be said: text, blocks, metadata, after Slack's checks.</summary>
internal sealed record Draft(string Text, JsonArray Blocks, JsonObject? Metadata);

/// <summary>Reads and checks drafts and views; what breaks a rule of Slack's is answered with an error and kept as a violation.</summary>
internal sealed class Drafts(Workspace workspace)
{
    private const int MostText = 40_000;
    private const int MostUpdatedText = 4_000;
    private const int MostMetadata = 16_000;

    /// <summary>Reads a message; throws <see cref="SlackError"/>.</summary>
    public Draft Read(Arguments arguments, string where, bool isUpdate = false)
    {
        var text = arguments.Text("text") ?? "";
        var blocks = Blocks(arguments.Json("blocks", "invalid_blocks_format"), where);
        var markdown = arguments.Text("markdown_text");
        if (markdown is { Length: > 0 } && (text.Length > 0 || blocks.Count > 0)) throw new SlackError("markdown_text_conflict");
        text = markdown is { Length: > 0 } ? markdown : text;
        if (text.Length == 0 && blocks.Count == 0) throw Refuse(where, "no_text");
        if (text.Length > (isUpdate ? MostUpdatedText : MostText) || markdown?.Length > BlockCheck.MostMarkdown) throw Refuse(where, "msg_too_long");
        if (text.Length == 0) workspace.Violate(where, "blocks without a text: notifications and screen readers are told nothing");
        return new Draft(text, blocks, Metadata(arguments.Json("metadata", "invalid_metadata_format"), where));
    }

    /// <summary>Checks the blocks of a message and adds the ids that they lack.</summary>
    public JsonArray Blocks(JsonNode? blocks, string where)
    {
        if (blocks is null) return [];
        if (blocks is not JsonArray list) throw Refuse(where, "invalid_blocks_format");
        if (workspace.RefuseNewerBlocks && BlockCheck.HasNewer(list)) throw new SlackError("invalid_blocks", ["[ERROR] unsupported type"]);
        var faults = BlockCheck.OfMessage(list);
        if (faults.Found.Count > 0) throw Refuse(where, "invalid_blocks", faults);
        if (faults.Sum(BlockCheck.MarkdownSum) > BlockCheck.MostMarkdown) throw Refuse(where, "msg_blocks_too_long");
        AddIds(list);
        return list;
    }

    /// <summary>Checks a view and adds the ids that it lacks.</summary>
    public JsonObject View(JsonNode? view, string where)
    {
        if (view is not JsonObject given) throw Refuse(where, "invalid_arguments");
        if (BlockCheck.IsTooLarge(given)) throw Refuse(where, "view_too_large");
        var faults = BlockCheck.OfView(given);
        if (faults.Found.Count > 0) throw Refuse(where, "invalid_arguments", faults);
        AddIds((JsonArray)given["blocks"]!);
        return given;
    }

    private JsonObject? Metadata(JsonNode? metadata, string where)
    {
        if (metadata is null) return null;
        if (metadata is not JsonObject given || given["event_type"] is null || given["event_payload"] is not JsonObject) throw Refuse(where, "invalid_metadata_schema");
        if (given.ToJsonString().Length > MostMetadata) throw Refuse(where, "metadata_too_large");
        return given;
    }

    private SlackError Refuse(string where, string code, Faults? faults = null)
    {
        var messages = faults?.Found.Select(f => f.ToString()).ToList() ?? [];
        workspace.Violate(where, messages.Count > 0 ? $"{code} {string.Join("; ", messages)}" : code);
        return new SlackError(code, messages);
    }

    private void AddIds(JsonArray blocks)
    {
        foreach (var block in blocks.OfType<JsonObject>())
        {
            block["block_id"] ??= workspace.NewId("b");
            if (block["child_blocks"] is JsonArray inner) AddIds(inner);
            foreach (var element in Surfaces.Of(block)) element["action_id"] ??= workspace.NewId("a");
        }
    }
}
