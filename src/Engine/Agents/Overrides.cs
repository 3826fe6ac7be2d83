using System.Globalization;

namespace ChatRuns.Agents;

/// <summary>
/// What can be set in chat over an agent's file, as field and value in words: "mode" (ask, auto), "threshold" (0 to 1), "approvals" (1 to 20),
/// "schedule/TRIGGER" ("0 3 * * * Europe/Berlin" or "every 600s"). Pure. Pausing is a field of its own kind: "pause".
/// </summary>
public static class Overrides
{
    /// <summary>Whether its triggers rest.</summary>
    public const string Pause = "pause";

    /// <summary>Ask first, or go ahead.</summary>
    public const string Mode = "mode";

    /// <summary>Least confidence for going ahead.</summary>
    public const string Threshold = "threshold";

    /// <summary>How many people must approve.</summary>
    public const string Approvals = "approvals";

    /// <summary>The value of a wish to let the file count again.</summary>
    public const string OfFile = "file";

    private const int MostApprovals = 20;
    private const string SchedulePrefix = "schedule/";
    private const string EveryPrefix = "every ";

    /// <summary>The planned times of a trigger.</summary>
    public static string Schedule(string trigger) => SchedulePrefix + trigger;

    /// <summary>The trigger of a field; null for another one.</summary>
    public static string? TriggerOf(string field) => field.StartsWith(SchedulePrefix, StringComparison.Ordinal) ? field[SchedulePrefix.Length..] : null;

    /// <summary>What a value of the approval's rule looks like when it is written the one way there is; null when it is none of the field.</summary>
    public static string? Tidy(string field, string value) => field switch
    {
        Mode => value is "ask" or "auto" ? value : null,
        Threshold => double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var least) && least is >= 0 and <= 1
            ? least.ToString("0.####", CultureInfo.InvariantCulture) : null,
        Approvals => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var people) && people is >= 1 and <= MostApprovals
            ? people.ToString(CultureInfo.InvariantCulture) : null,
        _ => null,
    };

    /// <summary>What the agent has there now, written as an override would be; null for a field that it does not have.</summary>
    public static string? ValueOf(Agent agent, string field) => field switch
    {
        Mode => agent.Mode == RunMode.Auto ? "auto" : "ask",
        Threshold => agent.ConfidenceThreshold.ToString("0.####", CultureInfo.InvariantCulture),
        Approvals => agent.Approval.Required.ToString(CultureInfo.InvariantCulture),
        _ => agent.Triggers.FirstOrDefault(t => t.Name == TriggerOf(field)) is { } trigger ? PlanOf(trigger) : null,
    };

    /// <summary>The agent with one value laid over it; the same agent where the value means nothing to it any more.</summary>
    public static Agent Apply(Agent agent, string field, string value) => field switch
    {
        Mode => agent with { Mode = value == "auto" ? RunMode.Auto : RunMode.Ask },
        Threshold => agent with { ConfidenceThreshold = double.Parse(value, CultureInfo.InvariantCulture) },
        Approvals => agent with { Approval = agent.Approval with { Required = int.Parse(value, CultureInfo.InvariantCulture) } },
        _ => agent with { Triggers = [.. agent.Triggers.Select(t => t.Name == TriggerOf(field) ? Planned(t, value) : t)] },
    };

    /// <summary>Whether the value lets more happen without, or with fewer, people than what counts now.</summary>
    public static bool Loosens(Agent now, Agent then) =>
        (then.Mode == RunMode.Auto && now.Mode == RunMode.Ask)
        || then.ConfidenceThreshold < now.ConfidenceThreshold
        || then.Approval.Required < now.Approval.Required;

    // The catch-up policy stays the file's.
    private static Trigger Planned(Trigger was, string plan)
    {
        var catchUp = was switch
        {
            CronTrigger cron => cron.CatchUp,
            IntervalTrigger interval => interval.CatchUp,
            _ => (CatchUpPolicy?)null,
        };
        if (catchUp is not { } policy) return was;
        if (plan.StartsWith(EveryPrefix, StringComparison.Ordinal))
            return new IntervalTrigger(was.Name, TimeSpan.FromSeconds(long.Parse(plan.AsSpan(EveryPrefix.Length..^1), CultureInfo.InvariantCulture)), policy);
        var space = plan.LastIndexOf(' ');
        return new CronTrigger(was.Name, plan[..space], plan[(space + 1)..], policy);
    }

    private static string? PlanOf(Trigger trigger) => trigger switch
    {
        CronTrigger cron => $"{cron.Cron} {cron.Zone}",
        IntervalTrigger interval => string.Create(CultureInfo.InvariantCulture, $"{EveryPrefix}{(long)interval.Every.TotalSeconds}s"),
        _ => null,
    };
}
