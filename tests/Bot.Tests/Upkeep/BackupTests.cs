using System.Text;
using ChatRuns.Bot.Tests.Crash;
using ChatRuns.Runs;
using ChatRuns.Store;
using ChatRuns.Store.Sqlite;

namespace ChatRuns.Bot.Tests.Upkeep;

/// <summary>Backing up and restoring, as a person does it.</summary>
public sealed class BackupTests : IDisposable
{
    private const UnixFileMode OthersMay =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private readonly CancellationTokenSource _over = new(TimeSpan.FromMinutes(1));
    private readonly Scene _scene = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("chatruns-backup-").FullName;

    private string Copy => Path.Combine(_folder, "copy");

    private string Again => Path.Combine(_folder, "again");

    public void Dispose()
    {
        _scene.Dispose();
        _over.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task What_was_backed_up_while_runs_went_on_rests_in_its_new_folder_until_it_is_released()
    {
        await using var slow = await Witness.StartAsync(_over.Token, silent: true);
        await BackUpABusyBotAsync(slow.Url);
        var restore = await VerbProcess.RunAsync(_folder, "restore", Copy, "--DataFolder", Again);
        (restore.ExitCode, restore.Complained).ShouldBe((0, ""));
        restore.Said.ShouldContain("actions had been approved and had no end yet");

        await using var bot = BotProcess.Start(Again, Path.Combine(Again, "agents"), _scene.Files, []);
        using var visitor = await Visitor.SignInAsync(await bot.ReadyAsync(_over.Token), _over.Token);
        bot.Said.ShouldContain("Nothing runs: all work is held. This is a backup of ");
        (await visitor.SayAsync("say-start-hands", "/agent hands run", _over.Token)).ShouldBeTrue();
        (await visitor.SayAsync("say-agents-list", "/agents", _over.Token)).ShouldBeTrue();
        var before = Count(Again, "SELECT count(*) FROM events WHERE kind IN ('RunQueued', 'RunStarted', 'StepStarted', 'TurnStarted', 'ActionStarted')");
        Count(Again, "SELECT count(*) FROM actions WHERE status IN ('Approved', 'Started')").ShouldBe(0);
        Count(Again, "SELECT count(*) FROM actions WHERE status = 'Unknown'").ShouldBeGreaterThan(1);
        Count(Again, "SELECT count(*) FROM web_messages WHERE text LIKE '%all work is held%'").ShouldBeGreaterThan(0);
        Count(Again, "SELECT count(*) FROM events WHERE kind IN ('RunQueued', 'RunStarted', 'StepStarted', 'TurnStarted', 'ActionStarted')").ShouldBe(before);

        (await VerbProcess.RunAsync(_folder, "release", "--DataFolder", Again)).Said.ShouldStartWith("Released: ");

        await Scene.UntilAsync(() => Count(Again, "SELECT count(*) FROM events WHERE kind = 'RunStarted'") > Count(Copy, "SELECT count(*) FROM events WHERE kind = 'RunStarted'"), _over.Token);
        await bot.KillAsync();
        (await VerbProcess.RunAsync(_folder, "verify", "--DataFolder", Again)).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Everything_is_in_it_for_its_owner_alone_and_sha256sum_would_agree()
    {
        await FillAsync();

        var backup = await BackUpAsync();

        backup.Complained.ShouldBe("");
        backup.Said.ShouldContain("keys, its secrets");
        var files = Directory.EnumerateFiles(Copy, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Copy, f)).ToList();
        var blob = files.Single(f => f.StartsWith("blobs/", StringComparison.Ordinal));
        files.Order().ShouldBe(new[]
        {
            "SHA256SUMS", "agents/hands.sh", "agents/one.yaml", blob, "chatruns.db", "keys/install.key", "manifest.json", "runs/1/half.csv", "secrets/TOKEN", "settings/appsettings.json",
        }.Order());
        if (OperatingSystem.IsWindows()) return;
        foreach (var entry in Directory.EnumerateFileSystemEntries(Copy, "*", SearchOption.AllDirectories).Append(Copy)) (File.GetUnixFileMode(entry) & OthersMay).ShouldBe(UnixFileMode.None, entry);
        File.GetUnixFileMode(Path.Combine(Copy, "agents/hands.sh")).HasFlag(UnixFileMode.UserExecute).ShouldBeTrue();
    }

    [Fact]
    public async Task What_is_restored_is_what_was_backed_up()
    {
        await FillAsync();
        await BackUpAsync();

        var restore = await VerbProcess.RunAsync(_folder, "restore", Copy, "--into", Again, "--DataFolder", _scene.Data);

        (restore.ExitCode, restore.Complained).ShouldBe((0, ""));
        foreach (var file in (string[])["keys/install.key", "secrets/TOKEN", "runs/1/half.csv"])
            (await File.ReadAllBytesAsync(Path.Combine(Again, file))).ShouldBe(await File.ReadAllBytesAsync(Path.Combine(_scene.Data, file)), file);
        (await File.ReadAllTextAsync(Path.Combine(Again, "agents", "one.yaml"))).ShouldBe("steps: []\n");
        restore.Said.ShouldContain($"release --DataFolder {Again}");
        (await VerbProcess.RunAsync(_folder, "verify", "--DataFolder", Again)).Said.ShouldContain("and 1 blob.");
        (await VerbProcess.RunAsync(_folder, "release", "--DataFolder", Again)).Said.ShouldStartWith("Released: ");
        (await VerbProcess.RunAsync(_folder, "release", "--DataFolder", Again)).Said.ShouldBe("Nothing was held.\n");
    }

    [Fact]
    public async Task A_folder_with_something_in_it_is_not_restored_into()
    {
        await FillAsync();
        await BackUpAsync();

        var restore = await VerbProcess.RunAsync(_folder, "restore", Copy, "--DataFolder", _scene.Data);

        (restore.ExitCode, restore.Complained).ShouldBe((1, $"{_scene.Data} is not empty, and nothing is overwritten. Move it away, or name another folder with --into.\n"));
    }

    [Theory]
    [InlineData("agents/one.yaml", "agents/one.yaml is not what was backed up.")]
    [InlineData("chatruns.db", "chatruns.db is not what was backed up.")]
    [InlineData("SHA256SUMS", "is not the list that the backup was made with")]
    [InlineData("manifest.json", "cannot be read")]
    public async Task A_backup_that_was_changed_is_refused_before_anything_is_touched(string file, string told)
    {
        await FillAsync();
        await BackUpAsync();
        await File.AppendAllTextAsync(Path.Combine(Copy, file), "x");

        var restore = await VerbProcess.RunAsync(_folder, "restore", Copy, "--DataFolder", Again);

        restore.ExitCode.ShouldBe(1);
        restore.Complained.ShouldContain(told);
        Directory.Exists(Again).ShouldBeFalse();
    }

    [Fact]
    public async Task A_backup_that_was_cut_off_is_none()
    {
        await FillAsync();
        await BackUpAsync();
        File.Delete(Path.Combine(Copy, "manifest.json"));

        var restore = await VerbProcess.RunAsync(_folder, "restore", Copy, "--DataFolder", Again);

        restore.Complained.ShouldContain("is no whole backup");
    }

    [Fact]
    public async Task A_lost_blob_is_told_and_leaves_a_backup_that_is_restored_when_somebody_insists()
    {
        await FillAsync();
        File.Delete(Directory.EnumerateFiles(Path.Combine(_scene.Data, "blobs"), "*", SearchOption.AllDirectories).Single());

        var backup = await VerbProcess.RunAsync(_folder, "backup", Copy, "--DataFolder", _scene.Data, "--AgentsFolder", _scene.Agents);
        var restore = await VerbProcess.RunAsync(_folder, "restore", Copy, "--DataFolder", Again);
        var insisted = await VerbProcess.RunAsync(_folder, "restore", Copy, "--DataFolder", Again, "--even-if-broken");

        (backup.ExitCode, restore.ExitCode, insisted.ExitCode).ShouldBe((1, 1, 0));
        backup.Complained.ShouldContain("is missing; the backup goes on without it.");
        restore.Complained.ShouldContain("nothing was touched");
    }

    [Theory]
    [InlineData("data")]
    [InlineData("agents")]
    public async Task A_backup_into_what_is_backed_up_is_refused(string inside)
    {
        await FillAsync();
        var into = Path.Combine(inside == "data" ? _scene.Data : _scene.Agents, "backup");

        var backup = await VerbProcess.RunAsync(_folder, "backup", into, "--DataFolder", _scene.Data, "--AgentsFolder", _scene.Agents);

        backup.ExitCode.ShouldBe(1);
        backup.Complained.ShouldContain("Name a folder elsewhere");
    }

    /// <summary>A bot that is killed in the middle of its work right after it was backed up: two actions approved, of which one call hangs and one waits for it.</summary>
    private async Task BackUpABusyBotAsync(string witness)
    {
        _scene.Write(witness, withTurns: true);
        await using var bot = _scene.Start(("Runs:MostActionsAtOnce", "1"));
        using var visitor = await Visitor.SignInAsync(await bot.ReadyAsync(_over.Token), _over.Token);
        await Scene.UntilAsync(() => Count(_scene.Data, "SELECT count(*) FROM actions WHERE agent = 'turns' AND status = 'Open'") > 2, _over.Token);
        (await visitor.SayAsync("say-approvals-01", "/approvals agent turns", _over.Token)).ShouldBeTrue();
        var buttons = (await visitor.LookAsync(all: true, _over.Token)).Where(b => b.Verb == "action.approve").DistinctBy(b => b.Action).Take(3).ToList();
        foreach (var button in buttons) (await visitor.PressAsync($"press-approve-{button.Action.Replace('.', '-')}", button, _over.Token)).ShouldBeTrue();
        await Scene.UntilAsync(() => Count(_scene.Data, "SELECT count(*) FROM actions WHERE status IN ('Approved', 'Started')") > 1, _over.Token);
        (await BackUpAsync()).Complained.ShouldBe("");
        await bot.KillAsync();
    }

    private async Task<VerbProcess> BackUpAsync()
    {
        var backup = await VerbProcess.RunAsync(_folder, "backup", "--DataFolder", _scene.Data, Copy, "--AgentsFolder", _scene.Agents);
        backup.ExitCode.ShouldBe(0, backup.Complained);
        return backup;
    }

    /// <summary>A small installation with one of each: a run in progress with its folder, a blob, a key, a secret, agents, settings.</summary>
    private async Task FillAsync()
    {
        _scene.Write("one.yaml", "steps: []");
        _scene.Write("hands.sh", "true");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Path.Combine(_scene.Agents, "hands.sh"), (UnixFileMode)0b111_101_101);
        await File.WriteAllTextAsync(Path.Combine(_folder, "appsettings.json"), "{}", _over.Token);
        foreach (var (file, text) in (ReadOnlySpan<(string, string)>)[("keys/install.key", "k"), ("secrets/TOKEN", "hunter2"), ("runs/1/half.csv", "1;2"), ("runs/9/old.csv", "over"), ("programs/1.json", "{}")])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_scene.Data, file))!);
            File.WriteAllText(Path.Combine(_scene.Data, file), text);
        }

        await using var store = await _scene.OpenAsync(_over.Token);
        var blob = await new BlobShelf(Path.Combine(_scene.Data, "blobs"), TimeProvider.System).PutAsync(Encoding.UTF8.GetBytes("a report"), _over.Token);
        await store.AddRunsAsync(new(Guid.CreateVersion7(), TimeProvider.System.GetUtcNow(), Journal.Principal.System, [number => [Queued(number), new ReportSet("scan", blob, 8)]]), _over.Token);
    }

    private static RunQueued Queued(long number) => new()
    {
        Number = number, Agent = "one", AgentTitle = "One", Version = new('a', 64), Trigger = new(TriggerKind.Manual, null, null, Journal.Principal.System), IsTest = false,
        Variables = System.Text.Json.JsonSerializer.SerializeToElement(new { }), Tags = [], StepCount = 0,
    };

    private static long Count(string folder, string sql) => SqliteGlance.Read(folder, new(), connection =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    });
}
