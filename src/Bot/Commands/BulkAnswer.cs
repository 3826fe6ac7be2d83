using System.Diagnostics;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Commands.Language;
using ChatRuns.Bot.Courier;
using ChatRuns.Bot.Views;
using ChatRuns.Runs;

namespace ChatRuns.Bot.Commands;

/// <summary>
/// <c>/runs FILTER archive</c> and the like: first a card that says to how many runs and which, then, confirmed, the same is done to no more
/// than those.
/// </summary>
internal sealed class BulkAnswer(RunEngine engine, CardDesk cards, Notices notices, TimeProvider time)
{
    // What was counted longer ago is counted again.
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(1);

    /// <summary>The question, or how far it is.</summary>
    public async Task<Reply> AnswerAsync(BulkCommand command, Asked asked, CancellationToken cancel) =>
        await engine.PlanBulkAsync(command.Deed, new(command.List?.Filter, command.Numbers), asked.Who, cancel) switch
        {
            BulkPlan.NotAllowed no => notices.No(Phrase.Of($"{no.Why}")),
            BulkPlan.TooMany too => notices.Hint(
                Phrase.Of($"These are more than {too.Most} runs, the most that you may {BulkViews.Verb(command.Deed).ToLowerInvariant()} at once. Take a shorter range or one agent.")),
            BulkPlan.None => await NoneAsync(command, asked, cancel),
            BulkPlan.Ready plan when IsConfirmed(command, plan) => await BeginAsync(command, plan, asked, cancel),
            BulkPlan.Ready plan => Ask(command, plan, asked),
            _ => throw new UnreachableException(),
        };

    // A press that is delivered twice finds no runs the second time: they are done with.
    private async Task<Reply> NoneAsync(BulkCommand command, Asked asked, CancellationToken cancel) =>
        Deliveries.IdOf(asked.Id) is { } id && await engine.FindBulkAsync(id.ToString("N"), cancel) is not null
            ? await ShowAsync(id.ToString("N"), asked, cancel)
            : notices.Hint(Phrase.Of($"{command.List?.Nothing ?? "No such runs."}"));

    private bool IsConfirmed(BulkCommand command, BulkPlan.Ready plan) =>
        command is { Confirmed: { } count, At: { } at } && plan.Numbers.Count <= count && time.GetUtcNow() - at is var age && age >= -Fresh && age <= Fresh;

    private async Task<Reply> BeginAsync(BulkCommand command, BulkPlan.Ready plan, Asked asked, CancellationToken cancel)
    {
        var press = Deliveries.IdOf(asked.Id) ?? Guid.CreateVersion7(time.GetUtcNow());
        var id = await engine.BeginBulkAsync(command.Deed, plan.Numbers, What(command), asked.Who, press, cancel);
        return await ShowAsync(id, asked, cancel);
    }

    private async Task<Reply> ShowAsync(string id, Asked asked, CancellationToken cancel)
    {
        var version = await engine.LastPositionAsync(cancel);
        var bulk = await engine.FindBulkAsync(id, cancel) ?? throw new UnreachableException();
        return new(cards.Bind(BulkViews.Tell(bulk)), asked.Mode) { Subject = new Subject.Bulk(id).ToString(), Version = version };
    }

    private Reply Ask(BulkCommand command, BulkPlan.Ready plan, Asked asked)
    {
        var (count, newest) = (plan.Numbers.Count, plan.Numbers.Max());
        var list = command.List is null or { Filter.UpTo: not null } ? command.List
            : command.List with { Parts = [.. command.List.Parts, new(FilterSlot.UpTo, $"upto {Spelling.Number(newest)}", "")] };
        var confirmed = command with { List = list, Confirmed = count, At = time.GetUtcNow() };
        var verb = BulkViews.Verb(command.Deed);
        var again = command.Confirmed is null ? "" : "They have changed since they were counted. ";
        List<Phrase> lines = [Phrase.Of($"{What(command)} · #{Spelling.Number(plan.Numbers.Min())} to #{Spelling.Number(newest)}"), Meaning(command.Deed)];
        return notices.Say(
            NoticeFacts.Warning, Phrase.Of($"{again}{verb} {Phrase.Strong(Cards.Words.Count(count, "run"))}?"), lines,
            [new($"{verb}: {Cards.Words.Count(count, "run")}", new(confirmed.ToLine())), .. Look(list)]) with
        { Mode = asked.Mode };
    }

    private static IEnumerable<Suggestion> Look(RunsCommand? list) => list is null ? [] : [new("Show them", new(list.ToLine(1)))];

    // "failed runs · last 7 days · Site check"
    private static string What(BulkCommand command) => command.List is { } list
        ? $"{ListWords.What(list)} · {ListWords.Conditions(list)}"
        : string.Join(", ", command.Numbers.Take(10).Select(n => $"#{Spelling.Number(n)}")) + (command.Numbers.Count > 10 ? ", …" : "");

    private static Phrase Meaning(BulkDeed deed) => deed switch
    {
        BulkDeed.Archive => "Lists, counts and figures will leave them out. Nothing is deleted; what is not over is skipped.",
        BulkDeed.Unarchive => "They will stand in lists and figures again.",
        BulkDeed.Cancel => "Each stops as soon as its step lets it. Records stay, open actions are withdrawn.",
        BulkDeed.Delete => "Reports, files, logs and all that they did on record go for good. Numbers and this deletion stay. What its agent's policy keeps is skipped.",
        BulkDeed.Rerun => "Each starts again with its inputs, on today's version of its agent. What they did outside happens again.",
        _ => throw new UnreachableException(),
    };
}
