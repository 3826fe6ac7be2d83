using System.Globalization;
using System.Text.RegularExpressions;

namespace ChatRuns.Bot.Commands.Language;

/// <summary>Days, weeks, months and moments, in words and dates: <c>yesterday</c>, <c>last monday</c>, <c>1 Nov 14:00</c>.</summary>
/// <param name="words">The line.</param>
/// <param name="reading">Now and the zone.</param>
/// <param name="from">The start of the range whose end is read; null otherwise.</param>
internal sealed partial class PeriodReader(Words words, Reading reading, Period? from = null)
{
    private readonly DateTime today = reading.LocalNow.Date;
    private readonly DateTime? fromDay = from is null ? null : TimeZoneInfo.ConvertTime(from.Start, reading.Zone).Date;

    /// <summary>Reads a period; null where none begins.</summary>
    public Found<Period>? Read(int at)
    {
        if (words.Key(at) == "now") return (1, new(reading.Now, reading.Now, true, "now", ""));
        if (words.Key(at) is "on" or "in" or "the") return ReadBare(at + 1) is { } found ? found with { Count = found.Count + 1 } : null;
        return ReadBare(at);
    }

    private Found<Period>? ReadBare(int at)
    {
        if (ReadStamp(at) is { } stamp) return stamp;
        if (ReadDays(at) is not { } days) return ReadClock(at);
        if (days.Value is not { } value) return days.Wrong!;
        if (!value.IsOneDay || ClockReader.Read(words, at + days.Count) is not { } clock) return (days.Count, Whole(value));
        if (clock.Wrong is { } wrong) return wrong;
        return (days.Count + clock.Count, Moment(value.First + clock.Value, $"{value.Words} {ClockReader.Describe(clock.Value)}"));
    }

    private Found<Days>? ReadDays(int at)
    {
        var (key, next) = (words.Key(at), words.Key(at + 1));
        return key switch
        {
            "today" => (1, new(today, today.AddDays(1), "today", "")),
            "yesterday" => (1, new(today.AddDays(-1), today, "yesterday", "")),
            "tomorrow" => (1, new(today.AddDays(1), today.AddDays(2), "tomorrow", "")),
            "this" or "current" => Around(next, 0, "this"),
            "last" or "previous" or "past" or "prev" => Around(next, -1, "last"),
            "next" or "coming" => Around(next, 1, "next"),
            _ => ReadAgo(at) ?? ReadWeekday(key) ?? new DateReader(words, today, fromDay).Read(at),
        };
    }

    private Found<Days>? Around(string unit, int step, string word)
    {
        if (Calendar.Weekday(unit) is { } weekday) return (2, Weekday(weekday, step, word));
        var monday = LocalTime.Monday(today);
        var month = new DateTime(today.Year, today.Month, 1);
        var year = new DateTime(today.Year, 1, 1);
        return unit switch
        {
            "week" => (2, new(monday.AddDays(7 * step), monday.AddDays(7 * (step + 1)), $"{word} week", "")),
            "month" => (2, new(month.AddMonths(step), month.AddMonths(step + 1), $"{word} month", "")),
            "year" => (2, new(year.AddYears(step), year.AddYears(step + 1), $"{word} year", "")),
            _ => null,
        };
    }

    private Days Weekday(DayOfWeek weekday, int step, string word)
    {
        var ofThisWeek = LocalTime.Monday(today).AddDays(((int)weekday + 6) % 7);
        if (step < 0 && ofThisWeek >= today) ofThisWeek = ofThisWeek.AddDays(-7);
        if (step > 0) ofThisWeek = ofThisWeek.AddDays(ofThisWeek > today ? 0 : 7);
        return step > 0 ? new(ofThisWeek, ofThisWeek.AddDays(1), $"{word} {weekday}", "") : Named(ofThisWeek);
    }

    // The latest such day; as the end of a range, the first on or after its start.
    private Found<Days>? ReadWeekday(string key)
    {
        if (Calendar.Weekday(key) is not { } weekday) return null;
        if (fromDay is { } start) return (1, Named(start.AddDays(((int)weekday - (int)start.DayOfWeek + 7) % 7)));
        return (1, Named(today.AddDays(-(((int)today.DayOfWeek - (int)weekday + 7) % 7))));
    }

