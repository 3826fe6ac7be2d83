using System.Diagnostics;
using System.Globalization;
using ChatRuns.Actions;
using ChatRuns.Bot.Access;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Commands.Language;
using ChatRuns.Bot.Courier;
using ChatRuns.Bot.Memory;

namespace ChatRuns.Bot.Commands;

/// <summary><c>/me</c>: a person's clock, quiet hours, how they are told, who stands in for them, which accounts are theirs, and what they may do.</summary>
internal sealed class MeAnswer(
    RunEngine engine, CardDesk cards, Notices notices, AccessRows rows, PeopleMemory people, MePreferences preferences, LinkAnswer links,
    IGrants grants, Telling telling, TimeProvider time)
{
    /// <summary>Sets what was said, and shows all of it.</summary>
    public async Task<Reply> AnswerAsync(MeCommand command, Asked asked, CancellationToken cancel)
    {
        var who = asked.Who;
        if (command.Verb == MeVerb.Link) return await links.LinkAsync(command, who, cancel);
        if (command.Verb == MeVerb.Unlink) return await links.UnlinkAsync(who, cancel);
        if (command.Verb == MeVerb.StandIn)
        {
            var said = await engine.SetStandInAsync(who, command.StandIn?.Person, EndOf(command.Until, asked.Zone), cancel);
            if (said is AccessResult.NotAllowed no) return notices.No(Phrase.Of($"{no.Why}"));
            if (said is AccessResult.Invalid wrong) return notices.Hint(Phrase.Of($"{wrong.Why}"));
        }
        else if (command.Verb != MeVerb.Show)
        {
            var wishes = await people.FindWishesAsync(who.Key, cancel);
            await people.SetWishesAsync(who.Key, With(wishes, command), cancel);
            if (command.Verb is MeVerb.Quiet or MeVerb.Zone) await telling.QuietChangedAsync(who.Key, cancel);
        }

        var facts = await FactsAsync(asked, cancel);
        return new(cards.Bind(facts with { Saved = Saved(command, facts) }), asked.Mode);
    }

    private static Phrase? Saved(MeCommand command, MeFacts now) => command.Verb switch
    {
        MeVerb.Show => null,
        MeVerb.StandIn when command.StandIn is null => "Saved. Nobody decides in your place any more.",
        MeVerb.StandIn => ((Phrase)"Saved. Who decides in your place: ").Then(now.StandIn).Then("."),
        MeVerb.Zone => $"Saved. Times are those of {now.Zone}.",
        MeVerb.Quiet => now.Quiet == "none" ? "Saved. You have no quiet hours." : $"Saved. Nobody disturbs you from {now.Quiet}.",
        MeVerb.Notify => $"Saved. You are told {now.Notify}.",
        _ => throw new UnreachableException(),
    };

    private static Wishes With(Wishes wishes, MeCommand command) => command.Verb switch
    {
        MeVerb.Zone => wishes with { ZoneId = command.Zone },
        MeVerb.Quiet => wishes with { Quiet = command.Quiet },
        MeVerb.Notify => wishes with { Notify = command.Notify },
        _ => throw new UnreachableException(),
    };

    // The day that is named is the last one.
    private static DateTimeOffset? EndOf(DateOnly? day, TimeZoneInfo zone) =>
        day is { } last ? LocalTime.First(last.AddDays(1).ToDateTime(TimeOnly.MinValue), zone) : null;

    private async Task<MeFacts> FactsAsync(Asked asked, CancellationToken cancel)
    {
        var (who, said) = (asked.Who, asked.Zone);
        var mine = await preferences.FindPreferencesAsync(who.Key, cancel);
        var zone = mine.IsZoneSet ? mine.Zone : said;
        var stoodIn = grants.Now.StoodInBy(who.Key, time.GetUtcNow()).Select(p => p.Name).ToList();
        var linked = grants.Now.Linked.OthersOf(who.Key);
        var theirs = await rows.OfAsync(new(who.Key, who.Name), mayRemove: false, cancel);
        return new()
        {
            Name = Outside.Line(who.Name),
            Zone = mine.IsZoneSet ? $"{zone.Id}, set by you" : $"{zone.Id}, as your chat says",
            Quiet = mine.Quiet is { } quiet ? string.Create(CultureInfo.InvariantCulture, $"{quiet.From:HH:mm} to {quiet.To:HH:mm}") : "none",
            Notify = mine.Notify switch { NotifyBy.Mention => "by mention", NotifyBy.Direct => "by direct message", _ => "not at all" },
            StandIn = StandIn(mine.StandIn, zone),
            StandsInFor = stoodIn.Count == 0 ? null : Phrase.Of($"You stand in for {string.Join(", ", stoodIn)}."),
            Linked = [.. linked.Select(Accounts.Tell)],
            Roles = theirs,
            NoRole = theirs.Count > 0 ? null : await NoRoleAsync(asked, cancel),
            Tries =
            [
                mine.Notify == NotifyBy.Direct ? new("Tell me by mention", "/me notify mention") : new("Tell me by direct message", "/me notify dm"),
                mine.Quiet is null ? new("Quiet from 22 to 7", "/me quiet 22:00-07:00") : new("No quiet hours", "/me quiet off"),
                .. mine.StandIn is null ? Array.Empty<Suggestion>() : [new("No stand-in", "/me stand-in none")],
                .. linked.Count > 0 ? [new("Unlink this account", "/me unlink")]
                    : engine.MaySee(who) is null ? [new("Link another account", "/me link")] : Array.Empty<Suggestion>(),
            ],
        };
    }

    private async Task<Phrase> NoRoleAsync(Asked asked, CancellationToken cancel)
    {
        var who = asked.Who;
        if (engine.RolesOf(who).Count > 0 && rows.OfEverybody is { } everybody) return everybody;
        var admins = await rows.AdminsAsync(cancel);
        Phrase can = admins.Count > 0 ? Phrase.Of($"{string.Join(", ", admins)}") : (Phrase)"Whoever runs the bot";
        Phrase none = engine.MaySee(who) is null ? "No role was given to you yet. " : "No role was given to you yet, so you see no runs. ";
        return none.Then(can)
            .Then(Phrase.Of($" can give you one: {Phrase.Code(asked.Typed("/access") + $" {Spelling.Quote(who.Key)} viewer")}"));
    }

    private static Phrase StandIn(StandIn? standIn, TimeZoneInfo zone)
    {
        if (standIn is null) return "nobody";
        if (standIn.Until is not { } until) return Phrase.Of($"{standIn.By.Name}, until you change it");
        var last = TimeZoneInfo.ConvertTime(until, zone).AddTicks(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return Phrase.Of($"{standIn.By.Name}, until {last}");
    }
}
