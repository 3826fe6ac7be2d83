using System.Net;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Channels.Teams;

namespace ChatRuns.Bot.Tests.Teams;

/// <summary>What was let in is done once, though it comes twice and though the bot is stopped in between.</summary>
public sealed class TeamsIntakeTests
{
    private const string Mia = "29:mia";

    [Fact]
    public async Task A_message_is_acknowledged_without_a_body_and_handed_on()
    {
        await using var bot = await TeamsBench.OpenAsync();

        var answer = await bot.Teams.SayAsync(Mia, "#ops", "runs failed last 7d");
        await bot.Intake.SettleAsync();

        (answer.Status, answer.Body).ShouldBe((200, ""));
        var heard = bot.Talk.Heard.ShouldHaveSingleItem();
        heard.Text.ShouldBe("<at>ChatRuns</at>\u00a0runs failed last 7d\n");
        heard.Entities.Single(e => e.Type == "mention").Mentioned!.Id.ShouldBe("28:" + TokenForge.AppId);
        heard.ShouldSatisfyAllConditions(
            h => h.From.AadObjectId.ShouldBe("10000000-0000-0000-0000-000000000001"), h => h.Tenant.ShouldBe(TokenForge.Tenant),
            h => h.Conversation.ConversationType.ShouldBe("channel"), h => h.ChannelData!.Team!.Name.ShouldBe("Operations"), h => h.LocalTimezone.ShouldBe("Europe/Berlin"));
        bot.Teams.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_message_is_acknowledged_before_it_is_done()
    {
        await using var bot = await TeamsBench.OpenAsync();
        var gate = new TaskCompletionSource();
        bot.Talk.Does = _ => gate.Task;

        (await bot.Teams.SayAsync(Mia, Mia, "run tidy")).Status.ShouldBe(200);

        gate.SetResult();
        await bot.Intake.SettleAsync();
    }

    [Fact]
    public async Task The_same_message_delivered_again_is_acknowledged_and_done_once()
    {
        await using var bot = await TeamsBench.OpenAsync();
        var activity = bot.Teams.Activity("message", Mia, Mia);

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => bot.Teams.SendAsync(activity)));
        await bot.Intake.SettleAsync();
        answers = [.. answers, await bot.Teams.SendAsync(activity)];
        await bot.Intake.SettleAsync();

        answers.ShouldAllBe(a => a.Status == 200);
        bot.Talk.Heard.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_message_is_recognised_by_conversation_and_id_after_a_restart_too()
    {
        using var database = await TeamsBench.DatabaseAsync();
        JsonObject activity;
        await using (var first = await TeamsBench.OpenAsync(database))
        {
            activity = first.Teams.Activity("message", Mia, Mia);
            await first.Teams.SendAsync(activity);
            await first.Intake.SettleAsync();
        }

        await using var second = await TeamsBench.OpenAsync(database);
        activity["serviceUrl"] = second.Teams.ServiceUrl;
        activity["text"] = "changed on the way";
        await second.Teams.SendAsync(activity);
        var other = (JsonObject)activity.DeepClone();
        other["conversation"]!["id"] = "a:other";
        await second.Teams.SendAsync(other);
        await second.Intake.SettleAsync();

        second.Talk.Heard.ShouldHaveSingleItem().Conversation.Id.ShouldBe("a:other");
    }

    [Fact]
    public async Task What_was_acknowledged_and_not_done_is_done_by_the_next_process()
    {
        using var database = await TeamsBench.DatabaseAsync();
        await using (var first = await TeamsBench.OpenAsync(database))
        {
            first.Talk.Does = _ => throw new InvalidOperationException("the disk is gone");
            await first.Teams.SayAsync(Mia, Mia, "run tidy");
            await first.Intake.SettleAsync();
        }

        await using var second = await TeamsBench.OpenAsync(database);
        await second.Intake.TickOnceAsync(default);
        second.Time.Advance(TimeSpan.FromMinutes(1));
        await second.Intake.TickOnceAsync(default);
        await second.Intake.SettleAsync();

        second.Talk.Heard.ShouldHaveSingleItem().Text.ShouldBe("run tidy");
    }

    [Fact]
    public async Task What_fails_is_tried_again_later_and_given_up_after_eight_times()
    {
        await using var bot = await TeamsBench.OpenAsync();
        bot.Talk.Does = _ => throw new InvalidOperationException("no");
        await bot.Teams.SayAsync(Mia, Mia, "run tidy");
        await bot.Intake.SettleAsync();

        for (var i = 0; i < 12; i++)
        {
            bot.Time.Advance(TimeSpan.FromMinutes(5));
            await bot.Intake.TickOnceAsync(default);
            await bot.Intake.SettleAsync();
        }

        bot.Talk.Heard.Count.ShouldBe(8);
        bot.Log.Lines.ShouldContain(l => l.Contains("could not be done 8 times; given up"));
    }

    [Fact]
    public async Task What_only_reads_is_kept_nowhere()
    {
        using var database = await TeamsBench.DatabaseAsync();
        await using var bot = await TeamsBench.OpenAsync(database);
        bot.Talk.OnlyReads = _ => true;

        await bot.Teams.SayAsync(Mia, Mia, "runs");
        await bot.Teams.InvokeAsync(Mia, Mia, "adaptiveCard/action", new JsonObject());
        await bot.Intake.SettleAsync();

        bot.Talk.Heard.Count.ShouldBe(2);
        (await database.ReadAsync(db => Dapper.SqlMapper.ExecuteScalar<long>(db, "SELECT count(*) FROM inbox"), default)).ShouldBe(0);
    }

