using System.Text;
using ChatRuns.Runs;

namespace ChatRuns.Bot.Tests.Hooks;

/// <summary>POST /hooks/AGENT, from the socket to the run.</summary>
public sealed class WebhookTests
{
    private static readonly (string, string) s_deploy = ("deploy", """
        title: Deploy
        triggers: [{ webhook: { secret: ["{{secret.HOOK}}", "{{secret.OLD}}"] } }]
        steps: [{ name: look, tool: probe.look, with: { what: "{{run.hook.event}} {{run.hook.body.n}}" } }]
        """);

    private static readonly (string, string) s_repo = ("repo", """
        triggers:
          - { name: pushes, webhook: { secret: "{{secret.OLD}}", preset: github, when: '{{run.hook.event}} == "push"' } }
          - { name: deploy it, webhook: { secret: "{{secret.HOOK}}" } }
          - { name: other, webhook: { secret: "{{secret.HOOK}}" } }
        steps: [{ name: look, tool: probe.look, with: { what: "{{run.hook.event}}" } }]
        """);

    private static readonly (string, string) s_broken = ("broken", "triggers: [{ webhook: { secret: [\"{{secret.BAD}}\", \"{{secret.NONE}}\"] } }]\nsteps: [{ pause: 1s }]");

    [Fact]
    public async Task A_signed_message_is_a_run_and_the_answer_names_it()
    {
        await using var bench = await HookBench.OpenAsync(s_deploy);

        var (status, json, answer) = await bench.SendAsync(bench.Signed("/hooks/deploy", "m1", """{"type":"order.paid","n":7}"""));
        await bench.Bench.GoAsync();

        (status, json.GetRawText()).ShouldBe((202, $$"""{"run":1,"url":"{{bench.Address}}/runs/1"}"""));
        answer.Headers.Location!.ToString().ShouldBe($"{bench.Address}/runs/1");
        bench.Bench.Look.Calls.ShouldHaveSingleItem().Arguments.GetProperty("what").GetString().ShouldBe("order.paid 7");
        (await bench.Bench.FindAsync(1)).Queued.Trigger.Kind.ShouldBe(TriggerKind.Webhook);
    }

    [Fact]
    public async Task While_secrets_are_exchanged_both_let_in()
    {
        await using var bench = await HookBench.OpenAsync(s_deploy);

        (await bench.SendAsync(bench.Signed("/hooks/deploy", "m1", "{}", HookBench.Secret))).Status.ShouldBe(202);
        (await bench.SendAsync(bench.Signed("/hooks/deploy", "m2", "{}", HookBench.Old))).Status.ShouldBe(202);
    }

