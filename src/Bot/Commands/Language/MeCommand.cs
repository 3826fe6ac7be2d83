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

    /// <summary>A code to link another account by, or one that was given in another chat.</summary>
    Link,

    /// <summary>That this account is linked to no other any more.</summary>
    Unlink,
}

/// <summary>A person's own settings; a null value of the verb's kind takes the setting back.</summary>
/// <param name="Verb">Which.</param>
/// <param name="Zone">Id of a time zone that this machine knows.</param>
/// <param name="Quiet">Hours.</param>
/// <param name="Notify">How.</param>
/// <param name="StandIn">A person, never a group.</param>
/// <param name="Until">The last day of the stand-in; null until it is changed.</param>
/// <param name="Code">The one-time code of another chat, letters and digits only; null to be given one.</param>
/// <param name="IsConfirmed">Whether the person has seen what the code links.</param>
internal sealed record MeCommand(
    MeVerb Verb = MeVerb.Show, string? Zone = null, QuietHours? Quiet = null, NotifyBy Notify = NotifyBy.Mention, Named? StandIn = null, DateOnly? Until = null,
    string? Code = null, bool IsConfirmed = false) : Command
{
    /// <inheritdoc/>
    public override string ToLine() => Verb switch
    {
        MeVerb.Zone => $"/me zone {Zone ?? "auto"}",
        MeVerb.Quiet => $"/me quiet {(Quiet is null ? "off" : string.Create(CultureInfo.InvariantCulture, $"{Quiet.From:HH:mm}-{Quiet.To:HH:mm}"))}",
        MeVerb.Notify => $"/me notify {Word(Notify)}",
        MeVerb.StandIn when StandIn is null => "/me stand-in none",
        MeVerb.StandIn => $"/me stand-in {Spelling.Quote(StandIn.Key)}{(Until is { } day ? $" until {day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}" : "")}",
        MeVerb.Link => $"/me link{(Code is null ? "" : $" {Code}{(IsConfirmed ? " confirm" : "")}")}",
        MeVerb.Unlink => "/me unlink",
        _ => "/me",
    };

    /// <summary>How a way of being told is typed.</summary>
    public static string Word(NotifyBy notify) => notify == NotifyBy.Direct ? "dm" : notify.ToString().ToLowerInvariant();
}
