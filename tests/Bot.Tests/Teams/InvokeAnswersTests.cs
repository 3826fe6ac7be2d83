using System.Text;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Channels.Teams.Door;

namespace ChatRuns.Bot.Tests.Teams;

/// <summary>An invoke is answered while Teams waits, and its work is done though nobody does any more.</summary>
public sealed class InvokeAnswersTests
{
    private const string Mia = "29:mia";
    private static readonly TimeSpan s_tooLong = TimeSpan.FromSeconds(4);

    [Fact]
    public async Task What_takes_too_long_is_answered_with_words_goes_on_and_is_told()
    {
        await using var bot = await TeamsBench.OpenAsync();
        var gate = Hold(bot);
        var activity = Press(bot);

        var answer = await LateAsync(bot, bot.Teams.SendAsync(activity));
        gate.SetResult();
        await bot.Intake.SettleAsync();

        answer.Status.ShouldBe(200);
        answer.Body.ShouldContain("Working on it");
        bot.Talk.Told.ShouldHaveSingleItem();
        bot.Log.Lines.ShouldContain(l => l.Contains("took too long for an answer; it goes on", StringComparison.Ordinal));
        (await bot.Teams.SendAsync(activity)).Body.ShouldContain("Noted");
        bot.Talk.Heard.Count.ShouldBe(1);
        bot.Teams.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_comes_in_time_is_the_answer_and_told_nowhere_else()
    {
        await using var bot = await TeamsBench.OpenAsync();
        var gate = Hold(bot);

        var answering = bot.Teams.SendAsync(Press(bot));
        await WaitsAsync(bot);
        bot.Time.Advance(s_tooLong - TimeSpan.FromMilliseconds(1));
        gate.SetResult();

        (await answering).Body.ShouldContain("Noted");
        bot.Talk.Told.ShouldBeEmpty();
        bot.Intake.Answering.ShouldBe(0);
    }

    [Theory]
    [InlineData("adaptiveCard/action", "Working on it")]
    [InlineData("task/submit", "Working on it")]
    [InlineData("composeExtension/submitAction", "Working on it")]
    [InlineData("task/fetch", "Try again in a minute")]
    [InlineData("composeExtension/fetchTask", "Try again in a minute")]
    [InlineData("composeExtension/query", "Try again in a minute")]
    [InlineData("composeExtension/queryLink", "attachments")]
    [InlineData("application/search", "results")]
    [InlineData("fileConsent/invoke", "")]
    public async Task Each_kind_of_invoke_is_answered_in_its_own_shape(string name, string says)
    {
        await using var bot = await TeamsBench.OpenAsync();
        var gate = Hold(bot);

        var answer = await LateAsync(bot, bot.Teams.InvokeAsync(Mia, Mia, name, new JsonObject()));
        gate.SetResult();

        answer.Body.ShouldContain(says);
        bot.Teams.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_card_that_only_refreshes_itself_promises_nothing()
    {
        await using var bot = await TeamsBench.OpenAsync();
        bot.Talk.OnlyReads = _ => true;
        var gate = Hold(bot);

        var answer = await LateAsync(bot, bot.Teams.SendAsync(Press(bot, "card.refresh")));
        gate.SetResult();

        answer.Body.ShouldContain("Try again in a minute");
    }

    [Fact]
    public async Task What_fails_after_its_late_answer_is_tried_again_until_it_is_done()
    {
        await using var bot = await TeamsBench.OpenAsync();
        var good = bot.Talk.Answers;
        var gate = Hold(bot);
        await LateAsync(bot, bot.Teams.SendAsync(Press(bot)));

        bot.Talk.Answers = good;
        gate.SetException(new InvalidOperationException("the disk is gone"));
        await bot.Intake.SettleAsync();
        bot.Talk.Told.ShouldBeEmpty();
        bot.Time.Advance(TimeSpan.FromSeconds(10));
        await bot.Intake.TickOnceAsync(default);
        await bot.Intake.SettleAsync();

        bot.Talk.Told.ShouldHaveSingleItem().ShouldBe("");
        bot.Talk.Heard.Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_can_t_be_told_now_is_told_later()
    {
        await using var bot = await TeamsBench.OpenAsync();
        var gate = Hold(bot);
        bot.Talk.Tells = () => throw new InvalidOperationException("Teams is away");
        await LateAsync(bot, bot.Teams.SendAsync(Press(bot)));
        gate.SetResult();
        await bot.Intake.SettleAsync();

        bot.Talk.Tells = () => Task.CompletedTask;
        bot.Time.Advance(TimeSpan.FromSeconds(10));
        await bot.Intake.TickOnceAsync(default);
        await bot.Intake.SettleAsync();
        bot.Time.Advance(TimeSpan.FromMinutes(10));
        await bot.Intake.TickOnceAsync(default);
        await bot.Intake.SettleAsync();

        bot.Talk.Told.Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_fails_eight_times_after_its_late_answer_is_given_up_and_the_person_is_told()
    {
        await using var bot = await TeamsBench.OpenAsync();
        var gate = Hold(bot);
        await LateAsync(bot, bot.Teams.SendAsync(Press(bot)));
        gate.SetException(new InvalidOperationException("no"));
        await bot.Intake.SettleAsync();

        for (var i = 0; i < 12; i++)
        {
            bot.Time.Advance(TimeSpan.FromMinutes(5));
            await bot.Intake.TickOnceAsync(default);
            await bot.Intake.SettleAsync();
        }

        bot.Talk.Heard.Count.ShouldBe(8);
        bot.Talk.Told.ShouldHaveSingleItem().ShouldBe("failed");
    }

    [Fact]
    public async Task What_only_reads_and_fails_after_its_late_answer_is_told_once()
    {
        await using var bot = await TeamsBench.OpenAsync();
        bot.Talk.OnlyReads = _ => true;
        var gate = Hold(bot);

        (await LateAsync(bot, bot.Teams.SendAsync(Press(bot)))).Status.ShouldBe(200);
        gate.SetException(new InvalidOperationException("no"));
        await bot.Intake.SettleAsync();

        bot.Talk.Told.ShouldHaveSingleItem().ShouldBe("failed");
    }

    [Fact]
    public async Task Where_much_goes_on_that_nobody_waits_for_the_next_is_done_from_the_inbox()
    {
        await using var bot = await TeamsBench.OpenAsync();
        var gate = Hold(bot);
        var many = Enumerable.Range(0, 256).Select(_ => bot.Teams.SendAsync(Press(bot))).ToList();
        while (bot.Talk.Heard.Count < 256 || bot.Time.Waiting < 257) await Task.Yield();
        bot.Time.Advance(s_tooLong);
        await Task.WhenAll(many);

        var next = await bot.Teams.SendAsync(Press(bot));
        next.Body.ShouldContain("Working on it");
        bot.Talk.Heard.Count.ShouldBe(256);
        gate.SetResult();
        await bot.Intake.SettleAsync();
        bot.Time.Advance(TimeSpan.FromSeconds(11));
        await bot.Intake.TickOnceAsync(default);
        await bot.Intake.SettleAsync();

        bot.Talk.Heard.Count.ShouldBe(257);
        bot.Talk.Told.Count.ShouldBe(257);
    }

    [Fact]
    public async Task A_request_that_is_given_up_takes_no_work_with_it()
    {
        await using var bot = await TeamsBench.OpenAsync();
        var gate = Hold(bot);
        using var request = new CancellationTokenSource();
        var bytes = Encoding.UTF8.GetBytes(Press(bot).ToJsonString());

        var answering = bot.Intake.AnswerAsync(new(TeamsActivity.Read(bytes)!, bytes), request.Token);
        await WaitsAsync(bot);
        await request.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(answering);
        gate.SetResult();
        await bot.Intake.SettleAsync();

        bot.Talk.Told.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task What_a_process_did_not_finish_the_next_one_does_and_tells()
    {
        using var database = await TeamsBench.DatabaseAsync();
        await using (var first = await TeamsBench.OpenAsync(database))
        {
            first.Talk.Answers = async _ =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, first.Time, first.Stopping);
                throw new InvalidOperationException("stopped");
            };
            await LateAsync(first, first.Teams.SendAsync(Press(first)));
        }

        await using var second = await TeamsBench.OpenAsync(database);
        await second.Intake.TickOnceAsync(default);
        second.Time.Advance(TimeSpan.FromMinutes(1));
        await second.Intake.TickOnceAsync(default);
        await second.Intake.SettleAsync();

        second.Talk.Heard.Count.ShouldBe(1);
        second.Talk.Told.ShouldHaveSingleItem();
    }

    private static TaskCompletionSource Hold(TeamsBench bot)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var good = bot.Talk.Answers;
        bot.Talk.Answers = async activity =>
        {
            await gate.Task;
            return await good(activity);
        };
        return gate;
    }

    private static JsonObject Press(TeamsBench bot, string verb = "action.approve")
    {
        var activity = bot.Teams.Activity("invoke", Mia, Mia);
        activity["name"] = "adaptiveCard/action";
        activity["value"] = new JsonObject { ["action"] = new JsonObject { ["type"] = "Action.Execute", ["verb"] = verb, ["data"] = new JsonObject() } };
        return activity;
    }

    private static async Task<T> LateAsync<T>(TeamsBench bot, Task<T> answering)
    {
        await WaitsAsync(bot);
        bot.Time.Advance(s_tooLong);
        return await answering;
    }

    // The work is under way, and the clock of the answer runs beside the intake's own sleep.
    private static async Task WaitsAsync(TeamsBench bot)
    {
        while (bot.Talk.Heard.IsEmpty || bot.Intake.Answering == 0 || bot.Time.Waiting < 2) await Task.Yield();
    }
}
