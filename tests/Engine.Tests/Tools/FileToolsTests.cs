using System.Security.Cryptography;
using ChatRuns.Actions;
using ChatRuns.Tools;

namespace ChatRuns.Engine.Tests.Tools;

public sealed class FileToolsTests : IDisposable
{
    private readonly ToolBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Writing_a_new_file_is_low_risk_and_its_undo_takes_it_away()
    {
        var call = new { path = "notes/today.txt", text = "grüße" };
        var preview = await _bench.PreviewAsync("file.write", call);
        preview.Risk.ShouldBe(Risk.Low);
        preview.Headline.ShouldBe("Write today.txt (7 B)");
        preview.State.ShouldBe("missing");
        File.Exists(Path.Combine(_bench.Root, "notes/today.txt")).ShouldBeFalse();

        var result = await _bench.CallAsync("file.write", call);
        File.ReadAllText(Path.Combine(_bench.Root, "notes/today.txt")).ShouldBe("grüße");

        await _bench.UndoAsync(result);
        File.Exists(Path.Combine(_bench.Root, "notes/today.txt")).ShouldBeFalse();
    }

    [Fact]
    public async Task Overwriting_is_high_risk_must_be_asked_for_and_its_undo_restores_every_byte_and_the_permissions()
    {
        var old = RandomNumberGenerator.GetBytes(100_000);
        var path = _bench.Put("data.bin", old);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var changed = File.GetLastWriteTimeUtc(path);
        (await _bench.FailAsync("file.write", new { path, text = "new" })).Message.ShouldContain("overwrite");
        (await _bench.PreviewAsync("file.write", new { path, text = "new", overwrite = true })).Risk.ShouldBe(Risk.High);

        var result = await _bench.CallAsync("file.write", new { path, text = "new", overwrite = true });
        File.ReadAllText(path).ShouldBe("new");

        var undone = await _bench.UndoAsync(result);
        File.ReadAllBytes(path).ShouldBe(old);
        File.GetLastWriteTimeUtc(path).ShouldBe(changed);
        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);

