namespace ChatRuns.Bot.Commands.Language;

/// <summary>A range of time, as moments and as words.</summary>
/// <param name="Line">As it is written in a line; empty for the default.</param>
/// <param name="Words">For a headline: "last 7 days".</param>
/// <param name="InWords">For a sentence: "in the last 7 days"; empty for all time.</param>
/// <param name="From">The first moment; null for no bound.</param>
/// <param name="To">The first moment after it; null for no bound.</param>
internal sealed record TimeRange(string Line, string Words, string InWords, DateTimeOffset? From, DateTimeOffset? To)
{
    /// <summary>Everything that is on record.</summary>
    public static TimeRange AllTime { get; } = new("all time", "all time", "", null, null);

    /// <summary>The last seven days, where nothing was said.</summary>
    public static TimeRange Default(Reading reading) =>
        new("", "last 7 days", "in the last 7 days", LocalTime.Back(reading, 7, TimeUnit.Day), null);
}

/// <summary>Ranges: <c>last 7d</c>, <c>today</c>, <c>since …</c>, <c>from … to …</c>, <c>until …</c>, <c>all time</c> (L12).</summary>
/// <param name="words">The line.</param>
/// <param name="reading">Now and the zone.</param>
internal sealed class RangeReader(Words words, Reading reading)
{
    private static readonly Phrases<string> Everything =
        new Phrases<string>().Add("all", ["all time", "alltime", "any time", "anytime", "ever", "all-time", "everything", "whole history"]);

    private static readonly Phrases<string> Openers = new Phrases<string>()
        .Add("since", ["since", "after", "starting", "starting from", "not before"])
        .Add("from", ["from"])
        .Add("between", ["between"])
        .Add("until", ["until", "till", "up to", "to", "through", "ending"])
        .Add("before", ["before"]);

    /// <summary>Reads a range; null where none begins.</summary>
    public Found<TimeRange>? Read(int at)
    {
        if (Everything.Match(words, at) is ( > 0 and var all, _)) return (all, TimeRange.AllTime);
        if (ReadRolling(at) is { } rolling) return rolling;
        if (Openers.Match(words, at) is ( > 0 and var count, var openers)) return ReadOpened(at, count, openers[0]);
        if (new PeriodReader(words, reading).Read(at) is { } period) return ReadClosed(at, 0, period, "");
        return words.Key(at) is "last" or "past" or "previous" ? (Found<TimeRange>)Unfinished(at) : null;
    }

    /// <summary>Whether so many units lead back before <see cref="Calendar.FirstYear"/>.</summary>
    public static bool IsTooFar(Reading reading, int number, TimeUnit unit)
    {
        double[] days = [1 / 86_400d, 1 / 1440d, 1 / 24d, 1, 7, 31, 366];
        return number * days[(int)unit] > (reading.LocalNow - new DateTime(Calendar.FirstYear, 1, 1)).TotalDays;
    }

    /// <summary>The problem with a range that goes back too far.</summary>
    public static Wrong TooFarBack(Words words, int at, int count) => new(
        $"{Spelling.Show(words.Typed(at, count))} goes back before {Calendar.FirstYear}. Say all time.", at, count,
        words.Replace(at, count, "all time"));

    // last 7d, past 24 hours, last hour, 7d
    private Found<TimeRange>? ReadRolling(int at)
    {
        var opens = words.Key(at) is "last" or "past" or "previous" or "prev";
        var first = opens ? at + 1 : at;
        if (opens && words.Key(first) is "hour" or "minute" or "day" && Lengths.TryUnit(words.Key(first), out var single))
            return (2, Rolling(1, single));
        if (words.Key(at) == "past" && words.Key(first) is "week" or "month" or "year" && Lengths.TryUnit(words.Key(first), out var past))
            return (2, Rolling(1, past));
        if (Lengths.Read(words, first) is not (var count, var number, var unitWord)) return null;
        var taken = first - at + Math.Min(count, words.Count - first);
        if (Lengths.TryUnit(unitWord, out var unit))
        {
            if (words.Key(first + count) == "ago") return null;
            if (number == 0) return NotZero(at, taken);
            return IsTooFar(reading, number, unit) ? TooFarBack(words, at, taken) : (taken, Rolling(number, unit));
        }

        return opens && unitWord is not ("run" or "runs") ? (Found<TimeRange>)UnknownUnit(at, first, taken, number, unitWord) : null;
    }

    private TimeRange Rolling(int number, TimeUnit unit)
    {
        var name = unit.ToString().ToLowerInvariant();
        var letters = unit == TimeUnit.Month ? "mo" : name[..1];
        // "Last week" is the week before this one, and these are the seven days until now.
        var text = (number, unit) switch
        {
            (1, TimeUnit.Week) => "last 7 days",
            (1, TimeUnit.Month or TimeUnit.Year) => $"past {name}",
            (1, _) => $"last {name}",
            _ => $"last {number} {name}s",
        };
        return new($"last {number}{letters}", text, $"in the {text}", LocalTime.Back(reading, number, unit), null);
    }

    private Found<TimeRange> ReadOpened(int at, int count, string opener)
    {
        var reader = new PeriodReader(words, reading);
        // "since last week" is its Monday, but "since 7d" is seven days back.
        if (opener is "since" or "from" && ReadRolling(at + count) is { } rolling)
        {
            if (rolling.Wrong is { } fault) return fault;
            var all = count + rolling.Count;
            return (all, rolling.Value! with { Line = words.Keys(at, all) });
        }

        if (reader.Read(at + count) is not { } period) return NoDate(at, count);
        if (period.Wrong is { } wrong) return wrong;
        if (opener is "until" or "before") return Until(at, count + period.Count, opener, period.Value!);
        return ReadClosed(at, count, period, opener);
    }

