using System.Diagnostics;
using System.Globalization;
using ChatRuns.Bot.Control;

namespace ChatRuns.Bench;

/// <summary>From the start of the process to the line that says it is ready, and its resident memory after a minute of rest.</summary>
internal static class StartAndIdle
{
    private const int Starts = 5;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(60);

    public static async IAsyncEnumerable<Figure> MeasureAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var data = Directory.CreateTempSubdirectory("chatruns-bench-");
        var times = new List<TimeSpan>();
        var resident = 0L;
        for (var i = 0; i < Starts; i++)
        {
            using var bot = Process.Start(StartInfo(data.FullName))!;
            var began = TimeProvider.System.GetTimestamp();
            while (await bot.StandardOutput.ReadLineAsync(cancel) is { } line && !line.StartsWith("ChatRuns is ready", StringComparison.Ordinal)) ;
            times.Add(TimeProvider.System.GetElapsedTime(began));
            if (i == Starts - 1) resident = await RestAsync(bot, cancel);
            bot.Kill(entireProcessTree: true);
            await bot.WaitForExitAsync(cancel);
        }

        data.Delete(recursive: true);
        yield return Figure.OfTimes("start to ready, sample agents", times, "< 3,000 ms");
        yield return new("resident memory after 60 s idle, sample agents", string.Create(CultureInfo.InvariantCulture, $"{resident / 1e6:0} MB"), "< 150 MB");
    }

    /// <summary>How the bot is started on a data folder, with the sample agents or those of a folder, at a port that the system chooses.</summary>
    public static ProcessStartInfo StartInfo(string data, string? agents = null)
    {
        var program = typeof(ProgramVerbs).Assembly.Location;
        return new(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            ArgumentList = { program, "--urls", "http://127.0.0.1:0", "--DataFolder", data, "--AgentsFolder", agents ?? Path.Combine(AppContext.BaseDirectory, "agents") },
            RedirectStandardOutput = true,
        };
    }

    private static async Task<long> RestAsync(Process bot, CancellationToken cancel)
    {
        // Read on, or a full pipe would hold it up.
        var reading = bot.StandardOutput.ReadToEndAsync(cancel);
        await Task.WhenAny(reading, Task.Delay(Idle, TimeProvider.System, cancel));
        bot.Refresh();
        return bot.WorkingSet64;
    }
}