    [Fact]
    public async Task The_same_message_again_is_answered_the_same_and_with_another_body_409()
    {
        await using var bench = await HookBench.OpenAsync(s_deploy);
        var first = await bench.SendAsync(bench.Signed("/hooks/deploy", "m1", """{"n":1}"""));

        var again = await bench.SendAsync(bench.Signed("/hooks/deploy", "m1", """{"n":1}""", late: TimeSpan.FromSeconds(20)));
        var other = await bench.SendAsync(bench.Signed("/hooks/deploy", "m1", """{"n":2}"""));

        (again.Status, again.Json.GetRawText()).ShouldBe((202, first.Json.GetRawText()));
        (other.Status, other.Answer.Content.Headers.ContentType!.MediaType).ShouldBe((409, "application/problem+json"));
        (await bench.RunsAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task Whatever_is_wrong_with_the_signature_or_the_address_the_answer_is_the_same_401()
    {
        await using var bench = await HookBench.OpenAsync(s_deploy, s_repo, s_broken);
        HttpRequestMessage[] wrong =
        [
            HookBench.Request("/hooks/deploy", "{}"),
            bench.Signed("/hooks/deploy", "m1", "{}", "another secret"),
            bench.Signed("/hooks/nobody", "m1", "{}"),
            bench.Signed("/hooks/deploy/nothing", "m1", "{}"),
            bench.Signed("/hooks/broken", "m1", "{}", "x"),
            HookBench.ByGitHub("/hooks/deploy", "d1", "push", "{}"),
            HookBench.ByGitHub("/hooks/nobody", "d1", "push", "{}"),
            bench.Signed("/hooks/repo/pushes", "m1", "{}", HookBench.Old),
        ];

        var answers = new List<string>();
        foreach (var request in wrong)
        {
            var (status, json, answer) = await bench.SendAsync(request);
            answers.Add($"{status} {answer.Content.Headers.ContentType} {json.GetRawText()} {string.Join(";", answer.Headers.Select(h => h.Key).Where(k => k != "Date"))}");
        }

        answers.Distinct().ShouldHaveSingleItem().ShouldStartWith("401 application/problem+json");
        (await bench.RunsAsync()).ShouldBe(0);
    }

    [Theory]
    [InlineData(301, "minutes old")]
    [InlineData(-301, "minutes ahead")]
    public async Task A_message_out_of_time_is_refused_and_told_why_for_every_address_alike(int late, string why)
    {
        await using var bench = await HookBench.OpenAsync(s_deploy, s_repo);

        foreach (var path in new[] { "/hooks/deploy", "/hooks/nobody", "/hooks/repo/pushes" })
        {
            var (status, json, _) = await bench.SendAsync(bench.Signed(path, "m1", "{}", late: TimeSpan.FromSeconds(late)));
            (status, json.GetProperty("detail").GetString()!.Contains(why, StringComparison.Ordinal)).ShouldBe((401, true));
        }
    }

    [Fact]
    public async Task More_than_a_megabyte_is_not_read()
    {
        await using var bench = await HookBench.OpenAsync(s_deploy);
        var most = new string('a', 1_000_000 - 2);

        (await bench.SendAsync(bench.Signed("/hooks/deploy", "m1", $"\"{most}\""))).Status.ShouldBe(202);
        (await bench.SendAsync(bench.Signed("/hooks/deploy", "m2", $"\"{most}a\""))).Status.ShouldBe(413);
        var unsized = bench.Signed("/hooks/nobody", "m3", "");
        unsized.Content = new StreamContent(new MemoryStream(new byte[1_000_001]));
        unsized.Headers.TransferEncodingChunked = true;
        (await bench.SendAsync(unsized)).Status.ShouldBe(413);
    }

    [Theory]
    [InlineData("""{"n":""", "application/json", "no JSON")]
    [InlineData("""{"n":1,"n":2}""", "application/json", "no JSON")]
    [InlineData("""{"n":"\ud800"}""", "application/json", "half a character")]
    [InlineData("""{"\ud800":1}""", "application/json", "")]
    public async Task A_signed_body_that_no_run_could_read_is_told(string body, string type, string why)
    {
        await using var bench = await HookBench.OpenAsync(s_deploy);

        var (status, json, _) = await bench.SendAsync(bench.Signed("/hooks/deploy", "m1", body, type: type));

        status.ShouldBe(400);
        json.GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain(why);
        (await bench.RunsAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_body_of_many_levels_is_refused_before_the_journal_has_it()
    {
        await using var bench = await HookBench.OpenAsync(s_deploy);

        (await bench.SendAsync(bench.Signed("/hooks/deploy", "m1", new string('[', 40) + new string(']', 40)))).Status.ShouldBe(400);
        (await bench.SendAsync(bench.Signed("/hooks/deploy", "m2", new string('[', 32) + new string(']', 32)))).Status.ShouldBe(202);
        (await bench.Bench.FindAsync(1)).Queued.Message!.Body!.Value.GetRawText().ShouldBe(new string('[', 32) + new string(']', 32));
    }

    [Fact]
    public async Task Text_is_a_text_and_what_is_no_text_is_refused()
    {
        await using var bench = await HookBench.OpenAsync(s_deploy);
        var binary = bench.Signed("/hooks/deploy", "m2", "");
        var stamp = binary.Headers.GetValues("webhook-timestamp").Single();
        byte[] bytes = [0xFF, 0xFE, 0x00];
        binary.Content = new ByteArrayContent(bytes) { Headers = { ContentType = new("application/octet-stream") } };
        binary.Headers.Remove("webhook-signature");
        byte[] signed = [.. Encoding.ASCII.GetBytes($"m2.{stamp}."), .. bytes];
        binary.Headers.Add("webhook-signature", "v1," + Convert.ToBase64String(System.Security.Cryptography.HMACSHA256.HashData(Secrets.SigningKey.Read(HookBench.Secret)!, signed)));

        (await bench.SendAsync(bench.Signed("/hooks/deploy", "m1", "all is well", type: "text/plain"))).Status.ShouldBe(202);
        (await bench.Bench.FindAsync(1)).Queued.Message!.Body!.Value.GetString().ShouldBe("all is well");
        (await bench.SendAsync(binary)).Status.ShouldBe(400);
    }

    [Fact]
    public async Task A_paused_agent_asks_to_try_again_later()
    {
        await using var bench = await HookBench.OpenAsync(s_deploy);
        await bench.Bench.Engine.PauseAsync("deploy", null, ChatRuns.Engine.Tests.EngineBench.Ada, CancellationToken.None);

        var (status, json, answer) = await bench.SendAsync(bench.Signed("/hooks/deploy", "m1", "{}"));

        (status, answer.Headers.RetryAfter!.Delta).ShouldBe((503, TimeSpan.FromSeconds(60)));
        json.GetProperty("detail").GetString().ShouldBe("Deploy is paused, and so its triggers do not fire.");
    }

    [Fact]
    public async Task A_restored_store_asks_to_try_again_later_and_a_frozen_agent_takes_what_comes_and_lets_it_wait()
    {
        await using var bench = await HookBench.OpenAsync(s_deploy);
        await bench.Bench.Engine.FreezeAsync(ChatRuns.Actions.GrantScope.Everything, null, null, ChatRuns.Engine.Tests.EngineBench.Ada, CancellationToken.None);
        (await bench.SendAsync(bench.Signed("/hooks/deploy", "m1", "{}"))).Status.ShouldBe(202);
        await bench.Bench.GoAsync();
        (await bench.Bench.FindAsync(1)).Status.ShouldBe(ChatRuns.Runs.RunStatus.Queued);

        await HoldDesk.HoldRestoredAsync(bench.Bench.Store, "From a backup.", bench.Bench.Time, CancellationToken.None);
        await bench.Bench.Get<HoldDesk>().ReadAsync(CancellationToken.None);
        var (status, json, answer) = await bench.SendAsync(bench.Signed("/hooks/deploy", "m2", "{}"));

        (status, answer.Headers.RetryAfter!.Delta).ShouldBe((503, TimeSpan.FromSeconds(60)));
        json.GetProperty("detail").GetString().ShouldBe("All work is held. From a backup.");
    }

    [Fact]
    public async Task GitHub_is_taken_as_it_signs_its_ping_is_answered_and_other_events_start_nothing()
    {
        await using var bench = await HookBench.OpenAsync(s_repo);

        var ping = await bench.SendAsync(HookBench.ByGitHub("/hooks/repo", "d0", "ping", """{"zen":"Keep it simple."}""", HookBench.Old));
        var star = await bench.SendAsync(HookBench.ByGitHub("/hooks/repo", "d1", "star", "{}", HookBench.Old));
        var push = await bench.SendAsync(HookBench.ByGitHub("/hooks/repo", "d2", "push", "{}", HookBench.Old));
        var form = await bench.SendAsync(HookBench.ByGitHub("/hooks/repo", "d3", "push", "payload=%7B%22ref%22%3A%22a%2Bb%22%7D", HookBench.Old, "application/x-www-form-urlencoded"));
        var unnamed = await bench.SendAsync(HookBench.ByGitHub("/hooks/repo", null, "push", "{}", HookBench.Old));

        (ping.Status, ping.Json.GetRawText()).ShouldBe((200, """{"run":null,"why":"ping"}"""));
        star.Status.ShouldBe(200);
        (push.Status, form.Status, unnamed.Status).ShouldBe((202, 202, 400));
        (await bench.Bench.FindAsync(2)).Queued.Message!.Body!.Value.GetProperty("ref").GetString().ShouldBe("a+b");
        (await bench.RunsAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task Of_several_triggers_with_one_secret_the_address_names_one()
    {
        await using var bench = await HookBench.OpenAsync(s_repo);

        var (status, json, _) = await bench.SendAsync(bench.Signed("/hooks/repo", "m1", "{}"));
        var named = await bench.SendAsync(bench.Signed("/hooks/repo/deploy%20it", "m1", "{}"));

        status.ShouldBe(400);
        json.GetProperty("detail").GetString().ShouldBe("This secret opens several: /hooks/repo/deploy%20it, /hooks/repo/other.");
        named.Status.ShouldBe(202);
        (await bench.Bench.FindAsync(1)).Queued.Trigger.Name.ShouldBe("deploy it");
    }

    [Fact]
    public async Task Any_host_and_origin_may_post_and_nothing_is_to_get()
    {
        await using var bench = await HookBench.OpenAsync(s_deploy);
        var foreign = bench.Signed("/hooks/deploy", "m1", "{}");
        foreign.Headers.Host = "hooks.example.org";
        foreign.Headers.Add("Origin", "https://evil.example");

        (await bench.SendAsync(foreign)).Status.ShouldBe(202);
        foreach (var path in new[] { "/hooks/deploy", "/hooks/deploy/webhook", "/events", "/uploads/deploy", "/uploads/deploy/upload" })
        {
            using var answer = await bench.Http.GetAsync(path);
            ((int)answer.StatusCode, answer.Content.Headers.Allow.Single()).ShouldBe((405, "POST"));
        }
    }

    [Fact]
    public async Task A_packed_body_is_refused_before_it_is_unpacked()
    {
        await using var bench = await HookBench.OpenAsync(s_deploy);
        var packed = bench.Signed("/hooks/deploy", "m1", "{}");
        packed.Content!.Headers.ContentEncoding.Add("gzip");

        (await bench.SendAsync(packed)).Status.ShouldBe(415);
    }

    // A few hundred at once, a tenth of them forged; how many a second it takes is measured by the bench.
    [Fact]
    public async Task Of_a_few_hundred_at_once_every_good_one_runs_once_and_no_forged_one_does()
    {
        await using var bench = await HookBench.OpenAsync(s_deploy);

        var sent = await Task.WhenAll(Enumerable.Range(0, 400).Select(async i =>
        {
            var isForged = i % 10 == 0;
            var id = $"m{(isForged ? i : i / 2)}";
            var (status, json, _) = await bench.SendAsync(bench.Signed("/hooks/deploy", id, "{}", isForged ? "forged" : HookBench.Secret));
            return (Id: id, IsForged: isForged, Status: status, Run: status == 202 ? json.GetProperty("run").GetInt64() : 0);
        }));

        sent.Where(s => s.IsForged).ShouldAllBe(s => s.Status == 401);
        sent.Where(s => !s.IsForged).ShouldAllBe(s => s.Status == 202);
        var good = sent.Where(s => !s.IsForged).ToList();
        good.GroupBy(s => s.Id).ShouldAllBe(g => g.Select(s => s.Run).Distinct().Count() == 1);
        (await bench.RunsAsync()).ShouldBe(good.Select(s => s.Id).Distinct().Count());
    }
}
