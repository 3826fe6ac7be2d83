using ChatRuns.Actions;
using ChatRuns.Runs;

namespace ChatRuns.Bot.Cards.Facts;

/// <summary>Phrases that several cards share.</summary>
internal static class Told
{
    /// <summary>What started a run: <c>schedule “every 5 min”</c>, <c>started by Mia</c>.</summary>
    public static Phrase Trigger(TriggerKind kind, string? name, Phrase by) => kind switch
    {
        TriggerKind.Schedule => Named("schedule", name),
        TriggerKind.Manual => Phrase.Of($"started by {by}"),
        TriggerKind.Webhook => Named("webhook", name),
        TriggerKind.Event => Named("event", name),
        TriggerKind.Upload => Named("upload", name).Then(by.ToString() == Journal.Principal.System.Name ? " to its address" : Phrase.Of($" by {by}")),
        TriggerKind.Agent => Named("agent", name),
        TriggerKind.Copilot => Phrase.Of($"assistant of {by}"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No words for this trigger."),
    };

    /// <summary>What came with the request that started a run: <c> · push 72d3162e</c>; nothing where none came.</summary>
    public static Phrase Sent(RunMessage? message) => message?.Attributes.GetValueOrDefault(message.Kind == TriggerKind.Event ? "type" : "event") switch
    {
        null => "",
        "" => Phrase.Of($" · {message.Id}"),
        var what => Phrase.Of($" · {what} {message.Id}"),
    };

    /// <summary>What went wrong, with cause and remedy.</summary>
    public static Failure Failure(StepError error, string? step, int? place, int? of)
    {
        var cause = CauseLook.Of(error.Cause);
        return new(Outside.LineOrNull(step), place is null ? null : $"step {place} of {of}", Outside.Block(error.Message, 600), cause.Word, cause.Remedy);
    }

    /// <summary>Of an action as it stands: the confidence is the proposal's, and said to be that of an edited one. An undo tells its origin.</summary>
    public static string Weight(ProposedAction action) => action.Proposed.Undoes is { } undone ? $"takes back {undone}" : action is { EditedBy: not null, Proposed.Confidence: { } sure }
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Weight(null, action.Risk)} · proposed with confidence {sure:0.00}")
        : Weight(action.Proposed.Confidence, action.Risk);

    /// <summary>"confidence 0.92 · low risk".</summary>
    public static string Weight(double? confidence, Risk risk) =>
        (confidence is { } sure ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"confidence {sure:0.00} · ") : "") + risk switch
        {
            Risk.Low => "low risk",
            Risk.Medium => "medium risk",
            _ => "high risk",
        };

    private static Phrase Named(string kind, string? name) => name is null ? kind : Phrase.Of($"{kind} “{name}”");
}
