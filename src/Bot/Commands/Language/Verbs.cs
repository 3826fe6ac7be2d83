namespace ChatRuns.Bot.Commands.Language;

/// <summary>The first word of a line.</summary>
internal enum Verb
{
    /// <summary>A list of runs.</summary>
    Runs,

    /// <summary>One run.</summary>
    Run,

    /// <summary>All agents.</summary>
    Agents,

    /// <summary>One agent.</summary>
    Agent,

    /// <summary>What waits for a decision.</summary>
    Approvals,

    /// <summary>Numbers.</summary>
    Metrics,

    /// <summary>Planned times.</summary>
    Next,

    /// <summary>Help.</summary>
    Help,

    /// <summary>A view of a run without the word "run": <c>/log 1042</c>.</summary>
    RunView,

    /// <summary>A verb of an agent without the word "agent": <c>/pause site-check</c>.</summary>
    AgentVerb,

    /// <summary>Approving or rejecting, which only cards can do.</summary>
    Decide,
}

/// <summary>First words and what they mean.</summary>
internal static class Verbs
{
    private static readonly Dictionary<string, Verb> Words = new(StringComparer.Ordinal)
    {
        ["runs"] = Verb.Runs, ["history"] = Verb.Runs, ["executions"] = Verb.Runs, ["jobs"] = Verb.Runs, ["list"] = Verb.Runs,
        ["run"] = Verb.Run, ["execution"] = Verb.Run, ["job"] = Verb.Run,
        ["agents"] = Verb.Agents, ["automations"] = Verb.Agents, ["workflows"] = Verb.Agents,
        ["agent"] = Verb.Agent, ["automation"] = Verb.Agent, ["workflow"] = Verb.Agent,
        ["approvals"] = Verb.Approvals, ["approval"] = Verb.Approvals, ["reviews"] = Verb.Approvals, ["review"] = Verb.Approvals,
        ["metrics"] = Verb.Metrics, ["metric"] = Verb.Metrics, ["stats"] = Verb.Metrics, ["statistics"] = Verb.Metrics,
        ["next"] = Verb.Next, ["schedules"] = Verb.Next, ["upcoming"] = Verb.Next, ["planned"] = Verb.Next,
        ["help"] = Verb.Help, ["?"] = Verb.Help, ["commands"] = Verb.Help, ["man"] = Verb.Help,
        ["log"] = Verb.RunView, ["logs"] = Verb.RunView, ["steps"] = Verb.RunView, ["actions"] = Verb.RunView,
        ["activity"] = Verb.RunView, ["cancel"] = Verb.RunView, ["stop"] = Verb.RunView, ["abort"] = Verb.RunView,
        ["rerun"] = Verb.RunView, ["retry"] = Verb.RunView, ["report"] = Verb.RunView, ["files"] = Verb.RunView,
        ["start"] = Verb.AgentVerb, ["launch"] = Verb.AgentVerb, ["test"] = Verb.AgentVerb, ["pause"] = Verb.AgentVerb,
        ["resume"] = Verb.AgentVerb,
        ["approve"] = Verb.Decide, ["reject"] = Verb.Decide, ["deny"] = Verb.Decide,
    };

    /// <summary>The main words, for "did you mean".</summary>
    public static IReadOnlyList<string> Main { get; } =
        ["runs", "run", "agents", "agent", "approvals", "metrics", "next", "help", "cancel", "rerun", "pause", "resume", "start", "test"];

    /// <summary>What a first word means; null when it is none of them.</summary>
    public static Verb? Find(string word) => Words.TryGetValue(word, out var verb) ? verb : null;

    /// <summary>The word that stands for a verb in a corrected line.</summary>
    public static string Canonical(Verb verb) => verb switch
    {
        Verb.RunView => "run",
        Verb.AgentVerb => "agent",
        Verb.Decide => "approvals",
        _ => verb.ToString().ToLowerInvariant(),
    };
}