        await _bench.UndoAsync(undone);
        File.ReadAllText(path).ShouldBe("new");
    }

    [Fact]
    public async Task Bytes_are_written_as_given_and_bad_ones_are_an_error()
    {
        var bytes = RandomNumberGenerator.GetBytes(5000);
        await _bench.CallAsync("file.write", new { path = "b.bin", base64 = Convert.ToBase64String(bytes) });
        File.ReadAllBytes(Path.Combine(_bench.Root, "b.bin")).ShouldBe(bytes);
        (await _bench.FailAsync("file.write", new { path = "c.bin", base64 = "no base64!" })).Fault.ShouldBe(ToolFault.InvalidArguments);
        (await _bench.FailAsync("file.write", new { path = "c.bin", text = "a", base64 = "" })).Fault.ShouldBe(ToolFault.InvalidArguments);
    }

    [Fact]
    public async Task Moving_is_undone_by_moving_back()
    {
        var path = _bench.Put("a.txt", "content");
        var preview = await _bench.PreviewAsync("file.move", new { from = "a.txt", to = "done/b.txt" });
        preview.Risk.ShouldBe(Risk.High);
        preview.Headline.ShouldBe("Move a.txt (7 B) to done/b.txt");

        var result = await _bench.CallAsync("file.move", new { from = "a.txt", to = "done/b.txt" });
        File.Exists(path).ShouldBeFalse();

        await _bench.UndoAsync(result);
        File.ReadAllText(path).ShouldBe("content");
        File.Exists(Path.Combine(_bench.Root, "done/b.txt")).ShouldBeFalse();
    }

    [Fact]
    public async Task Moving_over_a_file_is_undone_for_both_of_them_and_can_be_done_again()
    {
        var from = _bench.Put("from.txt", "mover");
        var to = _bench.Put("to.txt", "stayer");
        (await _bench.FailAsync("file.move", new { from, to })).Message.ShouldContain("exists already");

        var result = await _bench.CallAsync("file.move", new { from, to, overwrite = true });
        File.ReadAllText(to).ShouldBe("mover");

        var undone = await _bench.UndoAsync(result);
        File.ReadAllText(from).ShouldBe("mover");
        File.ReadAllText(to).ShouldBe("stayer");

        await _bench.UndoAsync(undone);
        File.ReadAllText(to).ShouldBe("mover");
        File.Exists(from).ShouldBeFalse();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(20_000_000)]
    public async Task Archiving_replaces_a_file_and_its_undo_restores_every_byte_and_the_time(int size)
    {
        var bytes = new byte[size];
        new Random(7).NextBytes(bytes.AsSpan(0, size / 2));
        var path = _bench.Put("big.log", bytes);
        var changed = new DateTime(2024, 2, 29, 1, 2, 3, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(path, changed);
        (await _bench.PreviewAsync("file.archive", new { path })).Risk.ShouldBe(Risk.Medium);

        var result = await _bench.CallAsync("file.archive", new { path });
        File.Exists(path).ShouldBeFalse();
        File.GetLastWriteTimeUtc(path + ".gz").ShouldBe(changed);

        var undone = await _bench.UndoAsync(result);
        File.ReadAllBytes(path).AsSpan().SequenceEqual(bytes).ShouldBeTrue();
        File.GetLastWriteTimeUtc(path).ShouldBe(changed);
        File.Exists(path + ".gz").ShouldBeFalse();
        undone.Undo!.Tool.ShouldBe("file.archive");
        _bench.Drafts().ShouldBeEmpty();
    }

    [Fact]
    public async Task Archiving_never_replaces_another_archive_and_packs_nothing_twice()
    {
        var path = _bench.Put("a.log");
        _bench.Put("a.log.gz", "older");

        (await _bench.FailAsync("file.archive", new { path })).Message.ShouldContain("exists already");
        (await _bench.FailAsync("file.archive", new { path = "a.log.gz" })).Fault.ShouldBe(ToolFault.InvalidArguments);
        (await _bench.FailAsync("file.unarchive", new { path = "a.log.gz" })).Message.ShouldContain("exists already");
        File.ReadAllText(path).ShouldBe("hello");
    }

    [Fact]
    public async Task A_damaged_archive_and_one_that_unpacks_to_too_much_leave_everything_as_it_was()
    {
        var bad = _bench.Put("bad.gz", "not gzip at all");
        (await _bench.FailAsync("file.unarchive", new { path = bad })).Message.ShouldContain("damaged");

        using var small = new ToolBench(new() { ["Tools:Files:Roots:docs"] = _bench.Root, ["Tools:Files:MostUnpackedBytes"] = "1000" });
        var bomb = _bench.Put("bomb", new byte[1_000_000]);
        var preview = await small.PreviewAsync("file.archive", new { path = bomb });
        preview.CanUndo.ShouldBeFalse();
        var packed = await small.CallAsync("file.archive", new { path = bomb });
        packed.Undo.ShouldBeNull();
        (await small.FailAsync("file.unarchive", new { path = bomb + ".gz" })).Message.ShouldContain("Tools:Files:MostUnpackedBytes");
        File.Exists(bomb + ".gz").ShouldBeTrue();
        _bench.Drafts().ShouldBeEmpty();
    }

    [Fact]
    public async Task Deleting_keeps_the_file_and_its_undo_restores_it()
    {
        var bytes = RandomNumberGenerator.GetBytes(200_000);
        var path = _bench.Put("old.bin", bytes);
        var preview = await _bench.PreviewAsync("file.delete", new { path });
        preview.ShouldSatisfyAllConditions(p => p.Risk.ShouldBe(Risk.High), p => p.CanUndo.ShouldBeTrue(), p => p.Headline.ShouldBe("Delete old.bin (200 kB)"));

        var result = await _bench.CallAsync("file.delete", new { path });
        File.Exists(path).ShouldBeFalse();

        var undone = await _bench.UndoAsync(result);
        File.ReadAllBytes(path).ShouldBe(bytes);
        (await _bench.FailAsync("file.restore", result.Undo!.Arguments)).Message.ShouldContain("restored before");
        await _bench.UndoAsync(undone);
        File.Exists(path).ShouldBeFalse();
    }

    [Fact]
    public async Task Restoring_over_a_newer_file_keeps_that_one_too()
    {
        var path = _bench.Put("a.txt", "first");
        var deleted = await _bench.CallAsync("file.delete", new { path });
        _bench.Put("a.txt", "second");
        (await _bench.PreviewAsync("file.restore", deleted.Undo!.Arguments)).Risk.ShouldBe(Risk.High);

        var restored = await _bench.UndoAsync(deleted);
        File.ReadAllText(path).ShouldBe("first");

        await _bench.UndoAsync(restored);
        File.ReadAllText(path).ShouldBe("second");
    }

    [Fact]
    public async Task A_kept_copy_goes_back_to_its_own_place_only()
    {
        var deleted = await _bench.CallAsync("file.delete", new { path = _bench.Put("a.txt") });
        var kept = deleted.Undo!.Arguments.GetProperty("kept").GetString();

        (await _bench.FailAsync("file.restore", new { kept, path = "b.txt" })).Message.ShouldContain("No copy of");
        (await _bench.FailAsync("file.restore", new { kept = "../../outside", path = "a.txt" })).Message.ShouldContain("No copy of");
    }

    [Fact]
    public async Task What_is_too_large_or_permanent_is_gone_for_good_and_says_so_before()
    {
        using var bench = new ToolBench(new() { ["Tools:Files:Roots:docs"] = _bench.Root, ["Tools:Files:MostKeptBytes"] = "10" });
        var large = _bench.Put("large.bin", new byte[11]);
        var small = _bench.Put("small.bin", new byte[10]);

        (await bench.PreviewAsync("file.delete", new { path = large })).CanUndo.ShouldBeFalse();
        (await bench.PreviewAsync("file.delete", new { path = large })).Headline.ShouldBe("Delete large.bin (11 B) for good");
        (await bench.PreviewAsync("file.delete", new { path = small })).CanUndo.ShouldBeTrue();
        (await bench.PreviewAsync("file.delete", new { path = small, permanent = true })).CanUndo.ShouldBeFalse();
        (await bench.CallAsync("file.delete", new { path = large })).Undo.ShouldBeNull();
        (await bench.CallAsync("file.delete", new { path = small, permanent = true })).Undo.ShouldBeNull();
        File.Exists(large).ShouldBeFalse();
        Directory.Exists(Path.Combine(bench.Data, "kept")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_root_on_another_disk_is_copied_and_then_deleted()
    {
        if (!Directory.Exists("/dev/shm")) return;
        var other = Directory.CreateDirectory($"/dev/shm/chatruns-{Guid.NewGuid():N}").FullName;
        try
        {
            using var bench = new ToolBench(new() { ["Tools:Files:Roots:here"] = _bench.Root, ["Tools:Files:Roots:there"] = other });
            var path = _bench.Put("a.bin", new byte[300_000]);
            var changed = File.GetLastWriteTimeUtc(path);

            var moved = await bench.CallAsync("file.move", new { from = "here/a.bin", to = "there/x/a.bin" });
            var deleted = await bench.CallAsync("file.delete", new { path = "there/x/a.bin" });
            Directory.GetFiles(other, "*", SearchOption.AllDirectories).ShouldBeEmpty();

            await bench.UndoAsync(deleted);
            await bench.UndoAsync(moved);
            File.ReadAllBytes(path).Length.ShouldBe(300_000);
            File.GetLastWriteTimeUtc(path).ShouldBe(changed);
        }
        finally
        {
            Directory.Delete(other, recursive: true);
        }
    }

    [Fact]
    public async Task The_state_changes_when_the_file_does_even_within_one_tick_of_the_clock()
    {
        var path = _bench.Put("a.txt", "one");
        var time = File.GetLastWriteTimeUtc(path);
        var before = (await _bench.PreviewAsync("file.delete", new { path })).State;
        (await _bench.PreviewAsync("file.delete", new { path })).State.ShouldBe(before);

        File.WriteAllText(path, "two");
        File.SetLastWriteTimeUtc(path, time);

        (await _bench.PreviewAsync("file.delete", new { path })).State.ShouldNotBe(before);
    }

    [Fact]
    public async Task A_call_that_comes_again_with_its_key_is_recognised_as_done()
    {
        var write = new { path = _bench.Put("w.txt", "old"), text = "new", overwrite = true };
        var written = await _bench.CallAsync("file.write", write, "k1");
        (await _bench.CallAsync("file.write", write, "k1")).Undo!.Arguments.ToString().ShouldBe(written.Undo!.Arguments.ToString());
        await _bench.UndoAsync(written);
        File.ReadAllText(write.path).ShouldBe("old");

        var move = new { from = _bench.Put("m.txt", "m"), to = "moved.txt" };
        await _bench.CallAsync("file.move", move, "k2");
        await _bench.UndoAsync(await _bench.CallAsync("file.move", move, "k2"));
        File.ReadAllText(move.from).ShouldBe("m");

        var delete = new { path = _bench.Put("d.txt", "d") };
        await _bench.CallAsync("file.delete", delete, "k3");
        await _bench.UndoAsync(await _bench.CallAsync("file.delete", delete, "k3"));
        File.ReadAllText(delete.path).ShouldBe("d");

        var archive = new { path = _bench.Put("a.txt", "a") };
        await _bench.CallAsync("file.archive", archive, "k4");
        await _bench.UndoAsync(await _bench.CallAsync("file.archive", archive, "k4"));
        File.ReadAllText(archive.path).ShouldBe("a");
    }

    [Fact]
    public async Task A_missing_file_is_not_taken_for_done_by_another_key()
    {
        var path = _bench.Put("d.txt", "d");
        await _bench.CallAsync("file.delete", new { path }, "k1");

        (await Should.ThrowAsync<ToolException>(_bench.CallAsync("file.delete", new { path }, "k2"))).Message.ShouldContain("There is no file");
    }

    [Fact]
    public async Task Of_many_calls_at_once_one_wins_and_the_others_are_told()
    {
        for (var round = 0; round < 20; round++)
        {
            var path = _bench.Put($"race-{round}.txt");
            var calls = Enumerable.Range(0, 16).Select(i => Task.Run(async () =>
            {
                try
                {
                    await _bench.CallAsync("file.move", new { from = path, to = $"race-{round}-to-{i}.txt" });
                    return 1;
                }
                catch (ToolException)
                {
                    return 0;
                }
            }));

            (await Task.WhenAll(calls)).Sum().ShouldBe(1);
            Directory.GetFiles(_bench.Root, $"race-{round}*").Length.ShouldBe(1);
        }
    }

    [Fact]
    public async Task Writers_at_once_never_mix_their_contents()
    {
        var contents = Enumerable.Range(0, 16).Select(i => new string((char)('a' + i), 50_000)).ToArray();

        await Task.WhenAll(contents.Select(text => Task.Run(async () =>
        {
            try
            {
                await _bench.CallAsync("file.write", new { path = "same.txt", text, overwrite = true });
            }
            catch (ToolException)
            {
                // Another writer was at it.
            }
        })));

        contents.ShouldContain(File.ReadAllText(Path.Combine(_bench.Root, "same.txt")));
        _bench.Drafts().ShouldBeEmpty();
    }

    [Fact]
    public async Task Folders_and_missing_files_are_told_by_name()
    {
        Directory.CreateDirectory(Path.Combine(_bench.Root, "folder"));

        (await _bench.FailAsync("file.delete", new { path = "folder" })).Message.ShouldContain("is a folder");
        (await _bench.FailAsync("file.write", new { path = "folder", text = "x", overwrite = true })).Message.ShouldContain("is a folder");
        (await _bench.FailAsync("file.read", new { path = "nothing.txt" })).Message.ShouldContain("There is no file");
        (await _bench.FailAsync("file.list", new { folder = "nothing" })).Message.ShouldContain("There is no folder");
        (await _bench.FailAsync("file.write", new { path = _bench.Put("plain.txt") + "/below.txt", text = "x" })).Message.ShouldNotContain("/proc/");
    }

    [Fact]
    public async Task A_full_disk_is_told_as_such()
    {
        if (!File.Exists("/dev/full")) return;
        var writing = ChatRuns.Tools.Files.FileTrouble.TellAsync<int>(new(_bench.Root, _bench.Root, "a.txt"), async () =>
        {
            await File.WriteAllTextAsync("/dev/full", "x");
            return 1;
        });

        (await Should.ThrowAsync<ToolException>(writing)).Message.ShouldContain("no room is left");
    }

    [Fact]
    public async Task Hostile_names_are_made_visible_in_headlines()
    {
        _bench.Put("invoice\u202egnp.exe\n.txt");

        var preview = await _bench.PreviewAsync("file.delete", new { path = "invoice\u202egnp.exe\n.txt" });

        preview.Headline!.ShouldContain("⟨U+202E⟩");
        preview.Headline!.ShouldNotContain("\n");
    }
}
