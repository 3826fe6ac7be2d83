using System.Globalization;
using ChatRuns.Runs;

namespace ChatRuns.Bot.Views;

/// <summary>Tokens and credits as people say them.</summary>
internal static class UsageWords
{
    /// <summary>"1,204 tokens, 0.02 credits".</summary>
    public static string Of(Usage used)
    {
        List<string> parts = [];
        if (used.Tokens > 0 || used.Credits is null) parts.Add(string.Create(CultureInfo.InvariantCulture, $"{used.Tokens:N0} tokens"));
        if (used.Credits is { } credits) parts.Add(string.Create(CultureInfo.InvariantCulture, $"{credits:0.######} credits"));
        return string.Join(", ", parts);
    }
}
