using System.Diagnostics;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Commands.Language;
using ChatRuns.Bot.Views;

namespace ChatRuns.Bot.Commands;

/// <summary><c>/freeze</c> and <c>/unfreeze</c>: the emergency stop (M11).</summary>
internal sealed class FreezeAnswer(RunEngine engine, Notices notices)
{
    private const int MostLines = 8;

    /// <summary>What is stopped now.</summary>
    public async Task<Reply> FreezeAsync(FreezeCommand command, Asked asked, CancellationToken cancel) =>
        Told(await engine.FreezeAsync(command.Scope, command.Length, command.Reason, asked.Who, cancel));

    /// <summary>What goes on now, and what was held.</summary>
    public async Task<Reply> UnfreezeAsync(UnfreezeCommand command, Asked asked, CancellationToken cancel) =>
        Told(await engine.UnfreezeAsync(command.Scope, asked.Who, cancel));

    private Reply Told(FreezeResult result) => result switch
    {
        FreezeResult.Frozen r => notices.Say(
            NoticeFacts.Warning, Banners.Of(r.Now, isOfOne: false).Then($" {Cards.Words.Count(r.Agents, "agent")} {(r.Agents == 1 ? "stands" : "stand")} still."),
            ["Steps that run come to their end. No further step begins, no schedule fires, nothing approved is executed. Runs that are started wait in the queue."],
            [new("Unfreeze", new(new UnfreezeCommand(r.Now.Scope.IsEverything ? null : r.Now.Scope).ToLine())), new("Running now", "/runs running")]),
        FreezeResult.Thawed r => notices.Say(NoticeFacts.Good, Ended(r), [.. HeldLines(r.Held)], [new("Runs", "/runs unfinished"), new("Approvals", "/approvals")]),
        FreezeResult.NotFrozen { Others: [] } => notices.Hint("Nothing is frozen."),
        FreezeResult.NotFrozen r => notices.Hint(
            Phrase.Of($"That is not frozen. ").Then(Banners.Of(r.Others[0], isOfOne: false)), new Suggestion("Unfreeze", new(new UnfreezeCommand(r.Others[0].Scope.IsEverything ? null : r.Others[0].Scope).ToLine()))),
        FreezeResult.NotAllowed r => notices.No(Phrase.Of($"{r.Why}")),
        FreezeResult.Unknown { Nearest: { } near } r => notices.Hint(Phrase.Of($"I don't know the agent {r.Scope.Agent}."), new Suggestion($"/freeze {near}", new($"/freeze {near}"))),
        FreezeResult.Unknown r => notices.Hint(Phrase.Of($"No agent that you see is {r.Scope.ToString()}."), new Suggestion("Agents", "/agents")),
        _ => throw new UnreachableException(),
    };

    private static Phrase Ended(FreezeResult.Thawed thawed)
    {
        var ended = thawed.Ended.Select(freeze => Banners.NameOf(freeze.Scope).Then(" no longer frozen.")).Aggregate((all, next) => all.Then(" ").Then(next));
        return thawed.Left is [var left, ..] ? ended.Then(" Still: ").Then(Banners.Of(left, isOfOne: false)) : ended;
    }

    private static IEnumerable<Phrase> HeldLines(HeldWork held)
    {
        if (held.Skipped.Count + held.Actions.Count + held.Runs.Count == 0)
        {
            yield return "Nothing was held meanwhile.";
            yield break;
        }

        foreach (var one in held.Skipped.Take(MostLines))
            yield return one.Count == 1
                ? Phrase.Of($"Skipped: {one.Agent}, “{one.Trigger}”, planned for {one.First}. It is not made up for.")
                : Phrase.Of($"Skipped: {one.Agent}, “{one.Trigger}”, {one.Count} times from {one.First} to {one.Last}. They are not made up for.");
        if (held.Skipped.Count > MostLines) yield return $"{Cards.Words.Count(held.Skipped.Count - MostLines, "more schedule")} skipped.";
        if (held.Actions.Count > 0) yield return Phrase.Of($"{Cards.Words.Count(held.Actions.Count, "approved action")}, executed now unless it is too late: ").Then(Phrase.Of($"{List(held.Actions.Select(id => id.ToString()))}."));
        if (held.Runs.Count > 0) yield return Phrase.Of($"{Cards.Words.Count(held.Runs.Count, "run")} {(held.Runs.Count == 1 ? "goes" : "go")} on: ").Then(Phrase.Of($"{List(held.Runs.Select(run => $"#{run.ToString(System.Globalization.CultureInfo.InvariantCulture)}"))}."));
    }

    private static string List(IEnumerable<string> items)
    {
        var all = items.ToList();
        return string.Join(", ", all.Take(MostLines)) + (all.Count > MostLines ? $" and {all.Count - MostLines} more" : "");
    }
}
