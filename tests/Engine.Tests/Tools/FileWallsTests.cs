using System.Diagnostics;
using System.Text;
using ChatRuns.Tools;

namespace ChatRuns.Engine.Tests.Tools;

public sealed class FileWallsTests : IDisposable
{
    private readonly ToolBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("..")]
    [InlineData("../outside/secret.txt")]
    [InlineData("docs/../../outside/secret.txt")]
    [InlineData("a/b/../../../outside/secret.txt")]
    [InlineData("/etc/passwd")]
    [InlineData("//etc/passwd")]
    [InlineData("{outside}/secret.txt")]
    [InlineData("{root}/../outside/secret.txt")]
    [InlineData("{root}-other/secret.txt")]
    [InlineData("{root}/.//../outside/secret.txt")]
    [InlineData("/proc/self/environ")]
    [InlineData("a\0b")]
    [InlineData("lone-\ud800-surrogate")]
    public async Task A_path_outside_the_roots_is_refused_for_reading_and_writing(string path)
    {
        File.WriteAllText(Path.Combine(_bench.Outside, "secret.txt"), "secret");
        Directory.CreateDirectory(_bench.Root + "-other");
        File.WriteAllText(_bench.Root + "-other/secret.txt", "secret");
        var full = path.Replace("{root}", _bench.Root, StringComparison.Ordinal).Replace("{outside}", _bench.Outside, StringComparison.Ordinal);

        foreach (var (tool, arguments) in Calls(full))
        {
            var refusal = await _bench.FailAsync(tool, arguments);
            refusal.Fault.ShouldBe(ToolFault.Refused, tool);
            refusal.Message.ShouldContain("Tools:Files:Roots");
            refusal.Message.ShouldContain(_bench.Root);
        }

        File.ReadAllText(Path.Combine(_bench.Outside, "secret.txt")).ShouldBe("secret");
    }

    [Fact]
    public async Task An_empty_or_endless_path_is_an_error_of_the_arguments()
    {
        foreach (var path in (string[])["", "  ", new('a', 256), string.Join('/', Enumerable.Repeat("abcdefgh", 1000)), new('ü', 128)])
            (await _bench.FailAsync("file.read", new { path })).Fault.ShouldBe(ToolFault.InvalidArguments, path);
    }

    [Fact]
    public async Task A_link_to_a_file_outside_is_refused()
    {
        File.WriteAllText(Path.Combine(_bench.Outside, "secret.txt"), "secret");
        File.CreateSymbolicLink(Path.Combine(_bench.Root, "link.txt"), Path.Combine(_bench.Outside, "secret.txt"));
        File.CreateSymbolicLink(Path.Combine(_bench.Root, "relative.txt"), "../outside/secret.txt");
        File.CreateSymbolicLink(Path.Combine(_bench.Root, "chain.txt"), "relative.txt");

        foreach (var name in (string[])["link.txt", "relative.txt", "chain.txt"])
        {
            foreach (var (tool, arguments) in Calls(name)) (await _bench.FailAsync(tool, arguments)).Fault.ShouldBe(ToolFault.Refused, tool);
        }

        File.ReadAllText(Path.Combine(_bench.Outside, "secret.txt")).ShouldBe("secret");
    }

    [Fact]
    public async Task A_link_to_a_folder_outside_is_refused_also_for_new_files_in_it()
    {
        File.WriteAllText(Path.Combine(_bench.Outside, "secret.txt"), "secret");
        Directory.CreateSymbolicLink(Path.Combine(_bench.Root, "door"), _bench.Outside);

        foreach (var (tool, arguments) in Calls("door/secret.txt")) (await _bench.FailAsync(tool, arguments)).Fault.ShouldBe(ToolFault.Refused, tool);
        (await _bench.FailAsync("file.write", new { path = "door/new/deep.txt", text = "x" })).Fault.ShouldBe(ToolFault.Refused);
        (await _bench.FailAsync("file.list", new { folder = "door" })).Fault.ShouldBe(ToolFault.Refused);
        (await _bench.FailAsync("disk.usage", new { folder = "door" })).Fault.ShouldBe(ToolFault.Refused);
        _bench.Put("mine.txt");
        (await _bench.FailAsync("file.move", new { from = "mine.txt", to = "door/mine.txt" })).Fault.ShouldBe(ToolFault.Refused);
        Directory.GetFileSystemEntries(_bench.Outside).Length.ShouldBe(1);
    }

    [Fact]
    public async Task Links_in_a_circle_end_in_a_refusal()
    {
        File.CreateSymbolicLink(Path.Combine(_bench.Root, "one"), "two");
        File.CreateSymbolicLink(Path.Combine(_bench.Root, "two"), "one");

        (await _bench.FailAsync("file.read", new { path = "one/x" })).Message.ShouldContain("circle");
    }

    [Fact]
    public async Task A_link_that_stays_inside_is_followed_for_reading_only()
    {
        _bench.Put("2024/report.txt", "inside");
        Directory.CreateSymbolicLink(Path.Combine(_bench.Root, "latest"), "2024");
        File.CreateSymbolicLink(Path.Combine(_bench.Root, "report"), "2024/report.txt");

        (await _bench.ValueAsync("file.read", new { path = "latest/report.txt" })).GetProperty("text").GetString().ShouldBe("inside");
        (await _bench.ValueAsync("file.read", new { path = "report" })).GetProperty("text").GetString().ShouldBe("inside");
        (await _bench.FailAsync("file.delete", new { path = "report" })).Message.ShouldContain("is a link");
    }

    [Fact]
    public async Task Listing_does_not_go_through_links()
    {
        File.WriteAllText(Path.Combine(_bench.Outside, "secret.txt"), "secret");
        _bench.Put("a/mine.txt");
        Directory.CreateSymbolicLink(Path.Combine(_bench.Root, "a/door"), _bench.Outside);
        Directory.CreateSymbolicLink(Path.Combine(_bench.Root, "a/round"), _bench.Root);

        var list = await _bench.ValueAsync("file.list", new { folder = "docs", recursive = true });

        list.GetProperty("total").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task A_folder_that_is_swapped_for_a_link_between_check_and_use_leads_nowhere()
    {
        if (!OperatingSystem.IsLinux()) return;
        const int files = 500;
        for (var i = 0; i < files; i++)
        {
            _bench.Put($"folder/{i}.txt", "inside");
            File.WriteAllText(Path.Combine(_bench.Outside, $"{i}.txt"), "outside");
        }

        var folder = Path.Combine(_bench.Root, "folder");
        Directory.CreateSymbolicLink(Path.Combine(_bench.Root, "trap"), _bench.Outside);
        using var stop = new CancellationTokenSource();
        var swapping = Task.Run(() => Swap(folder, Path.Combine(_bench.Root, "trap"), Path.Combine(_bench.Root, "aside"), stop.Token));

        for (var i = 0; i < files; i++)
        {
            try
            {
                if (i % 2 == 0) await _bench.CallAsync("file.delete", new { path = $"folder/{i}.txt" });
                else await _bench.CallAsync("file.archive", new { path = $"folder/{i}.txt" });
            }
            catch (ToolException)
            {
                // Refused, or the folder was away at that moment: both are fine.
            }
        }

        await stop.CancelAsync();
        await swapping;
        Directory.GetFiles(_bench.Outside).Length.ShouldBe(files);
        Directory.GetFiles(_bench.Outside).ShouldAllBe(f => File.ReadAllText(f) == "outside");
        Directory.GetFiles(folder, "*.txt").Length.ShouldBeLessThan(files);
    }

    [Fact]
    public async Task A_file_that_is_swapped_for_a_link_is_never_read_from_outside()
    {
        if (!OperatingSystem.IsLinux()) return;
        File.WriteAllText(Path.Combine(_bench.Outside, "secret.txt"), "secret");
        var file = _bench.Put("file.txt", "mine");
        File.CreateSymbolicLink(Path.Combine(_bench.Root, "trap"), Path.Combine(_bench.Outside, "secret.txt"));
        using var stop = new CancellationTokenSource();
        var swapping = Task.Run(() => Swap(file, Path.Combine(_bench.Root, "trap"), Path.Combine(_bench.Root, "aside"), stop.Token));

        for (var i = 0; i < 2000; i++)
        {
            try
            {
                (await _bench.ValueAsync("file.read", new { path = "file.txt" })).GetProperty("text").GetString().ShouldBe("mine");
            }
            catch (ToolException)
            {
                // Refused, or the file was away at that moment: both are fine.
            }
        }

        await stop.CancelAsync();
        await swapping;
    }

    [Fact]
    public async Task A_pipe_is_left_alone_and_nobody_waits_for_it()
    {
        if (OperatingSystem.IsWindows()) return;
        using var mkfifo = Process.Start("mkfifo", [Path.Combine(_bench.Root, "pipe")]);
        await mkfifo.WaitForExitAsync();

        foreach (var (tool, arguments) in Calls("pipe")) (await _bench.FailAsync(tool, arguments)).Fault.ShouldBe(ToolFault.Refused, tool);
    }

    [Fact]
    public async Task A_hard_link_is_a_file_like_any_other_and_replacing_it_spares_its_other_name()
    {
        if (OperatingSystem.IsWindows()) return;
        var outside = Path.Combine(_bench.Outside, "shared.txt");
        File.WriteAllText(outside, "shared");
        using var ln = Process.Start("ln", [outside, Path.Combine(_bench.Root, "hard.txt")]);
        await ln.WaitForExitAsync();

        await _bench.CallAsync("file.write", new { path = "hard.txt", text = "changed", overwrite = true });

        File.ReadAllText(outside).ShouldBe("shared");
        File.ReadAllText(Path.Combine(_bench.Root, "hard.txt")).ShouldBe("changed");
    }

    [Fact]
    public async Task Names_that_only_look_alike_are_different_files()
    {
        if (!OperatingSystem.IsLinux()) return;
        await _bench.CallAsync("file.write", new { path = "é.txt".Normalize(NormalizationForm.FormC), text = "composed" });
        await _bench.CallAsync("file.write", new { path = "é.txt".Normalize(NormalizationForm.FormD), text = "decomposed" });
        await _bench.CallAsync("file.write", new { path = "．．", text = "wide dots" });

        Directory.GetFiles(_bench.Root).Length.ShouldBe(3);
        (await _bench.FailAsync("file.read", new { path = _bench.Root.ToUpperInvariant() + "/x" })).Fault.ShouldBe(ToolFault.Refused);
    }

    [Fact]
    public async Task The_data_folder_is_closed_even_inside_a_root_unless_it_is_named_itself()
    {
        using var bench = new ToolBench(new() { ["Tools:Files:Roots:all"] = "/" });
        File.WriteAllText(Path.Combine(bench.Data, "chatruns.db"), "journal");
        (await bench.FailAsync("file.read", new { path = Path.Combine(bench.Data, "chatruns.db") })).Message.ShouldContain("the bot's own data folder");
        (await bench.FailAsync("file.list", new { folder = bench.Data })).Fault.ShouldBe(ToolFault.Refused);

        var practice = Path.Combine(_bench.Data, "practice");
        Directory.CreateDirectory(practice);
        using var inside = new ToolBench(new() { ["Tools:Files:Roots:0"] = practice });
        await inside.CallAsync("file.write", new { path = "practice/a.txt", text = "x" });
        File.Exists(Path.Combine(practice, "a.txt")).ShouldBeTrue();
    }

    [Fact]
    public async Task Without_roots_every_path_is_refused_and_the_setting_is_named()
    {
        using var bench = new ToolBench([]);

        var refusal = await bench.FailAsync("file.read", new { path = "/etc/passwd" });

        refusal.Fault.ShouldBe(ToolFault.Refused);
        refusal.Message.ShouldContain("Tools:Files:Roots");
    }

    [Fact]
    public async Task With_several_roots_a_path_begins_with_a_roots_name_or_is_whole()
    {
        using var bench = new ToolBench();
        using var both = new ToolBench(new() { ["Tools:Files:Roots:docs"] = bench.Root, ["Tools:Files:Roots:rest"] = bench.Outside });

        await both.CallAsync("file.write", new { path = "rest/a.txt", text = "x" });

        File.Exists(Path.Combine(bench.Outside, "a.txt")).ShouldBeTrue();
        (await both.FailAsync("file.write", new { path = "a.txt", text = "x" })).Message.ShouldContain("several roots");
    }

    [Theory]
    [InlineData("invoice\u202Efdp.exe")]
    [InlineData("a\u001B[2Jb.txt")]
    [InlineData("two\nlines.txt")]
    [InlineData("zero\u200Bwidth/report.txt")]
    public async Task No_tool_makes_a_file_whose_name_hides_something(string name)
    {
        _bench.Put("old.txt");

        foreach (var (tool, arguments) in new (string, object)[] { ("file.write", new { path = name, text = "x" }), ("file.move", new { from = "old.txt", to = name }) })
        {
            var refusal = await Should.ThrowAsync<ToolException>(_bench.PreviewAsync(tool, arguments));
            refusal.Fault.ShouldBe(ToolFault.Refused);
            refusal.Message.ShouldContain("hides or turns the direction of writing");
            refusal.Message.ShouldNotContain(name);
        }
    }

    [Fact]
    public async Task A_file_whose_name_hides_something_can_be_moved_away_for_good()
    {
        _bench.Put("invoice\u202Efdp.exe");

        (await _bench.PreviewAsync("file.move", new { from = "invoice\u202Efdp.exe", to = "safe.exe" })).CanUndo.ShouldBeFalse();
        (await _bench.CallAsync("file.move", new { from = "invoice\u202Efdp.exe", to = "safe.exe" })).Undo.ShouldBeNull();
    }

    private static IEnumerable<(string Tool, object Arguments)> Calls(string path) =>
    [
        ("file.read", new { path }),
        ("file.write", new { path, text = "x", overwrite = true }),
        ("file.delete", new { path }),
        ("file.archive", new { path }),
        ("file.move", new { from = path, to = "elsewhere.txt" }),
    ];

    private static void Swap(string real, string trap, string aside, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            Rename(real, aside);
            Rename(trap, real);
            Rename(real, trap);
            Rename(aside, real);
        }
    }

    private static void Rename(string from, string to)
    {
        // Directory.Move renames links and files just as well, and never follows them.
        Directory.Move(from, to);
    }
}
