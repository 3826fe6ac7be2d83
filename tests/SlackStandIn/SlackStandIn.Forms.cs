using System.Text.Json.Nodes;
using ChatRuns.StandIns.Api;
using ChatRuns.StandIns.Model;

namespace ChatRuns.StandIns;

/// <summary>Submitting and closing modals.</summary>
public sealed partial class SlackStandIn
{
    /// <summary>Submits the topmost modal, after filling what is given (by label, block_id or action_id; several options parted by '|').</summary>
    /// <remarks>Throws where Slack's own client would not let the user submit: something required is empty, or too long.</remarks>
    public async Task<BotAnswer> SubmitAsync(string user, params IReadOnlyList<(string What, string Value)> values)
    {
        var (view, payload) = Look(w =>
        {
            var top = Top(w, user);
            foreach (var (what, value) in values) Fill(w, user, top.Id, top.Blocks, what, value.Split('|'));
            if (Missing(w, user, top) is { } missing) throw new InvalidOperationException($"Slack would not let {user} submit: {missing}");
            return (top, _payloads.Submission(Person(user), top));
        });
        var answer = await _delivery.InteractionAsync(payload);
        if (answer.Ok) Follow(view, answer);
        return answer;
    }

    /// <summary>Closes the topmost modal; the bot is told only if the view asked for it, otherwise the answer is null.</summary>
    public async Task<BotAnswer?> CloseAsync(string user, bool clearAll = false)
    {
        var (tells, payload) = Look(w =>
        {
            var top = Top(w, user);
            var closed = _payloads.Closed(Person(user), top, clearAll);
            if (clearAll) w.Views.Clear(user);
            else w.Views.Pop(user);
            w.Changed();
            return ((bool?)top.View["notify_on_close"] == true, closed);
        });
        return tells ? await _delivery.InteractionAsync(payload) : null;
    }

    private static SlackOpenView Top(Workspace workspace, string user) => workspace.Views.Top(user) ?? throw new InvalidOperationException($"{user} has no modal open.");

    /// <summary>Why the client would not submit; null = it would.</summary>
    private static string? Missing(Workspace workspace, string user, SlackOpenView view)
    {
        if (view.View["submit"] is null) return "the modal has no submit button";
        foreach (var input in Surfaces.Inputs(view.Blocks).Where(i => (string?)i.Block["type"] == "input"))
        {
            var state = workspace.Views.Filled(user, view.Id, input.BlockId, input.ActionId) ?? Inputs.Initial(input.Element);
            if (Inputs.IsEmpty(state) && (bool?)input.Block["optional"] != true) return $"\"{input.Words}\" is required";
            var length = ((string?)state["value"])?.Length ?? 0;
            if (length > ((int?)input.Element["max_length"] ?? 3000)) return $"\"{input.Words}\" is too long";
            if (length > 0 && length < ((int?)input.Element["min_length"] ?? 0)) return $"\"{input.Words}\" is too short";
        }
        return null;
    }

    /// <summary>Does what the answer to a submission says.</summary>
    private void Follow(SlackOpenView view, BotAnswer answer)
    {
        lock (_workspace.Gate)
        {
            try
            {
                if (answer.Body.Length == 0) _workspace.Views.Pop(view.User);
                else Follow(view, answer.Json as JsonObject ?? throw new SlackError($"no JSON object: {answer.Body}"));
            }
            catch (SlackError e)
            {
                _workspace.Violate("answer to view_submission", e.Code);
            }
            _workspace.Changed();
        }
    }

    private void Follow(SlackOpenView view, JsonObject answer)
    {
        switch ((string?)answer["response_action"])
        {
            case "clear":
                _workspace.Views.Clear(view.User);
                break;
            case "update":
                _views.Replace(view, _drafts.View(answer["view"]?.DeepClone(), "response_action update"));
                break;
            case "push":
                _views.Push(view.User, _drafts.View(answer["view"]?.DeepClone(), "response_action push"));
                break;
            case "errors":
                Blame(view, answer["errors"] as JsonObject ?? []);
                break;
            case null when answer.Count == 0:
                _workspace.Views.Pop(view.User);
                break;
            default:
                throw new SlackError($"unknown response_action: {answer.ToJsonString()}");
        }
    }

    private void Blame(SlackOpenView view, JsonObject errors)
    {
        var inputs = view.Blocks.Where(b => (string?)b?["type"] == "input").Select(b => (string?)b!["block_id"]).ToList();
        if (errors.Count == 0) throw new SlackError("errors without an error");
        if (errors.FirstOrDefault(e => !inputs.Contains(e.Key)).Key is { } stranger) throw new SlackError($"errors for {stranger}, which is no input block");
        _workspace.Views.Replace(view with { Errors = errors.ToDictionary(e => e.Key, e => (string?)e.Value ?? "") });
    }
}
