using System.Text.Json.Nodes;
using ChatRuns.Actions;
using ChatRuns.Bot.Memory;
using ChatRuns.Journal;
using ChatRuns.Runs;
using ChatRuns.StandIns;
using ChatRuns.StandIns.Api;
using ChatRuns.StandIns.Model;
using ChatRuns.Tools;

namespace ChatRuns.Bot.Tests.Teams;

/// <summary>What holds while Teams does not do what it is asked, while much is asked of it, and while somebody plays tricks.</summary>
public sealed class TeamsTroubleTests
{
    private const string Ask = "title: Tidy\noverlap: allow\nnotify: { actions: [\"teams:ops\", \"teams:19:night@thread.v2\"], completed: [] }\napproval: { approvers: [approver] }\nsteps: [{ name: change, tool: probe.change, with: { what: \"{{what}}\" } }]\nvariables: { what: x }";
    private const string AskOps = "title: Tidy\noverlap: allow\nnotify: { actions: [\"teams:ops\"], completed: [] }\napproval: { approvers: [approver] }\nsteps: [{ name: change, tool: probe.change, with: { what: \"{{what}}\" } }]\nvariables: { what: x }";
    private const string Look = "title: Reader\noverlap: allow\nnotify: { failed: [\"teams:ops\"], completed: [] }\nsteps: [{ name: look, tool: probe.look, with: { what: disk } }]";
    private const string Slow = "title: Slow\noverlap: allow\nnotify: { progress: [\"teams:ops\"], completed: [] }\nsteps: [{ name: look, tool: probe.look, with: { what: disk } }]";

