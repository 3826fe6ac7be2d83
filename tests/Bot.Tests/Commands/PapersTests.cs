namespace ChatRuns.Bot.Tests.Commands;

/// <summary>Reports and files of a run in chat, and pages of a list that are not there.</summary>
public sealed class PapersTests
{
    private const string Week = """
        title: Week
        steps: [{ name: look, tool: probe.look, with: { what: disk } }]
        report: "# Week 47\n\n- invoice\u202Efdp.exe"
        files: { week.csv: "a;b" }
        """;

    [Fact]
    public async Task The_report_is_shown_with_a_link_to_its_page()
    {
        await using var bot = await BotBench.OpenAsync(("week", Week));
        await bot.Bench.RunAsync("week");

        var card = (await bot.SayAsync("/run 1 report")).Card!;

        card.Name.ShouldBe("report");
        card.Text.ShouldContain("# Week 47\n\n- invoice⟨U+202E⟩fdp.exe");
        card.Json.ToJsonString().ShouldContain("/runs/1/report");
    }

    [Fact]
    public async Task A_long_report_says_how_much_of_it_is_shown()
    {
        await using var bot = await BotBench.OpenAsync(("week", Week.Replace("- invoice", new string('x', 9000), StringComparison.Ordinal)));
        await bot.Bench.RunAsync("week");

        (await bot.SayAsync("/run 1 report")).Card!.Text.ShouldContain("the first 3 KB of 9 KB");
    }

    [Fact]
    public async Task The_files_are_listed_with_links()
    {
        await using var bot = await BotBench.OpenAsync(("week", Week));
        await bot.Bench.RunAsync("week");

        var card = (await bot.SayAsync("/run 1 files")).Card!;

        card.Name.ShouldBe("files");
        card.Text.ShouldContain("week.csv");
        card.Json.ToJsonString().ShouldContain("/runs/1/files/week.csv");
    }

    [Fact]
    public async Task A_page_past_the_end_is_answered_with_the_last_one()
    {
        await using var bot = await BotBench.OpenAsync(("week", Week));
        for (var i = 0; i < 7; i++) await bot.Bench.RunAsync("week");

        var card = (await bot.SayAsync("/runs page 99 per 5")).Card!.Text;

        card.ShouldContain("There is no page 99; this is the last one.");
        card.ShouldContain("2 of 7 runs · page 2 of 2");
    }
}
