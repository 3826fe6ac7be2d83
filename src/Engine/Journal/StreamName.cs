using System.Globalization;

namespace ChatRuns.Journal;

/// <summary>
/// Names of streams: <c>run/1042</c>, <c>run/1042/log</c>, <c>run/1042/action/1</c>, <c>agent/tidy</c>,
/// <c>schedule/tidy/weekdays</c>, <c>alert/tidy/1042</c>, <c>access</c>, <c>admin</c>. All that concerns one run begins with its name, so that one range of the
/// journal's index holds it.
/// </summary>
public static class StreamName
{
    /// <summary>Starts, sign-ins, exports, settings: what an administrator or the installation did.</summary>
    public const string Admin = "admin";

    /// <summary>What the nightly sweeps deleted.</summary>
    public const string Retention = "retention";

    /// <summary>What was stopped in an emergency, and let go again.</summary>
    public const string Freeze = "freeze";

    /// <summary>Who was given which role where, and who stands in for whom.</summary>
    public const string Access = "access";

    /// <summary>The life of a run: steps, tool calls, answers, its end.</summary>
    public static string Run(long number) => string.Create(CultureInfo.InvariantCulture, $"run/{number}");

    /// <summary>The log lines of a run, in chunks; kept apart so that folding a run never reads them.</summary>
    public static string Log(long number) => string.Create(CultureInfo.InvariantCulture, $"run/{number}/log");

    /// <summary>The life of one proposed action.</summary>
    public static string Action(long run, int ordinal) => string.Create(CultureInfo.InvariantCulture, $"run/{run}/action/{ordinal}");

    /// <summary>Versions of an agent, and what people set in chat.</summary>
    public static string Agent(string agent) => $"agent/{agent}";

    /// <summary>What became of each planned time of one trigger.</summary>
    public static string Schedule(string agent, string trigger) => $"schedule/{agent}/{trigger}";

    /// <summary>Something that is done to many runs.</summary>
    public static string Bulk(string id) => $"bulk/{id}";

    /// <summary>The id of what a stream of <see cref="Bulk"/> is about; null for other streams.</summary>
    public static string? BulkOf(string stream) => stream.StartsWith("bulk/", StringComparison.Ordinal) ? stream[5..] : null;

    /// <summary>What people did about failures of an agent in a row, named by the first failed run.</summary>
    public static string Alert(string agent, long first) => string.Create(CultureInfo.InvariantCulture, $"alert/{agent}/{first}");

    /// <summary>Agent and first failed run of a stream of <see cref="Alert"/>; null for other streams.</summary>
    public static (string Agent, long First)? AlertOf(string stream) =>
        stream.Split('/') is ["alert", var agent, var first] ? (agent, long.Parse(first, CultureInfo.InvariantCulture)) : null;

    /// <summary>The run that a stream of a run, its log or its actions belongs to; null for other streams.</summary>
    public static long? RunOf(string stream)
    {
        if (!stream.StartsWith("run/", StringComparison.Ordinal)) return null;
        var rest = stream.AsSpan(4);
        var slash = rest.IndexOf('/');
        return long.Parse(slash < 0 ? rest : rest[..slash], CultureInfo.InvariantCulture);
    }
}
