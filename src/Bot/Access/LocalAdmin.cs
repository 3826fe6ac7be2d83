using ChatRuns.Journal;

namespace ChatRuns.Bot.Access;

/// <summary>Whoever opened the address that the program printed: the person at this machine.</summary>
internal static class LocalAdmin
{
    /// <summary>The one local person.</summary>
    public static Principal Principal { get; } = new("web", "local", "admin", "Local admin");
}
