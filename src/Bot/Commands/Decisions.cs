using System.Text.Json;
using ChatRuns.Actions;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Bot.Channels;
using ChatRuns.Journal;
using ChatRuns.Tools;

namespace ChatRuns.Bot.Commands;

/// <summary>
/// Buttons of proposed actions. A button carries an id and the digest of what was shown; who pressed it comes from the channel.
/// When a decision stands, the redraw of the cards is the answer; otherwise the person alone is told why not.
/// </summary>
internal sealed class Decisions(RunEngine engine, ArgumentForm form, Notices notices)
{
    private const int MostAtOnce = 100;

    /// <summary>Does what the button says.</summary>
    public async Task<Reply> PressAsync(string verb, JsonElement data, Principal who, CancellationToken cancel)
    {
        if (DecisionVerbs.Many.Contains(verb)) return await ManyAsync(verb, data, who, cancel);
        if (!DecisionVerbs.One.Contains(verb)) return notices.No(Phrase.Of($"This card is from another version: I don't know {verb}."));
        if (!ActionId.TryParse(Data.Text(data, "id"), out var id)) return notices.No("This card is damaged. Open the run again.");
        var digest = Data.Text(data, "digest") ?? "";
        return verb switch
        {
            "action.approve" => Tell(await engine.DecideAsync(new Decision.Approve(id, digest, who), cancel), who),
            "action.reject" => Tell(await engine.DecideAsync(Reject(id, digest, who, data), cancel), who),
            "action.edit" => await EditAsync(id, digest, who, data, cancel),
            "action.undo" => Tell(await engine.UndoAsync(id, who, cancel), who),
            "action.retry" => Tell(await engine.RetryAsync(id, who, cancel), who),
            "action.happened" => Tell(await engine.ResolveAsync(id, happened: true, who, cancel), who),
            "action.again" => Tell(await engine.ResolveAsync(id, happened: false, who, cancel), who),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>Why nothing would come of filling in the form of a button; null when something may. Of several actions one is enough.</summary>
    public async Task<Reply?> FindObstacleAsync(string verb, JsonElement data, Principal who, CancellationToken cancel)
    {
        var shown = verb switch
        {
            "action.reject" or "action.edit" => ActionId.TryParse(Data.Text(data, "id"), out var id) ? [(id, Data.Text(data, "digest") ?? "")] : [],
            "actions.reject" => ReadMany(data),
            _ => [],
        };
        DecideResult? first = null;
        foreach (var (id, digest) in shown)
        {
            if (await engine.FindObstacleAsync(id, digest, who, cancel) is not { } obstacle) return null;
            first ??= obstacle;
        }

        return first is null ? null : Tell(first, who);
    }

    /// <summary>What the rule of the first action that was shown says to somebody without a role; null where there is none.</summary>
    public async Task<Reply?> FindRefusalAsync(string verb, JsonElement data, Principal who, CancellationToken cancel)
    {
        (ActionId Id, string Digest)? shown = DecisionVerbs.Many.Contains(verb) ? ReadMany(data) is [var first, ..] ? first : null
            : DecisionVerbs.One.Contains(verb) && ActionId.TryParse(Data.Text(data, "id"), out var id) ? (id, Data.Text(data, "digest") ?? "") : null;
        return shown is var (action, digest) && await engine.FindRefusalAsync(action, digest, who, cancel) is { } why
            ? notices.Say(NoticeFacts.Bad, Phrase.Of($"{why} You have no role for this agent yet."), suggestions: [new("My settings", "/me")])
            : null;
    }

    private static List<(ActionId Id, string Digest)> ReadMany(JsonElement data)
    {
        if (!data.TryGetProperty("items", out var items) || items.ValueKind != JsonValueKind.Array) return [];
        var many = new List<(ActionId, string)>();
        foreach (var item in items.EnumerateArray().Take(MostAtOnce))
            if (item.ValueKind == JsonValueKind.String && item.GetString()!.Split(':') is [var name, var digest] && ActionId.TryParse(name, out var id)) many.Add((id, digest));
        return many;
    }

    private static Decision Reject(ActionId id, string digest, Principal who, JsonElement data)
    {
        var mute = Data.Text(data, "mute") switch { "30d" => Mute.ThirtyDays, "change" => Mute.UntilItChanges, _ => Mute.None };
        var reason = Data.Text(data, "reason")?.Trim();
        return new Decision.Reject(id, digest, who, string.IsNullOrEmpty(reason) ? null : reason.Length <= 1000 ? reason : reason[..1000], mute);
    }

    private async Task<Reply> EditAsync(ActionId id, string digest, Principal who, JsonElement data, CancellationToken cancel)
    {
        if (await engine.SeenBy(who).FindActionAsync(id, cancel) is not { } action) return Tell(new DecideResult.NotFound(), who);
        if (engine.FindTool(action.Proposed.Tool) is not { } tool) return notices.No(Phrase.Of($"The tool {action.Proposed.Tool} is not there any more."));
        var filled = await form.ReadAsync(tool.Schema, action.Arguments, Data.Inputs(data, "arg."), cancel);
        if (filled.Arguments is not { } arguments)
            return TellEdit(new DecideResult.Invalid(filled.Errors.GroupBy(e => e.Argument).ToDictionary(g => g.Key, g => g.First().Message)), who);
        return TellEdit(await engine.DecideAsync(new Decision.Edit(id, digest, who, arguments), cancel), who);
    }

    private Reply TellEdit(DecideResult result, Principal who) => result is DecideResult.Invalid invalid
        ? Tell(result, who) with { InputErrors = invalid.Errors.ToDictionary(e => "arg." + e.Key, e => e.Value) }
        : Tell(result, who);

    // Exactly those that were shown; one that was decided or changed meanwhile is left out and said.
    private async Task<Reply> ManyAsync(string verb, JsonElement data, Principal who, CancellationToken cancel)
    {
        if (!data.TryGetProperty("items", out var items) || items.ValueKind != JsonValueKind.Array)
            return notices.No("This card is damaged. Open the run again.");
        var lines = new List<Phrase>();
        var decided = 0;
        foreach (var (id, digest) in ReadMany(data))
        {
            Decision decision = verb == "actions.approve" ? new Decision.Approve(id, digest, who) : Reject(id, digest, who, data);
            var result = await engine.DecideAsync(decision, cancel);
            if (result is DecideResult.Decided or DecideResult.Counted) decided++;
            else lines.Add(Phrase.Of($"{id.ToString()}: ").Then(Why(result, who)));
        }

        return lines.Count == 0 ? Reply.None : notices.Say(
            decided == 0 ? NoticeFacts.Warning : NoticeFacts.Good, decided == 0 ? "Nothing was left for you to decide here." : $"{Cards.Words.Count(decided, "action")} decided.", lines);
    }

    private Reply Tell(DecideResult result, Principal who) => result switch
    {
        DecideResult.Decided or DecideResult.Counted => Reply.None,
        DecideResult.NotAllowed => notices.No(Why(result, who)),
        _ => notices.Hint(Why(result, who)),
    };

    private static Phrase Why(DecideResult result, Principal who) => result switch
    {
        DecideResult.AlreadyDecided { By: { } by } r when by == who => Phrase.Of($"You ").Then(Verb(r.Now)).Then(Phrase.Of($" this at {r.At:time}.")),
        DecideResult.AlreadyDecided { By: { } by } r => Phrase.Of($"{by.Name} ").Then(Verb(r.Now)).Then(Phrase.Of($" this at {r.At:time}, before you.")),
        DecideResult.AlreadyDecided { Now.Status: ActionStatus.Withdrawn } => "Nothing to decide any more: its run was canceled.",
        DecideResult.AlreadyDecided { Now.Status: ActionStatus.Open } r => Phrase.Of($"It expired at {r.At}. Rerun the agent to be asked again."),
        DecideResult.AlreadyDecided { Now.IsAutomatic: true } => "The agent went ahead by itself before you.",
        DecideResult.AlreadyDecided r => Phrase.Of($"Nothing to decide any more since {r.At}."),
        DecideResult.NotAllowed r => Phrase.Of($"{r.Why}"),
        DecideResult.Changed => "It is not what you saw any more. Look at it as it is now, then decide.",
        DecideResult.CountedAlready { From: { } from } r => Phrase.Of($"You approved this already as {from.Name}: {r.Given} of {r.Required}. Linked accounts count once."),
        DecideResult.CountedAlready r => $"You approved this already: {r.Given} of {r.Required}.",
        DecideResult.Invalid r => Phrase.Of($"Not saved: {string.Join(' ', r.Errors.Select(e => e.Key.Length == 0 || e.Value.Contains(e.Key, StringComparison.Ordinal) ? e.Value : $"{e.Key}: {e.Value}"))}"),
        // The same for what is not there and what they may not see, so that it tells neither.
        DecideResult.NotFound => "There is no such action, or you have no role for its agent.",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static Phrase Verb(ProposedAction now) => now.Status switch
    {
        ActionStatus.Rejected => "rejected",
        ActionStatus.Undone => "undid",
        _ => "approved",
    };
}
