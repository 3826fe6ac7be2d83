using System.Globalization;
using ChatRuns.Bot.Memory;

namespace ChatRuns.Bot.Commands.Language;

/// <summary>What a person says about themselves.</summary>
internal enum MeVerb
{
    /// <summary>What is set, and what they may do.</summary>
    Show,

    /// <summary>Their time zone.</summary>
    Zone,

    /// <summary>When not to disturb them.</summary>
    Quiet,

    /// <summary>How they are told.</summary>
    Notify,

    /// <summary>Who decides in their place.</summary>
    StandIn,
}

/// <summary>A person's own settings; a null value of the verb's kind takes the setting back.</summary>
/// <param name="Verb">Which.</param>
/// <param name="Zone">Id of a time zone that this machine knows.</param>
/// <param name="Quiet">Hours.</param>
/// <param name="Notify">How.</param>
/// <param name="StandIn">A person, never a group.</param>
/// <param name="Until">The last day of the stand-in; null until it is changed.</param>
internal sealed record MeCommand(
    MeVerb Verb = MeVerb.Show, string? Zone = null, QuietHours? Quiet = null, NotifyBy Notify = NotifyBy.Mention, Named? StandIn = null, DateOnly? Until = null) : Command
{
    /// <inheritdoc/>
    public override string ToLine() => Verb switch
    {
        MeVerb.Zone => $"/me zone {Zone ?? "auto"}",
        MeVerb.Quiet => $"/me quiet {(Quiet is null ? "off" : string.Create(CultureInfo.InvariantCulture, $"{Quiet.From:HH:mm}-{Quiet.To:HH:mm}"))}",
        MeVerb.Notify => $"/me notify {Word(Notify)}",
        MeVerb.StandIn when StandIn is null => "/me stand-in none",
        MeVerb.StandIn => $"/me stand-in {Spelling.Quote(StandIn.Key)}{(Until is { } day ? $" until {day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}" : "")}",
        _ => "/me",
    };

    /// <summary>How a way of being told is typed.</summary>
    public static string Word(NotifyBy notify) => notify == NotifyBy.Direct ? "dm" : notify.ToString().ToLowerInvariant();
}
