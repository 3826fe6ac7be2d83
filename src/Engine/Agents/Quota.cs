using System.Globalization;
using System.Text.RegularExpressions;

namespace ChatRuns.Agents;

/// <summary>What is counted.</summary>
public enum Metered
{
    /// <summary>Runs that started; test runs are left out.</summary>
    Runs,

    /// <summary>Tokens of language models, in and out.</summary>
    Tokens,

    /// <summary>Credits: what it cost.</summary>
    Credits,
}

/// <summary>For how long it is counted; all periods are of UTC.</summary>
public enum QuotaPeriod
{
    /// <summary>One run.</summary>
    Run,

    /// <summary>From a full hour on.</summary>
    Hour,

    /// <summary>From midnight on.</summary>
    Day,

    /// <summary>From Monday on.</summary>
    Week,

    /// <summary>From the first of the month on.</summary>
    Month,
}

/// <summary>How much may be used: "100 per day", "2M per month"; several are written with commas.</summary>
/// <param name="Of">What is counted.</param>
/// <param name="Most">How much of it.</param>
/// <param name="Per">In which period.</param>
public sealed partial record Quota(Metered Of, decimal Most, QuotaPeriod Per)
{
    /// <summary>How it is written, for people.</summary>
    public const string Form = "100 per day, 2M per month; after per: run, hour, day, week or month";

    /// <summary>Reads one or several; null for anything else, for parts of a run or token, for runs per run, and for a period that is there twice.</summary>
    public static IReadOnlyList<Quota>? ReadAll(Metered of, string text)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        var quotas = parts.Select(part => Read(of, part)).OfType<Quota>().DistinctBy(quota => quota.Per).ToList();
        return quotas.Count == parts.Length ? quotas : null;
    }

    /// <summary>The period that a moment lies in, in UTC: its beginning and that of the next one. Not of a run, which has no calendar.</summary>
    public (DateTimeOffset From, DateTimeOffset To) PeriodOf(DateTimeOffset at)
    {
        var day = new DateTimeOffset(at.UtcDateTime.Date, TimeSpan.Zero);
        var hour = day.AddHours(at.UtcDateTime.Hour);
        var monday = day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
        var first = day.AddDays(1 - day.Day);
        return Per switch
        {
            QuotaPeriod.Hour => (hour, hour.AddHours(1)),
            QuotaPeriod.Day => (day, day.AddDays(1)),
            QuotaPeriod.Week => (monday, monday.AddDays(7)),
            QuotaPeriod.Month => (first, first.AddMonths(1)),
            _ => throw new InvalidOperationException("A run is no period of the calendar."),
        };
    }

    /// <summary>"100 runs per day".</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Most:#,0.######} {(Most == 1 ? $"{Of}"[..^1] : $"{Of}").ToLowerInvariant()} per {$"{Per}".ToLowerInvariant()}");

    private static Quota? Read(Metered of, string text)
    {
        var match = Shape().Match(text);
        if (!match.Success) return null;
        var most = decimal.Parse(match.Groups["most"].ValueSpan, CultureInfo.InvariantCulture)
            * match.Groups["unit"].Value.ToUpperInvariant() switch { "K" => 1_000, "M" => 1_000_000, _ => 1 };
        var per = Enum.Parse<QuotaPeriod>(match.Groups["per"].ValueSpan, ignoreCase: true);
        var isPart = of != Metered.Credits && most != decimal.Truncate(most);
        return most == 0 || isPart || (of == Metered.Runs && per == QuotaPeriod.Run) ? null : new(of, most, per);
    }

    [GeneratedRegex(
        @"^(?<most>[0-9]{1,12}(\.[0-9]{1,6})?)\s*(?<unit>[km])?\s*(per|/)\s*(?<per>run|hour|day|week|month)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Shape();
}

/// <summary>How much of a quota is used in its current period.</summary>
/// <param name="Quota">The quota.</param>
/// <param name="Agent">Whose; null for all agents together.</param>
/// <param name="Used">How much.</param>
/// <param name="Anew">When the next period begins.</param>
public sealed record QuotaUse(Quota Quota, string? Agent, decimal Used, DateTimeOffset Anew);