    [Fact]
    public async Task An_invoke_is_answered_with_the_body_that_the_talk_gives()
    {
        await using var bot = await TeamsBench.OpenAsync();

        var answer = await bot.Teams.InvokeAsync(Mia, Mia, "adaptiveCard/action", new JsonObject { ["action"] = new JsonObject { ["verb"] = "run.approve" } });

        answer.Status.ShouldBe(200);
        ((string?)answer.Json!["value"]).ShouldBe("Noted");
        bot.Talk.Heard.ShouldHaveSingleItem().Value.GetProperty("action").GetProperty("verb").GetString().ShouldBe("run.approve");
        bot.Teams.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_same_invoke_again_has_the_same_answer_and_is_done_once()
    {
        await using var bot = await TeamsBench.OpenAsync();
        var (count, gate) = (0, new TaskCompletionSource());
        bot.Talk.Answers = async _ =>
        {
            await gate.Task;
            return new InvokeAnswer.Body(new JsonObject { ["statusCode"] = 200, ["type"] = "application/vnd.microsoft.activity.message", ["value"] = $"number {++count}" });
        };
        var activity = bot.Teams.Activity("invoke", Mia, Mia);
        activity["name"] = "adaptiveCard/action";

        var atOnce = Enumerable.Range(0, 5).Select(_ => bot.Teams.SendAsync(activity)).ToList();
        gate.SetResult();
        var answers = (await Task.WhenAll(atOnce)).Append(await bot.Teams.SendAsync(activity));

        answers.ShouldAllBe(a => a.Body.Contains("number 1"));
        count.ShouldBe(1);
    }

    [Fact]
    public async Task An_empty_answer_closes_a_dialog_and_is_remembered_too()
    {
        await using var bot = await TeamsBench.OpenAsync();
        bot.Talk.Answers = _ => Task.FromResult<InvokeAnswer>(new InvokeAnswer.Nothing());
        var activity = bot.Teams.Activity("invoke", Mia, Mia);
        activity["name"] = "task/submit";

        (await bot.Teams.SendAsync(activity)).ShouldBe(new(200, ""));
        (await bot.Teams.SendAsync(activity)).ShouldBe(new(200, ""));

        bot.Talk.Heard.Count.ShouldBe(1);
        bot.Teams.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_invoke_of_an_unknown_name_is_answered_with_501()
    {
        await using var bot = await TeamsBench.OpenAsync();
        bot.Talk.Answers = _ => Task.FromResult<InvokeAnswer>(new InvokeAnswer.Unknown());

        (await bot.Teams.InvokeAsync(Mia, Mia, "new/in2027", null)).Status.ShouldBe(501);
    }

    [Fact]
    public async Task An_invoke_that_fails_is_answered_with_500_and_the_same_again_is_a_new_try()
    {
        await using var bot = await TeamsBench.OpenAsync();
        var good = bot.Talk.Answers;
        bot.Talk.Answers = _ => throw new InvalidOperationException("no");
        var activity = bot.Teams.Activity("invoke", Mia, Mia);
        activity["name"] = "adaptiveCard/action";

        (await bot.Teams.SendAsync(activity)).Status.ShouldBe(500);
        bot.Talk.Answers = good;
        (await bot.Teams.SendAsync(activity)).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("typing")]
    [InlineData("newIn2027")]
    public async Task A_type_that_means_nothing_here_is_acknowledged_and_handed_to_nobody(string type)
    {
        await using var bot = await TeamsBench.OpenAsync();

        (await bot.Teams.SendAsync(bot.Teams.Activity(type, Mia, Mia))).Status.ShouldBe(200);

        bot.Talk.Heard.ShouldBeEmpty();
    }

    [Fact]
    public async Task Installing_joining_and_reacting_are_handed_on()
    {
        await using var bot = await TeamsBench.OpenAsync();
        await bot.Teams.InstallAsync(Mia, Mia);
        await bot.Api.SendAsync(bot.Place(bot.Teams.Chats.Single(c => c.Kind == "personal").Id), new() { ["type"] = "message", ["text"] = "hello" }, default);
        await bot.Teams.ReactAsync(Mia, bot.Teams.BotMessages(Mia).Single(), "like");
        await bot.Intake.SettleAsync();

        bot.Talk.Heard.Select(a => a.Type).ShouldBe(["installationUpdate", "conversationUpdate", "messageReaction"], ignoreOrder: true);
        bot.Talk.Heard.Single(a => a.Type == "installationUpdate").Action.ShouldBe("add");
        bot.Talk.Heard.Single(a => a.Type == "conversationUpdate").MembersAdded.ShouldHaveSingleItem().Id.ShouldStartWith("28:");
        bot.Talk.Heard.Single(a => a.Type == "messageReaction").ReactionsAdded.ShouldHaveSingleItem().Type.ShouldBe("like");
    }

    [Fact]
    public async Task Without_an_app_id_there_is_nothing_at_the_address_and_it_says_so_once()
    {
        await using var bot = await TeamsBench.OpenAsync(new() { ["Teams:AppId"] = "", ["Teams:AppSecret"] = "", ["Teams:TenantId"] = "" }, "Production", null, null, talks: false);

        (await bot.Teams.PostAsync("{}", "Bearer " + bot.Teams.Token())).Status.ShouldBe((int)HttpStatusCode.NotFound);
        (await bot.Teams.PostAsync("{}", null)).Status.ShouldBe((int)HttpStatusCode.NotFound);

        bot.Log.Lines.Count(l => l.Contains("The Teams channel is off: Teams:AppId is not set")).ShouldBe(1);
    }

    [Fact]
    public async Task Where_nobody_talks_there_is_nothing_at_the_address_either()
    {
        await using var bot = await TeamsBench.OpenAsync(talks: false);

        (await bot.Teams.PostAsync("{}", "Bearer " + bot.Teams.Token())).Status.ShouldBe((int)HttpStatusCode.NotFound);
    }
}