    // A period, and "to" another one or not.
    private Found<TimeRange> ReadClosed(int at, int opened, Found<Period> start, string opener)
    {
        if (start.Value is not { } from) return start.Wrong!;
        var taken = opened + start.Count;
        var connects = words.Key(at + taken) is "to" or "until" or "till" or "-" or "through" or "thru" or "before"
            || (opener == "between" && words.Key(at + taken) is "and");
        if (connects && new PeriodReader(words, reading, from).Read(at + taken + 1) is { } end)
            return end.Value is { } to ? Between(at, taken, taken + 1 + end.Count, from, to) : end.Wrong!;
        if (connects && opener is "from" or "between") return NoDate(at + taken, 1);
        if (opener == "between")
            return new Wrong("`between` needs two dates. Try between 1 Nov and 5 Nov.", at, taken, words.Replace(at, 1, "since"));
        return opener.Length > 0 ? Since(at, taken, from) : Alone(at, taken, from);
    }

    private Found<TimeRange> Since(int at, int count, Period from) =>
        Future(at, count, from)
        ?? (Found<TimeRange>)(count, new(Line(at, count), $"since {from.Words}", $"since {from.Words}", from.Start, null));

    private Found<TimeRange> Alone(int at, int count, Period period)
    {
        if (Future(at, count, period) is { } wrong) return wrong;
        if (period.IsMoment)
            return new Wrong(
                $"{Spelling.Show(words.Typed(at, count))} is a moment, not a range. Put since or until before it.", at, count,
                words.Replace(at, count, $"since {words.Source(at, count)}"), words.Replace(at, count, $"until {words.Source(at, count)}"));
        return (count, new(Line(at, count), period.Words, $"{period.Preposition} {period.Words}".TrimStart(), period.Start, Past(period.End)));
    }

    private Found<TimeRange> Between(int at, int first, int count, Period from, Period to)
    {
        if (Future(at, first, from) is { } wrong) return wrong;
        if (to.End <= from.Start)
            return new Wrong(
                $"{Spelling.Show(words.Typed(at, count))} ends before it starts.", at, count,
                words.Replace(at, count, $"from {Bare(at + first + 1, count - first - 1)} to {Bare(at, first)}"));
        var text = $"{from.Words} to {to.Words}";
        return (count, new(Line(at, count), text, $"from {text}", from.Start, Past(to.End)));
    }

    private Found<TimeRange> Until(int at, int count, string opener, Period period)
    {
        var to = opener == "before" ? period.Start : period.End;
        return (count, new(Line(at, count), $"{opener} {period.Words}", $"{opener} {period.Words}", null, Past(to)));
    }

    private DateTimeOffset? Past(DateTimeOffset end) => end > reading.Now ? null : end;

    private Wrong? Future(int at, int count, Period from) => from.Start <= reading.Now
        ? null
        : new($"{Spelling.Show(words.Typed(at, count))} is in the future, and there are no runs yet. /next shows what is planned.",
            at, count, "/next");

    private string Line(int at, int count) => words.Keys(at, count);

    private string Bare(int at, int count)
    {
        var opened = Openers.Match(words, at).Count;
        return words.Source(at + opened, count - opened);
    }

    private Wrong NotZero(int at, int taken) => new(
        $"{Spelling.Show(words.Typed(at, taken))} is no time at all. Try last 24h or last 7d.", at, taken,
        words.Replace(at, taken, "last 24h"), words.Replace(at, taken, "last 7d"));

    private Wrong UnknownUnit(int at, int first, int taken, int number, string unit)
    {
        var count = number == int.MaxValue ? 7 : number;
        var near = Nearest.Of(unit, Lengths.UnitWords, 1);
        var isJoined = words.Key(first).EndsWith(unit, StringComparison.Ordinal) && unit.Length > 0;
        if (!isJoined && near.Count == 0)
            return new($"{Spelling.Show(words.Typed(at, 2))}: {words.Key(first)} of what? Try 7d, 24h or 4w.", at, 2,
                words.Replace(at, 2, $"last {count}d"), words.Replace(at, 2, $"last {count}h"));
        return new($"{Spelling.Show(words.Typed(at, taken))}: I don't know the unit {Spelling.Show(unit).Trim('`')}. Try 7d, 24h or 4w.",
            at, taken, words.Replace(at, taken, near.Count > 0 ? $"last {count} {near[0]}" : $"last {count}d"));
    }

    private Wrong Unfinished(int at)
    {
        var word = words.Key(at + 1);
        var near = Nearest.Of(word, ["week", "month", "day", "hour", "year", .. Calendar.DayWords], 2);
        if (near.Count > 0) return Wrong.Unknown(words, at + 1, "", [.. near.Select(one => (1, one))], "");
        return new($"{Spelling.Show(words.Typed(at, 2))}: last what? Try last 7d, last 24h or last week.", at, 2,
            words.Replace(at, word.Length > 0 && char.IsAsciiDigit(word[0]) ? 2 : 1, "last 7d"));
    }

    private Wrong NoDate(int at, int count)
    {
        var place = at + count;
        const string Ways = "Write a date like 2026-11-01, 1 Nov, yesterday, monday or 3 days ago.";
        if (place >= words.Count)
            return new($"{Spelling.Show(words.Typed(at, count))} needs a date. {Ways}", at, count, words.Replace(at, count, "since yesterday"));
        var near = Nearest.Of(words.Key(place), Calendar.DayWords, 2);
        return Wrong.Unknown(words, place, "date", [.. near.Select(one => (1, one))], Ways);
    }
}
