using System.ComponentModel.DataAnnotations;

namespace ChatRuns.Engine.Tests.Loops;

public sealed class LimitOptionsTests
{
    [Fact]
    public void What_the_settings_say_is_read_as_in_agents_files()
    {
        var limits = new LimitOptions { Time = "2h", Log = "50MB", Memory = "2GiB", Runs = "5000 per day", Tokens = "200k per run, 20M per month" }.Read();

        limits.Time.ShouldBe(TimeSpan.FromHours(2));
        limits.LogBytes.ShouldBe(50_000_000);
        limits.MemoryBytes.ShouldBe(2L << 30);
        string.Join("; ", limits.Quotas).ShouldBe("5,000 runs per day; 200,000 tokens per run; 20,000,000 tokens per month");
    }

    [Theory]
    [InlineData(nameof(LimitOptions.Time), "long")]
    [InlineData(nameof(LimitOptions.Log), "50")]
    [InlineData(nameof(LimitOptions.Memory), "0MB")]
    [InlineData(nameof(LimitOptions.Runs), "5000")]
    [InlineData(nameof(LimitOptions.Tokens), "1 per year")]
    [InlineData(nameof(LimitOptions.Credits), "free")]
    public void What_cannot_be_read_is_refused_at_the_start_with_its_name(string name, string text)
    {
        var options = new EngineOptions();
        typeof(LimitOptions).GetProperty(name)!.SetValue(options.Limits, text);
        List<ValidationResult> found = [];

        Validator.TryValidateObject(options, new(options), found, validateAllProperties: true).ShouldBeFalse();

        found.ShouldHaveSingleItem().ErrorMessage.ShouldStartWith($"The setting Runs:Limits:{name} cannot be \"{text}\". It takes ");
    }
}
