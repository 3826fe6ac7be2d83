using ChatRuns.Agents;
using ChatRuns.Planning;

namespace ChatRuns.Bot.Tests.Commands;

/// <summary>/agent NAME why: each reason with its remedy, the first culprit on top (T9); alerts of what did not run (T11).</summary>
public sealed class WhyAnswerTests
{
    private const string Steps = "steps: [{ name: look, tool: probe.look, with: { what: disk } }]";
    private const string Nightly = "title: Night shift\ntriggers: [{ name: nightly, cron: '0 3 * * *', timezone: Europe/Berlin }]\n" + Steps;

    [Fact]
    public async Task An_agent_that_nothing_hinders_says_so_with_its_next_time_and_zone()
    {
        await using var bot = await BotBench.OpenAsync(("night", Nightly));

        var text = await WhyAsync(bot, "night");

        text.ShouldContain("Why did Night shift not run?");
        text.ShouldContain("Nothing keeps it from running.");
        text.ShouldContain("✓ Schedule nightly");
        text.ShouldContain("(Sun 03:00 Europe/Berlin)");
        text.ShouldNotContain("✕");
    }

    [Theory]
    [InlineData("/agent night pause holidays", "✕ Status · Paused by Ada: holidays.", "/agent night resume lets its triggers fire again.")]
    [InlineData("/freeze all odd mails", "✕ Freeze · Frozen by Ada", "/unfreeze all lets it go on.")]
    [InlineData("/freeze night", "✕ Freeze · Frozen by Ada", "/unfreeze night lets it go on.")]
    public async Task What_somebody_said_in_chat_is_named_with_who_and_how_to_end_it(string said, string finding, string remedy)
    {
        await using var bot = await BotBench.OpenAsync(("night", Nightly));
        await bot.SayAsync(said);

        var text = await WhyAsync(bot, "night");

        text.ShouldContain(finding);
        text.ShouldContain(remedy);
        text.IndexOf('✕', text.IndexOf('\n')).ShouldBeLessThan(text.IndexOf('✓'));
    }

    [Theory]
    [InlineData("status: draft\n" + Nightly, "✕ Status · It is a draft", "Set status: active in its file.")]
    [InlineData("status: paused\n" + Nightly, "✕ Status · Its file says paused.", "resume")]
    [InlineData(Steps, "✕ Schedule · It has none, so it runs only when somebody starts it.", "Add a trigger with cron or every")]
    public async Task What_its_file_says_is_named(string yaml, string finding, string remedy)
    {
        await using var bot = await BotBench.OpenAsync(("night", yaml));

        var text = await WhyAsync(bot, "night");

        text.ShouldContain(finding);
        text.ShouldContain(remedy);
    }

    [Fact]
    public async Task A_quota_that_is_used_up_is_named_with_when_a_new_period_begins()
    {
        await using var bot = await BotBench.OpenAsync(("night", "limits: { runs: 1 per day }\n" + Nightly));
        (await WhyAsync(bot, "night")).ShouldContain("✓ Quota · It used 0 of 1 run per day");
        await bot.Bench.RunAsync("night");

        var text = await WhyAsync(bot, "night");

        text.ShouldContain("✕ Quota · It used 1 of 1 run per day; a new day begins at 2026-11-22 00:00 UTC.");
        text.ShouldContain("Wait for it, or raise limits.runs in the agent's file.");
    }

    [Fact]
    public async Task A_secret_that_a_step_needs_and_that_is_not_there_is_named()
    {
        await using var bot = await BotBench.OpenAsync(("night", Nightly.Replace("what: disk", "what: '{{secret.NOPE}}'", StringComparison.Ordinal)));

        var text = await WhyAsync(bot, "night");

        text.ShouldContain("✕ Step look · The secret NOPE is not there, so it fails.");
        text.ShouldContain("Set CHATRUNS_SECRET_NOPE, or secrets/NOPE in the data folder.");
    }

    [Fact]
    public async Task A_target_that_the_settings_do_not_have_is_named()
    {
        await using var bot = await BotBench.OpenAsync(("night", "targets: [eu-prod]\n" + Nightly));

        (await WhyAsync(bot, "night")).ShouldContain("✕ Target · There is no target eu-prod in the settings.");
    }

