using ChatRuns.Runs;

namespace ChatRuns.Engine.Tests.Tools;

public sealed class RunsReviewTests : IDisposable
{
    private readonly ReviewStore _store = new();
    private readonly ToolBench _bench;
    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();

    public RunsReviewTests() => _bench = new(store: _store);

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_week_tells_its_failures_silent_agents_certificates_and_growth()
    {
        _store.Failures.Add(new("backup", "upload", 5, "connection refused"));
        Ran("backup", daysAgo: 1, runs: 20, bad: 5);
        Ran("report", daysAgo: 20, runs: 3);
        Ran("once", daysAgo: 20, runs: 1);
        _store.Schedules.Add(new("fresh", "nightly", "0 0 2 * * ?", _now, 1));
        _bench.Put("new.bin", new byte[2048]);
        File.SetLastWriteTimeUtc(_bench.Put("old.bin", new byte[4096]), _now.UtcDateTime.AddDays(-30));
        using var server = new TlsExpiryTests.TlsServer(_now.AddDays(5.5));

        var review = await _bench.ValueAsync("runs.review", new { days = 7, hosts = (string[])[server.Host], folders = (string[])["docs", "../x"] });

        review.GetProperty("summary").GetString().ShouldBe("20 runs, 5 ended badly; 2 agents silent; 1 certificate needs a look");
        review.GetProperty("silent").EnumerateArray().Select(s => s.GetProperty("agent").GetString()).ShouldBe(["fresh", "report"]);
        var paper = review.GetProperty("markdown").GetString()!;
        paper.ShouldContain("| `backup` | `upload` | 5 | `connection refused` |");
        paper.ShouldContain("- `fresh`: never ran, though it has a schedule");
        paper.ShouldContain("| `docs` | 6.1 kB | 2 kB |");
        paper.ShouldContain("| `../x` | - | - | - |");
        review.GetProperty("csv").GetString()!.ShouldContain("failure,backup,upload,5,connection refused\r\n");
    }

    [Fact]
    public async Task An_empty_week_is_a_review_too()
    {
        var review = await _bench.ValueAsync("runs.review", new { });

        review.GetProperty("summary").GetString().ShouldBe("0 runs, 0 ended badly");
        review.GetProperty("markdown").GetString()!.ShouldContain("None");
    }

    [Fact]
    public async Task Hostile_text_stays_text_in_the_paper_and_in_the_table()
    {
        _store.Failures.Add(new("evil", "s", 1, "`</td><script>x</script> | [click](http://evil.example) <!channel> \u202e\n# Approved"));
        _store.Failures.Add(new("sheet", "s", 1, "=HYPERLINK(\"http://evil.example\",\"x\")"));

        var review = await _bench.ValueAsync("runs.review", new { });

        var row = review.GetProperty("markdown").GetString()!.Split('\n').Single(l => l.Contains("evil`", StringComparison.Ordinal));
        row.ShouldBe("| `evil` | `s` | 1 | `` `</td><script>x</script> \\| [click](http://evil.example) <!channel> ⟨U+202E⟩ # Approved `` |");
        review.GetProperty("csv").GetString()!.ShouldContain("\"'=HYPERLINK(\"\"http://evil.example\"\",\"\"x\"\")\"");
    }

    private void Ran(string agent, int daysAgo, int runs, int bad = 0)
    {
        var day = _now.AddDays(-daysAgo);
        _store.Daily.Add(new() { Day = day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), Agent = agent, Runs = runs, Bad = bad });
        _store.LastRuns.Add(new(agent, 1, RunStatus.Completed, day));
    }
}
