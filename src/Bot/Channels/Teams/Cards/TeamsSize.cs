using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Html;

namespace ChatRuns.Bot.Channels.Teams.Cards;

/// <summary>
/// Keeps a card within what Teams takes: whole rows and containers go, from the end, and the card says how many. A container with buttons or
/// inputs goes as a whole or not at all, so that nobody decides on what is shown in part, or sends half a form.
/// </summary>
/// <remarks>Source: learn.microsoft.com, "Format your bot messages" (28 KB to be safe) and "Rate limiting" (413: about 80 KB counted in UTF-16).</remarks>
internal static class TeamsSize
{
    /// <summary>What a card should not exceed, in bytes of its JSON.</summary>
    public const int Budget = 28 * 1024;

    /// <summary>What no card exceeds, in bytes of its JSON in UTF-16.</summary>
    public const int Most = 80 * 1024;

    // For the line that says how much is missing.
    private const int LineBytes = 500;

    // Letters count as themselves, however they are escaped on their way.
    private static readonly JsonSerializerOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonWriterOptions s_counted = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Bytes of JSON in UTF-8.</summary>
    public static int Of(JsonNode? node)
    {
        if (node is null) return "null".Length;
        var count = new ByteCount();
        using (var writer = new Utf8JsonWriter(count, s_counted)) node.WriteTo(writer, s_plain);
        return count.Bytes;
    }

    /// <summary>Whether a card is longer than it should be. One that is not is not too long for Teams either, however its letters are counted.</summary>
    public static bool IsOver(JsonObject card) => Of(card) > Budget;

    /// <summary>Whether Teams would refuse a card.</summary>
    public static bool IsTooLong(JsonObject card) => Wide(card) > Most;

    /// <summary>Shortens a drawn card where it must be.</summary>
    /// <param name="card">The card.</param>
    /// <param name="view">For whom it was drawn.</param>
    /// <param name="rest">How to see what had to go, asked when it is gone; null where there is nothing to say.</param>
    public static void Fit(JsonObject card, TeamsView view, Func<TeamsRest>? rest = null)
    {
        if (IsOver(card) && card["body"] is JsonArray body && !IsOneLongThing(card, body))
        {
            var cut = new Cut { Over = Of(card) - Budget + LineBytes + (view.Page?.AbsoluteUri.Length ?? 0) };
            cut.From(body, keep: 1, isLast: false);
            cut.From(body, keep: 1, isLast: true);
            if (cut.Left > 0) Say(card, body, cut.Left, rest?.Invoke() ?? new("", null), view);
        }

        if (IsTooLong(card)) WithoutForms(card, view);
    }

    // One action with all its arguments, to be decided below them: it may be as long as Teams takes.
    private static bool IsOneLongThing(JsonObject card, JsonArray body) =>
        !IsTooLong(card) && body.OfType<JsonObject>().Where(Holds).ToList() is [var only] && Of(only) > Budget / 2;

    private static int Wide(JsonObject card) => Json(card).Length * sizeof(char);

    private static string Json(JsonNode? node) => node?.ToJsonString(s_plain) ?? "null";

    private static void Say(JsonObject card, JsonArray body, int left, TeamsRest rest, TeamsView view)
    {
        // "All of these" means what was shown: it goes with what is shown no more.
        Remove(card, "actions", action => TeamsActions.Sends(action).Any(DecisionVerbs.Many.Contains));
        body.Add((JsonNode)Line(string.Create(CultureInfo.InvariantCulture, $"… {left:N0} more{rest.Words}")));
        if (rest.Action is { } opens)
        {
            if (card["actions"] is not JsonArray actions) card["actions"] = actions = [];
            actions.Insert(0, (JsonNode)opens);
        }

        Lead(card, "Show all", view);
    }

    // Half a form must not be sent: what is missing would count as emptied.
    private static void WithoutForms(JsonObject card, TeamsView view)
    {
        var body = card["body"]!.AsArray();
        foreach (var element in body.OfType<JsonObject>().Where(Holds).ToList()) body.Remove(element);
        Remove(card, "actions", action => action.Text("type") == "Action.ShowCard" || (action.Text("type") is "Action.Execute" or "Action.Submit" && action.Word("associatedInputs") is not "none"));
        Remove(card, "actions", action => Of(action) > Budget);
        while (body.Count > 0 && Wide(card) > Most - (LineBytes * 2 * sizeof(char))) body.RemoveAt(body.Count - 1);
        body.Add((JsonNode)Line("This is too long for Teams. It is on the web page of ChatRuns."));
        Lead(card, "Open page", view);
    }

