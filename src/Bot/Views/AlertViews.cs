using ChatRuns.Actions;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Bot.Courier;
using ChatRuns.Runs;

namespace ChatRuns.Bot.Views;

/// <summary>Alerts in a list, and what is told of them and of actions as time goes by (N1, N4, A4).</summary>
internal sealed class AlertViews(RunEngine engine, Telling telling, TimeProvider time)
{
    private const int MostAlerts = 25;
    private const int ShownActions = 5;

    /// <summary>Agents that are failing.</summary>
    public OverviewFacts List(IReadOnlyList<OpenAlert> alerts) => new()
    {
        Title = alerts.Count == 0 ? "Nothing is failing" : $"{Cards.Words.Count(alerts.Count, "agent")} {(alerts.Count == 1 ? "is" : "are")} failing",
        Look = StatusLook.Of(alerts.Count == 0 ? RunStatus.Completed : RunStatus.Failed),
        Empty = alerts.Count == 0 ? "No agent has failed since its last completed run." : null,
        Sections = alerts.Count == 0 ? [] : [new(null, [.. alerts.Take(MostAlerts).Select(Row)])],
        Note = alerts.Count > MostAlerts ? (Phrase)$"and {Cards.Words.Count(alerts.Count - MostAlerts, "more agent")}" : null,
        Suggestions = [new("Failed runs", "/runs failed last 7d")],
    };

    /// <summary>"Mia is on it · snoozed until 14:00"; null when nobody did anything, or it is over.</summary>
    public static Phrase? Handled(Alert alert, DateTimeOffset now)
    {
        List<Phrase> said = [];
        if (alert.AcknowledgedBy is { } by) said.Add(Phrase.Of($"{by.Name} is on it"));
        if (alert.AssignedTo is { } to && to != alert.AcknowledgedBy)
            said.Add(Phrase.Of($"assigned to {to.Name}").Then(alert.AssignedBy is { } from && from != to ? Phrase.Of($" by {from.Name}") : ""));
        if (alert.SnoozedUntil is { } until && until > now)
            said.Add((until - now).TotalHours < 20 ? Phrase.Of($"snoozed until {until:time}") : Phrase.Of($"snoozed until {until:date} {until:time}"));
        return said.Count == 0 ? null : said.Skip(1).Aggregate(said[0], (all, next) => all.Then(" · ").Then(next));
    }

    /// <summary>The title of an agent, its name where it is gone.</summary>
    public string TitleOf(string agent) => engine.FindAgent(agent)?.Title ?? agent;

    /// <summary>That an alert is somebody's now; null when it is over.</summary>
    public async Task<NoticeFacts?> AssignedAsync(string agent, long first, CancellationToken cancel)
    {
        if (await engine.FindStreakAsync(agent, first, cancel) is not { Recovered: null } streak) return null;
        var alert = await engine.ReadAlertAsync(agent, first, cancel);
        return alert.AssignedBy is not { } by ? null : new()
        {
            Text = Phrase.Of($"{by.Name} gave you the alert of {TitleOf(agent)}").Then($" · failing {Cards.Words.Count(streak.Count, "time")}, for {Cards.Words.Took(time.GetUtcNow() - streak.Since)}"),
            Look = StatusLook.Of(RunStatus.Failed),
            Suggestions = [new("Acknowledge", $"/alert {streak.Last} ack"), new("Alert", $"/alert {streak.Last}"), new("Open run", $"/run {streak.Last}")],
        };
    }

