using System.Globalization;
using ChatRuns.Store.Sqlite;

namespace ChatRuns.Bot.Tests.Crash;

/// <summary>Kill -9 while runs are archived, one and many, and while a night deletes: each is put away whole or not at all, and what was begun is finished.</summary>
public sealed class ManageKillTests
{
    private const int Runs = 3000;
    private const int Night = 1200;
    private const string Archived = "SELECT count(*) FROM runs WHERE archived = 1";
    private const string Told = "SELECT count(*) FROM events WHERE kind = 'RunArchived'";
    private const string Accounted = "SELECT coalesce(sum(json_extract(body, '$.done')), 0) FROM events WHERE kind = 'BulkWorked'";

    [Fact]
    public async Task A_bot_that_is_killed_while_it_archives_goes_on_where_it_was()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        using var scene = new Scene();
        scene.Write("rest.yaml", "steps: [{ pause: 1ms }]");
        await using (var seeded = await scene.OpenAsync(limit.Token))
            await new Seeder(seeded).SeedAsync(new(Runs, DateTimeOffset.UnixEpoch.AddYears(50)), _ => { }, limit.Token);

        await BeginAsync(scene, limit.Token);
        for (var round = 2; round <= 3; round++) await KillAtAsync(scene, round * 600, limit.Token);
        await using (var bot = scene.Start())
        {
            await bot.ReadyAsync(limit.Token);
            await Scene.UntilAsync(() => scene.Read("SELECT count(*) FROM events WHERE kind = 'BulkEnded'").Single() == "1", limit.Token);
            await bot.KillAsync();
        }

        ShouldAgree(scene);
        await using var store = await scene.OpenAsync(limit.Token);
        (await store.VerifyAsync(limit.Token)).Broken.ShouldBeEmpty();
        var confirmed = int.Parse(scene.Read("SELECT json_extract(body, '$.count') FROM events WHERE kind = 'BulkBegun'").ShouldHaveSingleItem(), CultureInfo.InvariantCulture);
        confirmed.ShouldBeGreaterThan(Runs / 2);
        // All that was confirmed, and the one that was put away alone.
        Count(scene, Accounted).ShouldBe(confirmed);
        Count(scene, Archived).ShouldBeInRange(confirmed, confirmed + 1);
    }

    [Fact]
    public async Task A_night_that_is_cut_off_while_it_deletes_is_gone_on_with_at_the_next_start()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        using var scene = new Scene();
        scene.Write("rest.yaml", "steps: [{ pause: 1ms }]");
        await using (var seeded = await scene.OpenAsync(limit.Token))
            await new Seeder(seeded).SeedAsync(new(Night, DateTimeOffset.UnixEpoch.AddYears(50)) { Agents = 10 }, _ => { }, limit.Token);

        foreach (var enough in (int[])[100, 400])
        {
            await using var bot = scene.Start(("Runs:Keep", "40"));
            await Scene.UntilAsync(() => Count(scene, "SELECT count(*) FROM deleted") >= enough, limit.Token);
            await bot.KillAsync();
            scene.Read("SELECT d.number FROM deleted d JOIN runs r ON r.number = d.number").ShouldBeEmpty();
            Count(scene, "SELECT count(*) FROM events WHERE kind = 'RunDeleted'").ShouldBe(Count(scene, "SELECT count(*) FROM deleted"));
        }

        await using (var bot = scene.Start(("Runs:Keep", "40")))
        {
            await Scene.UntilAsync(() => Count(scene, "SELECT count(*) FROM events WHERE kind = 'RetentionSwept'") == 1, limit.Token);
            await bot.KillAsync();
        }

        scene.Read("SELECT count(*) FROM runs GROUP BY agent").ShouldAllBe(kept => kept == "40");
        Count(scene, "SELECT count(*) FROM deleted").ShouldBe(Night - 400);
        await using var store = await scene.OpenAsync(limit.Token);
        (await store.VerifyAsync(limit.Token)).Broken.ShouldBeEmpty();
    }

    // One run is archived as the bot dies, and many as it dies; the question stands on the page by then.
    private static async Task BeginAsync(Scene scene, CancellationToken cancel)
    {
        await using var bot = scene.Start();
        using var visitor = await Visitor.SignInAsync(await bot.ReadyAsync(cancel), cancel);
        (await visitor.SayAsync(NewId(), "/runs completed all time archive", cancel)).ShouldBeTrue();
        var buttons = await visitor.LookAsync(all: false, cancel);
        var confirm = buttons.Single(b => b.Data.TryGetProperty("line", out var line) && line.GetString()!.Contains(" confirm ", StringComparison.Ordinal));
        var alone = SayAsync(visitor, scene.Read("SELECT max(number) FROM runs WHERE status = 'Failed'").Single(), cancel);
        (await visitor.PressAsync(NewId(), confirm, cancel)).ShouldBeTrue();
        await Scene.UntilAsync(() => Count(scene, Archived) > 100, cancel);
        await bot.KillAsync();
        await alone;
        ShouldAgree(scene);
    }

    private static async Task SayAsync(Visitor visitor, string run, CancellationToken cancel)
    {
        try
        {
            await visitor.SayAsync(NewId(), $"/run {run} archive it is alone", cancel);
        }
        catch (HttpRequestException)
        {
            // Killed before it answered.
        }
    }

    private static async Task KillAtAsync(Scene scene, int archived, CancellationToken cancel)
    {
        await using var bot = scene.Start();
        await Scene.UntilAsync(() => Count(scene, Archived) >= archived || scene.Read("SELECT id FROM bulks WHERE over = 0").Count == 0, cancel);
        await bot.KillAsync();
        ShouldAgree(scene);
    }

    // A run is archived with its event and the account of its portion, or it is not.
    private static void ShouldAgree(Scene scene)
    {
        Count(scene, Told).ShouldBe(Count(scene, Archived));
        (Count(scene, Archived) - Count(scene, Accounted)).ShouldBeInRange(0, 1);
    }

    private static string NewId() => Guid.CreateVersion7().ToString("N");

    private static int Count(Scene scene, string sql) => int.Parse(scene.Read(sql).Single(), CultureInfo.InvariantCulture);
}
