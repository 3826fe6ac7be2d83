using System.Text;

namespace ChatRuns.Engine.Tests.Tools;

public sealed class FileReadingTests : IDisposable
{
    private readonly ToolBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_large_file_is_read_in_pieces_that_fit_together()
    {
        var text = string.Concat(Enumerable.Repeat("größer €𝄞 ", 200_000));
        _bench.Put("large.txt", text);

        var read = new StringBuilder();
        long offset = 0;
        for (var isCut = true; isCut;)
        {
            var piece = await _bench.ValueAsync("file.read", new { path = "large.txt", offset });
            read.Append(piece.GetProperty("text").GetString());
            piece.TryGetProperty("isExact", out _).ShouldBeFalse();
            isCut = piece.GetProperty("isCut").GetBoolean();
            if (isCut) offset = piece.GetProperty("nextOffset").GetInt64();
        }

        read.ToString().ShouldBe(text);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_replaced_and_the_answer_says_so()
    {
        byte[] bytes = [(byte)'a', 0xFF, (byte)'b'];
        _bench.Put("odd.log", bytes);

        var asText = await _bench.ValueAsync("file.read", new { path = "odd.log" });
        asText.GetProperty("text").GetString().ShouldBe("a\uFFFDb");
        asText.GetProperty("isExact").GetBoolean().ShouldBeFalse();
        var asBytes = await _bench.ValueAsync("file.read", new { path = "odd.log", encoding = "base64" });
        asBytes.GetProperty("base64").GetBytesFromBase64().ShouldBe(bytes);
    }

    [Fact]
    public async Task An_empty_file_and_an_offset_past_the_end_are_empty()
    {
        _bench.Put("empty.txt", "");

        (await _bench.ValueAsync("file.read", new { path = "empty.txt" })).GetProperty("text").GetString().ShouldBe("");
        (await _bench.ValueAsync("file.read", new { path = "empty.txt", offset = 99 })).GetProperty("isCut").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task A_folder_is_listed_in_pages_without_gaps_or_doubles()
    {
        for (var i = 0; i < 250; i++) _bench.Put($"{i % 3}/file-{i:000}.csv");
        _bench.Put("0/other.txt");

        var paths = new List<string>();
        string? after = null;
        do
        {
            var page = await _bench.ValueAsync("file.list", after is null
                ? new { folder = "docs", pattern = "*.csv", recursive = true, most = 40 }
                : new { folder = "docs", pattern = "*.csv", recursive = true, most = 40, after });
            page.GetProperty("total").GetInt32().ShouldBe(250);
            paths.AddRange(page.GetProperty("files").EnumerateArray().Select(f => f.GetProperty("path").GetString()!));
            after = page.TryGetProperty("next", out var next) ? next.GetString() : null;
        }
        while (after is not null);

        paths.Count.ShouldBe(250);
        paths.ShouldBe(paths.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_empty_folder_has_nothing_and_drafts_are_not_listed()
    {
        (await _bench.ValueAsync("file.list", new { folder = _bench.Root })).GetProperty("total").GetInt32().ShouldBe(0);
        _bench.Put(".chatruns-abc");
        (await _bench.ValueAsync("file.list", new { folder = _bench.Root })).GetProperty("total").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task Disk_usage_counts_all_and_names_the_biggest()
    {
        _bench.Put("a/small.bin", new byte[10]);
        _bench.Put("a/b/big.bin", new byte[5000]);
        _bench.Put("mid.bin", new byte[100]);

        var usage = await _bench.ValueAsync("disk.usage", new { folder = "docs", biggest = 2 });

        usage.GetProperty("files").GetInt32().ShouldBe(3);
        usage.GetProperty("bytes").GetInt32().ShouldBe(5110);
        usage.GetProperty("biggest").EnumerateArray().Select(f => f.GetProperty("bytes").GetInt32()).ShouldBe([5000, 100]);
        usage.GetProperty("freeBytes").GetInt64().ShouldBeGreaterThan(0);
    }
}
