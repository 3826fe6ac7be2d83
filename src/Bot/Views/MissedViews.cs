using ChatRuns.Agents;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Store;

namespace ChatRuns.Bot.Views;

/// <summary>"It did not run", "it ran but did nothing" (T11), and what waits for an admin (M10), as cards of routes.</summary>
internal static class MissedViews
{
    /// <summary>Planned times that nobody ran.</summary>
    public static NoticeFacts Missed(DidNotRun missed, Agent? agent)
    {
        var which = missed.Count == 1
            ? Phrase.Of($"It was planned for {missed.First} by “{missed.Trigger}”.")
            : Phrase.Of($"{missed.Count} times were planned by “{missed.Trigger}”, from {missed.First} to {missed.Last}.");
        return new()
        {
            Text = Phrase.Of($"{Phrase.Strong(agent?.Title ?? missed.Agent)} did not run").Then(missed.IsOverdue ? " and is overdue" : ""),
            Look = new("Did not run", "⏱", "warning"),
            Lines = [missed.IsOverdue ? Phrase.Of($"It was planned for {missed.First} by “{missed.Trigger}”.") : which, Phrase.Of($"{missed.Why}")],
            Suggestions = agent is null ? [] : [new("Why", new($"/agent {agent.Name} why")), new("Run it now", new($"/agent {agent.Name} run"))],
        };
    }

    /// <summary>A run that completed and left nothing.</summary>
    public static NoticeFacts Idle(RunDetail detail) => new()
    {
        Text = Phrase.Of($"{RunViews.Title(detail.Run)} ran but did nothing"),
        Look = new("Did nothing", "○", "warning"),
        Lines =
        [
            Phrase.Of($"Run #{detail.Run.Number.ToString(System.Globalization.CultureInfo.InvariantCulture)} completed without {string.Join(" or ", (detail.Ran?.Expect ?? []).Select(Word))}. Its file expects one."),
            "Look at its steps; if nothing to do is fine, take expect out of the file.",
        ],
        Suggestions = [new("Open", new($"/run {detail.Run.Number}")), new("Steps", new($"/run {detail.Run.Number} steps")), new("Rerun", new($"/run {detail.Run.Number} rerun"))],
    };

    /// <summary>A wish that waits for an admin; null when it does no more.</summary>
    public static NoticeFacts Wish(Agent agent, OverrideRow? wish) => wish is null
        ? new() { Text = Phrase.Of($"What was wanted of {agent.Title} is decided."), Look = NoticeFacts.Info, Suggestions = [new("Open", new($"/agent {agent.Name}"))] }
        : new()
        {
            Text = Phrase.Of($"{Phrase.Strong(agent.Title)}: a change waits for an admin"),
            Look = NoticeFacts.Warning,
            Lines = [OverrideWords.Wish(wish, agent).Then(".")],
            Suggestions = [new("Confirm", new($"/agent {agent.Name} confirm {wish.Field} {wish.Value}")), new("Refuse", new($"/agent {agent.Name} refuse {wish.Field}"))],
        };

    private static string Word(string expected) => expected switch
    {
        "report" => "a report",
        "files" => "a file",
        "actions" => "an action",
        _ => "output",
    };
}
