using System.Text.RegularExpressions;
using ChatRuns.Bot.Cards;
using ChatRuns.Runs;

namespace ChatRuns.Bot.Tests.Commands;

/// <summary>docs/endings.md as it is written: each agent of it is started with real processes, and the card says what stands there.</summary>
public sealed partial class EndingTests
{
    private static readonly IReadOnlyList<Ending> Endings = Read();

    public static TheoryData<string> Names => [.. Endings.Select(ending => ending.Agent)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task An_agent_of_the_page_ends_as_the_page_says(string agent)
    {
        if (!OperatingSystem.IsLinux()) return;
        var ending = Endings.Single(e => e.Agent == agent);
        await using var bot = await BotBench.OpenAsync((agent, ending.Yaml));
        var number = 0L;
        for (var run = 0; run < ending.Runs; run++)
        {
            number = await bot.Bench.StartAsync(agent);
            await GoAsync(bot);
        }

        (await bot.Bench.FindAsync(number)).Status.ShouldBe(ending.Status);
        var card = Regex.Replace((await bot.SayAsync($"/run {number}")).Card!.Text, @"\s+", " ");
        foreach (var words in ending.Says) card.ShouldContain(words);
        Environments().ShouldNotContain(environment => environment.Contains($"CHATRUNS_FOLDER={bot.Bench.Data}/", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_status_that_a_run_can_be_left_in_has_an_agent_on_the_page()
    {
        RunStatus[] others = [RunStatus.New, RunStatus.Running, RunStatus.Canceled];

        Endings.Select(e => e.Status).Concat(others).Distinct().ShouldBe(Enum.GetValues<RunStatus>(), ignoreOrder: true);
    }

    [Fact]
    public async Task Who_waits_for_a_free_slot_is_told_the_place()
    {
        await using var bot = await BotBench.OpenAsync(("tidy", "steps: [{ pause: 1h }]"));
        for (var run = 0; run < 3; run++) await bot.Bench.StartAsync("tidy");

        (await bot.SayAsync("/run 1")).Card!.Text.ShouldContain("Next in the queue.");
        (await bot.SayAsync("/run 3")).Card!.Text.ShouldContain("Waits for a free slot, place 3 in the queue.");
    }

    [Fact]
    public void Every_cause_has_a_word_and_a_remedy_of_its_own()
    {
        var looks = Enum.GetValues<Cause>().Select(CauseLook.Of).ToList();

        looks.Select(look => look.Word).ShouldBeUnique();
        looks.Select(look => look.Remedy).ShouldBeUnique();
    }

    // Of every process that runs now: nothing of a run's programs is left.
    private static IEnumerable<string> Environments()
    {
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _)))
        {
            var environment = "";
            try
            {
                environment = File.ReadAllText(Path.Combine(process, "environ"));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It is over, or somebody else's.
            }

            yield return environment;
        }
    }

    // Time-outs, looks at the memory and the grace of programs are of the bench's clock: it goes on while programs run.
    private static async Task GoAsync(BotBench bot)
    {
        var going = bot.Bench.GoAsync();
        while (!going.IsCompleted)
        {
            await Task.WhenAny(going, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System));
            bot.Bench.Time.Advance(TimeSpan.FromMilliseconds(250));
        }

        await going;
    }

    private static List<Ending> Read()
    {
        var page = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "endings.md")).ReplaceLineEndings("\n");
        return [.. Section().Matches(page).Select(section => new Ending(
            section.Groups["agent"].Value, Enum.Parse<RunStatus>(section.Groups["status"].ValueSpan), section.Groups["second"].Success ? 2 : 1, section.Groups["yaml"].Value,
            [.. section.Groups["says"].Captures.Select(said => said.Value)]))];
    }

    [GeneratedRegex(
        "^## (?<agent>[a-z-]+): (?<status>[A-Za-z]+)(?<second>, at the second run)?\n\n```yaml\n(?<yaml>.*?)```\n\n(> (?<says>[^\n]+)\n)+",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Section();

    private sealed record Ending(string Agent, RunStatus Status, int Runs, string Yaml, IReadOnlyList<string> Says);
}
