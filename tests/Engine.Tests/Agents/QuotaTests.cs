using ChatRuns.Agents;

namespace ChatRuns.Engine.Tests.Agents;

public sealed class QuotaTests
{
    [Theory]
    [InlineData(Metered.Runs, "100 per day", "100 runs per day")]
    [InlineData(Metered.Runs, "1/hour", "1 run per hour")]
    [InlineData(Metered.Tokens, "50k per run, 2M per month", "50,000 tokens per run; 2,000,000 tokens per month")]
    [InlineData(Metered.Tokens, "1.5k/week", "1,500 tokens per week")]
    [InlineData(Metered.Credits, "0.25 per run", "0.25 credits per run")]
    public void An_amount_in_a_period_is_read(Metered of, string text, string expected) => string.Join("; ", Quota.ReadAll(of, text)!).ShouldBe(expected);

    [Theory]
    [InlineData(Metered.Runs, "")]
    [InlineData(Metered.Runs, "100")]
    [InlineData(Metered.Runs, "100 per year")]
    [InlineData(Metered.Runs, "0 per day")]
    [InlineData(Metered.Runs, "-1 per day")]
    [InlineData(Metered.Runs, "1.5 per day")]
    [InlineData(Metered.Runs, "10 per run")]
    [InlineData(Metered.Runs, "10 per day, 20 per day")]
    [InlineData(Metered.Tokens, "10 per day,")]
    [InlineData(Metered.Tokens, "1e6 per day")]
    public void Anything_else_is_none(Metered of, string text) => Quota.ReadAll(of, text).ShouldBeNull();

    [Theory]
    [InlineData(QuotaPeriod.Hour, "2026-11-22T13:00", "2026-11-22T14:00")]
    [InlineData(QuotaPeriod.Day, "2026-11-22T00:00", "2026-11-23T00:00")]
    [InlineData(QuotaPeriod.Week, "2026-11-16T00:00", "2026-11-23T00:00")]
    [InlineData(QuotaPeriod.Month, "2026-11-01T00:00", "2026-12-01T00:00")]
    public void Periods_are_those_of_UTC(QuotaPeriod per, string from, string to)
    {
        var sunday = new DateTimeOffset(2026, 11, 22, 18, 45, 0, TimeSpan.FromHours(5));

        var (begins, ends) = new Quota(Metered.Runs, 1, per).PeriodOf(sunday);

        $"{begins:yyyy-MM-ddTHH:mm} {ends:yyyy-MM-ddTHH:mm}".ShouldBe($"{from} {to}");
        begins.Offset.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void Of_two_limits_the_stricter_counts_and_none_gives_way()
    {
        var agent = new Limits { Time = TimeSpan.FromHours(1), LogBytes = 10 };

        var both = agent.NoMoreThan(new() { Time = TimeSpan.FromMinutes(5), LogBytes = 20, MemoryBytes = 30 });

        both.ShouldBe(agent with { Time = TimeSpan.FromMinutes(5), MemoryBytes = 30 });
    }
}
