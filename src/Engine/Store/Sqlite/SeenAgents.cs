using System.Text.Json;
using ChatRuns.Actions;

namespace ChatRuns.Store.Sqlite;

/// <summary>What a reader sees, as a condition of a query.</summary>
internal static class SeenAgents
{
    /// <summary>Of any number of agents; the names are one parameter, @seen.</summary>
    public const string Condition = "agent IN (SELECT value FROM json_each(@seen))";

    /// <summary>Whether nothing can hold, so that no query is needed.</summary>
    public static bool HidesAll(Sight within, string? agent) =>
        !within.IsAll && (agent is null ? within.Agents.Count == 0 : !within.Covers(agent));

    /// <summary>Whether the agents that are seen have to be named in the query.</summary>
    public static bool Restricts(Sight within, string? agent) => !within.IsAll && agent is null;

    /// <summary>The value of @seen, and of any other list of names.</summary>
    public static string Json(IReadOnlyList<string> names) => JsonSerializer.Serialize(names, EventContext.Default.IReadOnlyListString);
}