    /// <summary>Actions of a run that came to nothing, or that they are dealt with.</summary>
    public static NoticeFacts Trouble(RunDetail detail)
    {
        var bad = detail.Actions.Where(a => a.Status is ActionStatus.Failed or ActionStatus.Expired or ActionStatus.Unknown).ToList();
        var title = RunViews.Title(detail.Run);
        Suggestion[] see = [new("Review actions", $"/run {detail.Run.Number} actions"), new("Open", $"/run {detail.Run.Number}")];
        if (bad.Count == 0) return new() { Text = Phrase.Of($"{title}: the actions that went wrong are dealt with"), Look = NoticeFacts.Good, Suggestions = [see[1]] };
        var counts = bad.GroupBy(a => a.Status).OrderBy(g => g.Key).Select(g => g.Key switch
        {
            ActionStatus.Failed => $"{Cards.Words.Count(g.Count(), "action")} failed",
            ActionStatus.Expired => $"{Cards.Words.Count(g.Count(), "action")} expired",
            _ => $"the outcome of {Cards.Words.Count(g.Count(), "action")} is unknown",
        });
        return new()
        {
            Text = Phrase.Of($"{title}: ").Then(string.Join(", ", counts)),
            Look = bad.Any(a => a.Status != ActionStatus.Expired) ? StatusLook.Of(RunStatus.Failed) : StatusLook.Of(ActionStatus.Expired),
            Lines = [.. bad.Take(ShownActions).Select(Line), .. bad.Count > ShownActions ? [(Phrase)$"and {bad.Count - ShownActions} more"] : Array.Empty<Phrase>()],
            Suggestions = see,
        };
    }

    /// <summary>That actions still wait; null when none does, or not for the person it is for.</summary>
    public async Task<NoticeFacts?> StillAsync(RunDetail detail, string? person, CancellationToken cancel)
    {
        if (Open(detail) is not { Count: > 0 } open) return null;
        if (person is not null && !await telling.WaitsForAsync(detail.Run.Number, person, cancel)) return null;
        var expires = open.Min(a => a.Proposed.ExpiresAt);
        var waits = open.Count == 1 ? "waits" : "wait";
        return new()
        {
            Text = ((Phrase)$"{Cards.Words.Count(open.Count, "action")} of ").Then(Phrase.Of($"{RunViews.Title(detail.Run)}"))
                .Then($" still {waits}{(person is null ? "" : " for you")}, and {(open.Count == 1 ? "expires" : "expire")} ").Then(Phrase.Of($"{expires:date} {expires:time}")),
            Look = StatusLook.Of(ActionStatus.Expired),
            Suggestions = [new("Review actions", $"/run {detail.Run.Number} actions")],
        };
    }

    /// <summary>That nobody decided; null when somebody did.</summary>
    public NoticeFacts? Escalation(RunDetail detail)
    {
        if (Open(detail) is not { Count: > 0 } open) return null;
        var (since, expires) = (open.Min(a => a.ProposedAt), open.Min(a => a.Proposed.ExpiresAt));
        var them = open.Count == 1 ? "it expires" : "they expire";
        return new()
        {
            Text = ((Phrase)$"Nobody decided {Cards.Words.Count(open.Count, "action")} of ").Then(Phrase.Of($"{RunViews.Title(detail.Run)}")).Then($" for {Cards.Words.Took(time.GetUtcNow() - since)}"),
            Look = StatusLook.Of(ActionStatus.Expired),
            Lines = [.. open.Take(ShownActions).Select(Line), ((Phrase)$"Asked here as well; {them} ").Then(Phrase.Of($"{expires:date} {expires:time}"))],
            Suggestions = [new("Review actions", $"/run {detail.Run.Number} actions")],
        };
    }

    private OverviewRow Row(OpenAlert open)
    {
        Phrase times = open.Streak.Count == 1 ? "once, " : $"{Cards.Words.Count(open.Streak.Count, "time")} since ";
        var told = times.Then(Phrase.Of($"{open.Streak.Since:date} {open.Streak.Since:time}"));
        return new(Outside.Line(TitleOf(open.Alert.Agent)), Handled(open.Alert, time.GetUtcNow()) is { } handled ? told.Then(" · ").Then(handled) : told, $"/alert {open.Streak.Last}");
    }

    private static Phrase Line(ProposedAction action)
    {
        var look = StatusLook.Of(action.Status);
        return ((Phrase)$"{look.Sign} ").Then(Phrase.Of($"{action.Headline ?? action.Proposed.Tool}"));
    }

    private static List<ProposedAction> Open(RunDetail detail) => [.. detail.Actions.Where(a => a.Status == ActionStatus.Open)];
}
