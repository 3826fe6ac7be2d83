using System.Security.Cryptography;
using System.Text;
using ChatRuns.Bot.Channels;

namespace ChatRuns.Bot.Memory;

/// <summary>
/// Cards of which one for each person lives, wherever it was posted last: "home/" and the principal key. They show much, so they are drawn
/// after many events and sent only where they differ from what stands.
/// </summary>
internal static class Homes
{
    /// <summary>What their subjects begin with.</summary>
    public const string Beginning = "home/";

    /// <summary>The subject of somebody's.</summary>
    public static string SubjectOf(string person) => Beginning + Uri.EscapeDataString(person);

    /// <summary>Whether a subject is one of them.</summary>
    public static bool Has(string? subject) => subject?.StartsWith(Beginning, StringComparison.Ordinal) == true;

    /// <summary>What stands in a message, by its hash.</summary>
    public static string Hash(BoundCard card) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(card.Json.ToJsonString())))[..24];
}
