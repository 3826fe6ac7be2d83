using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace ChatRuns.Bot.Courier;

/// <summary>When digests and reviews come, where an agent does not say it: section "Alerts".</summary>
internal sealed class AlertsOptions : IValidatableObject
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Alerts";

    /// <summary>Whether there are digests and weekly reviews at all.</summary>
    public bool Digest { get; init; } = true;

    /// <summary>The time of day of the digest, such as "09:00".</summary>
    public string DigestAt { get; init; } = "09:00";

    /// <summary>IANA id of the zone that the time is written in.</summary>
    public string Zone { get; init; } = "UTC";

    /// <summary>The day of the weekly review, such as "Monday", or "never".</summary>
    public string ReviewOn { get; init; } = "Monday";

    /// <summary>The time of day of the digest.</summary>
    public TimeOnly ReadAt() => TimeOnly.TryParseExact(DigestAt, ["H:mm", "HH:mm"], CultureInfo.InvariantCulture, default, out var at) ? at : new(9, 0);

    /// <summary>The day of the review; null for never.</summary>
    public DayOfWeek? ReadDay() => Enum.TryParse<DayOfWeek>(ReviewOn, ignoreCase: true, out var day) && Enum.IsDefined(day) ? day : null;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!TimeOnly.TryParseExact(DigestAt, ["H:mm", "HH:mm"], CultureInfo.InvariantCulture, default, out _))
            yield return new($"Alerts:DigestAt is a time of day such as 09:00, which {DigestAt} is not.");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(Zone, out _)) yield return new($"Alerts:Zone: there is no time zone {Zone}. Write it like Europe/Berlin.");
        if (ReadDay() is null && !ReviewOn.Equals("never", StringComparison.OrdinalIgnoreCase))
            yield return new($"Alerts:ReviewOn is a day such as Monday, or never; it is {ReviewOn}.");
    }
}
