using ChatRuns.Bot.Access;
using ChatRuns.Bot.Memory;
using ChatRuns.Engine.Tests;
using ChatRuns.Journal;

namespace ChatRuns.Bot.Tests.Commands;

/// <summary>What people set about themselves.</summary>
public sealed class MeAnswerTests
{
    private const string Pay = """
        title: Pay invoices
        approval: { approvers: [approver] }
        steps: [{ name: change, tool: probe.change, with: { what: pay }, confidence: 0.9, reason: due }]
        """;

    [Fact]
    public async Task Settings_are_kept_and_shown_together()
    {
        await using var bot = await BotBench.OpenAsync(("pay", Pay));
        foreach (var line in (string[])["/me zone Europe/Berlin", "/me quiet 22:00-07:00", "/me notify dm", "/me stand-in web/local/otto until 2026-12-01"])
            await bot.SayAsync(line, EngineBench.Mia);

        var card = (await bot.SayAsync("/me", EngineBench.Mia)).Card!;

        card.Name.ShouldBe("me");
        foreach (var part in (string[])["Europe/Berlin, set by you", "22:00 to 07:00", "by direct message", "until 2026-12-01"]) card.Text.ShouldContain(part);
        var mine = await FindAsync(bot, EngineBench.Mia);
        (mine.Zone.Id, mine.Quiet, mine.Notify).ShouldBe(("Europe/Berlin", new QuietHours(new(22, 0), new(7, 0)), NotifyBy.Direct));
        mine.StandIn!.ShouldSatisfyAllConditions(s => s.By.ShouldBe(EngineBench.Otto), s => s.Until.ShouldBe(new DateTimeOffset(2026, 12, 2, 0, 0, 0, TimeSpan.FromHours(1))));
        (await bot.SayAsync("/me", EngineBench.Otto)).Card!.Text.ShouldContain("You stand in for Mia.");
    }

    [Theory]
    [InlineData("/me stand-in web/local/otto", "Saved. Who decides in your place: Otto, until you change it.")]
    [InlineData("/me stand-in none", "Saved. Nobody decides in your place any more.")]
    [InlineData("/me quiet 22:00-07:00", "Saved. Nobody disturbs you from 22:00 to 07:00.")]
    [InlineData("/me notify dm", "Saved. You are told by direct message.")]
    public async Task What_was_set_is_said_and_said_once(string line, string said)
    {
        await using var bot = await BotBench.OpenAsync(("pay", Pay));

        (await bot.SayAsync(line, EngineBench.Mia)).Card!.Text.ShouldContain(said);
        (await bot.SayAsync("/me", EngineBench.Mia)).Card!.Text.ShouldNotContain("Saved.");
    }

    [Fact]
    public async Task Settings_can_be_taken_back()
    {
        await using var bot = await BotBench.OpenAsync(("pay", Pay));
        foreach (var line in (string[])
            ["/me zone Europe/Berlin", "/me quiet 22:00-07:00", "/me notify off", "/me stand-in web/local/otto", "/me zone auto", "/me quiet off", "/me notify mention", "/me stand-in none"])
            await bot.SayAsync(line, EngineBench.Mia);

        (await FindAsync(bot, EngineBench.Mia)).ShouldBe(await FindAsync(bot, EngineBench.Noor));
    }

    [Fact]
    public async Task Times_are_read_on_the_clock_that_was_set()
    {
        await using var bot = await BotBench.OpenAsync(("pay", Pay));
        await bot.SayAsync("/me zone Pacific/Auckland", EngineBench.Mia);
        await bot.Bench.RunAsync("pay");
        bot.Bench.Time.Advance(TimeSpan.FromHours(12));

        // In Auckland midnight came before the run, elsewhere after it.
        (await bot.SayAsync("/runs today", EngineBench.Mia)).Card!.Text.ShouldContain("1 run");
        (await bot.SayAsync("/runs today", EngineBench.Noor)).Card!.Text.ShouldContain("No runs today.");
    }

    [Fact]
    public async Task A_stand_in_decides_on_the_card_and_the_activity_says_for_whom()
    {
        await using var bot = await BotBench.OpenAsync(("pay", Pay));
        var run = await bot.Bench.RunAsync("pay");
        var action = await bot.Bench.ActionAsync(run.Number);
        await bot.SayAsync("/me stand-in web/local/otto", EngineBench.Mia);
        await bot.Bench.Get<PeopleMemory>().SeeAsync(EngineBench.Mia, null, CancellationToken.None);

        (await bot.SayAsync("/approvals mine", EngineBench.Otto)).Card!.Text.ShouldContain("1 action waits");
        (await bot.PressAsync("action.approve", $$"""{ "id": "{{action.Id}}", "digest": "{{action.Digest}}" }""", EngineBench.Otto)).Card.ShouldBeNull();

        (await bot.SayAsync($"/run {run.Number} activity")).Card!.Text.ShouldContain("approved by Otto for Mia");
    }

    [Fact]
    public async Task A_note_is_shown_in_the_activity_as_it_was_typed()
    {
        await using var bot = await BotBench.OpenAsync(("pay", Pay));
        var run = await bot.Bench.RunAsync("pay");

        (await bot.SayAsync($"/run {run.Number} note *bold* <b>disk</b> was swapped", EngineBench.Otto, "n1")).Card!.Text.ShouldContain("Noted on run");
        await bot.SayAsync($"/run {run.Number} note *bold* <b>disk</b> was swapped", EngineBench.Otto, "n1");

        var text = (await bot.SayAsync($"/run {run.Number} activity")).Card!.Text;
        text.ShouldContain("Otto noted");
        text.Split("*bold* <b>disk</b> was swapped").Length.ShouldBe(2);
        (await bot.SayAsync($"/run {run.Number} note x", EngineBench.Vera)).Card!.Text.ShouldContain("You may not write notes");
    }

    [Theory]
    [InlineData("22:00", "07:00", "23:30", true)]
    [InlineData("22:00", "07:00", "06:59", true)]
    [InlineData("22:00", "07:00", "07:00", false)]
    [InlineData("22:00", "07:00", "12:00", false)]
    [InlineData("12:00", "13:00", "12:00", true)]
    [InlineData("12:00", "13:00", "13:00", false)]
    public void Quiet_hours_may_pass_midnight(string from, string to, string clock, bool quiet) =>
        new QuietHours(Clock(from), Clock(to)).Holds(Clock(clock)).ShouldBe(quiet);

    private static TimeOnly Clock(string text) => TimeOnly.ParseExact(text, "HH:mm", System.Globalization.CultureInfo.InvariantCulture);

    private static Task<Preferences> FindAsync(BotBench bot, Principal who) =>
        bot.Bench.Get<MePreferences>().FindPreferencesAsync(who.Key, CancellationToken.None);
}
