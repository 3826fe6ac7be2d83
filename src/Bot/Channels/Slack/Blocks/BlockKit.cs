using System.Text.Json.Nodes;
using ChatRuns.Bot.Cards.Html;

namespace ChatRuns.Bot.Channels.Slack.Blocks;

/// <summary>
/// The translation of bound cards into Slack's Block Kit. Pure: no clock, nothing read or sent. Text of a card stands in plain_text,
/// rich_text and raw_text only, where Slack parses nothing; mrkdwn holds nothing but time tokens of ours. Every limit of
/// <see cref="SlackLimit"/> is kept: what does not fit is left out, and said so with a way to the whole.
/// </summary>
internal static class BlockKit
{
    private const string FormName = "form";

    /// <summary>A message.</summary>
    /// <param name="card">What to draw.</param>
    /// <param name="page">Address of the run page, or null.</param>
    public static SlackDrawing Message(BoundCard card, Uri? page)
    {
        var modern = new BlockPage(card, Surface.Message, page, SlackLimit.MessageBlocks, SlackLimit.MessageSize);
        var blocks = modern.Draw();
        var parts = modern.Parts;
        JsonArray? classic = null;
        if (blocks.Exists(IsNew))
        {
            var older = new BlockPage(card, Surface.Classic, page, SlackLimit.MessageBlocks, SlackLimit.MessageSize);
            classic = new([.. older.Draw()]);
            foreach (var (hash, part) in older.Parts) parts[hash] = part;
        }

        return new(TextOf(card), new([.. blocks]), classic, parts);
    }

    /// <summary>A message of one kind of blocks alone, for an answer that is given once and cannot be refused; it has no page to lead to.</summary>
    /// <param name="card">What to draw.</param>
    /// <param name="isClassic">Without the newer kinds.</param>
    public static SlackDrawing Answer(BoundCard card, bool isClassic)
    {
        var page = new BlockPage(card, isClassic ? Surface.Classic : Surface.Message, null, SlackLimit.MessageBlocks, SlackLimit.MessageSize);
        return new(TextOf(card), new([.. page.Draw()]), null, page.Parts);
    }

    /// <summary>A modal of a form: its words, its inputs, and its Action.Execute as what it submits.</summary>
    /// <param name="form">As kept when its button was drawn.</param>
    /// <param name="callback">The callback_id, at most 255 characters.</param>
    /// <param name="metadata">The private_metadata, at most 3,000 characters.</param>
    public static SlackView Modal(SlackPart.Form form, string callback, string metadata) =>
        Modal(new BoundCard(FormName, form.Title, form.Card, form.Title), callback, metadata);

    /// <summary>The whole card in a modal; its main Action.Execute is what it submits, where it has inputs.</summary>
    /// <param name="card">What to draw.</param>
    /// <param name="callback">The callback_id, at most 255 characters.</param>
    /// <param name="metadata">The private_metadata, at most 3,000 characters.</param>
    public static SlackView View(BoundCard card, string callback, string metadata) => Modal(card, callback, metadata);

    /// <summary>A Home tab of several cards.</summary>
    public static SlackView Home(IReadOnlyList<BoundCard> cards)
    {
        const int most = 20;
        var blocks = new List<JsonObject>();
        var parts = new Dictionary<string, SlackPart>(StringComparer.Ordinal);
        var shown = cards.Take(most).ToList();
        var ids = 0;
        for (var i = 0; i < shown.Count; i++)
        {
            if (i > 0) blocks.Add(new() { ["type"] = "divider" });
            var left = shown.Count - i;
            var room = (SlackLimit.ViewBlocks - 1 - blocks.Count - (left - 1)) / left;
            var page = new BlockPage(shown[i], Surface.Home, null, room, SlackLimit.ViewSize / shown.Count, ids);
            blocks.AddRange(page.Draw());
            ids = page.Ids;
            foreach (var (hash, part) in page.Parts) parts[hash] = part;
        }

        if (cards.Count > most) blocks.Add(BlockPage.More(cards.Count - most));
        return new(new JsonObject { ["type"] = "home", ["blocks"] = new JsonArray([.. blocks]) }, parts);
    }

    /// <summary>What a submitted modal of a form sends.</summary>
    /// <exception cref="NotSupportedException">The form has no Action.Execute.</exception>
    public static SlackPart.Execute SubmitOf(SlackPart.Form form) =>
        BlockActions.Submitting(form.Card) is { } main ? BlockActions.Execute(main) : throw new NotSupportedException("The form has nothing to submit.");

    /// <summary>What a submitted modal of a whole card sends; null when it has no inputs, or nothing to send them with.</summary>
    public static SlackPart.Execute? SubmitOf(BoundCard card) =>
        BlockInputs.AnyIn(card.Json["body"]) && BlockActions.Submitting(card.Json) is { } main ? BlockActions.Execute(main) : null;

    private static SlackView Modal(BoundCard card, string callback, string metadata)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(callback.Length, SlackLimit.Id, nameof(callback));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(metadata.Length, SlackLimit.Metadata, nameof(metadata));
        var hasInputs = BlockInputs.AnyIn(card.Json["body"]);
        var submit = hasInputs || card.Name == FormName ? BlockActions.Submitting(card.Json) : null;
        var page = new BlockPage(card, Surface.Modal, null, SlackLimit.ViewBlocks, SlackLimit.ViewSize) { Submit = submit };
        var blocks = page.Draw();
        if (page.IsCut && hasInputs)
        {
            // Half a form must not be sent: what is missing would count as emptied.
            blocks.RemoveAll(block => block["type"]!.ToString() == "input");
            blocks.Insert(0, BlockPage.Note("This form is too long for Slack. Fill it in on the web page of ChatRuns."));
            (hasInputs, submit) = (false, null);
        }

        var view = new JsonObject
        {
            ["type"] = "modal",
            ["callback_id"] = callback,
            ["private_metadata"] = metadata,
            ["title"] = SlackLimit.Plain(SlackLimit.CutAtWord(card.Title, SlackLimit.ViewTitle), SlackLimit.ViewTitle),
            ["close"] = SlackLimit.Plain(submit is null ? "Close" : "Cancel", SlackLimit.ViewTitle),
            ["blocks"] = new JsonArray([.. blocks]),
        };
        // Slack wants a way to submit wherever there is an input.
        if (submit is not null || hasInputs) view["submit"] = SlackLimit.Plain(submit?.Text("title") ?? "Done", SlackLimit.ViewTitle);
        return new(view, page.Parts);
    }

    private static string TextOf(BoundCard card) => SlackLimit.Escape(card.Text.Length > 0 ? card.Text : card.Title, SlackLimit.MessageText);

    private static bool IsNew(JsonObject block) => block["type"]!.ToString() is "table" or "data_table" or "plan" or "task_card";
}
