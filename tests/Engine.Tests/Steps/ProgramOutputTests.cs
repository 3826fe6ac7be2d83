using System.Text;
using ChatRuns.Agents;
using ChatRuns.Runs;
using ChatRuns.Steps;

namespace ChatRuns.Engine.Tests.Steps;

public sealed class ProgramOutputTests
{
    [Theory]
    [InlineData("a\nb", "a|b")]
    [InlineData("a\r\nb\r\n", "a|b")]
    [InlineData("10%\r20%\rdone\n", "10%|20%|done")]
    [InlineData("\n\n", "|")]
    [InlineData("", "")]
    [InlineData("no end", "no end")]
    public void Lines_end_as_people_expect_however_the_bytes_come(string text, string expected)
    {
        foreach (var chunk in new[] { 1, 2, 3, 100 })
        {
            var lines = new List<string>();
            var splitter = new LineSplitter(100, 100, (line, _) => lines.Add(Encoding.UTF8.GetString(line)));
            foreach (var bytes in Encoding.UTF8.GetBytes(text).Chunk(chunk)) splitter.Feed(bytes);
            splitter.End();

            string.Join('|', lines).ShouldBe(expected);
        }
    }

    [Fact]
    public void A_line_without_end_is_kept_in_bounded_memory()
    {
        var (kept, cut) = (0L, 0L);
        var splitter = new LineSplitter(1000, 1000, (line, more) => (kept, cut) = (line.Length, more));
        var chunk = new byte[100_000];
        splitter.Feed(chunk);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 1; i < 1000; i++) splitter.Feed(chunk);
        splitter.End();

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(10_000);
        kept.ShouldBe(1000);
        cut.ShouldBe(100_000_000 - 1000);
    }

    [Theory]
    [InlineData("plain\ttext äöü 👩‍👩‍👧", "plain\ttext äöü 👩‍👩‍👧")]
    [InlineData("\u001b[31mred\u001b[0m \u001b]8;;http://x\u0007link\u001b]8;;\u0007 \u009b1mbold", "red link bold")]
    [InlineData("\u001b[2J\u001b[H\u001bcx\u001b(By", "xy")]
    [InlineData("a\u0000b\u0007c\u007f", "a␀b␇c␡")]
    [InlineData("evil\u202Egpj.exe", "evil⟨U+202E⟩gpj.exe")]
    [InlineData("\u2066a\u2069\u200Fb\u200Bc\uFEFF\u0085", "⟨U+2066⟩a⟨U+2069⟩⟨U+200F⟩b⟨U+200B⟩c⟨U+FEFF⟩⟨U+0085⟩")]
    [InlineData("tag\U000E0041", "tag⟨U+E0041⟩")]
    [InlineData("<b>*x* <!channel> [a](b)", "<b>*x* <!channel> [a](b)")]
    public void Hostile_text_is_spelled_out_and_the_rest_stays(string text, string seen) => ProgramText.Visible(text).ShouldBe(seen);

    [Fact]
    public void A_cut_never_goes_through_a_character()
    {
        var line = Encoding.UTF8.GetBytes("aä€😀");

        Enumerable.Range(1, line.Length).Select(most => ProgramText.Line(line, 0, most, text => text)).ShouldBe(
        [
            "a… 9 more bytes cut", "a… 9 more bytes cut", "aä… 7 more bytes cut", "aä… 7 more bytes cut", "aä… 7 more bytes cut",
            "aä€… 4 more bytes cut", "aä€… 4 more bytes cut", "aä€… 4 more bytes cut", "aä€… 4 more bytes cut", "aä€😀",
        ]);
    }

    [Fact]
    public async Task Ten_megabytes_in_one_line_are_cut_and_counted()
    {
        using var bench = new Bench();

        var outcome = await bench.RunAsync(Bench.Bash("head -c 10485760 /dev/zero | tr '\\0' x; echo; echo after"));

        outcome.Error.ShouldBeNull();
        var lines = bench.Log.Of("out");
        lines[0].ShouldEndWith($"… {10485760 - 65536} more bytes cut");
        lines[0].Length.ShouldBeLessThan(66_000);
        lines[1].ShouldBe("after");
        outcome.Member("stdout").GetString()!.Length.ShouldBeLessThan(10_000);
    }

    [Fact]
    public async Task Invalid_bytes_become_visible()
    {
        using var bench = new Bench();

        await bench.RunAsync(Bench.Bash("printf 'a\\xff\\xfeb\\n'; printf '\\xc3\\n' >&2"));

        bench.Log.Of("out").ShouldBe(["a\uFFFD\uFFFDb"]);
        bench.Log.Of("err").ShouldBe(["\uFFFD"]);
    }

    [Fact]
    public async Task Random_bytes_harm_nothing()
    {
        using var bench = new Bench();

        var outcome = await bench.RunAsync(Bench.Bash("head -c 300000 /dev/urandom; head -c 300000 /dev/urandom >&2"));

        outcome.Error.ShouldBeNull();
        bench.Log.Lines.ShouldNotBeEmpty();
        bench.Log.Lines.ShouldAllBe(l => !l.Text.Contains('\u001b'));
    }

    [Fact]
    public async Task Without_a_limit_of_its_own_lines_over_ten_megabytes_are_dropped_with_one_warning()
    {
        using var bench = new Bench();

        var outcome = await bench.RunAsync(Bench.Bash("yes $(printf 'x%.0s' {1..1000}) | head -n 20000; echo '{\"chatruns\":\"output\",\"value\":5}'"));

        outcome.Error.ShouldBeNull();
        bench.Log.Of("out").Count.ShouldBe((int)(ProgramOutput.MostOfLog / 1016));
        bench.Log.Of("warning").ShouldHaveSingleItem().ShouldContain("limits.log");
        outcome.Output!.Value.GetInt32().ShouldBe(5);
    }

    [LinuxFact]
    public async Task A_limit_of_its_own_ends_the_program()
    {
        using var bench = new Bench { Limits = new Limits { LogBytes = 5000 } };

        var outcome = await bench.RunAsync(Bench.Bash("echo pid $$; yes"));

        outcome.Error!.Cause.ShouldBe(Cause.LogTooLarge);
        outcome.MayRetry.ShouldBeFalse();
        ProcessTreeTests.Pids(bench).Where(ProcessTreeTests.IsRunning).ShouldBeEmpty();
    }

    [LinuxFact]
    public async Task A_program_that_floods_can_be_ended_at_any_time()
    {
        using var bench = new Bench();
        using var cancel = new CancellationTokenSource();
        var flood = bench.RunAsync(Bench.Bash("echo pid $$; echo ready; yes & yes >&2"), cancel.Token);
        await bench.Log.LineAsync("ready");

        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(flood);
        ProcessTreeTests.Pids(bench).Where(ProcessTreeTests.IsRunning).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_flood_of_empty_lines_counts_too()
    {
        using var bench = new Bench();

        await bench.RunAsync(Bench.Bash("yes '' | head -n 1000000"));

        bench.Log.Of("out").Count.ShouldBe((int)(ProgramOutput.MostOfLog / 16));
    }
}