    private static bool Holds(JsonNode? node) => node switch
    {
        JsonObject element => element.Text("type") is "ActionSet" || element.Text("type").StartsWith("Input.", StringComparison.Ordinal) || element.Any(member => Holds(member.Value)),
        JsonArray list => list.Any(Holds),
        _ => false,
    };

    private static void Lead(JsonObject card, string title, TeamsView view)
    {
        if (view.Page is null || TeamsActions.Address(view.Page.AbsoluteUri, view) is not { } url) return;
        if (card["actions"] is not JsonArray actions) card["actions"] = actions = [];
        if (actions.OfType<JsonObject>().Any(action => action.Text("url") == url)) return;
        actions.Add((JsonNode)new JsonObject { ["type"] = "Action.OpenUrl", ["title"] = title, ["url"] = url, ["mode"] = actions.Count >= TeamsActions.Shown ? "secondary" : "primary" });
    }

    private static void Remove(JsonObject card, string list, Func<JsonObject, bool> which)
    {
        if (card[list] is not JsonArray all) return;
        foreach (var one in all.OfType<JsonObject>().Where(which).ToList()) all.Remove(one);
        if (all.Count == 0) card.Remove(list);
    }

    private static JsonObject Line(string words) =>
        new() { ["type"] = "TextBlock", ["text"] = words, ["wrap"] = true, ["isSubtle"] = true, ["separator"] = true };

    /// <summary>Counts what is written, and keeps none of it.</summary>
    private sealed class ByteCount : IBufferWriter<byte>
    {
        [ThreadStatic]
        private static byte[]? t_scratch;
        private byte[] _scratch = t_scratch ??= new byte[16 * 1024];

        /// <summary>Bytes so far.</summary>
        public int Bytes { get; private set; }

        public void Advance(int count) => Bytes += count;

        public Memory<byte> GetMemory(int sizeHint = 0) => _scratch.Length >= sizeHint ? _scratch : _scratch = new byte[sizeHint];

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }

    /// <summary>What is still too much, and what was taken away.</summary>
    private sealed class Cut
    {
        /// <summary>Bytes to be taken away.</summary>
        public required int Over { get; set; }

        /// <summary>Rows and containers that were.</summary>
        public int Left { get; private set; }

        /// <summary>Takes from the end of a list, and leaves so many of its beginning; small words between the long ones go last.</summary>
        public void From(JsonArray list, int keep, bool isLast)
        {
            // One long list among small things is what is too long; the rest stays.
            if (list.OfType<JsonObject>().MaxBy(Of) is { } longest && Of(longest) > Of(list) / 2) Shorten(longest, isLast);
            for (var i = list.Count - 1; i >= keep && Over > 0; i--)
            {
                if (list[i] is not JsonObject element || (!isLast && !IsLong(element)) || HasInputs(element)) continue;
                if (Of(element) > Over) Shorten(element, isLast);
                if (Over <= 0) return;
                list.RemoveAt(i);
                Over -= Of(element) + 1;
                Left += element.Text("type") == "Table" ? element.Items("rows").Count() : 1;
            }
        }

        private void Shorten(JsonObject element, bool isLast)
        {
            if (Over <= 0 || Holds(element)) return;
            var (inner, keep) = element.Text("type") switch
            {
                "Table" => (element["rows"], element.Truth("firstRowAsHeaders") ? 2 : 1),
                "Container" => (element["items"], 1),
                "RichTextBlock" => (element["inlines"], 1),
                _ => (null, 0),
            };
            if (inner is JsonArray list) From(list, keep, isLast: isLast || element.Text("type") == "RichTextBlock");
        }

        private static bool IsLong(JsonObject element) => element.Text("type") is "Container" or "Table" or "TableRow" or "ColumnSet";

        // The forms of buttons count as the button.
        private static bool HasInputs(JsonNode? node) => node switch
        {
            JsonObject element => element.Text("type").StartsWith("Input.", StringComparison.Ordinal) || element.Any(member => member.Key is not "actions" && HasInputs(member.Value)),
            JsonArray list => list.Any(HasInputs),
            _ => false,
        };
    }
}

/// <summary>How to see what had to go of a card.</summary>
/// <param name="Words">Said behind how much it is; empty for nothing.</param>
/// <param name="Action">A button that shows it; null for none.</param>
internal sealed record TeamsRest(string Words, JsonObject? Action);
