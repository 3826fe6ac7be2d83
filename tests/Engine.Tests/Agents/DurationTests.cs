using ChatRuns.Agents;

namespace ChatRuns.Engine.Tests.Agents;

public sealed class DurationTests
{
    [Theory]
    [InlineData("90s", "00:01:30", "1m30s")]
    [InlineData("5m", "00:05:00", "5m")]
    [InlineData("2h", "02:00:00", "2h")]
    [InlineData("7d", "7.00:00:00", "1w")]
    [InlineData("1w", "7.00:00:00", "1w")]
    [InlineData("1h30m", "01:30:00", "1h30m")]
    [InlineData("1h 30m", "01:30:00", "1h30m")]
    [InlineData("1.5h", "01:30:00", "1h30m")]
    [InlineData("500ms", "00:00:00.5", "500ms")]
    [InlineData("00:05:00", "00:05:00", "5m")]
    [InlineData("2.00:00:00", "2.00:00:00", "2d")]
    [InlineData("0s", "00:00:00", "0s")]
    public void A_length_of_time_is_read_and_written(string text, string expected, string written)
    {
        Duration.TryParse(text, out var duration).ShouldBeTrue();

        duration.ShouldBe(TimeSpan.Parse(expected, System.Globalization.CultureInfo.InvariantCulture));
        Duration.Write(duration).ShouldBe(written);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("m")]
    [InlineData("-5m")]
    [InlineData("5 minutes")]
    [InlineData("5M")]
    [InlineData("999999999w")]
    [InlineData("5m5m5m5m5m5m5m5m5m5m5m5m5m5m5m5m5m5m5m5m5m5m5m5m")]
    [InlineData("25:61:00")]
    public void Anything_else_is_none(string? text) => Duration.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData("512MB", 512_000_000)]
    [InlineData("512MiB", 536_870_912)]
    [InlineData("10 KB", 10_000)]
    [InlineData("1.5gb", 1_500_000_000)]
    [InlineData("800B", 800)]
    public void An_amount_of_data_is_read(string text, long expected)
    {
        ByteSize.TryParse(text, out var bytes).ShouldBeTrue();

        bytes.ShouldBe(expected);
    }

    [Theory]
    [InlineData("512")]
    [InlineData("-1MB")]
    [InlineData("1PB")]
    [InlineData("999999999TB")]
    [InlineData("")]
    [InlineData(null)]
    public void Anything_else_is_no_amount(string? text) => ByteSize.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData("stauts", "status")]
    [InlineData("Approver", "approver")]
    [InlineData("max-actions", "max_actions")]
    [InlineData("steps", "step")]
    [InlineData("banana", null)]
    [InlineData("", null)]
    public void A_mistyped_word_finds_the_one_that_was_meant(string word, string? meant) =>
        DidYouMean.Nearest(word, ["status", "approver", "max_actions", "step"]).ShouldBe(meant);
}
