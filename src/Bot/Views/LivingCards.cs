using ChatRuns.Actions;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Commands.Language;
using ChatRuns.Bot.Courier;

namespace ChatRuns.Bot.Views;

/// <summary>Draws whatever the courier wants, from the engine as it is at that moment.</summary>
internal sealed class LivingCards(RunEngine engine, CardDesk cards, RunViews runs, RunParts parts, StreakViews streaks, HomeViews homes, AlertViews alerts, OverviewViews overviews,
    IGrants grants, PageLinks links, Banners banners) : ILivingCards
{
    /// <summary>The page of a run's actions that can be shown for a wanted one: there are no empty pages.</summary>
    public static int PageOf(RunDetail detail, int wanted) => Math.Clamp(wanted, 1, Math.Max(1, Subject.Actions.PageOf(detail.Actions.Count)));

    /// <inheritdoc/>
    public async Task<BoundCard?> DrawAsync(string subject, CancellationToken cancel) =>
        Subject.Parse(subject) is { } parsed && (await DrawAsync(parsed, cancel) ?? await DrawDeletedAsync(parsed, cancel)) is { } drawn
            ? (await WithBannerAsync(drawn, parsed, cancel)) with { Subject = (parsed.LivesAs ?? parsed).ToString() } : null;

    // What is over does not say that it is frozen: nothing would take that off it again.
    private async Task<BoundCard> WithBannerAsync(BoundCard card, Subject subject, CancellationToken cancel) =>
        engine.Freezes.Count > 0 && subject is not Subject.Log && RunOf(subject) is { } number && await engine.FindRunAsync(number, cancel) is { } detail && Banners.MayGoOn(detail)
            ? banners.OnAgent(card, detail.Row.Agent) : card;

    private async Task<BoundCard?> DrawAsync(Subject subject, CancellationToken cancel) => subject switch
    {
        Subject.Run s => await engine.FindRunAsync(s.Number, cancel) is { } detail ? cards.Bind(runs.Run(detail)) : null,
        Subject.Finished s => await engine.FindRunAsync(s.Number, cancel) is { } detail ? cards.Bind(runs.Finished(detail)) : null,
        Subject.Actions s => await engine.FindRunAsync(s.Number, cancel) is { } detail ? BindActions(detail, s.Page) : null,
        Subject.Action s => await engine.FindRunAsync(s.Id.Run, cancel) is { } detail && Action(detail, s.Id) is { } action
            ? cards.Bind(action) with { Deciders = DecidersOf([.. detail.Actions.Where(a => a.Id == s.Id)]) } : null,
        Subject.Question s => await engine.FindRunAsync(s.Number, cancel) is { } detail && RunViews.Question(detail.Run, s.Step) is { } asked ? cards.Bind(asked) : null,
        Subject.Streak s => await streaks.ReadAsync(s.Agent, s.First, cancel) is { } alert ? cards.Bind(alert) : null,
        Subject.Log s => await engine.FindRunAsync(s.Number, cancel) is { } detail ? cards.Bind(await parts.LogAsync(detail, cancel)) : null,
        Subject.Bulk s => await engine.FindBulkAsync(s.Id, cancel) is { } bulk ? Bound(BulkViews.Tell(bulk)) : null,
        Subject.Failure s => Bound(await streaks.FailureAsync(s.Number, s.IsLast, cancel)),
        Subject.Reminder s => Bound(await streaks.ReminderAsync(s.Agent, s.First, cancel)),
        Subject.Recovery s => Bound(await streaks.RecoveryAsync(s.Agent, s.First, cancel)),
        Subject.Mention s => await engine.FindRunAsync(s.Number, cancel) is { } detail ? Bound(Waiting(detail)) : null,
        Subject.Direct s => await engine.FindRunAsync(s.Number, cancel) is { } detail ? BindActions(detail, 1) : null,
        Subject.Missed s => await engine.FindDidNotRunAsync(s.Position, cancel) is { } missed ? Bound(MissedViews.Missed(missed, engine.FindAgent(missed.Agent))) : null,
        Subject.Idle s => await engine.FindRunAsync(s.Number, cancel) is { } detail ? Bound(MissedViews.Idle(detail)) : null,
        Subject.Wish s => engine.FindAgent(s.Agent) is { } agent ? Bound(MissedViews.Wish(agent, engine.OverridesOf(s.Agent).FirstOrDefault(row => row.IsPending && row.Field == s.Field))) : null,
        Subject.Still s => await engine.FindRunAsync(s.Number, cancel) is { } detail ? Bound(await alerts.StillAsync(detail, null, cancel)) : null,
        Subject.StillHere s => await engine.FindRunAsync(s.Number, cancel) is { } detail ? Bound(await alerts.StillAsync(detail, null, cancel)) : null,
        Subject.StillDirect s => await engine.FindRunAsync(s.Number, cancel) is { } detail ? Bound(await alerts.StillAsync(detail, s.Person, cancel)) : null,
        Subject.Escalation s => await engine.FindRunAsync(s.Number, cancel) is { } detail ? Bound(alerts.Escalation(detail)) : null,
        Subject.Trouble s => await engine.FindRunAsync(s.Number, cancel) is { } detail ? Bound(AlertViews.Trouble(detail)) : null,
        Subject.Assigned s => Bound(await alerts.AssignedAsync(s.Agent, s.First, cancel)),
        Subject.AssignedDirect s => Bound(await alerts.AssignedAsync(s.Agent, s.First, cancel)),
        Subject.Burst s => await overviews.BurstAsync(s.Id, cancel) is { } burst ? cards.Bind(burst) : null,
        Subject.BurstReminder s => Bound(await overviews.BurstReplyAsync(s.Id, isOver: false, cancel)),
        Subject.BurstOver s => Bound(await overviews.BurstReplyAsync(s.Id, isOver: true, cancel)),
        Subject.Digest s => await (s.IsReview ? overviews.ReviewAsync(s, cancel) : overviews.DigestAsync(s, cancel)) is { } told ? cards.Bind(told) : null,
        Subject.Home s => await HomeAsync(s.Person, cancel),
        Subject.Linked s => Bound(Linked(s, await engine.ReadLinksAsync(cancel))),
        _ => null,
    };

    // Whose last role was taken sees on it what they would be answered.
    private async Task<BoundCard?> HomeAsync(string person, CancellationToken cancel)
    {
        if (person.Split('/', 3) is not [var platform, var tenant, var id]) return null;
        var who = new Journal.Principal(platform, tenant, id, id);
        return engine.MaySee(who) is { } refusal ? Bound(new() { Text = Phrase.Of($"{refusal}"), Look = NoticeFacts.Bad }) : await homes.DrawAsync(who, cancel);
    }

    /// <summary>That an account is linked with another one; null when it is not any more.</summary>
    private static NoticeFacts? Linked(Subject.Linked subject, LinkedAccounts links) =>
        links.AccountsOf(subject.Account).FirstOrDefault(account => account.Key == subject.With) is not { } with ? null : new()
        {
            Text = Phrase.Of($"Your account here is now linked with {Accounts.Tell(with)}."),
            Look = NoticeFacts.Info,
            Lines = ["Both count as one person from now on. If that wasn't you, unlink it and tell an admin."],
            Suggestions = [new("Unlink this account", "/me unlink")],
        };

    // What stood on a card of a deleted run goes too.
    private async Task<BoundCard?> DrawDeletedAsync(Subject subject, CancellationToken cancel)
    {
        return RunOf(subject) is { } run && await engine.FindDeletedAsync(run, cancel) is { } gone ? cards.Bind(DeletedViews.Tell(gone)) : null;
    }

    private static long? RunOf(Subject subject) => subject switch
    {
        Subject.Run s => s.Number,
        Subject.Finished s => s.Number,
        Subject.Actions s => s.Number,
        Subject.Log s => s.Number,
        Subject.Question s => s.Number,
        Subject.Action s => s.Id.Run,
        Subject.Direct s => s.Number,
        Subject.Trouble s => s.Number,
        _ => null,
    };

    /// <summary>That actions of a run wait for those who are named beside it; null when none does.</summary>
    private NoticeFacts? Waiting(RunDetail detail)
    {
        var open = detail.Actions.Where(a => a.Status == ActionStatus.Open).ToList();
        if (open.Count == 0) return null;
        var rest = open.SelectMany(engine.ApproversOf).Select(grants.Now.Linked.PersonOf).Distinct(StringComparer.Ordinal).Count() - Telling.MostPeople;
        var waits = open.Count == 1 ? "waits" : "wait";
        var told = ((Phrase)$"{Cards.Words.Count(open.Count, "action")} of ").Then(Phrase.Of($"{RunViews.Title(detail.Run)}")).Then($" {waits} for you.");
        return new() { Text = told, Look = NoticeFacts.Info, Lines = rest > 0 ? [$"{Cards.Words.Count(rest, "more person", "more people")} can decide {(open.Count == 1 ? "it" : "them")}."] : [] };
    }

    private BoundCard BindActions(RunDetail detail, int page) => cards.Bind(Actions(detail, page)) with { Deciders = DecidersOf(detail.Actions) };

    private List<string>? DecidersOf(IReadOnlyList<ProposedAction> actions)
    {
        var open = actions.Where(a => a.Status == ActionStatus.Open).ToList();
        return open.Count == 0 ? null : [.. open.SelectMany(engine.ApproversOf).Distinct(StringComparer.Ordinal)];
    }

    private BoundCard? Bound(NoticeFacts? notice) => notice is null ? null : cards.Bind(notice);

    /// <summary>A page of the actions of a run.</summary>
    public ActionsFacts Actions(RunDetail detail, int wanted = 1)
    {
        var (page, pages, all) = (PageOf(detail, wanted), Subject.Actions.PageOf(detail.Actions.Count), detail.Actions);
        var shown = all.Skip((page - 1) * Subject.Actions.PerPage).Take(Subject.Actions.PerPage).ToList();
        var facts = ActionTeller.Tell(detail.Run.Number, RunViews.Title(detail.Run).Text, shown, SchemaOf, all: all);
        facts = facts with { PageUrl = links.Run(detail.Run.Number) };
        if (pages <= 1) return facts;
        var first = ((page - 1) * Subject.Actions.PerPage) + 1;
        return facts with
        {
            More = $"Actions {first} to {first + shown.Count - 1} of {all.Count} · page {page} of {pages}",
            Previous = page > 1 ? PageLine(detail, page - 1) : null,
            Next = page < pages ? PageLine(detail, page + 1) : null,
        };
    }

    private static Carried PageLine(RunDetail detail, int page) => new(new RunCommand(detail.Run.Number, RunView.Actions) { Page = page }.ToLine());

    /// <summary>One action, shown whole, with the way to those beside it: a list may be too long for a platform. Null when there is none of that id.</summary>
    public ActionsFacts? Action(RunDetail detail, ActionId id)
    {
        var at = detail.Actions.ToList().FindIndex(a => a.Id == id);
        if (at < 0) return null;
        var facts = ActionTeller.Tell(detail.Run.Number, RunViews.Title(detail.Run).Text, [detail.Actions[at]], SchemaOf, isAlone: true) with { PageUrl = links.Run(detail.Run.Number) };
        return detail.Actions.Count == 1 ? facts : facts with
        {
            More = $"Action {at + 1} of {detail.Actions.Count}",
            Back = PageLine(detail, Subject.Actions.PageOf(at + 1)),
            Previous = at > 0 ? LineOf(at - 1) : null,
            Next = at < detail.Actions.Count - 1 ? LineOf(at + 1) : null,
        };

        Carried LineOf(int place) => new(new RunCommand(detail.Run.Number, RunView.Actions) { Action = detail.Actions[place].Id }.ToLine());
    }

    /// <summary>A tool's JSON Schema, for the form of Edit.</summary>
    public string? SchemaOf(string tool) => engine.FindTool(tool)?.Schema;
}
