using System.Text.Json;
using ChatRuns.Runs;

namespace ChatRuns.Engine.Tests.Runs;

/// <summary>Runs that a request from outside starts: once per message, with what came with it.</summary>
public sealed class HookTests
{
    private const string Deploy = """
        title: Deploy
        variables: { branch: main, size: { type: number, default: 1 } }
        run_title: "{{branch}} by {{run.hook.body.sender.login}}"
        triggers:
          - webhook: { secret: "{{secret.HOOK}}", headers: [x-id], when: '{{run.hook.event}} == "push"', variables: { branch: "{{run.hook.body.ref}}", size: "{{run.hook.body.size}}" } }
        steps: [{ name: look, tool: probe.look, with: { what: "{{run.hook.body.sender.login}} {{run.hook.headers.x-id}} {{run.hook.id}} {{run.hook.type}}" } }]
        summary: "{{branch}}, {{run.hook.body.commits.0.id}}"
        """;

    private const string Orders = """
        triggers:
          - { name: small, event: { secret: "{{secret.E}}", when: "{{run.event.data.total}} < 10" } }
          - { name: any, event: { secret: "{{secret.E}}" } }
        steps: [{ name: look, tool: probe.look, with: { what: "{{run.event.type}} {{run.event.data.total}} {{run.event.subject}}" } }]
        """;

    [Fact]
    public async Task A_run_reads_what_the_webhook_brought_and_its_variables_come_from_there()
    {
        await using var bench = await EngineBench.OpenAsync(("deploy", Deploy));

        var number = (await TakeAsync(bench, Push("m1"))).ShouldBeOfType<TakeResult.Started>().Number;
        await bench.GoAsync();
        var run = await bench.FindAsync(number);

        run.Status.ShouldBe(RunStatus.Completed, run.End?.Error?.Message);
        run.Queued.Trigger.ShouldBe(new StartedBy(TriggerKind.Webhook, "webhook", null, Journal.Principal.System));
        run.Queued.Title.ShouldBe("refs/heads/x by mia");
        run.Queued.Variables.GetRawText().ShouldBe("""{"branch":"refs/heads/x","size":3}""");
        run.Queued.Overridden.ShouldBe(["branch", "size"]);
        run.End!.Summary.ShouldBe("refs/heads/x, c1");
        bench.Look.Calls.ShouldHaveSingleItem().Arguments.GetProperty("what").GetString().ShouldBe("mia 7 m1 application/json");
    }

    [Fact]
    public async Task The_same_message_starts_once_also_after_a_restart_and_with_another_body_it_is_a_conflict()
    {
        await using var bench = await EngineBench.OpenAsync(("deploy", Deploy));
        var first = await TakeAsync(bench, Push("m1"));

        (await TakeAsync(bench, Push("m1"))).ShouldBe(first);
        (await TakeAsync(bench, Push("m1") with { Sha256 = Hash('b') })).ShouldBe(new TakeResult.Conflict(1));
        await bench.RestartAsync();
        (await TakeAsync(bench, Push("m1"))).ShouldBe(first);
        await bench.Store.RebuildAsync(EngineBench.Cancel);
        (await TakeAsync(bench, Push("m1"))).ShouldBe(first);
        (await TakeAsync(bench, Push("m2"))).ShouldBe(new TakeResult.Started(2));
    }

