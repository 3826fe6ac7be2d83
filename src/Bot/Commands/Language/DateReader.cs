using System.Globalization;
using System.Text.RegularExpressions;

namespace ChatRuns.Bot.Commands.Language;

/// <summary>
/// Dates with day, month and year in the ways people write them. A date without year is the latest that is not in the future, or,
/// as the end of a range, the first on or after its start.
/// </summary>
/// <param name="words">The line.</param>
/// <param name="today">The reader's day.</param>
/// <param name="notBefore">The start of the range whose end is read; null otherwise.</param>
internal sealed partial class DateReader(Words words, DateTime today, DateTime? notBefore)
{
    /// <summary>Reads a date; null where none begins.</summary>
    public Found<Days>? Read(int at)
    {
        var key = words.Key(at);
        if (YearFirst().Match(key) is { Success: true } iso) return Make(at, 1, Part(iso, 1), Part(iso, 2)!.Value, Part(iso, 3)!.Value);
        if (YearMonth().Match(key) is { Success: true } month) return Month(at, 1, Part(month, 1)!.Value, Part(month, 2)!.Value);
        if (Dotted().Match(key) is { Success: true } dotted)
            return Make(at, 1, Year(dotted, 3), Part(dotted, 2)!.Value, Part(dotted, 1)!.Value);
        if (Slashed().Match(key) is { Success: true } slashed) return ReadEitherWay(at, slashed);
        if (Named().Match(key) is { Success: true } named && Calendar.Month(named.Groups[2].Value) is > 0 and var name)
            return Make(at, 1, Part(named, 3), name, Part(named, 1)!.Value);
        return ReadNamed(at);
    }

    // 1 Nov 2026, 1st of November, Nov 1, November 2026, November
    private Found<Days>? ReadNamed(int at)
    {
        if (DayNumber(at) is { } day)
        {
            var next = words.Key(at + 1) == "of" ? at + 2 : at + 1;
            var month = Calendar.Month(words.Key(next));
            if (month == 0) return null;
            var year = YearAt(next + 1);
            return Make(at, next + (year is null ? 1 : 2) - at, year, month, day);
        }

        var first = Calendar.Month(words.Key(at));
        if (first == 0) return null;
        if (YearAt(at + 1) is { } whole) return Month(at, 2, whole, first);
        if (DayNumber(at + 1) is not { } second) return Month(at, 1, LatestYear(first), first);
        var after = YearAt(at + 2);
        return Make(at, after is null ? 2 : 3, after, first, second);
    }

    private Found<Days> ReadEitherWay(int at, Match match)
    {
        var (left, right, year) = (Part(match, 1)!.Value, Part(match, 3)!.Value, Year(match, 4));
        if (left == right || right > 12) return Make(at, 1, year, left, right);
        if (left > 12) return Make(at, 1, year, right, left);
        var (dayFirst, monthFirst) = (Spell(year, right, left), Spell(year, left, right));
        return new Wrong(
            $"{Spelling.Show(words.Typed(at, 1))} can be {Say(year, right, left)} or {Say(year, left, right)}. Which one?", at, 1,
            words.Replace(at, 1, dayFirst), words.Replace(at, 1, monthFirst));
    }

    private Found<Days> Make(int at, int count, int? year, int month, int day)
    {
        if (month is < 1 or > 12)
            return new Wrong($"{Spelling.Show(words.Typed(at, count))}: there is no month {month}.", at, count);
        if (year is { } given && WrongYear(at, count, given) is { } wrong) return wrong;
        if (day >= 1 && day <= DateTime.DaysInMonth(year ?? 2000, month)) return (count, Calendar.Day(Pick(year, month, day)));
        var last = DateTime.DaysInMonth(year ?? 2000, month);
        return new Wrong(
            $"{Spelling.Show(words.Typed(at, count))}: {Calendar.MonthName(month)}{(year is null ? "" : $" {year}")} has {last} days.",
            at, count,
            words.Replace(at, count, Spell(year, month, day < 1 ? 1 : last)));
    }

    private Found<Days> Month(int at, int count, int year, int month)
    {
        if (month is < 1 or > 12)
            return new Wrong($"{Spelling.Show(words.Typed(at, count))}: there is no month {month}.", at, count);
        return WrongYear(at, count, year) is { } wrong ? wrong : (count, Calendar.WholeMonth(year, month));
    }

    private Wrong? WrongYear(int at, int count, int year) => year is >= Calendar.FirstYear and <= Calendar.LastYear
        ? null
        : new($"{Spelling.Show(words.Typed(at, count))}: I read years from {Calendar.FirstYear} to {Calendar.LastYear}.", at, count,
            words.Replace(at, count, "all time"));

    private DateTime Pick(int? year, int month, int day)
    {
        if (year is { } given) return new(given, month, day);
        if (notBefore is { } from)
            for (var candidate = from.Year; candidate <= from.Year + 1; candidate++)
                if (day <= DateTime.DaysInMonth(candidate, month) && IsEnd(from.Date, new(candidate, month, day)))
                    return new(candidate, month, day);
        for (var candidate = today.Year; ; candidate--)
            if (day <= DateTime.DaysInMonth(candidate, month) && new DateTime(candidate, month, day) is var past && past <= today) return past;
    }

    // "from 20 Dec to 5 Jan" goes over the year's end, "from 5 Nov to 1 Nov" is the wrong way round.
    private bool IsEnd(DateTime from, DateTime end) => end >= from && (end <= today || end - from < TimeSpan.FromDays(183));

    private int LatestYear(int month) => month <= today.Month ? today.Year : today.Year - 1;

    private int? DayNumber(int at) => Ordinal().Match(words.Key(at)) is { Success: true } match ? Part(match, 1) : null;

    private int? YearAt(int at) => FourDigits().IsMatch(words.Key(at)) ? int.Parse(words.Key(at), CultureInfo.InvariantCulture) : null;

    private static int? Part(Match match, int group) =>
        match.Groups[group].Success ? int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture) : null;

    private static int? Year(Match match, int group) => Part(match, group) is { } year ? year < 100 ? 2000 + year : year : null;

    private static string Say(int? year, int month, int day) => $"{day} {Calendar.MonthName(month)}{(year is null ? "" : $" {year}")}";

    private static string Spell(int? year, int month, int day) => year is { } given
        ? string.Create(CultureInfo.InvariantCulture, $"{given:0000}-{month:00}-{day:00}")
        : $"{day} {Calendar.MonthName(month)[..3].ToLowerInvariant()}";

    [GeneratedRegex("^([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})$")]
    private static partial Regex YearFirst();

    [GeneratedRegex("^((?:19|20|21|22)[0-9]{2})-([0-9]{2})$")]
    private static partial Regex YearMonth();

    [GeneratedRegex(@"^([0-9]{1,2})\.([0-9]{1,2})(?:\.([0-9]{4}|[0-9]{2}))?$")]
    private static partial Regex Dotted();

    [GeneratedRegex("^([0-9]{1,2})(?:(/)([0-9]{1,2})(?:/([0-9]{4}|[0-9]{2}))?|(?<2>-)(?<3>[0-9]{1,2})-(?<4>[0-9]{4}))$")]
    private static partial Regex Slashed();

    [GeneratedRegex("^([0-9]{1,2})-?([a-z]{3,9})(?:-([0-9]{4}))?$")]
    private static partial Regex Named();

    [GeneratedRegex("^([0-9]{1,2})(?:st|nd|rd|th)?$")]
    private static partial Regex Ordinal();

    [GeneratedRegex("^(?:19|20|21|22)[0-9]{2}$")]
    private static partial Regex FourDigits();
}
