using System.Globalization;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Commands.Language;
using ChatRuns.Bot.Views;

namespace ChatRuns.Bot.Commands;

/// <summary>Which step somebody means who typed its name, title or place.</summary>
internal sealed class StepChoice(Notices notices)
{
    /// <summary>The step; null when it is none of them.</summary>
    public static StepName? Find(string typed, IReadOnlyList<StepName> steps)
    {
        var fold = Spelling.Fold(typed);
        return steps.FirstOrDefault(s => s.Name == typed) ?? steps.FirstOrDefault(s => Spelling.Fold(s.Name) == fold || Spelling.Fold(s.Title) == fold)
            ?? steps.FirstOrDefault(s => s.Place.ToString(CultureInfo.InvariantCulture) == typed);
    }

    /// <summary>That there is no such step, with near ones as buttons of a line each.</summary>
    public Reply Offer(string typed, long run, IReadOnlyList<StepName> steps, Func<string, string> lineOf)
    {
        var fold = Spelling.Fold(typed);
        var near = steps.Where(s => (Nearest.OfPhrases(fold, Spelling.Fold(s.Name)) ?? Nearest.OfPhrases(fold, Spelling.Fold(s.Title))) is not null).Take(3).ToList();
        var offered = near.Count > 0 ? near : steps.Take(4);
        return notices.Hint(
            Phrase.Of($"Run #{run} has no step {typed}.").Then(near.Count > 0 ? " Did you mean one of these?" : ""),
            [.. offered.Select(s => new Suggestion(s.Title, new(lineOf(s.Name))))]);
    }
}
