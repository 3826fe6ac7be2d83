using System.Text.Json;
using System.Text.Json.Nodes;
using ChatRuns.StandIns.Api;
using ChatRuns.StandIns.Model;

namespace ChatRuns.StandIns;

/// <summary>What people do: commands, clicks, shortcuts, forms.</summary>
public sealed partial class SlackStandIn
{
    /// <summary>The shortcuts of the app's manifest.</summary>
    public static IReadOnlyList<SlackShortcut> Shortcuts => AppManifest.Shortcuts;

    /// <summary>A slash command; the body that answers it becomes an ephemeral or a message of the channel.</summary>
    /// <remarks>Throws where Slack would not send it: a command that the app's manifest does not have.</remarks>
    public async Task<BotAnswer> CommandAsync(string user, string channel, string command, string text = "")
    {
        if (!AppManifest.Commands.Contains(command)) throw new InvalidOperationException($"{command} is not a valid command. The manifest has {string.Join(", ", AppManifest.Commands)}.");
        var fields = Look(w => _payloads.Command(Person(user), w.Find(channel) ?? throw new InvalidOperationException($"There is no channel {channel}."), command, text));
        var answer = await _delivery.CommandAsync(fields);
        if (answer.Ok) Take((string)fields["channel_id"]!, user, answer.Body);
        return answer;
    }

    /// <summary>A click on what a message shows: a button, or an option of a select or an overflow menu; named by words or by action_id.</summary>
    /// <param name="user">Who clicks.</param>
    /// <param name="message">As the user saw it: an older state of a message clicks what stood there then.</param>
    /// <param name="what">Words, action_id or block_id of the element.</param>
    /// <param name="option">For selects, pickers, checkboxes and overflow menus.</param>
    public async Task<BotAnswer> ClickAsync(string user, SlackMessage message, string what, string? option = null)
    {
        var payload = Look(w => _payloads.Actions(Person(user), message, Act(w, user, message.Ts, message.Blocks, what, option)));
        return Unused(await _delivery.InteractionAsync(payload), "block_actions");
    }

    /// <summary>A click in the topmost modal, or on the Home tab where none is open.</summary>
    public async Task<BotAnswer> ClickAsync(string user, string what, string? option = null)
    {
        var payload = Look(w =>
        {
            var view = Facing(w, user);
            return _payloads.Actions(Person(user), view, Act(w, user, view.Id, view.Blocks, what, option));
        });
        return Unused(await _delivery.InteractionAsync(payload), "block_actions");
    }

    /// <summary>Puts values into an input of a message, without telling the bot.</summary>
    public void Fill(string user, SlackMessage message, string what, params string[] values) => Look(w => Fill(w, user, message.Ts, message.Blocks, what, values));

    /// <summary>Puts values into an input of the topmost modal, or of the Home tab.</summary>
    public void Fill(string user, string what, params string[] values) => Look(w => Facing(w, user) is var view && Fill(w, user, view.Id, view.Blocks, what, values));

    /// <summary>A global shortcut.</summary>
    public Task<BotAnswer> ShortcutAsync(string user, string callbackId) => _delivery.InteractionAsync(Look(_ => _payloads.Shortcut(Person(user), callbackId)));

    /// <summary>A shortcut of a message's menu.</summary>
    public Task<BotAnswer> MessageShortcutAsync(string user, SlackMessage message, string callbackId) =>
        _delivery.InteractionAsync(Look(_ => _payloads.MessageShortcut(Person(user), message, callbackId)));

    /// <summary>Typing into an external select: of the topmost modal or the Home tab, or of a message.</summary>
    public async Task<BotAnswer> SuggestAsync(string user, string what, string value, SlackMessage? message = null)
    {
        var payload = Look(w =>
        {
            var view = message is null ? Facing(w, user) : null;
            return _payloads.Suggestion(Person(user), Find(message?.Blocks ?? view!.Blocks, what), value, view, message);
        });
        var answer = await _delivery.InteractionAsync(payload, wantsOptions: true);
        if (answer.Ok && answer.Json is not JsonObject { } json) Violate("options", $"no options in the answer: {answer.Body}");
        else if (answer.Ok && answer.Json!["options"] is null && answer.Json["option_groups"] is null) Violate("options", "neither options nor option_groups");
        else if (answer.Ok && answer.Json!["options"] is JsonArray { Count: > 100 }) Violate("options", "more than 100 options");
        return answer;
    }

