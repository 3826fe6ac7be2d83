using System.Text.RegularExpressions;
using ChatRuns.Bot.Access;
using ChatRuns.Bot.Memory;

namespace ChatRuns.Bot.Commands.Language;

/// <summary>Reads <c>/me</c> and what a person sets there.</summary>
/// <param name="words">The words after the verb.</param>
/// <param name="reading">The names, the clock, and who speaks.</param>
internal sealed partial class MeReader(Words words, Reading reading)
{
    private static readonly Phrases<MeVerb> Settings = new Phrases<MeVerb>()
        .Add(MeVerb.Zone, "zone", "time zone", "timezone", "tz")
        .Add(MeVerb.Quiet, "quiet", "quiet hours", "do not disturb", "dnd")
        .Add(MeVerb.Notify, "notify", "notifications", "notification", "tell me")
        .Add(MeVerb.StandIn, "stand-in", "standin", "deputy", "substitute")
        .Add(MeVerb.Link, "link", "link account", "link accounts", "connect")
        .Add(MeVerb.Unlink, "unlink", "disconnect")
        .Add(MeVerb.Show, "show", "settings", "roles", "access");

    private static readonly Phrases<NotifyBy> Ways = new Phrases<NotifyBy>()
        .Add(NotifyBy.Mention, "mention", "mentions", "by mention", "here")
        .Add(NotifyBy.Direct, "dm", "direct", "direct message", "by dm", "private")
        .Add(NotifyBy.Off, "off", "none", "never", "not");

    private static readonly Phrases<string> Nothing = new Phrases<string>().Add("", "none", "off", "nobody", "never", "no", "auto", "default", "reset");

    /// <summary>The command, or the problem.</summary>
    public Command Read()
    {
        if (words.Count == 0) return new MeCommand();
        var (count, verbs) = Settings.Match(words, 0);
        if (count == 0)
        {
            var near = Settings.Near(words, 0).Select(one => (one.Count, Settings.Canonical(one.Meaning))).Distinct().ToList();
            var unknown = Wrong.Unknown(words, 0, "", near, "You can set zone, quiet, notify and stand-in, and link accounts.");
            return (near.Count > 0 ? unknown : unknown with { Fixes = ["/me"] }).In(words);
        }

        return verbs[0] switch
        {
            MeVerb.Zone => Zone(count),
            MeVerb.Quiet => Quiet(count),
            MeVerb.Notify => Notify(count),
            MeVerb.StandIn => StandIn(count),
            MeVerb.Link => Link(count),
            MeVerb.Unlink => words.Count == count ? new MeCommand(MeVerb.Unlink) : Else(count, "I unlink the account that says it, and no other.", "/me unlink"),
            _ => words.Count == count ? new MeCommand() : Else(count, "I show all of it at once.", "/me"),
        };
    }

    private Command Zone(int at)
    {
        if (IsNothing(at)) return new MeCommand(MeVerb.Zone);
        var wanted = words.Typed(at, words.Count - at).Trim().Replace(' ', '_');
        if (wanted.Length == 0) return Else(0, "Which time zone? Write it like Europe/Berlin.", "/me zone Europe/Berlin", "/me zone auto");
        var ids = TimeZoneInfo.GetSystemTimeZones().Select(zone => zone.Id).ToList();
        if (ids.Find(id => id.Equals(wanted, StringComparison.OrdinalIgnoreCase)) is { } known) return new MeCommand(MeVerb.Zone, known);
        var city = Spelling.Fold(wanted.Replace('_', ' '));
        var near = ids.Where(id => Spelling.Fold(id[(id.LastIndexOf('/') + 1)..]) == city)
            .Concat(Nearest.Of(wanted.ToLowerInvariant(), ids, id => id.ToLowerInvariant()))
            .Concat(Nearest.Of(city, ids.Where(id => id.Contains('/', StringComparison.Ordinal)), id => Spelling.Fold(id[(id.LastIndexOf('/') + 1)..])))
            .Distinct().Take(3).ToList();
        var unknown = $"I don't know the time zone {Spelling.Show(wanted)}.";
        return near.Count == 0
            ? Else(at, $"{unknown} Write it like Europe/Berlin.", "/me zone Europe/Berlin")
            : Else(at, $"{unknown} Did you mean {string.Join(" or ", near.Select(Spelling.Show))}?", [.. near.Select(id => $"/me zone {id}")]);
    }

