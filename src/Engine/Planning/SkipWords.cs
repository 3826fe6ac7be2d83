using ChatRuns.Agents;

namespace ChatRuns.Planning;

/// <summary>Why planned times did not become runs: the word on record and the sentence for people.</summary>
internal static class SkipWords
{
    public const string Downtime = "downtime";
    public const string Overlap = "overlap";
    public const string Changed = "changed";

    /// <summary>The word for agents that somebody stopped in an emergency.</summary>
    public const string Frozen = "frozen";

    public static string OfDowntime(CatchUpPolicy catchUp) => catchUp == CatchUpPolicy.Last
        ? "ChatRuns was not running, or the machine slept; the catch-up policy makes up for the last one only."
        : "ChatRuns was not running, or the machine slept; the catch-up policy makes up for none.";

    public static string Of(string why) => why switch
    {
        Overlap => "A run of the agent was not over, and the overlap policy is to skip.",
        Changed => "The schedule was changed before they ran.",
        PlanState.Removed => "The trigger or its agent was removed before they ran.",
        Frozen => "The agent was frozen.",
        "paused" => "The agent was paused.",
        "draft" => "The agent was a draft.",
        _ => $"The agent was at rest ({why}).",
    };
}