    [Fact]
    public async Task A_file_that_was_never_read_whole_and_one_that_is_broken_now_are_told_with_line_and_remedy()
    {
        await using var bot = await BotBench.OpenAsync(("night", Nightly), ("broken", "stepz: []"));
        await bot.Bench.EditAsync("night", Nightly + "\nstepz: []");

        (await WhyAsync(bot, "broken")).ShouldSatisfyAllConditions(text => text.ShouldContain("✕ File · broken.yaml"), text => text.ShouldContain("stepz"));
        (await bot.SayAsync("/agent broken")).Card!.Text.ShouldContain("broken.yaml");
        (await WhyAsync(bot, "night")).ShouldContain("! File · night.yaml");
        (await bot.SayAsync("/agent nigth why")).Card!.Text.ShouldContain("Did you mean night?");
        (await bot.SayAsync("why night")).Card!.Name.ShouldBe("why");
    }

    [Fact]
    public async Task The_last_time_that_was_skipped_is_named_with_its_reason()
    {
        await using var bot = await BotBench.OpenAsync(("night", Nightly));
        await bot.Bench.Get<Planner>().TickOnceAsync(default);
        bot.Bench.Time.Advance(TimeSpan.FromHours(30));
        await bot.Bench.Get<Planner>().TickOnceAsync(default);

        var text = await WhyAsync(bot, "night");

        text.ShouldContain("✕ Schedule nightly · Its last time, ");
        text.ShouldContain("ChatRuns was not running, or the machine slept");
        text.ShouldContain("catch_up: last");
    }

    [Fact]
    public async Task A_run_in_the_way_is_named_and_how_to_stop_it()
    {
        await using var bot = await BotBench.OpenAsync(("night", Nightly.Replace(Steps, "steps: [{ name: rest, pause: 9d }]", StringComparison.Ordinal)));
        await bot.Bench.RunAsync("night");

        var text = await WhyAsync(bot, "night");

        text.ShouldContain("✕ Overlap · Run #1 is waiting since");
        text.ShouldContain("/run 1 cancel stops it.");
    }

    [Fact]
    public async Task All_held_work_comes_first_and_a_time_that_is_overdue_is_told()
    {
        await using var bot = await BotBench.OpenAsync(("night", Nightly));
        await bot.Bench.Get<Planner>().TickOnceAsync(default);
        bot.Bench.Time.Advance(TimeSpan.FromHours(30));
        (await WhyAsync(bot, "night")).ShouldContain("is neither run nor skipped.");
        await bot.SayAsync("/freeze all");
        await HoldDesk.HoldRestoredAsync(bot.Bench.Store, "From a backup.", bot.Bench.Time, default);
        await bot.Bench.Get<HoldDesk>().ReadAsync(default);

        (await WhyAsync(bot, "night")).ShouldContain("2 things keep it from running. First, work: All work is held");
    }

    [Fact]
    public async Task Missed_while_down_is_an_alert_where_failures_go_and_so_is_a_run_that_did_nothing()
    {
        await using var bot = await BotBench.OpenAsync(("night", "notify: { failed: ['slack:#ops'] }\nexpect: [report]\n" + Nightly));
        await bot.Bench.Get<Planner>().TickOnceAsync(default);
        bot.Bench.Time.Advance(TimeSpan.FromHours(30));
        await bot.Bench.Get<Planner>().TickOnceAsync(default);
        await bot.GoAsync();

        var missed = bot.Slack.Wall.ShouldHaveSingleItem();
        missed.Text.ShouldContain("Night shift did not run");
        missed.Text.ShouldContain("nightly");
        await bot.Bench.RunAsync("night");
        await bot.CarryAsync();
        bot.Slack.Wall.Count.ShouldBe(2);
        bot.Slack.Wall[1].Text.ShouldContain("Night shift ran but did nothing");
        bot.Slack.Wall[1].Text.ShouldContain("without a report");
    }

    [Fact]
    public void What_others_look_at_is_told_in_their_words()
    {
        var told = Bot.Views.WhyViews.Tell(new()
        {
            Name = "night", Agent = new() { Name = "night", Title = "Night", Version = new('a', 64), Steps = [], Triggers = [new ManualTrigger("x")] },
            Obstacles = [new("Quota", true, "It used 10 of 10 runs of today.", "Wait until midnight UTC, or raise limits.runs."), new("Provider", false, "It answers.", null)],
        });

        var quota = told.Checks.Single(row => row.What.Text == "Quota");
        (quota.Sign, quota.What.Text, quota.Finding.ToString(), quota.Remedy!.ToString()).ShouldBe(("✕", "Quota", "It used 10 of 10 runs of today.", "Wait until midnight UTC, or raise limits.runs."));
        told.Checks.Select(row => row.What.Text).ShouldContain("Provider");
    }

    private static async Task<string> WhyAsync(BotBench bot, string agent) => (await bot.SayAsync($"/agent {agent} why")).Card!.Text;
}
