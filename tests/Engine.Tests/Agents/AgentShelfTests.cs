using ChatRuns.Agents;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatRuns.Engine.Tests.Agents;

public sealed class AgentShelfTests : IAsyncLifetime
{
    private const string Good = "steps: [{pause: 1s}]\n";
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly string _folder = Directory.CreateTempSubdirectory("shelf-").FullName;
    private readonly MemoryVersions _versions = new();
    private readonly ManualTime _time = new();
    private AgentShelf _shelf = null!;

    public Task InitializeAsync()
    {
        _shelf = NewShelf(_time);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _shelf.DisposeAsync();
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Agents_are_there_once_it_is_started()
    {
        Write("tidy.yaml", Good);
        Write("watch.yml", "title: Watch it\n" + Good);
        Write(".hidden.yaml", Good);
        Write("_notes.yaml", "anything");
        Write("readme.md", "anything");

        await _shelf.StartAsync(default);

        _shelf.Now.Agents.Keys.ShouldBe(["tidy", "watch"]);
        _shelf.Now.Problems.ShouldBeEmpty();
        _shelf.Find("WATCH")!.Title.ShouldBe("Watch it");
        _shelf.Find("nobody").ShouldBeNull();
        _shelf.Nearest("wathc").ShouldBe("watch");
        _versions.Calls.ShouldBe(["record tidy", "record watch"]);
    }

    [Fact]
    public async Task A_change_is_believed_when_two_looks_saw_the_same()
    {
        await StartWithAsync("tidy.yaml", Good);

        Write("tidy.yaml", "title: Half wri\n" + Good);
        await _shelf.LookOnceAsync(default);
        _shelf.Find("tidy")!.Title.ShouldBe("Tidy");
        Write("tidy.yaml", "title: Half written no more\n" + Good);
        await _shelf.LookOnceAsync(default);
        _shelf.Find("tidy")!.Title.ShouldBe("Tidy");
        await _shelf.LookOnceAsync(default);

        _shelf.Find("tidy")!.Title.ShouldBe("Half written no more");
        _versions.Calls.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_broken_file_keeps_the_last_good_version_and_lists_its_problems()
    {
        await StartWithAsync("tidy.yaml", Good);
        var good = _shelf.Find("tidy")!;

        Write("tidy.yaml", "steps:\n  - porgram: [ls]\n");
        await LookTwiceAsync();

        _shelf.Find("tidy").ShouldBeSameAs(good);
        var problem = _shelf.Now.Problems[0];
        (problem.File, problem.Line, problem.Column).ShouldBe(("tidy.yaml", 2, 5));
        problem.Remedy.ShouldBe("Did you mean 'program'?");

        Write("tidy.yaml", "title: Mended\n" + Good);
        await LookTwiceAsync();
        _shelf.Find("tidy")!.Title.ShouldBe("Mended");
        _shelf.Now.Problems.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("tidy.yaml", "steps: [{pause: soon}]\n")]
    [InlineData("other.yaml", "name: tidy\nsteps: [{pause: soon}]\n")]
    [InlineData("other.yaml", "name: \"tidy\" # the name\nsteps: [\n")]
    public async Task The_last_good_version_survives_a_restart_with_a_broken_file(string file, string broken)
    {
        await StartWithAsync(file, "name: tidy\ntitle: Good\n" + Good);
        await _shelf.DisposeAsync();

        Write(file, broken);
        _shelf = NewShelf(_time);
        await _shelf.StartAsync(default);

        _shelf.Find("tidy")!.Title.ShouldBe("Good");
        _shelf.Now.Problems.ShouldNotBeEmpty();
        _versions.Calls.ShouldBe(["record tidy"]);
    }

    [Fact]
    public async Task A_restart_records_nothing_anew()
    {
        await StartWithAsync("tidy.yaml", Good);
        await _shelf.DisposeAsync();

        _shelf = NewShelf(_time);
        await _shelf.StartAsync(default);

        _versions.Calls.ShouldBe(["record tidy"]);
    }

    [Fact]
    public async Task A_removed_file_removes_the_agent_and_its_versions_stay()
    {
        await StartWithAsync("tidy.yaml", Good);
        var version = _shelf.Find("tidy")!.Version;

        File.Delete(At("tidy.yaml"));
        await _shelf.LookOnceAsync(default);
        _shelf.Find("tidy").ShouldNotBeNull("the file may be on its way back: editors replace files");
        await _shelf.LookOnceAsync(default);

        _shelf.Find("tidy").ShouldBeNull();
        _versions.Calls.Last().ShouldBe("remove tidy");
        (await _shelf.FindVersionAsync("tidy", version, default))!.Version.ShouldBe(version);
    }

    [Fact]
    public async Task A_file_removed_while_the_bot_was_down_removes_the_agent()
    {
        await StartWithAsync("tidy.yaml", Good);
        await _shelf.DisposeAsync();

        File.Delete(At("tidy.yaml"));
        _shelf = NewShelf(_time);
        await _shelf.StartAsync(default);

        _shelf.Find("tidy").ShouldBeNull();
        _versions.Calls.Last().ShouldBe("remove tidy");
    }

    [Fact]
    public async Task A_file_under_another_name_is_the_same_agent()
    {
        await StartWithAsync("a.yaml", "name: tidy\n" + Good);

        File.Move(At("a.yaml"), At("b.yaml"));
        await LookTwiceAsync();

        _shelf.Find("tidy").ShouldNotBeNull();
        _versions.Calls.ShouldBe(["record tidy"]);
    }

    [Fact]
    public async Task Of_two_files_of_one_name_the_second_is_refused()
    {
        Write("a.yaml", "name: tidy\ntitle: First\n" + Good);
        Write("b.yaml", "title: Second\nname: tidy\n" + Good);

        await _shelf.StartAsync(default);

        _shelf.Find("tidy")!.Title.ShouldBe("First");
        var problem = _shelf.Now.Problems.ShouldHaveSingleItem();
        (problem.File, problem.Line).ShouldBe(("b.yaml", 2));
        problem.Message.ShouldContain("a.yaml");
        _versions.Calls.ShouldBe(["record tidy"]);
    }

    [Fact]
    public async Task A_version_is_found_again_and_read_from_the_store_once()
    {
        await StartWithAsync("tidy.yaml", "title: One\n" + Good);
        var first = _shelf.Find("tidy")!;
        Write("tidy.yaml", "title: Number two\n" + Good);
        await LookTwiceAsync();

        var found = await _shelf.FindVersionAsync("tidy", first.Version, default);
        var again = await _shelf.FindVersionAsync("tidy", first.Version, default);

        AgentDump.Of(found).ShouldBe(AgentDump.Of(first));
        again.ShouldBeSameAs(found);
        _versions.Reads.ShouldBe(1);
        (await _shelf.FindVersionAsync("tidy", new('0', 64), default)).ShouldBeNull();
    }

    [Fact]
    public async Task Stored_content_that_was_tampered_with_is_not_believed()
    {
        await _versions.RecordAsync(new("tidy", new('0', 64), "{\"name\":\"tidy\",\"steps\":[{\"pause\":\"1s\"}]}"u8.ToArray()), default);

        (await _shelf.FindVersionAsync("tidy", new('0', 64), default)).ShouldBeNull();
    }

    [Fact]
    public async Task New_defaults_make_new_versions_of_all_agents()
    {
        Write("a.yaml", Good);
        Write("b.yaml", "owner: mia\n" + Good);
        await _shelf.StartAsync(default);

        Write("_defaults.yaml", "owner: ops\n");
        await LookTwiceAsync();

        _shelf.Now.Agents.Values.Select(a => a.Owner).ShouldBe(["ops", "mia"]);
        File.Delete(At("_defaults.yaml"));
        await LookTwiceAsync();
        _shelf.Now.Agents.Values.Select(a => a.Owner).ShouldBe([null, "mia"]);
    }

    [Fact]
    public async Task Broken_defaults_keep_the_last_good_ones()
    {
        Write("_defaults.yaml", "owner: ops\n");
        await StartWithAsync("a.yaml", Good);

        Write("_defaults.yaml", "ownr: other\n");
        Write("a.yaml", "title: New\n" + Good);
        await LookTwiceAsync();

        (_shelf.Find("a")!.Title, _shelf.Find("a")!.Owner).ShouldBe(("New", "ops"));
        _shelf.Now.Problems.ShouldHaveSingleItem().File.ShouldBe("_defaults.yaml");
    }

    [Fact]
    public async Task Without_good_defaults_no_agent_is_read_without_its_rules()
    {
        Write("_defaults.yaml", "approval: {required: 2}\n");
        await StartWithAsync("old.yaml", Good);
        await _shelf.DisposeAsync();
        Write("_defaults.yaml", "approval: {requird: 2}\n");
        Write("old.yaml", "title: Changed\n" + Good);
        Write("new.yaml", Good);

        _shelf = NewShelf(_time);
        await _shelf.StartAsync(default);

        _shelf.Now.Agents.Keys.ShouldBe(["old"]);
        (_shelf.Find("old")!.Title, _shelf.Find("old")!.Approval.Required).ShouldBe(("Old", 2));
        _shelf.Now.Problems.ShouldHaveSingleItem().Remedy.ShouldBe("Did you mean 'required'?");
        Write("_defaults.yaml", "approval: {required: 3}\n");
        await LookTwiceAsync();
        _shelf.Now.Agents.Values.Select(a => (a.Title, a.Approval.Required)).ShouldBe([("New", 3), ("Changed", 3)]);
    }

    [Fact]
    public async Task Nobody_sees_a_version_that_is_not_recorded()
    {
        await StartWithAsync("tidy.yaml", Good);
        Write("tidy.yaml", "title: New\n" + Good);
        _versions.IsBroken = true;

        await _shelf.LookOnceAsync(default);
        await Should.ThrowAsync<IOException>(() => _shelf.LookOnceAsync(default));
        _shelf.Find("tidy")!.Title.ShouldBe("Tidy");

        _versions.IsBroken = false;
        await _shelf.LookOnceAsync(default);
        _shelf.Find("tidy")!.Title.ShouldBe("New");
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_made()
    {
        Directory.Delete(_folder);

        await _shelf.StartAsync(default);

        Directory.Exists(_folder).ShouldBeTrue();
        _shelf.Now.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_folder_that_went_away_keeps_its_agents_and_says_so()
    {
        await StartWithAsync("tidy.yaml", Good);

        Directory.Delete(_folder, recursive: true);
        await LookTwiceAsync();

        _shelf.Find("tidy").ShouldNotBeNull();
        _shelf.Now.Problems.ShouldHaveSingleItem().Message.ShouldContain("not there");
        Directory.CreateDirectory(_folder);
        Write("tidy.yaml", Good);
        await LookTwiceAsync();
        _shelf.Now.Problems.ShouldBeEmpty();
        _versions.Calls.ShouldBe(["record tidy"]);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_a_problem_and_no_crash()
    {
        var file = At("file");
        File.WriteAllText(file, "");
        await using var shelf = new AgentShelf(Path.Combine(file, "agents"), new([]), _versions, _time, NullLogger<AgentShelf>.Instance);

        await shelf.StartAsync(default);

        shelf.Now.Problems.ShouldHaveSingleItem().Remedy.ShouldContain("AgentsFolder");
    }

    [Fact]
    public async Task A_name_that_the_commands_need_is_refused()
    {
        Write("mine.yaml", Good);
        await using var shelf = new AgentShelf(
            _folder, new([], new ReservedNames(new HashSet<string> { "mine" })), _versions, _time, NullLogger<AgentShelf>.Instance);

        await shelf.StartAsync(default);

        shelf.Now.Agents.ShouldBeEmpty();
        shelf.Now.Problems.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            p => p.Message.ShouldContain("is a word of the commands"), p => p.Remedy.ShouldContain("mine-agent"));
    }

    [Fact]
    public async Task A_link_to_a_file_that_changes_is_followed()
    {
        if (OperatingSystem.IsWindows()) return;
        var elsewhere = Directory.CreateDirectory(At("data")).FullName;
        await File.WriteAllTextAsync(Path.Combine(elsewhere, "x"), Good);
        File.CreateSymbolicLink(At("tidy.yaml"), Path.Combine(elsewhere, "x"));
        await _shelf.StartAsync(default);

        await File.WriteAllTextAsync(Path.Combine(elsewhere, "x"), "title: Behind the link\n" + Good);
        await LookTwiceAsync();

        _shelf.Find("tidy")!.Title.ShouldBe("Behind the link");
    }

    [Fact]
    public async Task Starting_and_stopping_can_be_done_in_any_order_and_number()
    {
        Write("tidy.yaml", Good);

        await _shelf.StopAsync(default);
        await _shelf.StartAsync(default);
        await _shelf.StartAsync(default);
        await _shelf.StopAsync(default);
        await _shelf.StopAsync(default);
        Write("tidy.yaml", "title: Later\n" + Good);
        await _shelf.StartAsync(default);
        await LookTwiceAsync();
        await Task.WhenAll(_shelf.StopAsync(default), _shelf.StopAsync(default), _shelf.StartAsync(default));

        _shelf.Find("tidy")!.Title.ShouldBe("Later");
    }

    [Fact]
    public async Task Changed_is_told_once_for_a_change_and_not_for_none()
    {
        await StartWithAsync("tidy.yaml", Good);
        var told = 0;
        _shelf.Changed += () => told++;

        await LookTwiceAsync();
        told.ShouldBe(0);
        Write("tidy.yaml", "title: New\n" + Good);
        await LookTwiceAsync();
        told.ShouldBe(1);
    }

    [Fact]
    public async Task Without_events_the_clock_finds_a_change()
    {
        await StartWithAsync("tidy.yaml", Good);
        var changed = NextChange(_shelf);

        Write("tidy.yaml", "title: Found by looking\n" + Good);

        // Each advance lets the loop look; how many it takes depends on which look sees the file first.
        for (var i = 0; i < 100 && !changed.IsCompleted; i++)
        {
            _time.Advance(AgentShelf.LookEvery);
            await Task.WhenAny(changed, Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, default));
        }

        _shelf.Find("tidy")!.Title.ShouldBe("Found by looking");
    }

    [Fact]
    public async Task An_edit_takes_effect_without_restart_within_a_moment()
    {
        await using var shelf = NewShelf(TimeProvider.System);
        Write("tidy.yaml", Good);
        await shelf.StartAsync(default);
        var changed = NextChange(shelf);

        Write("tidy.yaml", "title: Edited\n" + Good);
        await changed.WaitAsync(_patience);

        shelf.Find("tidy")!.Title.ShouldBe("Edited");
    }

    [Fact]
    public async Task A_thousand_agents_are_read_and_looked_at_again()
    {
        for (var i = 0; i < 1000; i++) Write($"agent-{i}.yaml", Good);

        await _shelf.StartAsync(default);
        await LookTwiceAsync();

        _shelf.Now.Agents.Count.ShouldBe(1000);
        _versions.Calls.Count.ShouldBe(1000);
    }

    private async Task StartWithAsync(string file, string text)
    {
        Write(file, text);
        await _shelf.StartAsync(default);
        _shelf.Now.Problems.ShouldBeEmpty();
    }

    private async Task LookTwiceAsync()
    {
        await _shelf.LookOnceAsync(default);
        await _shelf.LookOnceAsync(default);
    }

    private AgentShelf NewShelf(TimeProvider time) => new(_folder, new([]), _versions, time, NullLogger<AgentShelf>.Instance);

    private static Task NextChange(AgentShelf shelf)
    {
        var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        shelf.Changed += () => changed.TrySetResult();
        return changed.Task;
    }

    private string At(string file) => Path.Combine(_folder, file);

    private void Write(string file, string text) => File.WriteAllText(At(file), text);
}