    [Fact]
    public async Task Equal_messages_that_come_at_once_start_one_run()
    {
        await using var bench = await EngineBench.OpenAsync(("deploy", Deploy));

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => TakeAsync(bench, Push("m1")))));

        results.ShouldAllBe(r => r == new TakeResult.Started(1));
        (await bench.Engine.FindRowAsync(2, EngineBench.Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task What_the_condition_does_not_want_starts_nothing()
    {
        await using var bench = await EngineBench.OpenAsync(("deploy", Deploy));

        (await TakeAsync(bench, Push("m1", "star"))).ShouldBeOfType<TakeResult.Passed>().Why.ShouldContain("does not hold");
        (await bench.Engine.FindRowAsync(1, EngineBench.Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task What_the_body_does_not_have_leaves_the_default_and_what_does_not_fit_is_told()
    {
        await using var bench = await EngineBench.OpenAsync(("deploy", Deploy));

        await TakeAsync(bench, Push("m1") with { Body = Json("""{"sender":{"login":"mia"},"size":null}""") });
        (await bench.FindAsync(1)).Queued.Variables.GetRawText().ShouldBe("""{"branch":"main","size":1}""");
        (await TakeAsync(bench, Push("m2") with { Body = Json("""{"size":"big"}""") })).ShouldBeOfType<TakeResult.BadVariables>().Errors["size"].ShouldBe("big is not a number.");
    }

    [Fact]
    public async Task What_is_long_stays_in_the_body_a_title_is_cut_after_it_was_masked()
    {
        await using var bench = await EngineBench.OpenAsync(new Dictionary<string, string> { ["CHATRUNS_SECRET_SHOP"] = "hunter2-hunter2" }, ("deploy", Deploy));
        var name = new string('n', 195) + "hunter2-hunter2";

        await TakeAsync(bench, Push("m1") with { Body = Json($$"""{"sender":{"login":"{{name}}"},"ref":"r"}""") });
        var title = (await bench.FindAsync(1)).Queued.Title!;
        var result = await TakeAsync(bench, Push("m2") with { Body = Json($$"""{"ref":"{{new string('x', 2_001)}}"}""") });

        (title.Length, title.Contains("hunter", StringComparison.Ordinal)).ShouldBe((200, false));
        result.ShouldBeOfType<TakeResult.BadVariables>().Errors["branch"].ShouldBe("is longer than 2000 characters.");
    }

    [Fact]
    public async Task A_paused_agent_and_a_draft_take_nothing_and_what_was_taken_before_stays()
    {
        await using var bench = await EngineBench.OpenAsync(("deploy", Deploy), ("later", "status: draft\n" + Deploy));
        await TakeAsync(bench, Push("m1"));
        await bench.Engine.PauseAsync("deploy", null, EngineBench.Ada, EngineBench.Cancel);

        (await TakeAsync(bench, Push("m2"))).ShouldBe(new TakeResult.Resting("Deploy is paused, and so its triggers do not fire."));
        (await bench.Engine.TakeAsync(new("later", "webhook", Push("m3")), EngineBench.Cancel)).ShouldBeOfType<TakeResult.Resting>().Why.ShouldContain("draft");
        await bench.Engine.ResumeAsync("deploy", EngineBench.Ada, EngineBench.Cancel);
        (await TakeAsync(bench, Push("m2"))).ShouldBe(new TakeResult.Started(2));
    }

    [Fact]
    public async Task A_big_body_is_a_blob_beside_the_journal_and_read_all_the_same()
    {
        await using var bench = await EngineBench.OpenAsync(("deploy", Deploy));
        var filler = new string('x', 20_000);

        await TakeAsync(bench, Push("m1") with { Body = Json($$"""{"ref":"r","sender":{"login":"mia"},"commits":[{"id":"c9"}],"filler":"{{filler}}"}""") });
        await bench.GoAsync();
        var run = await bench.FindAsync(1);

        run.Queued.Message.ShouldNotBeNull().ShouldSatisfyAllConditions(m => m.Body.ShouldBeNull(), m => m.Blob!.Length.ShouldBe(64));
        (run.Queued.Title, run.End!.Summary).ShouldBe(("r by mia", "r, c9"));
    }

    [Fact]
    public async Task Secrets_in_a_body_are_masked_small_or_big()
    {
        await using var bench = await EngineBench.OpenAsync(new Dictionary<string, string> { ["CHATRUNS_SECRET_SHOP"] = "hunter2-hunter2" }, ("deploy", Deploy));

        foreach (var (id, filler) in new[] { ("m1", 1), ("m2", 20_000) })
            await TakeAsync(bench, Push(id) with { Body = Json($$"""{"ref":"hunter2-hunter2","filler":"{{new string('y', filler)}}"}""") });
        await bench.GoAsync();

        bench.Stored().Where(f => f.Bytes.AsSpan().IndexOf("hunter2-hunter2"u8) >= 0).Select(f => f.File).ShouldBeEmpty();
        (await bench.FindAsync(1)).Queued.Message!.Body!.Value.GetProperty("ref").GetString().ShouldBe("«secret SHOP»");
    }

    [Fact]
    public async Task A_rerun_has_the_same_message_and_the_person_as_its_starter()
    {
        await using var bench = await EngineBench.OpenAsync(("deploy", Deploy));
        await TakeAsync(bench, Push("m1"));
        await bench.GoAsync();

        await bench.Engine.RerunAsync(1, EngineBench.Ada, null, EngineBench.Cancel);
        await bench.GoAsync();
        var again = await bench.FindAsync(2);

        (again.Status, again.Queued.Trigger.Kind, again.Queued.Title, again.End!.Summary).ShouldBe((RunStatus.Completed, TriggerKind.Manual, "refs/heads/x by mia", "refs/heads/x, c1"));
    }

    [Fact]
    public async Task An_event_is_the_same_by_source_and_id_whatever_trigger_takes_it()
    {
        await using var bench = await EngineBench.OpenAsync(("orders", Orders));

        (await bench.Engine.TakeAsync(new("orders", "small", Order("A1", 5)), EngineBench.Cancel)).ShouldBe(new TakeResult.Started(1));
        (await bench.Engine.TakeAsync(new("orders", "any", Order("A1", 5) with { Sha256 = Hash('b') }), EngineBench.Cancel)).ShouldBe(new TakeResult.Started(1));
        (await bench.Engine.TakeAsync(new("orders", "any", Order("A1", 5, "/other")), EngineBench.Cancel)).ShouldBe(new TakeResult.Started(2));
        await bench.GoAsync();

        bench.Look.Calls.First().Arguments.GetProperty("what").GetString().ShouldBe("com.example.order 5 ");
    }

    [Fact]
    public async Task A_file_by_address_starts_once_for_its_key_and_belongs_to_nobody()
    {
        await using var bench = await EngineBench.OpenAsync(("count", "triggers: [{ upload: { types: [csv], secret: \"{{secret.U}}\" } }]\nsteps: [{ name: look, tool: probe.look, with: { what: \"{{run.file.name}}\" } }]"));
        var file = await bench.Engine.KeepFileAsync("a.csv", null, new MemoryStream([1, 2]), 100, EngineBench.Cancel);
        var other = await bench.Engine.KeepFileAsync("a.csv", null, new MemoryStream([3]), 100, EngineBench.Cancel);

        (await bench.Engine.TakeFileAsync("count", "upload", file!, "k", EngineBench.Cancel)).ShouldBe(new TakeResult.Started(1));
        (await bench.Engine.TakeFileAsync("count", "upload", file!, "k", EngineBench.Cancel)).ShouldBe(new TakeResult.Started(1));
        (await bench.Engine.TakeFileAsync("count", "upload", other!, "k", EngineBench.Cancel)).ShouldBe(new TakeResult.Conflict(1));
        (await bench.Engine.TakeFileAsync("count", "upload", file!, null, EngineBench.Cancel)).ShouldBe(new TakeResult.Started(2));
        (await bench.FindAsync(1)).Queued.Trigger.ShouldBe(new StartedBy(TriggerKind.Upload, "upload", null, Journal.Principal.System));
    }

    [Fact]
    public async Task A_secret_that_is_missing_or_no_key_is_a_trouble_of_its_trigger()
    {
        await using var bench = await EngineBench.OpenAsync(
            new Dictionary<string, string> { ["CHATRUNS_SECRET_GOOD"] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", ["CHATRUNS_SECRET_BAD"] = "whsec_not base64!" },
            ("a", "triggers: [{webhook: {secret: [\"{{secret.GOOD}}\", \"{{secret.BAD}}\", \"{{secret.NONE}}\"]}}]\nsteps: [{pause: 1s}]"));

        bench.Engine.SecretTroubles(bench.Engine.FindAgent("a")!).ShouldBe([new("webhook", "BAD", false), new("webhook", "NONE", true)]);
    }

    private static Task<TakeResult> TakeAsync(EngineBench bench, RunMessage message) => bench.Engine.TakeAsync(new Delivery("deploy", "webhook", message), EngineBench.Cancel);

    private static RunMessage Push(string id, string happened = "push") => new(
        TriggerKind.Webhook, id, Hash('a'), new Dictionary<string, string> { ["event"] = happened, ["type"] = "application/json" }, new Dictionary<string, string> { ["x-id"] = "7" },
        Json("""{"ref":"refs/heads/x","size":3,"sender":{"login":"mia"},"commits":[{"id":"c1"}]}"""));

    private static RunMessage Order(string id, int total, string source = "/shop") => new(
        TriggerKind.Event, id, Hash('a'), new Dictionary<string, string> { ["specversion"] = "1.0", ["id"] = id, ["source"] = source, ["type"] = "com.example.order" },
        new Dictionary<string, string>(), Json($$"""{"total":{{total}}}"""));

    private static string Hash(char digit) => new(digit, 64);

    private static JsonElement Json(string text) => JsonSerializer.Deserialize<JsonElement>(text);
}
