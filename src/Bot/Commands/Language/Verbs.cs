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

    /// <summary>What was used.</summary>
    Usage,

    /// <summary>Planned times.</summary>
    Next,

    /// <summary>What runs act on.</summary>
    Targets,

    /// <summary>The emergency stop.</summary>
    Freeze,

    /// <summary>Its end.</summary>
    Unfreeze,

    /// <summary>What a person begins with.</summary>
    Home,

    /// <summary>Who may do what.</summary>
    Access,

    /// <summary>One's own settings.</summary>
    Me,

    /// <summary>Agents that are failing, or one of them.</summary>
    Alerts,

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
    /// <summary>The main words, for "did you mean".</summary>
    public static IReadOnlyList<string> Main { get; } =
        ["runs", "run", "agents", "agent", "approvals", "metrics", "usage", "next", "targets", "home", "access", "me", "alerts", "freeze", "unfreeze", "help", "cancel", "rerun", "pause", "resume", "start", "test"];

    /// <summary>What a first word means; null when it is none of them.</summary>
    public static Verb? Find(string word) => word switch
    {
        "runs" or "history" or "executions" or "jobs" or "list" => Verb.Runs,
        "run" or "execution" or "job" => Verb.Run,
        "agents" or "automations" or "workflows" => Verb.Agents,
        "agent" or "automation" or "workflow" => Verb.Agent,
        "approvals" or "approval" or "reviews" or "review" => Verb.Approvals,
        "metrics" or "metric" or "stats" or "statistics" => Verb.Metrics,
        "usage" or "costs" or "cost" or "credits" or "spend" or "spending" or "consumption" => Verb.Usage,
        "next" or "schedules" or "upcoming" or "planned" => Verb.Next,
        "targets" or "clusters" => Verb.Targets,
        "freeze" => Verb.Freeze,
        "unfreeze" or "thaw" => Verb.Unfreeze,
        "home" or "overview" or "dashboard" => Verb.Home,
        "access" or "permissions" or "grants" => Verb.Access,
        "me" or "whoami" or "preferences" => Verb.Me,
        "alerts" or "alert" or "alarms" or "alarm" or "failing" => Verb.Alerts,
        "help" or "?" or "commands" or "man" => Verb.Help,
        "log" or "logs" or "steps" or "actions" or "activity" or "report" or "files" or "note" => Verb.RunView,
        "cancel" or "stop" or "abort" or "rerun" or "retry" or "archive" or "unarchive" or "duplicate" or "delete" => Verb.RunView,
        "start" or "launch" or "test" or "pause" or "resume" or "why" => Verb.AgentVerb,
        "approve" or "reject" or "deny" => Verb.Decide,
        _ => null,
    };

    /// <summary>The word that stands for a verb in a corrected line.</summary>
    public static string Canonical(Verb verb) => verb switch
    {
        Verb.RunView => "run",
        Verb.AgentVerb => "agent",
        Verb.Decide => "approvals",
        Verb.Alerts => "alert",
        _ => verb.ToString().ToLowerInvariant(),
    };
}
