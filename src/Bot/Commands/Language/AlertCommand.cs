using System.Globalization;

namespace ChatRuns.Bot.Commands.Language;

/// <summary>Agents that are failing.</summary>
internal sealed record AlertsCommand : Command
{
    /// <inheritdoc/>
    public override string ToLine() => "/alerts";
}

/// <summary>What to do about an alert.</summary>
internal enum AlertVerb
{
    /// <summary>Its card.</summary>
    Show,

    /// <summary>Tell nobody for a while.</summary>
    Snooze,

    /// <summary>Tell from now on again.</summary>
    Wake,

    /// <summary>Say that one is on it.</summary>
    Acknowledge,

    /// <summary>Give it to a person.</summary>
    Assign,
}

/// <summary>One alert, by a failed run or by its agent.</summary>
/// <param name="Number">Any of the failed runs; 0 where the agent is named.</param>
/// <param name="Agent">The agent's name; null where a run is named.</param>
/// <param name="Verb">What to do.</param>
internal sealed record AlertCommand(long Number, string? Agent, AlertVerb Verb = AlertVerb.Show) : Command
{
    /// <summary>For snooze: for how long; null where <see cref="Until"/> says it, or nothing does.</summary>
    public TimeSpan? For { get; init; }

    /// <summary>For snooze: up to when, on the reader's clock.</summary>
    public DateTime? Until { get; init; }

    /// <summary>For assign: whose it is to be; null where nobody is named.</summary>
    public Named? To { get; init; }

    /// <inheritdoc/>
    public override string ToLine()
    {
        var which = Agent is { } agent ? Spelling.Quote(agent) : Spelling.Number(Number);
        var length = For is { } time ? $" {Lengths.ToLine(time)}" : "";
        var until = Until is { } at ? string.Create(CultureInfo.InvariantCulture, $" until {at:yyyy-MM-dd HH:mm}") : "";
        return Verb switch
        {
            AlertVerb.Snooze => $"/alert {which} snooze{length}{until}",
            AlertVerb.Wake => $"/alert {which} snooze off",
            AlertVerb.Acknowledge => $"/alert {which} ack",
            AlertVerb.Assign => $"/alert {which} assign{(To is { } to ? $" {Spelling.Quote(to.Key)}" : "")}",
            _ => $"/alert {which}",
        };
    }
}
