using System.Diagnostics;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Commands.Language;
using ChatRuns.Bot.Courier;
using ChatRuns.Bot.Memory;
using ChatRuns.Bot.Views;
using ChatRuns.Journal;

namespace ChatRuns.Bot.Commands;

/// <summary><c>/alerts</c> and <c>/alert</c> (N4): what is failing, and snoozing, acknowledging and assigning it.</summary>
internal sealed class AlertAnswers(RunEngine engine, CardDesk cards, Notices notices, AlertViews views, StreakViews streaks, PeopleMemory people, TimeProvider time)
{
    private const int MostOffered = 4;

    /// <summary>Agents that are failing.</summary>
    public async Task<Reply> ListAsync(Asked asked, CancellationToken cancel) =>
        new(cards.Bind(views.List(await engine.SeenBy(asked.Who).ListAlertsAsync(cancel))), asked.Mode);

    /// <summary>One alert, or what was to be done about it.</summary>
    public async Task<Reply> AnswerAsync(AlertCommand command, Asked asked, CancellationToken cancel)
    {
        var who = asked.Who;
        if (command.Agent is { } agent)
        {
            var open = (await engine.SeenBy(who).ListAlertsAsync(cancel)).FirstOrDefault(a => a.Alert.Agent == agent);
            if (open is null) return NotFailing(agent);
            command = command with { Number = open.Streak.Last, Agent = null };
        }

        var number = command.Number;
        return command switch
        {
            { Verb: AlertVerb.Show } => await ShowAsync(number, asked, cancel),
            { Verb: AlertVerb.Snooze, For: null, Until: null } => Ask(number),
            { Verb: AlertVerb.Assign, To: null } => await AskWhoAsync(number, who, cancel),
            { Verb: AlertVerb.Snooze } => Told(await engine.SnoozeAsync(number, EndOf(command, asked.Zone), who, cancel)),
            { Verb: AlertVerb.Wake } => Told(await engine.SnoozeAsync(number, null, who, cancel)),
            { Verb: AlertVerb.Acknowledge } => Told(await engine.AcknowledgeAsync(number, who, cancel)),
            { Verb: AlertVerb.Assign } => Told(await engine.AssignAsync(number, await PersonAsync(command.To!, cancel), who, cancel)),
            _ => throw new UnreachableException(),
        };
    }

    private async Task<Reply> ShowAsync(long number, Asked asked, CancellationToken cancel)
    {
        var version = await engine.LastPositionAsync(cancel);
        var found = await engine.FindAlertAsync(number, asked.Who, cancel);
        if (found is not AlertResult.Done done) return Told(found);
        return await streaks.ReadAsync(done.Alert.Agent, done.Streak.First, cancel) is { } facts
            ? new(cards.Bind(facts), asked.Mode) { Subject = new Subject.Streak(done.Alert.Agent, done.Streak.First).ToString(), Version = version }
            : notices.No($"There is no run {number}.");
    }

    private DateTimeOffset EndOf(AlertCommand command, TimeZoneInfo zone) =>
        command.For is { } length ? time.GetUtcNow() + length : LocalTime.First(command.Until!.Value, zone);

    private Reply Ask(long number) => notices.Say(NoticeFacts.Info, "For how long shall nobody be told? The recovery is told all the same.",
        [Phrase.Of($"Or write it: {Phrase.Code($"/alert {number} snooze 4h")}, {Phrase.Code($"/alert {number} snooze until friday 14:00")}.")],
        [
            new("1 hour", new($"/alert {number} snooze 1h")), new("4 hours", new($"/alert {number} snooze 4h")),
            new("Until tomorrow 9:00", new($"/alert {number} snooze until tomorrow 9:00")), new("Until Monday 9:00", new($"/alert {number} snooze until monday 9:00")),
        ]);

    // People who spoke to us and may see the agent; anybody else can be written.
    private async Task<Reply> AskWhoAsync(long number, Principal who, CancellationToken cancel)
    {
        var found = await engine.FindAlertAsync(number, who, cancel);
        if (found is not AlertResult.Done { Alert.Agent: var agent }) return Told(found);
        var offered = new List<Suggestion>();
        var known = (await people.ReadAllAsync(cancel)).Select(p => Principal(p.Principal, p.Name)).OfType<Principal>();
        foreach (var person in known.Where(p => p != who && p.Platform == who.Platform && engine.SightOf(p).Covers(agent)).Take(MostOffered))
            offered.Add(new(Outside.Line(person.Name).Text, new AlertCommand(number, null, AlertVerb.Assign) { To = new(person.Key, person.Name) }.ToLine()));
        return notices.Say(NoticeFacts.Info, "Whose shall it be? They are told once.", [Phrase.Of($"Or write it: {Phrase.Code($"/alert {number} assign @mia")}.")],
            [new("Me", new($"/alert {number} assign me")), .. offered]);
    }

    private async Task<Principal> PersonAsync(Named named, CancellationToken cancel)
    {
        return (named with { Name = named.Name ?? (await people.FindAsync(named.Key, cancel))?.Name }).Person;
    }

    private static Principal? Principal(string key, string name) => key.Split('/', 3) is [var platform, var tenant, var id] ? new(platform, tenant, id, name) : null;

    private Reply Told(AlertResult result) => result switch
    {
        AlertResult.Done done => notices.Say(
            NoticeFacts.Good, Phrase.Of($"{views.TitleOf(done.Alert.Agent)}: ").Then(AlertViews.Handled(done.Alert, time.GetUtcNow()) ?? "you are told again when it goes on failing"),
            suggestions: [new("Alert", new($"/alert {done.Streak.Last}")), new("Alerts", "/alerts")]),
        AlertResult.NotFailing r => NotFailing(r.Agent),
        AlertResult.Invalid r => notices.Hint(Phrase.Of($"{r.Why}")),
        AlertResult.NotAllowed r => notices.No(Phrase.Of($"{r.Why}")),
        AlertResult.NotFound => notices.Hint("There is no such run.", new Suggestion("Alerts", "/alerts")),
        _ => throw new UnreachableException(),
    };

    private Reply NotFailing(string agent) => notices.Hint(
        Phrase.Of($"{views.TitleOf(agent)} is not failing, so there is nothing to be told of it."), new Suggestion("Alerts", "/alerts"));
}
