using System.Text.Json.Nodes;
using ChatRuns.Actions;
using ChatRuns.Journal;
using ChatRuns.Runs;
using ChatRuns.StandIns.Out;
using ChatRuns.Tools;

namespace ChatRuns.Bot.Tests.Teams;

/// <summary>What holds while much is asked of the bot at once, and while somebody plays tricks.</summary>
public sealed class TeamsRushTests
{
    private const string Ask = "title: Tidy\noverlap: allow\nnotify: { actions: [\"teams:ops\"], completed: [] }\napproval: { approvers: [approver] }\nsteps: [{ name: change, tool: probe.change, with: { what: \"{{what}}\" } }]\nvariables: { what: x }";
    private const string Slow = "title: Slow\noverlap: allow\nnotify: { progress: [\"teams:ops\"], completed: [] }\nsteps: [{ name: look, tool: probe.look, with: { what: disk } }]";

    [Fact]
    public async Task A_press_that_teams_did_not_sign_for_this_bot_decides_nothing_and_calls_nobody()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask));
        await bot.SettleInAsync();
        var run = await bot.TidyAsync();
        var press = await bot.PressAsync(run, TeamsBotBench.Mia);
        var calls = bot.Teams.Calls.Count;

        var unknownKey = new TeamsSigningKey("standin-1", TeamsSigningKey.Pooled(2), ["msteams"]).Sign(
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
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask));
        await bot.SettleInAsync();
        var run = await bot.TidyAsync();

        var forged = await bot.PressAsync(run, TeamsBotBench.Mia, digest: new string('0', 64));
        var answer = await bot.Teams.SendAsync(forged);

        answer.Status.ShouldBe(200);
        (await bot.Bench.ActionAsync(run)).Status.ShouldBe(ActionStatus.Open);
        bot.Teams.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_a_hundred_who_press_at_once_one_decides_and_the_others_are_told_who_did()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask));
        await bot.SettleInAsync();
        var people = Enumerable.Range(0, 100).Select(i => $"29:p{i}").ToList();
        foreach (var (person, i) in people.Select((p, i) => (p, i)))
        {
            bot.Teams.AddUser(person, $"Person {i}", $"20000000-0000-0000-0000-{i:000000000000}");
            bot.Bench.Roles.Give(bot.PrincipalOf(person), Role.Viewer, Role.Approver);
        }

        bot.Teams.Join(TeamsBotBench.Ops, [.. people]);
        var run = await bot.TidyAsync();
        var presses = new List<JsonObject>();
        foreach (var person in people) presses.Add(await bot.PressAsync(run, person));

        var pressing = Task.WhenAll(presses.Select(bot.Teams.SendAsync));
        await bot.FlowAsync(pressing);
        await bot.GoAsync();
        await bot.WaitAsync(TimeSpan.FromSeconds(5));

        (await bot.Bench.ActionAsync(run)).Status.ShouldBe(ActionStatus.Succeeded);
        bot.Bench.Change.Calls.Count.ShouldBe(1);
        var told = (await pressing).Select(a => a.Body).ToList();
        told.Count(b => b.Contains("before you", StringComparison.Ordinal)).ShouldBe(99, string.Join('\n', told.Take(3)));
        TeamsBotBench.Read(bot.Card().Card).ShouldContain("Approved by");
        bot.Teams.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_two_hundred_strangers_who_press_at_once_all_are_answered_and_teams_is_asked_a_few_times_who_they_are()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask));
        await bot.SettleInAsync();
        var people = Enumerable.Range(0, 200).Select(i => $"29:s{i}").ToList();
        foreach (var (person, i) in people.Select((p, i) => (p, i)))
            bot.Teams.AddUser(person, $"Stranger {i}", $"20000000-0000-0000-0001-{i:000000000000}", role: i == 7 ? "guest" : "user");
        bot.Teams.Join(TeamsBotBench.Ops, [.. people]);
        foreach (var person in people) bot.Bench.Roles.Give(bot.PrincipalOf(person), Role.Viewer);
        var run = await bot.TidyAsync();
        var presses = new List<JsonObject>();
        foreach (var person in people) presses.Add(await bot.PressAsync(run, person));
        var before = bot.Teams.Calls.Count(c => c.What == "members");

        var answers = await Task.WhenAll(presses.Select(bot.Teams.SendAsync));

        answers.ShouldAllBe(a => a.Status == 200);
        answers.Count(a => a.Body.Contains("Only approvers can decide this", StringComparison.Ordinal)).ShouldBe(199, answers[0].Body);
        answers[7].Body.ShouldContain("Guests of this organisation");
        (bot.Teams.Calls.Count(c => c.What == "members") - before).ShouldBeLessThanOrEqualTo(4);
        (await bot.Bench.ActionAsync(run)).Status.ShouldBe(ActionStatus.Open);
        bot.Teams.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Progress_is_redrawn_every_ten_seconds_at_most_and_never_keeps_a_decision_waiting()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("slow", Slow), ("tidy", Ask));
        await bot.SettleInAsync();
        var gate = new TaskCompletionSource<ToolResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        bot.Bench.Look.Answer = _ => gate.Task;
        var runs = new List<long>();
        for (var i = 0; i < 12; i++) runs.Add(await bot.Bench.StartAsync("slow"));
        var going = Task.WhenAll(runs.Select(r => bot.Bench.Get<ChatRuns.Loops.RunDriver>().DriveAsync(r, CancellationToken.None)));
        while (bot.Bench.Look.Calls.Count < runs.Count) await Task.Yield();
        await bot.WaitAsync(TimeSpan.FromSeconds(10), goes: false);
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

            await bot.WaitAsync(TimeSpan.FromSeconds(1), goes: false);
            var now = bot.Bench.Time.GetUtcNow();
            var after = Edits(bot);
            redraws.AddRange(after.Where(e => before.TryGetValue(e.Key, out var b) && e.Value > b).Select(e => (e.Key, now)));
            before = after;
            if (shown == DateTimeOffset.MaxValue && bot.Cards(TeamsBotBench.Ops).Any(m => TeamsBotBench.Read(m.Card).Contains("Approved by", StringComparison.Ordinal))) shown = now;
        }

        // Looked at once a second.
        foreach (var card in redraws.GroupBy(r => r.Message).Where(g => g.Count() > 1 && g.Key != bot.Cards(TeamsBotBench.Ops).Single(m => TeamsBotBench.Words(m.Card).Contains("Tidy", StringComparison.Ordinal) && m.Thread == m.Id).Id))
            card.Zip(card.Skip(1), (a, b) => b.At - a.At).Min().ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(9));
        redraws.Count.ShouldBeInRange(40, 90);
        (shown - decided).ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(2));
        gate.SetResult(new(null));
        await going;
        bot.Teams.Violations.ShouldBeEmpty();
    }

    private static Dictionary<string, int> Edits(TeamsBotBench bot) => bot.Cards(TeamsBotBench.Ops).ToDictionary(m => m.Id, m => m.Edits);

    private static Task ProgressAsync(TeamsBotBench bot, long run, int second)
    {
        var now = bot.Bench.Time.GetUtcNow();
        return bot.Bench.Store.AppendAsync(new(Guid.CreateVersion7(now), now, [new(StreamName.Log(run), Principal.System, [new ProgressReported("look", second % 100, $"second {second}")])]), CancellationToken.None);
    }
}
