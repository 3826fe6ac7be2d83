using ChatRuns.Agents.Yaml;

namespace ChatRuns.Agents.Reading;

/// <summary>Reads the name of a time zone.</summary>
internal static class ZoneText
{
    /// <summary>An IANA id that this machine knows; null with a problem for others.</summary>
    public static string? Read(Fields fields, string name)
    {
        if (fields.Text(name, 100) is not { } text) return null;
        if (TimeZoneInfo.TryFindSystemTimeZoneById(text, out var zone) && zone.HasIanaId) return zone.Id;
        var remedy = TimeZoneInfo.TryConvertWindowsIdToIanaId(text, out var iana)
            ? $"Write '{iana}'."
            : DidYouMean.Nearest(text, TimeZoneInfo.GetSystemTimeZones().Select(z => z.Id)) is { } nearest
                ? $"Did you mean '{nearest}'?" : "Write it like 'Europe/Berlin' or 'UTC'.";
        fields.Problems.Add(fields[name]!, $"There is no time zone {Problems.Quote(text)}.", remedy);
        return null;
    }
}
