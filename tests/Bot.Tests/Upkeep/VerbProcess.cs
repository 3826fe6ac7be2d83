using System.Diagnostics;
using ChatRuns.Bot.Control;

namespace ChatRuns.Bot.Tests.Upkeep;

/// <summary>A verb of the program as a person runs it: the program itself, with its exit code and what it said.</summary>
internal sealed record VerbProcess(int ExitCode, string Said, string Complained)
{
    private static readonly TimeSpan MostPatience = TimeSpan.FromSeconds(60);

    public static async Task<VerbProcess> RunAsync(string folder, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(ProgramVerbs).Assembly.Location, .. args])
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var verb = Process.Start(start)!;
        var (said, complained) = (verb.StandardOutput.ReadToEndAsync(), verb.StandardError.ReadToEndAsync());
        await verb.WaitForExitAsync().WaitAsync(MostPatience, TimeProvider.System);
        return new(verb.ExitCode, await said, await complained);
    }
}
