using System.Text;
using ChatRuns.Runs;
using ChatRuns.StandIns.Model;

namespace ChatRuns.Bot.Tests.Teams;

/// <summary>Files in Teams, both ways.</summary>
public sealed class TeamsFileTests
{
    private const string Count = """
        title: Invoices
        triggers: [{ name: invoices, upload: { types: [csv], max: 1KB } }]
        steps:
          - name: count
            program: [bash, -c, "wc -l < $CHATRUNS_FILE > lines.txt; echo '{\"chatruns\":\"file\",\"name\":\"lines.txt\",\"path\":\"lines.txt\"}'"]
            effects: none
        """;

    private static readonly byte[] s_csv = Encoding.UTF8.GetBytes("id,amount\n1,20\n2,30\n");

    [Fact]
    public async Task A_file_shared_with_the_bot_starts_the_agent_that_takes_it()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("invoices", Count));

        await bot.Teams.ShareFileAsync(TeamsBotBench.Jon, TeamsBotBench.Jon, "March.csv", s_csv);
        await bot.GoAsync();

        var run = await bot.Bench.FindAsync(1);
        run.Status.ShouldBe(RunStatus.Completed, run.End?.Error?.Message);
        (run.Queued.Trigger.Kind, run.Queued.Trigger.By.Name, run.Queued.File!.Name).ShouldBe((TriggerKind.Upload, "Jon Doe", "March.csv"));
        TeamsBotBench.Read(bot.Card(TeamsBotBench.Jon).Card).ShouldContain("Completed");
        bot.Teams.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Only_hosts_of_teams_are_asked_for_a_file()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("invoices", Count));
        var activity = bot.Teams.Activity("message", TeamsBotBench.Jon, TeamsBotBench.Jon);
        activity["attachments"] = System.Text.Json.Nodes.JsonNode.Parse("""[{"contentType":"application/vnd.microsoft.teams.file.download.info","name":"a.csv","content":{"downloadUrl":"https://files.example.org/a.csv"}}]""");

        await bot.Teams.SendAsync(activity);
        await bot.GoAsync();

        TeamsBotBench.Read(bot.Card(TeamsBotBench.Jon).Card).ShouldContain("no address of its own");
    }

    [Fact]
    public async Task The_files_of_a_run_are_offered_and_put_where_the_person_wants_them()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("invoices", Count));
        await RunAsync(bot);
        await bot.Teams.ClickAsync(TeamsBotBench.Jon, bot.Cards(TeamsBotBench.Jon)[^1], "Send me these files");
        var offers = Offers(bot);
        offers.Select(o => (string)o.Activity["attachments"]![0]!["name"]!).ShouldBe(["March.csv", "lines.txt"]);

        var put = await bot.Teams.AnswerFileAsync(TeamsBotBench.Jon, offers[1], accept: true);
        await bot.Teams.AnswerFileAsync(TeamsBotBench.Jon, offers[0], accept: false);

        Encoding.UTF8.GetString(bot.Teams.File(put).ShouldNotBeNull()).ShouldBe("3\n");
        Offers(bot).ShouldBeEmpty();
        bot.Teams.BotMessages(TeamsBotBench.Jon).ShouldContain(m => m.Activity.ToJsonString().Contains("file.info", StringComparison.Ordinal));
        bot.Teams.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_may_not_see_a_run_gets_no_file_of_it_by_a_forged_yes()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("invoices", Count));
        await RunAsync(bot);

        await bot.Teams.InvokeAsync(TeamsBotBench.Eve, TeamsBotBench.Eve, "fileConsent/invoke", System.Text.Json.Nodes.JsonNode.Parse(
            $$$"""{"type":"fileUpload","action":"accept","context":{"run":"1","name":"lines.txt"},"uploadInfo":{"uploadUrl":"{{{bot.Teams.Home}}}/files/stolen","name":"lines.txt"}}"""));

        bot.Teams.File("stolen").ShouldBeNull();
    }

    private static async Task RunAsync(TeamsBotBench bot)
    {
        await bot.Teams.ShareFileAsync(TeamsBotBench.Jon, TeamsBotBench.Jon, "March.csv", s_csv);
        await bot.GoAsync();
        await bot.Teams.SayAsync(TeamsBotBench.Jon, TeamsBotBench.Jon, "/run 1 files");
        await bot.GoAsync();
        // Teams takes few calls in a second, and the answer to the file was redrawn as the card of its run.
        bot.Bench.Time.Advance(TimeSpan.FromSeconds(5));
    }

    private static List<TeamsMessage> Offers(TeamsBotBench bot) =>
        [.. bot.Teams.BotMessages(TeamsBotBench.Jon).Where(m => m.Activity.ToJsonString().Contains("file.consent", StringComparison.Ordinal))];
}
