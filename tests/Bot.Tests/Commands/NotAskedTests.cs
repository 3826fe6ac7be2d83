using ChatRuns.Engine.Tests;
using ChatRuns.Runs;

namespace ChatRuns.Bot.Tests.Commands;

/// <summary>What a program proposed in vain, and what it was doing when it was stopped.</summary>
public sealed class NotAskedTests
{
    private const string Program = """
        title: Tidy
        steps:
          - name: scan
            program:
              - sh
              - -c
              - |
                echo '{"chatruns":"propose","tool":"file.write","arguments":{"path":"/etc/x","text":"x"}}'
                echo '{"chatruns":"summary","text":"All fine"}'
        """;

    [Fact]
    public async Task A_refused_proposal_is_on_the_card_and_in_the_log_beside_the_programs_own_summary()
    {
        await using var bot = await BotBench.OpenAsync(("tidy", Program));
        var run = await bot.Bench.RunAsync("tidy");

        run.Held.Count.ShouldBe(1, string.Join('\n', run.Held));
        var card = (await bot.SayAsync("/run 1")).Card!.Text;
        card.ShouldContain("All fine");
        card.ShouldContain("1 proposal not asked");
        card.ShouldContain("file.write: '/etc/x' is refused");
        (await bot.SayAsync("/run 1 log")).Card!.Text.ShouldContain("Not asked: file.write: '/etc/x' is refused");
    }

    [Fact]
    public void A_step_that_was_stopped_with_its_run_reads_canceled()
    {
        var step = Some.Queued(1);
        var run = Run.From([new(1, "run/1", 1, Some.Noon, EngineBench.Ada.Key, step)])!
            .Apply(new StepStarted("scan", 1, "1-a"), Some.Noon)
            .Apply(new StepFailed("scan", 1, new(Cause.Canceled, "Canceled while it ran."), 5, null), Some.Noon);

        Bot.Views.RunViews.Look(run.Find("scan"), RunStatus.Canceled).Word.ShouldBe("Canceled");
    }
}
