using System.Text;
using ChatRuns.Actions;
using ChatRuns.Runs;
using ChatRuns.Store;

namespace ChatRuns.Bot.Tests.Slack;

/// <summary>Files shared with the bot start runs.</summary>
public sealed class SlackShareTests
{
    private const string Count = """
        title: Invoices
        triggers: [{ name: invoices, upload: { types: [csv], max: 1KB } }]
        run_title: "Invoices of {{run.file.name}}"
        steps: [{ name: count, program: [bash, -c, 'wc -l < "$1"; cat "$CHATRUNS_FILE"', x, "{{run.file.path}}"], effects: none }]
        """;

    private const string Other = "title: Ledger\ntriggers: [{ upload: { types: [csv] } }]\nsteps: [{ name: look, tool: probe.look, with: { what: disk } }]";
    private static readonly byte[] s_csv = Encoding.UTF8.GetBytes("id,amount\n1,20\n2,30\n");

    [Fact]
    public async Task A_file_in_a_direct_message_starts_the_agent_that_takes_it_and_its_program_reads_it()
    {
        await using var bot = await SlackBench.OpenAsync(("invoices", Count));

        await bot.Slack.ShareFileAsync(SlackBench.Jon, SlackBench.Jon, "März.csv", s_csv);
        await bot.GoAsync();

        await bot.PassAsync(TimeSpan.FromSeconds(5));
        bot.Slack.BotMessages(SlackBench.Jon).ShouldHaveSingleItem(bot.Slack.ToString()).Text.ShouldContain("Completed");
        var run = await bot.Bench.FindAsync(1);
        run.Status.ShouldBe(RunStatus.Completed, run.End?.Error?.Message);
        run.Queued.Title.ShouldBe("Invoices of März.csv");
        (run.Queued.Trigger.Kind, run.Queued.Trigger.Name, run.Queued.Trigger.By.Id).ShouldBe((TriggerKind.Upload, "invoices", SlackBench.Jon));
        run.Files.ShouldHaveSingleItem().Name.ShouldBe("März.csv");
        (await LogOfAsync(bot, 1)).ShouldBe(["3", "id,amount", "1,20", "2,30"]);
        bot.Slack.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_same_delivery_twice_is_one_run()
    {
        await using var bot = await SlackBench.OpenAsync(("invoices", Count));

        await bot.Slack.ShareFileAsync(SlackBench.Jon, SlackBench.Jon, "a.csv", s_csv);
        await bot.Slack.RetryLastEventAsync();
        await bot.GoAsync();

        (await RunsAsync(bot)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_rerun_begins_with_the_same_file()
    {
        await using var bot = await SlackBench.OpenAsync(("invoices", Count));
        await bot.Slack.ShareFileAsync(SlackBench.Jon, SlackBench.Jon, "a.csv", s_csv);
        await bot.GoAsync();

        await bot.Slack.CommandAsync(SlackBench.Jon, SlackBench.Ops, "/run", "1 rerun");
        await bot.GoAsync();

        (await LogOfAsync(bot, 2)).Count.ShouldBe(4);
    }

    [Fact]
    public async Task Where_several_agents_take_it_the_person_chooses_and_one_run_starts()
    {
        await using var bot = await SlackBench.OpenAsync(("invoices", Count), ("ledger", Other));
        await bot.Slack.ShareFileAsync(SlackBench.Jon, SlackBench.Jon, "a.csv", s_csv);
        await bot.GoAsync();
        var asked = bot.Slack.BotMessages(SlackBench.Jon).ShouldHaveSingleItem();
        asked.Text.ShouldContain("2 agents take a.csv");

        await bot.Slack.ClickAsync(SlackBench.Jon, asked, "Ledger");
        await bot.Slack.ClickAsync(SlackBench.Jon, asked, "Ledger");
        await bot.GoAsync();

        var rows = (await RunsAsync(bot));
        rows.ShouldHaveSingleItem().Agent.ShouldBe("ledger");
        (await bot.Bench.FindAsync(1)).Queued.File.ShouldNotBeNull().Bytes.ShouldBe(s_csv.Length);
    }

    [Fact]
    public async Task What_another_person_shared_cannot_be_taken()
    {
        await using var bot = await SlackBench.OpenAsync(("invoices", Count), ("ledger", Other));
        bot.Bench.Roles.Give(SlackBench.PrincipalOf(bot.Slack, SlackBench.Mia), Role.Operator);
        await bot.Slack.ShareFileAsync(SlackBench.Jon, SlackBench.Jon, "a.csv", s_csv);
        await bot.GoAsync();
        var line = System.Text.RegularExpressions.Regex.Match(bot.Slack.BotMessages(SlackBench.Jon)[0].Blocks.ToJsonString(), "/agent ledger take [0-9a-f]{32}").Value;

        await bot.Slack.CommandAsync(SlackBench.Mia, SlackBench.Ops, "/agent", line["/agent ".Length..]);
        await bot.GoAsync();

        bot.Slack.Ephemerals(SlackBench.Mia).ShouldHaveSingleItem().Text.ShouldContain("Share it again");
    }

    [Theory]
    [InlineData("a.csv", "ledger please", "ledger")]
    [InlineData("a.csv", "Invoices", "invoices")]
    public async Task Words_beside_the_file_name_the_agent(string file, string words, string agent)
    {
        await using var bot = await SlackBench.OpenAsync(("invoices", Count), ("ledger", Other));

        await bot.Slack.ShareFileAsync(SlackBench.Jon, SlackBench.Ops, file, s_csv, words);
        await bot.GoAsync();

        (await bot.Bench.FindAsync(1)).Queued.Agent.ShouldBe(agent);
    }

    [Fact]
    public async Task A_file_that_no_agent_takes_is_not_even_fetched_and_it_is_said_what_would_be()
    {
        await using var bot = await SlackBench.OpenAsync(("invoices", Count));

        await bot.Slack.ShareFileAsync(SlackBench.Jon, SlackBench.Jon, "photo.png", s_csv);
        await bot.Slack.ShareFileAsync(SlackBench.Jon, SlackBench.Jon, "long.csv", new byte[1001]);
        await bot.GoAsync();

        bot.Slack.BotMessages(SlackBench.Jon).Select(m => m.Text).ShouldBe(
        [
            "! No agent takes photo.png (20 B). Invoices takes csv, up to 1 kB.", "! No agent takes long.csv (1,001 B). Invoices takes csv, up to 1 kB.",
        ], ignoreOrder: true);
    }

    [Fact]
    public async Task Who_may_not_start_agents_cannot_by_a_file()
    {
        await using var bot = await SlackBench.OpenAsync(("invoices", Count));

        await bot.Slack.ShareFileAsync(SlackBench.Mia, SlackBench.Mia, "a.csv", s_csv);
        await bot.Slack.ShareFileAsync(SlackBench.Eve, SlackBench.Eve, "a.csv", s_csv);
        await bot.GoAsync();

        bot.Slack.BotMessages(SlackBench.Mia).ShouldHaveSingleItem().Text.ShouldContain("may not start agents");
        bot.Slack.BotMessages(SlackBench.Eve).ShouldHaveSingleItem().Text.ShouldContain("may not");
        (await RunsAsync(bot)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Several_files_at_once_are_a_run_each_and_one_answer()
    {
        await using var bot = await SlackBench.OpenAsync(("invoices", Count));

        await bot.Slack.ShareFilesAsync(SlackBench.Jon, SlackBench.Jon, "", ("a.csv", s_csv), ("b.csv", s_csv), ("c.png", s_csv));
        await bot.GoAsync();

        var told = bot.Slack.BotMessages(SlackBench.Jon).ShouldHaveSingleItem().Text;
        told.ShouldContain("a.csv: run #1 of Invoices is on its way");
        told.ShouldContain("b.csv: run #2 of Invoices is on its way");
        told.ShouldContain("No agent takes c.png");
    }

    [Fact]
    public async Task Started_by_hand_it_begins_without_a_file_and_a_condition_can_ask_for_it()
    {
        await using var bot = await SlackBench.OpenAsync(("careful", Count.Replace("steps: [{ name: count,", "steps: [{ name: count, when: '{{run.file.name}} != \"\"',", StringComparison.Ordinal)));

        var run = await bot.RunAsync("careful");

        (await bot.Bench.FindAsync(run)).ShouldSatisfyAllConditions(
            r => r.Status.ShouldBe(RunStatus.Completed), r => r.Find("count")!.Status.ShouldBe(StepStatus.Skipped), r => r.Files.ShouldBeEmpty());
    }

    [Fact]
    public async Task A_paused_agent_takes_no_files()
    {
        await using var bot = await SlackBench.OpenAsync(("invoices", Count));
        await bot.Slack.CommandAsync(SlackBench.Jon, SlackBench.Ops, "/agent", "invoices pause");

        await bot.Slack.ShareFileAsync(SlackBench.Jon, SlackBench.Jon, "a.csv", s_csv);
        await bot.GoAsync();

        bot.Slack.BotMessages(SlackBench.Jon).ShouldHaveSingleItem().Text.ShouldContain("Invoices is paused");
    }

    [Fact]
    public async Task Without_the_scope_to_read_files_the_person_is_told_what_an_admin_has_to_do()
    {
        await using var bot = await SlackBench.OpenAsync(("invoices", Count));
        bot.Slack.MayNotReadFiles = true;

        await bot.Slack.ShareFileAsync(SlackBench.Jon, SlackBench.Jon, "a.csv", s_csv);
        await bot.GoAsync();

        bot.Slack.BotMessages(SlackBench.Jon).ShouldHaveSingleItem().Text.ShouldContain("files:read");
    }

    [Fact]
    public async Task The_token_goes_to_no_other_host()
    {
        await using var bot = await SlackBench.OpenAsync(("invoices", Count));

        await bot.Slack.EventAsync(new()
        {
            ["type"] = "message", ["subtype"] = "file_share", ["channel"] = "D0JON", ["channel_type"] = "im", ["user"] = SlackBench.Jon, ["ts"] = "1.1", ["event_ts"] = "1.1", ["text"] = "",
            ["files"] = new System.Text.Json.Nodes.JsonArray(new System.Text.Json.Nodes.JsonObject
            {
                ["id"] = "F1", ["name"] = "a.csv", ["size"] = 3, ["url_private_download"] = "http://127.0.0.1:9/files-pri/T1-F1/a.csv",
            }),
        });
        await bot.GoAsync();

        bot.Slack.BotMessages(SlackBench.Jon).ShouldHaveSingleItem().Text.ShouldContain("no address of its own");
    }

    private static async Task<IReadOnlyList<RunRow>> RunsAsync(SlackBench bot) => (await bot.Bench.Engine.ListRunsAsync(new(), new(1, 10), CancellationToken.None)).Rows;

    private static async Task<IReadOnlyList<string>> LogOfAsync(SlackBench bot, long run) =>
        [.. (await bot.Bench.Engine.ReadLogAsync(run, 0, 100, CancellationToken.None)).Select(e => e.Event).OfType<LogWritten>().SelectMany(l => l.Lines).Select(l => l.Text)];
}
