using System.Collections.Frozen;

namespace ChatRuns.Bot.Cards;

/// <summary>
/// Verbs of the buttons by which a person decides on proposed actions. What such a button says is judged by the engine when it is pressed;
/// a channel that draws a card for each person leaves them out for those who would be refused.
/// </summary>
internal static class DecisionVerbs
{
    /// <summary>On one action.</summary>
    public static FrozenSet<string> One { get; } = FrozenSet.Create(
        StringComparer.Ordinal, "action.approve", "action.reject", "action.edit", "action.undo", "action.retry", "action.happened", "action.again");

    /// <summary>On several that were shown together.</summary>
    public static FrozenSet<string> Many { get; } = FrozenSet.Create(StringComparer.Ordinal, "actions.approve", "actions.reject");

    /// <summary>Whether a verb decides.</summary>
    public static bool Has(string verb) => One.Contains(verb) || Many.Contains(verb);
}
