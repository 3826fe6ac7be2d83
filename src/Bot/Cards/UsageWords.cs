using System.Globalization;
using ChatRuns.Runs;

namespace ChatRuns.Bot.Cards;

/// <summary>Tokens and credits as people read them.</summary>
internal static class UsageWords
{
    /// <summary>"12,300 tokens, 0.042 credits"; null when nothing was used.</summary>
    public static string? Tell(Usage used) => Tell(used.Tokens, used.Credits);

    /// <summary>The same from sums: credits are null where nobody said what it cost.</summary>
    public static string? Tell(long tokens, decimal? credits) => (tokens, credits) switch
    {
        (0, null) => null,
        (0, { } some) => $"{Number(some)} {Unit(some)}",
        (_, null) => Words.Count(tokens, "token"),
        (_, { } some) => $"{Words.Count(tokens, "token")}, {Number(some)} {Unit(some)}",
    };

    /// <summary>"0.042", "1,204", "under 0.0001".</summary>
    public static string Number(decimal credits) =>
        credits is > 0 and < 0.0001m ? "under 0.0001" : credits.ToString(credits < 1 ? "0.####" : credits < 100 ? "#,0.##" : "#,0", CultureInfo.InvariantCulture);

    private static string Unit(decimal credits) => credits == 1 ? "credit" : "credits";
}