    [Fact]
    public async Task After_ten_minutes_of_429_and_502_every_card_is_there_once_and_shows_the_truth()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask), ("reader", Look));
        await bot.SettleInAsync();
        var works = bot.Bench.Look.Answer;
        for (var i = 0; i < 3; i++) await TidyAsync(bot);
        await WaitAsync(bot, TimeSpan.FromSeconds(5));
        foreach (var card in bot.Cards(TeamsBotBench.Ops)) await bot.Teams.LookAsync(TeamsBotBench.Mia, card);
        var end = bot.Bench.Time.GetUtcNow() + TimeSpan.FromMinutes(10);

        Trouble(bot.Teams);
        await PressAsync(bot, 1, "action.approve");
        await PressAsync(bot, 2, "action.reject");
        bot.Bench.Look.Answer = _ => throw new ToolException(ToolFault.Unreachable, "disk is gone");
        for (var i = 0; i < 3; i++) _ = i == 1 ? await TidyAsync(bot) : await bot.RunAsync("reader");
        await bot.Bench.ApproveAsync(await bot.Bench.ActionAsync(5));
        await WaitAsync(bot, TimeSpan.FromMinutes(4));
        bot.Bench.Look.Answer = works;
        await bot.RunAsync("reader");
        await TidyAsync(bot);
        while (bot.Bench.Time.GetUtcNow() < end) await WaitAsync(bot, TimeSpan.FromSeconds(15));
        bot.Teams.Calls.Count(c => c.Status is 429 or 502).ShouldBeGreaterThan(50);
        bot.Teams.Mend();
        await WaitAsync(bot, TimeSpan.FromMinutes(5));

        foreach (var chat in (string[])[TeamsBotBench.Ops, TeamsBotBench.Night])
        {
            Asked(bot, chat, 1).ShouldContain("Approved by");
            Asked(bot, chat, 2).ShouldContain("not today");
            Asked(bot, chat, 3).ShouldNotContain("Approved by");
            Asked(bot, chat, 5).ShouldContain("Approved by");
            Asked(bot, chat, 8).ShouldNotContain("Approved by");
        }

        TeamsBotBench.Read(bot.Cards(TeamsBotBench.Ops).Where(m => IsOf(m, "Reader") && m.Thread == m.Id).ShouldHaveSingleItem(bot.Teams.ToString()).Card).ShouldContain("recovered");
        bot.Cards(TeamsBotBench.Night).Count.ShouldBe(5);
        bot.Bench.Change.Calls.Count.ShouldBe(2);
        bot.Teams.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Where_teams_says_403_nothing_more_is_sent_until_something_comes_from_there()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", AskOps));
        await bot.SettleInAsync();
        bot.Teams.Close(TeamsBotBench.Ops);
        await TidyAsync(bot);
        await WaitAsync(bot, TimeSpan.FromMinutes(1));
        bot.Teams.Calls.Count(c => c.Status == 403).ShouldBe(1);

        bot.Teams.Close(TeamsBotBench.Ops, null);
        await TidyAsync(bot);
        await WaitAsync(bot, TimeSpan.FromHours(3));
        bot.Cards(TeamsBotBench.Ops).ShouldBeEmpty();
        await bot.Teams.SayAsync(TeamsBotBench.Jon, TeamsBotBench.Ops, "agents");
        await TidyAsync(bot);
        await WaitAsync(bot, TimeSpan.FromHours(2));

        bot.Cards(TeamsBotBench.Ops).Count(m => m.Thread == m.Id).ShouldBe(3, bot.Teams.ToString());
        bot.Log.Lines.Count(l => l.Contains("Nobody can be reached", StringComparison.Ordinal)).ShouldBe(1);
        bot.Teams.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_too_large_for_teams_is_not_tried_again_and_keeps_nothing_else_waiting()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", AskOps));
        await bot.SettleInAsync();
        bot.Teams.Fail("create", new TeamsTrouble.Status(413, "MessageSizeTooBig"));

        await TidyAsync(bot);
        await TidyAsync(bot);
        await WaitAsync(bot, TimeSpan.FromMinutes(10));

        TeamsBotBench.Read(bot.Card().Card).ShouldContain("#2");
        bot.Teams.Calls.Count(c => c.Status == 413).ShouldBe(1);
    }

    [Fact]
    public async Task A_press_that_teams_did_not_sign_for_this_bot_decides_nothing_and_calls_nobody()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", AskOps));
        await bot.SettleInAsync();
        var run = await TidyAsync(bot);
        var press = await ApproveAsync(bot, run, TeamsBotBench.Mia);
        var calls = bot.Teams.Calls.Count;

        var unknownKey = new StandIns.Out.TeamsSigningKey("standin-1", StandIns.Out.TeamsSigningKey.Pooled(2), ["msteams"]).Sign(
            new() { ["alg"] = "RS256", ["kid"] = "standin-1", ["typ"] = "JWT" },
            new() { ["serviceurl"] = bot.Teams.ServiceUrl, ["nbf"] = 0, ["exp"] = 4_000_000_000, ["iss"] = bot.Teams.Options.Issuer, ["aud"] = bot.Teams.Options.AppId });
        var elsewhere = (JsonObject)press.DeepClone();
        elsewhere["serviceUrl"] = "https://attacker.example/";
        var otherTenant = (JsonObject)press.DeepClone();
        otherTenant["conversation"]!["tenantId"] = "cccccccc-0000-cccc-1111-dddd2222eeee";
        var statuses = new List<int>
        {
            (await bot.Teams.PostAsync(press.ToJsonString(), "Bearer " + unknownKey)).Status,
            (await bot.Teams.PostAsync(elsewhere.ToJsonString(), "Bearer " + bot.Teams.Token())).Status,
            (await bot.Teams.PostAsync(otherTenant.ToJsonString(), "Bearer " + bot.Teams.Token())).Status,
        };
        await bot.GoAsync();

        statuses.ShouldBe([401, 401, 403]);
        (await bot.Bench.ActionAsync(run)).Status.ShouldBe(ActionStatus.Open);
        bot.Teams.Calls.Count.ShouldBe(calls);
    }

    [Fact]
    public async Task A_press_for_something_else_than_was_shown_decides_nothing()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", AskOps));
        await bot.SettleInAsync();
        var run = await TidyAsync(bot);

        var forged = await ApproveAsync(bot, run, TeamsBotBench.Mia, digest: new string('0', 64));
        var answer = await bot.Teams.SendAsync(forged);

        answer.Status.ShouldBe(200);
        (await bot.Bench.ActionAsync(run)).Status.ShouldBe(ActionStatus.Open);
        bot.Teams.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_a_hundred_who_press_at_once_one_decides_and_the_others_are_told_who_did()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", AskOps));
        await bot.SettleInAsync();
        var people = Enumerable.Range(0, 100).Select(i => $"29:p{i}").ToList();
        foreach (var (person, i) in people.Select((p, i) => (p, i)))
        {
            bot.Teams.AddUser(person, $"Person {i}", $"20000000-0000-0000-0000-{i:000000000000}");
            bot.Bench.Roles.Give(bot.PrincipalOf(person), Role.Viewer, Role.Approver);
        }

        bot.Teams.Join(TeamsBotBench.Ops, [.. people]);
        var run = await TidyAsync(bot);
        var presses = new List<JsonObject>();
        foreach (var person in people) presses.Add(await ApproveAsync(bot, run, person));

        var pressing = Task.WhenAll(presses.Select(bot.Teams.SendAsync));
        await bot.FlowAsync(pressing);
        await bot.GoAsync();
        await WaitAsync(bot, TimeSpan.FromSeconds(5));

        (await bot.Bench.ActionAsync(run)).Status.ShouldBe(ActionStatus.Succeeded);
        bot.Bench.Change.Calls.Count.ShouldBe(1);
        var told = (await pressing).Select(a => a.Body).ToList();
        told.Count(b => b.Contains("before you", StringComparison.Ordinal)).ShouldBe(99, string.Join('\n', told.Take(3)));
        TeamsBotBench.Read(bot.Card().Card).ShouldContain("Approved by");
        bot.Teams.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Progress_is_redrawn_every_ten_seconds_at_most_and_never_keeps_a_decision_waiting()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("slow", Slow), ("tidy", AskOps));
        await bot.SettleInAsync();
        var gate = new TaskCompletionSource<ToolResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        bot.Bench.Look.Answer = _ => gate.Task;
        var runs = new List<long>();
        for (var i = 0; i < 12; i++) runs.Add(await bot.Bench.StartAsync("slow"));
        var going = Task.WhenAll(runs.Select(r => bot.Bench.Get<ChatRuns.Loops.RunDriver>().DriveAsync(r, CancellationToken.None)));
        await WaitAsync(bot, TimeSpan.FromSeconds(10), goes: false);
        var redraws = new List<(string Message, DateTimeOffset At)>();
        var before = Edits(bot);
        before.Count.ShouldBe(12, bot.Teams.ToString());

        var decided = DateTimeOffset.MaxValue;
        var shown = DateTimeOffset.MaxValue;
        for (var second = 0; second < 180; second++)
        {
            foreach (var run in runs) await ProgressAsync(bot, run, second);
            if (second == 90)
            {
                await bot.Bench.Get<ChatRuns.Loops.RunDriver>().DriveAsync(await bot.Bench.StartAsync("tidy"), CancellationToken.None);
            }

            if (second == 100)
            {
                await bot.Bench.ApproveAsync(await bot.Bench.ActionAsync(13));
                decided = bot.Bench.Time.GetUtcNow();
            }

            await WaitAsync(bot, TimeSpan.FromSeconds(1), goes: false);
            var now = bot.Bench.Time.GetUtcNow();
            var after = Edits(bot);
            redraws.AddRange(after.Where(e => before.TryGetValue(e.Key, out var b) && e.Value > b).Select(e => (e.Key, now)));
            before = after;
            if (shown == DateTimeOffset.MaxValue && bot.Cards(TeamsBotBench.Ops).Any(m => TeamsBotBench.Read(m.Card).Contains("Approved by", StringComparison.Ordinal))) shown = now;
        }

        // Looked at once a second.
        foreach (var card in redraws.GroupBy(r => r.Message).Where(g => g.Count() > 1 && g.Key != bot.Cards(TeamsBotBench.Ops).Single(m => IsOf(m, "Tidy") && m.Thread == m.Id).Id))
            card.Zip(card.Skip(1), (a, b) => b.At - a.At).Min().ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(9));
        redraws.Count.ShouldBeInRange(40, 90);
        (shown - decided).ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(2));
        gate.SetResult(new(null));
        await going;
        bot.Teams.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_post_that_teams_took_is_not_made_again_by_a_bot_that_was_killed_before_it_noted_its_card()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask));
        await bot.SettleInAsync();
        await TidyAsync(bot);
        await WaitAsync(bot, TimeSpan.FromSeconds(2));
        var posts = bot.Teams.Calls.Count(c => c.What is "send" or "create");

        await bot.Bench.Store.WriteAsync(db =>
        {
            using var command = db.CreateCommand();
            command.CommandText = "UPDATE living_cards SET message = NULL, sent = 0 WHERE platform = 'teams'";
            return command.ExecuteNonQuery();
        }, CancellationToken.None);
        await bot.Bench.RestartAsync();
        await WaitAsync(bot, TimeSpan.FromSeconds(5));

        bot.Card(TeamsBotBench.Ops).Edits.ShouldBe(1);
        bot.Card(TeamsBotBench.Night).Edits.ShouldBe(1);
        bot.Teams.Calls.Count(c => c.What is "send" or "create").ShouldBe(posts);
        bot.Teams.Violations.ShouldBeEmpty();
    }

    // By turns and more than ten minutes hold; what nobody asks for does no harm.
    private static void Trouble(TeamsStandIn teams)
    {
        foreach (var what in (string[])["send", "create", "update"])
        {
            for (var i = 0; i < 400; i++)
                teams.Fail(what, i % 2 == 0 ? new TeamsTrouble.Status(429, "TooManyRequests", i % 4 == 0 ? TimeSpan.FromSeconds(7) : null) : new TeamsTrouble.Status(502));
        }
    }

    // The same proposal again would be held while the first one is open.
    private static async Task<long> TidyAsync(TeamsBotBench bot)
    {
        var number = await bot.Bench.StartAsync("tidy", variables: ("what", $"folder {bot.Bench.Time.GetTimestamp()}"));
        await bot.GoAsync();
        bot.Bench.Time.Advance(TimeSpan.FromMilliseconds(1));
        return number;
    }

    // As the loops do it: up to the next moment at which something is due.
    private static async Task WaitAsync(TeamsBotBench bot, TimeSpan time, bool goes = true)
    {
        var (memory, end) = (bot.Bench.Get<CourierMemory>(), bot.Bench.Time.GetUtcNow() + time);
        while (true)
        {
            await (goes ? bot.GoAsync() : bot.CarryAsync());
            var now = bot.Bench.Time.GetUtcNow();
            if (now >= end) return;
            var isDue = (await memory.ReadConversationsAsync(now, CancellationToken.None)).Count > 0;
            var next = isDue ? now + TimeSpan.FromMilliseconds(50) : await memory.NextAtAsync(now, CancellationToken.None) ?? end;
            bot.Bench.Time.Advance((next < end ? next : end) - now);
        }
    }

    private static bool IsOf(TeamsMessage message, string agent) => TeamsBotBench.Words(message.Card).Contains(agent, StringComparison.Ordinal);

    private static string Asked(TeamsBotBench bot, string chat, long run) =>
        TeamsBotBench.Read(bot.Cards(chat).Where(m => m.Thread is null || m.Thread == m.Id)
            .Where(m => TeamsBotBench.Words(m.Card).Contains($"#{run} ", StringComparison.Ordinal) && IsOf(m, "Tidy")).ShouldHaveSingleItem($"run {run} in {chat}\n{bot.Teams}").Card);

    private static async Task PressAsync(TeamsBotBench bot, long run, string verb)
    {
        var press = await ApproveAsync(bot, run, TeamsBotBench.Mia, verb);
        var pressed = bot.Teams.SendAsync(press);
        await bot.FlowAsync(pressed);
        (await pressed).Status.ShouldBe(200);
        (await bot.Bench.ActionAsync(run)).Status.ShouldBe(verb == "action.approve" ? ActionStatus.Approved : ActionStatus.Rejected, (await pressed).Body);
    }

    // As the button of the card in the channel says it; by whom is what Teams signs for.
    private static async Task<JsonObject> ApproveAsync(TeamsBotBench bot, long run, string by, string verb = "action.approve", string? digest = null)
    {
        var action = await bot.Bench.ActionAsync(run);
        var activity = bot.Teams.Activity("invoke", by, TeamsBotBench.Ops);
        activity["name"] = "adaptiveCard/action";
        activity["value"] = new JsonObject
        {
            ["action"] = new JsonObject
            {
                ["type"] = "Action.Execute",
                ["verb"] = verb,
                ["data"] = new JsonObject { ["id"] = action.Id.ToString(), ["digest"] = digest ?? action.Digest.ToString(), [$"reason@{action.Id}"] = "not today" },
            },
            ["trigger"] = "manual",
        };
        return activity;
    }

    private static Dictionary<string, int> Edits(TeamsBotBench bot) => bot.Cards(TeamsBotBench.Ops).ToDictionary(m => m.Id, m => m.Edits);

    private static Task ProgressAsync(TeamsBotBench bot, long run, int second)
    {
        var now = bot.Bench.Time.GetUtcNow();
        return bot.Bench.Store.AppendAsync(new(Guid.CreateVersion7(now), now, [new(StreamName.Log(run), Principal.System, [new ProgressReported("look", second % 100, $"second {second}")])]), CancellationToken.None);
    }
}
