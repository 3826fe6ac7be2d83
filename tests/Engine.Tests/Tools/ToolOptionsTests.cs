using ChatRuns.Tools;
using Microsoft.Extensions.Options;

namespace ChatRuns.Engine.Tests.Tools;

public sealed class ToolOptionsTests
{
    [Theory]
    [InlineData("Tools:Files:Roots:0", "relative/folder")]
    [InlineData("Tools:Files:KeepDays", "0")]
    [InlineData("Tools:Http:TimeoutSeconds", "0")]
    [InlineData("Tools:Http:MostBodyBytes", "-1")]
    public void A_setting_that_cannot_work_is_refused(string setting, string value)
    {
        using var bench = new ToolBench(new() { [setting] = value });

        Should.Throw<OptionsValidationException>(() => bench.Get<IOptions<ToolOptions>>().Value);
    }

    [Fact]
    public async Task Kept_files_are_dropped_after_their_days_and_not_before()
    {
        var time = new LaterTime();
        using var bench = new ToolBench(time: time);
        var deleted = await bench.CallAsync("file.delete", new { path = bench.Put("a.txt") });

        time.Later = TimeSpan.FromDays(13);
        await bench.CallAsync("file.delete", new { path = bench.Put("b.txt") });
        await bench.PreviewAsync("file.restore", deleted.Undo!.Arguments);

        time.Later = TimeSpan.FromDays(15);
        await bench.CallAsync("file.delete", new { path = bench.Put("c.txt") });
        (await bench.FailAsync("file.restore", deleted.Undo!.Arguments)).Message.ShouldContain("Tools:Files:KeepDays");
    }

    private sealed class LaterTime : TimeProvider
    {
        public TimeSpan Later { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Later;
    }
}
