using System.Globalization;

namespace ChatRuns.Bot.Tests.Crash;

/// <summary>Programs of a bot that was killed itself.</summary>
public sealed class OrphanTests : IDisposable
{
    private readonly CancellationTokenSource _over = new(TimeSpan.FromMinutes(3));
    private readonly Scene _scene = new();
    private readonly string _mark = $"CRASH_MARK={Guid.NewGuid():N}";

    [Fact]
    public async Task No_process_of_a_program_outlives_a_killed_bot_beyond_its_next_start()
    {
        if (!OperatingSystem.IsLinux()) return;
        _scene.Write("tree.yaml", $$"""
            title: Tree
            steps:
              - name: grow
                program:
                  run: [bash, -c, "sleep 600 & (exec setsid sleep 600) & (sleep 600 & sleep 600) & wait"]
                  env: { {{_mark.Replace("=", ": ", StringComparison.Ordinal)}} }
            """);
        await using (var first = _scene.Start())
        {
            using var visitor = await Visitor.SignInAsync(await first.ReadyAsync(_over.Token), _over.Token);
            (await visitor.SayAsync("start-the-tree", "/agent tree run", _over.Token)).ShouldBeTrue();
            while (Marked() < 5) await PauseAsync();
            await first.KillAsync();
        }

        Marked().ShouldBeGreaterThan(0, "They were expected to survive the kill; otherwise this proves nothing.");

        await using var second = _scene.Start();
        await second.ReadyAsync(_over.Token);

        Marked().ShouldBe(0);
        while (_scene.Read("SELECT status FROM runs").Single() is "Running" or "Queued") await PauseAsync();
        _scene.Read("SELECT status || ' ' || cause FROM runs").Single().ShouldBe("Failed Interrupted");
    }

    public void Dispose()
    {
        _scene.Dispose();
        _over.Dispose();
    }

    private int Marked() => Directory.EnumerateDirectories("/proc").Count(folder =>
        int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out _) && IsMarked(Path.Combine(folder, "environ")));

    private bool IsMarked(string environ)
    {
        try
        {
            return File.ReadAllText(environ).Split('\0').Contains(_mark);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is over, or somebody else's.
            return false;
        }
    }

    private Task PauseAsync() => Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, _over.Token);
}
