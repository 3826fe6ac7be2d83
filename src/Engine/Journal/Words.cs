using System.Globalization;

namespace ChatRuns.Journal;

/// <summary>Numbers as people say them.</summary>
public static class Words
{
    /// <summary>"1 action", "3 actions".</summary>
    public static string Count(long count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");

    /// <summary>"832 ms", "2.4 s", "14 min", "3 h 5 min", "2 d 4 h".</summary>
    public static string Duration(TimeSpan time)
    {
        FormattableString text = time switch
        {
            { TotalSeconds: < 1 } => $"{time.TotalMilliseconds:0} ms",
            { TotalMinutes: < 1 } => $"{time.TotalSeconds:0.#} s",
            { TotalHours: < 1, Seconds: 0 } => $"{time.Minutes} min",
            { TotalHours: < 1 } => $"{time.Minutes} min {time.Seconds} s",
            { TotalDays: < 1, Minutes: 0 } => $"{time.Hours} h",
            { TotalDays: < 1 } => $"{time.Hours} h {time.Minutes} min",
            { Hours: 0 } => $"{(int)time.TotalDays} d",
            _ => $"{(int)time.TotalDays} d {time.Hours} h",
        };
        return text.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>A size beside another: to the byte where both would read alike, so that the difference shows: "5,000,001 B".</summary>
    public static string BytesBeside(long bytes, long other) =>
        bytes != other && Bytes(bytes) == Bytes(other) ? string.Create(CultureInfo.InvariantCulture, $"{bytes:N0} B") : Bytes(bytes);

    /// <summary>"48 MB", "1.2 GB", "312 B"; powers of 1,000.</summary>
    public static string Bytes(long bytes)
    {
        string[] units = ["B", "kB", "MB", "GB", "TB", "PB"];
        double value = bytes;
        var unit = 0;
        while (Math.Abs(value) >= 999.5 && unit < units.Length - 1)
        {
            value /= 1000;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{value.ToString(value is >= 10 or 0 || unit == 0 ? "0" : "0.#", CultureInfo.InvariantCulture)} {units[unit]}");
    }
}