    private Found<Days>? ReadAgo(int at)
    {
        if (Lengths.Read(words, at) is not (var count, var number, var word) || words.Key(at + count) != "ago") return null;
        if (!Lengths.TryUnit(word, out var unit) || unit < TimeUnit.Day) return null;
        if (TooFar(number, unit)) return RangeReader.TooFarBack(words, at, count + 1);
        var day = unit switch
        {
            TimeUnit.Day => today.AddDays(-number),
            TimeUnit.Week => today.AddDays(-7 * number),
            TimeUnit.Month => today.AddMonths(-number),
            _ => today.AddYears(-number),
        };
        return (count + 1, Calendar.Day(day));
    }

    /// <summary>Whether so many units lead back before <see cref="Calendar.FirstYear"/>.</summary>
    private bool TooFar(int number, TimeUnit unit) => RangeReader.IsTooFar(reading, number, unit);

    // 2026-11-01T14:00, with an offset or without; "3 hours ago".
    private Found<Period>? ReadStamp(int at)
    {
        if (Lengths.Read(words, at) is (var count, var number, var word) && words.Key(at + count) == "ago"
            && Lengths.TryUnit(word, out var unit) && unit < TimeUnit.Day)
        {
            if (TooFar(number, unit)) return RangeReader.TooFarBack(words, at, count + 1);
            return (count + 1, Exact(LocalTime.Back(reading, number, unit), words.Keys(at, count + 1)));
        }

        var match = Stamp().Match(words.Key(at));
        if (!match.Success) return null;
        if (!DateTime.TryParse(match.Groups[1].Value, CultureInfo.InvariantCulture, out var local) || IsOutside(local))
            return new Wrong($"{Spelling.Show(words.Typed(at, 1))}: there is no such time. Write it like 2026-11-01T14:00.", at, 1);
        if (!match.Groups[2].Success) return (1, Moment(local, Describe(local)));
        return DateTimeOffset.TryParse(words.Key(at).ToUpperInvariant(), CultureInfo.InvariantCulture, out var exact)
            ? (1, Exact(exact, Describe(TimeZoneInfo.ConvertTime(exact, reading.Zone).DateTime)))
            : new Wrong($"{Spelling.Show(words.Typed(at, 1))}: I don't know this offset. Write it like +01:00 or Z.", at, 1);
    }

    // A time alone: on the day that the range starts, or the latest such time that has passed.
    private Found<Period>? ReadClock(int at)
    {
        if (ClockReader.Read(words, at) is not { } clock) return null;
        if (clock.Wrong is { } wrong) return wrong;
        var local = (fromDay ?? today) + clock.Value;
        if (fromDay is null && local > reading.LocalNow) local = local.AddDays(-1);
        if (from is { IsMoment: true } && LocalTime.Last(local, reading.Zone) < from.Start) local = local.AddDays(1);
        return (clock.Count, Moment(local, Describe(local)));
    }

    private static bool IsOutside(DateTime local) => local.Year is < Calendar.FirstYear or > Calendar.LastYear;

    private static Days Named(DateTime day) =>
        Calendar.Day(day) with { Words = day.ToString("ddd d MMM yyyy", CultureInfo.InvariantCulture) };

    private static string Describe(DateTime local) => $"{Calendar.Describe(local)} {ClockReader.Describe(local.TimeOfDay)}";

    private Period Whole(Days days) => new(
        LocalTime.First(days.First, reading.Zone), LocalTime.First(days.After, reading.Zone), false, days.Words, days.Preposition);

    private Period Moment(DateTime local, string text) =>
        new(LocalTime.First(local, reading.Zone), LocalTime.Last(local, reading.Zone), true, text, "at");

    private static Period Exact(DateTimeOffset at, string text) => new(at, at, true, text, "at");

    [GeneratedRegex("^([0-9]{4}-[0-9]{2}-[0-9]{2}t[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.][0-9]{1,7})?)?)(z|[+-][0-9]{2}:?[0-9]{2})?$")]
    private static partial Regex Stamp();
}
