using System.Globalization;

namespace ChatRuns.Bot.Cards;

/// <summary>
/// Times in cards: <c>{{DATE(…, SHORT)}}</c> and <c>{{TIME(…)}}</c>, which each client writes in its reader's zone and language.
/// </summary>
internal static class CardTime
{
    /// <summary>As clients read it: to the second, in UTC.</summary>
    public static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>"time", "date", or both for null.</summary>
    public static string Write(DateTimeOffset at, string? format = null) => format switch
    {
        "time" => $"{{{{TIME({Iso(at)})}}}}",
        "date" => $"{{{{DATE({Iso(at)}, SHORT)}}}}",
        null => $"{{{{DATE({Iso(at)}, SHORT)}}}} {{{{TIME({Iso(at)})}}}}",
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Use \"time\", \"date\" or nothing."),
    };
}
