using System.Globalization;

namespace ChatRuns.Bench;

/// <summary>One measured figure as a line of a table.</summary>
internal sealed record Figure(string What, string Measured, string Aim)
{
    /// <summary>Median and 99th percentile of some times.</summary>
    public static Figure OfTimes(string what, IEnumerable<TimeSpan> times, string aim)
    {
        var sorted = times.Order().ToArray();
        return new(what, string.Create(CultureInfo.InvariantCulture,
            $"p50 {At(sorted, 0.5):0.0} ms, p99 {At(sorted, 0.99):0.0} ms ({sorted.Length} times)"), aim);
    }

    /// <summary>So many a second, and what else ran.</summary>
    public static Figure PerSecond(string what, double value) => new(what, string.Create(CultureInfo.InvariantCulture, $"{value:0} a second (load {Load()})"), "");

    /// <summary>What else runs on the machine decides much: the load average of the last minute, of Linux only.</summary>
    public static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";

    public override string ToString() => $"| {What} | {Measured} | {Aim} |";

    private static double At(TimeSpan[] sorted, double part) => sorted[(int)Math.Ceiling(part * sorted.Length) - 1].TotalMilliseconds;
}