    private SlackPerson Person(string user) => _workspace.People.GetValueOrDefault(user) ?? throw new InvalidOperationException($"There is no user {user}.");

    private static SlackOpenView Facing(Workspace workspace, string user) =>
        workspace.Views.Top(user) ?? workspace.Views.Home(user) ?? throw new InvalidOperationException($"{user} has no modal open and no Home tab.");

    private static Placed Find(JsonArray blocks, string what)
    {
        var all = Surfaces.All(blocks).ToList();
        return all.FirstOrDefault(p => p.ActionId == what) ?? all.FirstOrDefault(p => p.Is(what)) ?? all.FirstOrDefault(p => Choice(p, what) is not null)
            ?? throw new InvalidOperationException($"No \"{what}\" to act on; there are: {string.Join(", ", all.Select(p => $"\"{p.Words}\" ({p.Kind} {p.ActionId})"))}.");
    }

    /// <summary>The option of a menu, or the side of feedback buttons, that a word names.</summary>
    private static string? Choice(Placed placed, string word) => placed.Kind switch
    {
        "overflow" => Surfaces.Options(placed.Element).Select(o => (string?)o["text"]?["text"]).FirstOrDefault(t => t == word),
        "feedback_buttons" => new[] { "positive_button", "negative_button" }.FirstOrDefault(b => (string?)placed.Element[b]?["text"]?["text"] == word),
        _ => null,
    };

    private static JsonObject Act(Workspace workspace, string user, string surface, JsonArray blocks, string what, string? option)
    {
        var placed = Find(blocks, what);
        var action = Chosen(workspace, user, surface, placed, option ?? Choice(placed, what));
        (action["type"], action["block_id"], action["action_id"], action["action_ts"]) = (placed.Kind, placed.BlockId, placed.ActionId, workspace.NewTs());
        return action;
    }

    private static JsonObject Chosen(Workspace workspace, string user, string surface, Placed placed, string? option)
    {
        var element = placed.Element;
        if (placed.Kind is "button" or "icon_button" or "workflow_button")
        {
            var action = new JsonObject { ["text"] = element["text"]?.DeepClone() };
            if (element["value"] is { } value) action["value"] = value.DeepClone();
            if (element["style"] is { } style) action["style"] = style.DeepClone();
            return action;
        }
        if (placed.Kind == "feedback_buttons")
        {
            var side = element[option ?? "positive_button"];
            return new JsonObject { ["value"] = side?["value"]?.DeepClone(), ["text"] = side?["text"]?.DeepClone() };
        }
        var filled = option is null
            ? workspace.Views.Filled(user, surface, placed.BlockId, placed.ActionId) ?? Inputs.Initial(element)
            : Inputs.Filled(element, placed.Kind.StartsWith("multi_", StringComparison.Ordinal) || placed.Kind == "checkboxes" ? option.Split('|') : [option]);
        if (placed.Kind != "overflow") workspace.Views.Fill(user, surface, placed.BlockId, placed.ActionId, (JsonObject)filled.DeepClone());
        return (JsonObject)filled.DeepClone();
    }

    private static bool Fill(Workspace workspace, string user, string surface, JsonArray blocks, string what, string[] values)
    {
        var placed = Find(blocks, what);
        workspace.Views.Fill(user, surface, placed.BlockId, placed.ActionId, Inputs.Filled(placed.Element, values));
        return true;
    }

    /// <summary>The body of an answer to a command.</summary>
    private void Take(string channel, string user, string body)
    {
        if (body.Length == 0) return;
        lock (_workspace.Gate)
        {
            try
            {
                var json = body.TrimStart().StartsWith('{') ? (JsonObject)JsonNode.Parse(body)! : new JsonObject { ["text"] = body };
                if (json.Count > 0) _responses.Answer(channel, user, new Arguments(json, true, null));
            }
            catch (Exception e) when (e is SlackError or JsonException)
            {
                _workspace.Violate("answer to a command", e.Message);
            }
        }
    }

    private BotAnswer Unused(BotAnswer answer, string kind)
    {
        if (answer.Ok && answer.Body.Length > 0) Violate(kind, $"the answer's body is not used, but was: {answer.Body}");
        return answer;
    }

    private void Violate(string where, string what)
    {
        lock (_workspace.Gate) _workspace.Violate(where, what);
    }
}
