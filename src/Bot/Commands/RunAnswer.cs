using System.Globalization;
using System.Text.Json;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Commands.Language;
using ChatRuns.Bot.Courier;
using ChatRuns.Bot.Views;
using ChatRuns.Journal;
using ChatRuns.Runs;

namespace ChatRuns.Bot.Commands;

/// <summary><c>/run N</c>: one run, parts of it, and what can be done with it.</summary>
internal sealed class RunAnswer(RunEngine engine, CardDesk cards, Notices notices, RunViews views, RunParts parts, RunPapers papers, LivingCards living, StepChoice choice, ChangeViews changes, Banners banners)
{
    /// <summary>What was asked for.</summary>
    public async Task<Reply> AnswerAsync(RunCommand command, Asked asked, CancellationToken cancel)
    {
        var version = await engine.LastPositionAsync(cancel);
        var seen = engine.SeenBy(asked.Who);
        if (await seen.FindRunAsync(command.Number, cancel) is not { } detail)
        {
            var none = await NoSuchRunAsync(command.Number, seen, cancel);
            return command.View == RunView.Note ? AtNumber(none) : none;
        }

        var reply = await AnswerAsync(command, detail, version, asked, cancel);
        return reply.Card is { } card && Banners.MayGoOn(detail) ? reply with { Card = banners.OnAgent(card, detail.Row.Agent) } : reply;
    }

    private async Task<Reply> AnswerAsync(RunCommand command, RunDetail detail, long version, Asked asked, CancellationToken cancel)
    {
        var seen = engine.SeenBy(asked.Who);
        return command.View switch
        {
            RunView.Log => Living(cards.Bind(await parts.LogAsync(detail, cancel)), new Subject.Log(command.Number), version, asked, ReplyMode.Thread),
            RunView.Steps when command.Step is { } step => await StepAsync(step, detail, asked, cancel),
            RunView.Steps => new(cards.Bind(await parts.StepsAsync(detail, cancel)), asked.Mode),
            RunView.Activity => new(cards.Bind(await parts.ActivityAsync(detail, cancel)), asked.Mode),
            RunView.Changes => await ChangesAsync(command, detail, seen, asked, cancel),
            RunView.Actions => Actions(command, detail, version, asked),
            RunView.Cancel => await CancelAsync(command, asked.Who, cancel),
            RunView.Note => await NoteAsync(command, asked, cancel),
            RunView.Archive => await ToldAsync(await engine.ArchiveAsync(command.Number, asked.Who, command.Reason, cancel), command, seen, cancel),
            RunView.Unarchive => await ToldAsync(await engine.UnarchiveAsync(command.Number, asked.Who, cancel), command, seen, cancel),
            RunView.Delete => await DeleteAsync(command, detail, asked, cancel),
            RunView.Duplicate => Duplicate(detail, [], []),
            RunView.Rerun when command.Step is { } from => await RerunFromAsync(from, command.IsConfirmed, detail, asked, cancel),
            RunView.Rerun => Told(await engine.RerunAsync(command.Number, asked.Who, Deliveries.IdOf(asked.Id), cancel)),
            RunView.Report => await papers.ReportAsync(detail, cancel) is { } report ? new(cards.Bind(report), asked.Mode) : notices.Hint($"Run #{command.Number} has no report."),
            RunView.Files when detail.Run.Files.Count == 0 => notices.Hint($"Run #{command.Number} made no files."),
            RunView.Files => new(cards.Bind(papers.Files(detail)) with { Subject = $"files/{command.Number}" }, asked.Mode),
            _ => Living(cards.Bind(views.Run(detail)), new Subject.Run(command.Number), version, asked),
        };
    }

