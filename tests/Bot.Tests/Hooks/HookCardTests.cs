using System.Text.Json;
using ChatRuns.Runs;

namespace ChatRuns.Bot.Tests.Hooks;

/// <summary>What people see of triggers by request: in lists and on cards, never a secret.</summary>
public sealed class HookCardTests
{
    private static readonly (string, string) s_deploy = ("deploy", """
        title: Deploy
        triggers:
          - { name: github, webhook: { secret: "{{secret.HOOK}}", preset: github } }
          - { name: orders, event: { secret: "{{secret.HOOK}}", exact: { type: com.example.order } } }
          - { upload: { types: [csv], secret: "{{secret.HOOK}}" } }
        steps: [{ name: look, tool: probe.look, with: { what: "{{run.hook.body.n}}" } }]
        """);

    [Fact]
    public async Task Triggers_are_told_with_their_addresses()
    {
        await using var bot = await BotBench.OpenAsync(s_deploy);

        foreach (var line in new[] { "/agent deploy", "/agents", "/next deploy", "/next" })
        {
            var text = (await bot.SayAsync(line)).Card!.Text;
            text.ShouldContain("POST /hooks/deploy, as GitHub signs");
            text.ShouldContain("POST /events: type com.example.order");
            text.ShouldContain("a file shared with me or sent by POST /uploads/deploy: csv, up to 10 MB");
            text.ShouldNotContain("by hand only");
        }
    }

    [Fact]
    public async Task A_missing_secret_is_a_problem_with_a_remedy()
    {
        await using var bot = await BotBench.OpenAsync(s_deploy);

        var all = (await bot.SayAsync("/agents")).Card!.Text;
        var one = (await bot.SayAsync("/agent deploy")).Card!.Text;

        all.ShouldContain("3 secrets missing");
        foreach (var text in new[] { all, one })
        {
            text.ShouldContain("There is no secret HOOK, so nothing is let in by it.");
            text.ShouldContain("CHATRUNS_SECRET_HOOK");
        }
    }

    [Fact]
    public async Task A_run_tells_its_trigger_and_what_came_and_is_found_by_it()
    {
        await using var bot = await BotBench.OpenAsync(s_deploy);
        var body = JsonSerializer.Deserialize<JsonElement>("""{"n":7}""");
        var message = new RunMessage(TriggerKind.Webhook, "72d3162e", new('a', 64), new Dictionary<string, string> { ["event"] = "push", ["type"] = "application/json" }, new Dictionary<string, string>(), body);
        await bot.Bench.Engine.TakeAsync(new("deploy", "github", message), CancellationToken.None);
        await bot.Bench.StartAsync("deploy");
        await bot.Bench.GoAsync();

        (await bot.SayAsync("/run 1")).Card!.Text.ShouldSatisfyAllConditions(
            text => text.ShouldContain("webhook “github” · push 72d3162e"), text => text.ShouldContain("run.hook.body"), text => text.ShouldContain("""{"n":7}"""));
        (await bot.SayAsync("/run 1 activity")).Card!.Text.ShouldContain("Queued: webhook “github” · push 72d3162e");
        foreach (var line in new[] { "/runs webhook", "/runs trigger github", "/runs trigger webhook", "/runs agent deploy webhook" })
        {
            var text = (await bot.SayAsync(line)).Card!.Text;
            text.ShouldContain("webhook “github”", customMessage: line);
            text.ShouldNotContain("started by Ada", customMessage: line);
        }
    }

    [Fact]
    public async Task A_run_by_a_file_that_was_posted_names_nobody()
    {
        await using var bot = await BotBench.OpenAsync(s_deploy);
        var file = await bot.Bench.Engine.KeepFileAsync("a.csv", null, new MemoryStream([1]), 100, CancellationToken.None);

        await bot.Bench.Engine.TakeFileAsync("deploy", "upload", file!, null, CancellationToken.None);

        (await bot.SayAsync("/run 1")).Card!.Text.ShouldContain("upload “upload” to its address");
    }
}