    private Command Quiet(int at)
    {
        if (IsNothing(at)) return new MeCommand(MeVerb.Quiet);
        var text = string.Join(' ', Enumerable.Range(at, words.Count - at).Select(place => words[place].Word));
        if (Hours().Match(text) is { Success: true } match && Clock(match, 1) is { } from && Clock(match, 3) is { } to && from != to)
            return new MeCommand(MeVerb.Quiet, Quiet: new(from, to));
        return Else(at < words.Count ? at : 0, "Quiet hours go from one time of the day to another, like 22:00-07:00.", "/me quiet 22:00-07:00", "/me quiet off");
    }

    private Command Notify(int at)
    {
        var (count, ways) = Ways.Match(words, at);
        if (count > 0 && at + count == words.Count) return new MeCommand(MeVerb.Notify, Notify: ways[0]);
        return Else(at < words.Count ? at : 0, "I tell you by mention, by dm, or not at all (off).", "/me notify mention", "/me notify dm", "/me notify off");
    }

    private Command StandIn(int at)
    {
        if (IsNothing(at)) return new MeCommand(MeVerb.StandIn);
        if (new WhoReader(words, reading).Read(at) is not { } who)
            return Else(0, "Who decides in your place? Write a name after stand-in, or none.", "/me stand-in none");
        if (who.Wrong is { } wrong) return wrong.In(words);
        if (who.Value!.IsGroup) return Else(at, "A stand-in is one person, not a group.", "/me stand-in none");
        if (who.Value.Key == reading.Reader) return Else(at, "You cannot stand in for yourself.", "/me stand-in none");
        var next = at + who.Count;
        if (next == words.Count) return new MeCommand(MeVerb.StandIn, StandIn: who.Value);
        var line = $"/me stand-in {Spelling.Quote(who.Value.Key)}";
        var date = words.Key(next) is "until" or "till" ? next + 1 : next;
        var today = reading.LocalNow.Date;
        var day = new DateReader(words, today, today).Read(date);
        if (day?.Wrong is { } strange) return strange.In(words);
        if (day is null || !day.Value!.IsOneDay || date + day.Count < words.Count)
            return Else(next, "Until when? Write a day like 2026-12-01, or leave it out.", line);
        return day.Value.First < today
            ? Else(next, "That day is over.", line)
            : new MeCommand(MeVerb.StandIn, StandIn: who.Value, Until: DateOnly.FromDateTime(day.Value.First));
    }

    // What has not the length of a code is none; said so here, it does not count as a guess.
    private Command Link(int at)
    {
        if (words.Count == at) return new MeCommand(MeVerb.Link);
        var isConfirmed = words.Key(words.Count - 1) is "confirm" or "confirmed";
        var code = string.Concat(words.Typed(at, words.Count - at - (isConfirmed ? 1 : 0)).Where(char.IsAsciiLetterOrDigit));
        return code.Length == OneTimeCodes.Length
            ? new MeCommand(MeVerb.Link, Code: code, IsConfirmed: isConfirmed)
            : Else(at, "A code looks like 7QK2-M9DT-0XWV-3RBN. I give you one when you say `/me link` in the other chat.", "/me link");
    }

    private bool IsNothing(int at) => Nothing.Match(words, at).Count is > 0 and var count && at + count == words.Count;

    private ParseProblem Else(int at, string message, params IReadOnlyList<string> fixes) => new Wrong(message, at, words.Count - at, fixes).In(words);

    private static TimeOnly? Clock(Match match, int group)
    {
        int Part(int at) => match.Groups[at].Success ? int.Parse(match.Groups[at].ValueSpan, System.Globalization.CultureInfo.InvariantCulture) : 0;
        var (hour, minute) = (Part(group), Part(group + 1));
        return hour > 23 || minute > 59 ? null : new TimeOnly(hour, minute);
    }

    [GeneratedRegex("^(?:from )?([0-9]{1,2})(?::([0-9]{2}))? ?(?:-|to|until|till) ?([0-9]{1,2})(?::([0-9]{2}))?$")]
    private static partial Regex Hours();
}