    /// <summary>A press on a question's card.</summary>
    public async Task<Reply> AnswerQuestionAsync(JsonElement data, Principal who, CancellationToken cancel)
    {
        if (!long.TryParse(Data.Text(data, "run"), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || Data.Text(data, "step") is not { } step) return notices.No("This card is damaged. Open the run again.");
        if (Data.Text(data, "answer") is not { Length: > 0 } answer) return notices.Hint("Write an answer first.");
        return await engine.AnswerAsync(number, step, answer, who, cancel) switch
        {
            AnswerResult.Answered => Reply.None,
            AnswerResult.AlreadyAnswered r => notices.Hint(Phrase.Of($"{r.By.Name} was first: “{r.Answer}”")),
            AnswerResult.NotAChoice r => notices.Hint(Phrase.Of($"Choose one of: {string.Join(", ", r.Choices)}")),
            AnswerResult.NotAllowed r => notices.No(Phrase.Of($"{r.Why}")),
            _ => notices.Hint($"Run #{number} does not ask that any more."),
        };
    }

    /// <summary>What somebody who started something is told.</summary>
    public Reply Told(StartResult result) => result switch
    {
        StartResult.Started r => notices.Say(
            NoticeFacts.Good, $"Run #{r.Number} is on its way.", suggestions: [new("Open the run", new($"/run {r.Number}"))]),
        StartResult.UnknownAgent r => notices.Hint(
            Phrase.Of($"I don't know the agent {r.Name}."), r.Nearest is null ? [new("Agents", "/agents")] : [new($"/agent {r.Nearest}", new($"/agent {r.Nearest}"))]),
        StartResult.NotAllowed r => notices.No(Phrase.Of($"{r.Why}")),
        StartResult.NotReady r => notices.Hint(Phrase.Of($"{r.Why}")),
        StartResult.BadVariables r => notices.Say(
            NoticeFacts.Warning, "Nothing was started.", [.. r.Errors.Select(e => Phrase.Of($"{e.Key}: {e.Value}"))]),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private Reply Actions(RunCommand command, RunDetail detail, long version, Asked asked)
    {
        if (command.Action is { } id)
        {
            return living.Action(detail, id) is { } one
                ? Living(cards.Bind(one), new Subject.Action(id), version, asked)
                : notices.Hint($"Run #{command.Number} has no action {id}.");
        }

        return detail.Actions.Count == 0
            ? notices.Hint($"Run #{command.Number} proposed no actions.")
            : Living(cards.Bind(living.Actions(detail, command.Page)), new Subject.Actions(command.Number, LivingCards.PageOf(detail, command.Page)), version, asked);
    }

    private async Task<Reply> StepAsync(string typed, RunDetail detail, Asked asked, CancellationToken cancel)
    {
        var steps = RunParts.StepsOf(detail);
        return StepChoice.Find(typed, steps) is { } found
            ? new(cards.Bind(await parts.StepAsync(detail, found, cancel)), asked.Mode)
            : choice.Offer(typed, detail.Run.Number, steps, step => RunParts.LineOf(detail.Run.Number, step));
    }

    // Against the run that was named, or the last good one to the same target before (D17).
    private async Task<Reply> ChangesAsync(RunCommand command, RunDetail detail, PersonalView seen, Asked asked, CancellationToken cancel)
    {
        var (number, agent) = (command.Number, detail.Run.Queued.Agent);
        var with = command.Since ?? (await seen.ListNumbersAsync(
            new() { Agent = agent, Statuses = [RunStatus.Completed], Target = detail.Run.Queued.Target, Test = false, Archived = null, UpTo = number - 1 }, 1, cancel))
            .Cast<long?>().FirstOrDefault();
        var other = with is { } earlier ? await seen.FindRunAsync(earlier, cancel) : null;
        if (other is null && command.Since is { } missing) return await NoSuchRunAsync(missing, seen, cancel);
        if (other is not null && other.Run.Queued.Agent != agent)
            return notices.Hint(Phrase.Of($"Run #{other.Run.Number} is of another agent, {RunViews.Title(other.Run)}. Runs of one agent can be compared."), new Suggestion("Compare with the last good run", new($"/run {number} changes")));
        return new(cards.Bind(await changes.CompareAsync(detail, other, command.Since is null, cancel)), asked.Mode);
    }

    // What happened outside and what will happen again is seen before (M9).
    private async Task<Reply> RerunFromAsync(string typed, bool isConfirmed, RunDetail detail, Asked asked, CancellationToken cancel)
    {
        var number = detail.Run.Number;
        var steps = detail.Today?.Steps.Select((s, at) => new StepName(at + 1, s.Name, s.Title ?? s.Name)).ToList() ?? [];
        if (StepChoice.Find(typed, steps) is not { } step) return choice.Offer(typed, number, steps, name => RerunViews.LineOf(number, name));
        if (isConfirmed) return Told(await engine.RerunFromAsync(number, step.Name, asked.Who, Deliveries.IdOf(asked.Id), cancel));
        return await engine.PlanRerunAsync(number, step.Name, asked.Who, cancel) switch
        {
            RerunPlan.Ready plan => new(cards.Bind(RerunViews.Ask(plan)), asked.Mode),
            RerunPlan.NotReady no => notices.Hint(Phrase.Of($"{no.Why}"), new Suggestion("Rerun all of it", new($"/run {number} rerun"))),
            _ => choice.Offer(typed, number, steps, name => RerunViews.LineOf(number, name)),
        };
    }

    /// <summary>The form of another run like one; <paramref name="given"/> what was filled in, by variable, empty for what that run used.</summary>
    public Reply Duplicate(RunDetail detail, Dictionary<string, string> given, IReadOnlyList<Phrase> errors)
    {
        var number = detail.Run.Number;
        if (detail.Today is not { } agent) return notices.Hint($"The agent of run #{number} was removed, so it cannot run again.");
        if (!detail.Run.Status.IsOver()) return notices.Hint($"Run #{number} is not over yet. Cancel it first, or wait.");
        var used = detail.Run.Queued.Variables.EnumerateObject().ToDictionary(v => v.Name, v => FormReader.Shown(v.Value));
        foreach (var (name, value) in given) used[name] = value;
        return new(cards.Bind(new StartFacts
        {
            Title = Outside.Line(agent.Title),
            Agent = agent.Name,
            Description = Outside.LineOrNull(agent.Description),
            IsTest = detail.Run.Queued.IsTest,
            Duplicates = number,
            Fields = FormReader.OfVariables(agent.Variables, used),
            Errors = errors,
        }));
    }

    private async Task<Reply> CancelAsync(RunCommand command, Principal who, CancellationToken cancel) =>
        await engine.CancelAsync(command.Number, who, command.Reason, cancel) switch
        {
            CancelResult.Requested => notices.Say(
                NoticeFacts.Good, $"Run #{command.Number} is being stopped.", suggestions: [new("Open the run", new($"/run {command.Number}"))]),
            CancelResult.AlreadyOver r => notices.Hint($"Run #{command.Number} was over already: {StatusLook.Of(r.Status).Word.ToLowerInvariant()}."),
            CancelResult.NotAllowed r => notices.No(Phrase.Of($"{r.Why}")),
            _ => await NoSuchRunAsync(command.Number, engine.SeenBy(who), cancel),
        };

    private async Task<Reply> ToldAsync(ArchiveResult result, RunCommand command, PersonalView seen, CancellationToken cancel)
    {
        var number = command.Number;
        return result switch
        {
            ArchiveResult.Done when command.View == RunView.Archive => notices.Say(
                NoticeFacts.Good, $"Run #{number} is archived. Lists and figures leave it out; /runs archived shows it.", suggestions: [new("Take it out again", new($"/run {number} unarchive"))]),
            ArchiveResult.Done => notices.Say(NoticeFacts.Good, $"Run #{number} is out of the archive.", suggestions: [new("Open the run", new($"/run {number}"))]),
            ArchiveResult.Already { Archived: { } archived } => notices.Hint(Phrase.Of($"{archived.By.Name} archived run #{number} before.")),
            ArchiveResult.Already => notices.Hint($"Run #{number} is not archived."),
            ArchiveResult.NotOver => notices.Hint($"Run #{number} is not over. Cancel it first, or wait.", new Suggestion("Cancel it", new($"/run {number} cancel"))),
            ArchiveResult.NotAllowed r => notices.No(Phrase.Of($"{r.Why}")),
            ArchiveResult.NotFound => await NoSuchRunAsync(number, seen, cancel),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private async Task<Reply> NoteAsync(RunCommand command, Asked asked, CancellationToken cancel) =>
        await engine.NoteAsync(command.Number, asked.Who, command.Reason!, null, Deliveries.IdOf(asked.Id), cancel) switch
        {
            NoteResult.Noted => notices.Say(
                NoticeFacts.Good, $"Noted on run #{command.Number}.", suggestions: [new("Its activity", new($"/run {command.Number} activity"))]),
            NoteResult.Invalid r => notices.Hint(Phrase.Of($"{r.Why}")),
            NoteResult.NotAllowed r => AtNumber(notices.No(Phrase.Of($"{r.Why}"))),
            _ => AtNumber(await NoSuchRunAsync(command.Number, engine.SeenBy(asked.Who), cancel)),
        };

    private async Task<Reply> DeleteAsync(RunCommand command, RunDetail detail, Asked asked, CancellationToken cancel)
    {
        var number = command.Number;
        if (command.IsConfirmed) return ToldDeleted(await engine.DeleteAsync(number, asked.Who, command.Reason, Deliveries.IdOf(asked.Id), cancel), number);
        if (await engine.FindDeleteObstacleAsync(number, asked.Who, cancel) is { } obstacle) return ToldDeleted(obstacle, number);
        return notices.Say(
            NoticeFacts.Warning, Phrase.Of($"Delete run #{number.ToString(CultureInfo.InvariantCulture)} of {RunViews.Title(detail.Run)}?"),
            ["Its report, files, log, steps and actions go for good. Its number, who deleted it and why stay on record."],
            [new("Delete it", new((command with { IsConfirmed = true }).ToLine())), new("Archive it instead", new($"/run {number} archive"))]) with
        { Mode = asked.Mode };
    }

    private Reply ToldDeleted(DeleteResult result, long number) => result switch
    {
        DeleteResult.Deleted r => new(cards.Bind(DeletedViews.Tell(r.Left))),
        DeleteResult.NotOver => notices.Hint($"Run #{number} is not over, or an action of it is being executed. Cancel it first, or wait.", new Suggestion("Cancel it", new($"/run {number} cancel"))),
        DeleteResult.NotAllowed r => notices.No(Phrase.Of($"{r.Why}")),
        DeleteResult.NotFound => notices.Hint($"There is no run #{number}."),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private async Task<Reply> NoSuchRunAsync(long number, PersonalView seen, CancellationToken cancel)
    {
        if (await engine.FindDeletedAsync(number, cancel) is { } gone && seen.Sight.Covers(gone.Agent)) return new(cards.Bind(DeletedViews.Tell(gone)));
        var last = await seen.ListRunsAsync(new() { Archived = null }, new(1, 1), cancel);
        return last.Rows is [var newest]
            ? notices.Hint($"There is no run #{number}. The newest is #{newest.Number}.", new Suggestion($"/run {newest.Number}", new($"/run {newest.Number}")))
            : notices.Hint("There are no runs yet.", new Suggestion("Agents", "/agents"));
    }

    // A form that asks for the number shows it there, and stays.
    private static Reply AtNumber(Reply reply) => reply with { InputErrors = new Dictionary<string, string> { ["run"] = reply.Card!.Title } };

    private static Reply Living(BoundCard card, Subject subject, long version, Asked asked, ReplyMode? mode = null) =>
        new(card, mode ?? asked.Mode) { Subject = subject.ToString(), Version = version };
}
