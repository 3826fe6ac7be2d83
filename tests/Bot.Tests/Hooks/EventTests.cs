using System.Net.Http.Headers;
using System.Text.Json;

namespace ChatRuns.Bot.Tests.Hooks;

/// <summary>POST /events: CloudEvents in their three forms, filters, and who is let in.</summary>
public sealed class EventTests
{
    private const string Structured = "application/cloudevents+json; charset=utf-8";
    private const string Batch = "application/cloudevents-batch+json";

    private static readonly (string, string) s_orders = ("orders", """
        triggers: [{ event: { secret: "{{secret.HOOK}}", exact: { type: com.example.someevent }, prefix: { source: /mycontext } } }]
        steps: [{ name: look, tool: probe.look, with: { what: "{{run.event.type}} {{run.event.subject}} {{run.event.comexampleothervalue}} {{run.event.data}}" } }]
        """);

    private static readonly (string, string) s_all = ("all", "title: All\ntriggers: [{ event: { secret: \"{{secret.HOOK}}\" } }]\nsteps: [{ name: look, tool: probe.look, with: { what: \"{{run.event.id}}\" } }]");

    private static readonly (string, string) s_others = ("others", "triggers: [{ event: { secret: \"{{secret.OLD}}\" } }]\nsteps: [{ name: look, tool: probe.look, with: { what: \"{{run.event.id}}\" } }]");

    // The examples of the JSON event format.
    [Theory]
    [InlineData("""{"specversion":"1.0","type":"com.example.someevent","source":"/mycontext","id":"A234-1234-1234","time":"2018-04-05T17:31:00Z","comexampleextension1":"value","comexampleothervalue":5,"datacontenttype":"application/vnd.apache.thrift.binary","data_base64":"gAE="}""", "com.example.someevent  5 gAE=")]
    [InlineData("""{"specversion":"1.0","type":"com.example.someevent","source":"/mycontext","id":"B234-1234-1234","time":"2018-04-05T17:31:00Z","comexampleothervalue":5,"unsetextension":null,"datacontenttype":"application/xml","data":"<much wow=\"xml\"/>"}""", "com.example.someevent  5 <much wow=\"xml\"/>")]
    [InlineData("""{"specversion":"1.0","type":"com.example.someevent","source":"/mycontext","subject":null,"id":"C234-1234-1234","comexampleothervalue":5,"datacontenttype":"application/json","data":{"appinfoA":"abc","appinfoB":123,"appinfoC":true}}""", "com.example.someevent  5 {\"appinfoA\":\"abc\",\"appinfoB\":123,\"appinfoC\":true}")]
    [InlineData("""{"specversion":"1.0","type":"com.example.someevent","source":"/mycontext","subject":"larger-context","id":"D234-1234-1234","comexampleothervalue":5,"data":"I'm just a string"}""", "com.example.someevent larger-context 5 I'm just a string")]
    [InlineData("""{"specversion":"1.0","type":"com.example.someevent","source":"/mycontext","id":"E","comexampleothervalue":true,"datacontenttype":"application/json","data_base64":"eyJhIjoxfQ=="}""", "com.example.someevent  true {\"a\":1}")]
    public async Task An_event_in_json_is_a_run_that_reads_its_attributes_and_data(string body, string read)
    {
        await using var bench = await HookBench.OpenAsync(s_orders);

        var (status, json, _) = await bench.SendAsync(Bearer(body, Structured));
        await bench.Bench.GoAsync();

        (status, json.GetProperty("runs")[0].GetProperty("run").GetInt64(), json.GetProperty("runs")[0].GetProperty("agent").GetString()).ShouldBe((202, 1, "orders"));
        bench.Bench.Look.Calls.ShouldHaveSingleItem().Arguments.GetProperty("what").GetString().ShouldBe(read);
    }

    [Theory]
    [InlineData("""{"a":1}""", "application/json; charset=utf-8", "com.example.someevent Euro € 😀 5 {\"a\":1}")]
    [InlineData("plain", "text/plain", "com.example.someevent Euro € 😀 5 plain")]
    [InlineData("plain", null, "com.example.someevent Euro € 😀 5 plain")]
    [InlineData("", null, "com.example.someevent Euro € 😀 5 ")]
    public async Task An_event_in_headers_is_the_same(string body, string? type, string read)
    {
        await using var bench = await HookBench.OpenAsync(s_orders);

        var answer = await bench.SendAsync(Binary(body, type, ("ce-Subject", "Euro%20%E2%82%AC%20%F0%9f%98%80"), ("ce-comexampleothervalue", "\"5\"")));
        await bench.Bench.GoAsync();

        answer.Status.ShouldBe(202, answer.Json.GetRawText());
        bench.Bench.Look.Calls.ShouldHaveSingleItem().Arguments.GetProperty("what").GetString().ShouldBe(read);
    }

    [Fact]
    public async Task A_batch_starts_a_run_for_each_event_and_agent_that_wants_it()
    {
        await using var bench = await HookBench.OpenAsync(s_orders, s_all, s_others);

        var (status, json, _) = await bench.SendAsync(Bearer($"[{Event("1")},{Event("2", "com.example.other")}]", Batch));

        (status, await bench.RunsAsync()).ShouldBe((202, 3));
        json.GetProperty("runs").EnumerateArray().Select(r => (r.GetProperty("agent").GetString(), r.GetProperty("id").GetString())).Order()
            .ShouldBe([("all", "1"), ("all", "2"), ("orders", "1")]);
        (await bench.SendAsync(Bearer("[]", Batch))).Json.GetRawText().ShouldBe("""{"runs":[],"skipped":[]}""");
    }

    [Fact]
    public async Task The_same_event_starts_once_in_whatever_form_it_comes_again()
    {
        await using var bench = await HookBench.OpenAsync(s_orders);
        var first = await bench.SendAsync(Bearer(Event("1"), Structured));

        (await bench.SendAsync(Bearer(Event("1"), Structured))).Json.GetRawText().ShouldBe(first.Json.GetRawText());
        (await bench.SendAsync(Binary("other", "text/plain"))).Json.GetRawText().ShouldBe(first.Json.GetRawText());
        (await bench.RunsAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task An_event_that_nobody_wants_is_taken_and_starts_nothing()
    {
        await using var bench = await HookBench.OpenAsync(s_orders);

        var (status, json, _) = await bench.SendAsync(Bearer(Event("1", "com.example.other"), Structured));

        (status, json.GetRawText()).ShouldBe((202, """{"runs":[],"skipped":[]}"""));
    }

    [Fact]
    public async Task An_agent_that_rests_is_passed_over_and_the_others_are_not()
    {
        await using var bench = await HookBench.OpenAsync(s_orders, s_all);
        await bench.Bench.Engine.PauseAsync("all", null, ChatRuns.Engine.Tests.EngineBench.Ada, CancellationToken.None);

        var (status, json, _) = await bench.SendAsync(Bearer(Event("1"), Structured));

        (status, json.GetProperty("runs").GetArrayLength()).ShouldBe((202, 1));
        json.GetProperty("skipped")[0].GetRawText().ShouldBe("""{"agent":"all","id":"1","why":"All is paused, and so its triggers do not fire."}""");
    }

    [Fact]
    public async Task A_signature_lets_in_as_a_bearer_secret_does()
    {
        await using var bench = await HookBench.OpenAsync(s_orders, s_others);

        (await bench.SendAsync(bench.Signed("/events", "m1", Event("1"), type: Structured))).Json.GetProperty("runs")[0].GetProperty("agent").GetString().ShouldBe("orders");
        (await bench.SendAsync(bench.Signed("/events", "m2", Event("1"), HookBench.Old, type: Structured))).Json.GetProperty("runs")[0].GetProperty("agent").GetString().ShouldBe("others");
        (await bench.SendAsync(bench.Signed("/events", "m3", Event("2"), "forged", type: Structured))).Status.ShouldBe(401);
        (await bench.SendAsync(bench.Signed("/events", "m4", Event("2"), late: TimeSpan.FromMinutes(6), type: Structured))).Status.ShouldBe(401);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer nope")]
    [InlineData("Bearer ")]
    [InlineData("Basic d2hzZWM=")]
    public async Task Without_a_secret_nothing_is_let_in(string? authorization)
    {
        await using var bench = await HookBench.OpenAsync(s_orders);
        var request = HookBench.Request("/events", "broken", Structured);
        if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);

        (await bench.SendAsync(request)).Status.ShouldBe(401);
    }

    [Theory]
    [InlineData("""{"type":"a","source":"/s","id":"1"}""", "no specversion")]
    [InlineData("""{"specversion":"0.3","type":"a","source":"/s","id":"1"}""", "specversion is not 1.0")]
    [InlineData("""{"specversion":"1.0","type":"a","source":"/s"}""", "no id")]
    [InlineData("""{"specversion":"1.0","type":"a","source":"/s","id":""}""", "no id")]
    [InlineData("""{"specversion":"1.0","type":"a","id":"1"}""", "no source")]
    [InlineData("""{"specversion":"1.0","source":"/s","id":"1"}""", "no type")]
    [InlineData("""{"specversion":"1.0","type":"a","source":"/s","id":"1","time":"yesterday"}""", "time is no time")]
    [InlineData("""{"specversion":"1.0","type":"a","source":"/s","id":"1","subject":""}""", "subject is empty")]
    [InlineData("""{"specversion":"1.0","type":"a","source":"/s","id":"1","dataschema":"schema"}""", "dataschema is no absolute URI")]
    [InlineData("""{"specversion":"1.0","type":"a","source":"/s","id":"1","datacontenttype":"json"}""", "datacontenttype is no media type")]
    [InlineData("""{"specversion":"1.0","type":"a","source":"/s","id":"1","Region":"eu"}""", "\"Region\" cannot be")]
    [InlineData("""{"specversion":"1.0","type":"a","source":"/s","id":"1","region":{"a":1}}""", "region is neither")]
    [InlineData("""{"specversion":"1.0","type":"a","source":"/s","id":"1","region":1.5}""", "region is neither")]
    [InlineData("""{"specversion":"1.0","type":"a","source":"/s","id":"1\n"}""", "id holds a control")]
    [InlineData("""{"specversion":"1.0","type":"a","source":"/s","id":"1","data":1,"data_base64":"AA=="}""", "both data and data_base64")]
    [InlineData("""{"specversion":"1.0","type":"a","source":"/s","id":"1","data_base64":"%"}""", "data_base64 is no Base64")]
    [InlineData("""[]""", "an object")]
    [InlineData("""{""", "no JSON")]
    public async Task An_event_that_is_none_is_told_with_the_attribute_at_fault(string body, string why)
    {
        await using var bench = await HookBench.OpenAsync(s_all);

        var (status, json, _) = await bench.SendAsync(Bearer(body, Structured));

        status.ShouldBe(400);
        json.GetProperty("detail").GetString()!.ShouldContain(why);
    }

    [Fact]
    public async Task Attributes_are_short_what_is_long_is_data()
    {
        await using var bench = await HookBench.OpenAsync(s_all);
        var five = string.Join(",", Enumerable.Range(0, 5).Select(i => $"\"a{i}\":\"{new string('x', 1_900)}\""));

        (await bench.SendAsync(Bearer($$"""{"specversion":"1.0","type":"a","source":"/s","id":"1",{{five}}}""", Structured))).Status.ShouldBe(400);
        (await bench.SendAsync(Bearer($$"""{"specversion":"1.0","type":"a","source":"/s","id":"1","subject":"{{new string('x', 2_001)}}"}""", Structured))).Status.ShouldBe(400);
        (await bench.SendAsync(Bearer($$"""{"specversion":"1.0","type":"a","source":"/s","id":"1","data":"{{new string('x', 20_000)}}"}""", Structured))).Status.ShouldBe(202);
        (await bench.Bench.FindAsync(1)).Queued.Message!.Blob.ShouldNotBeNull();
    }

    [Fact]
    public async Task One_bad_event_of_a_batch_stops_all_of_it()
    {
        await using var bench = await HookBench.OpenAsync(s_all);

        var (status, json, _) = await bench.SendAsync(Bearer($"[{Event("1")},{{\"specversion\":\"1.0\"}}]", Batch));

        (status, await bench.RunsAsync()).ShouldBe((400, 0));
        json.GetProperty("detail").GetString()!.ShouldStartWith("Event 2 of the batch: The event has no id.");
        (await bench.SendAsync(Bearer($"[{string.Join(",", Enumerable.Range(0, 101).Select(i => Event($"{i}")))}]", Batch))).Status.ShouldBe(400);
    }

    [Theory]
    [InlineData("ce-subject", "%C0%A0", "subject is not encoded as UTF-8")]
    [InlineData("ce-subject", "50%", "has a % that")]
    [InlineData("ce-datacontenttype", "text/plain", "must not be there")]
    [InlineData("ce-my_ext", "1", "cannot be the name")]
    public async Task Headers_that_are_no_attributes_are_told(string name, string value, string why)
    {
        await using var bench = await HookBench.OpenAsync(s_all);

        var (status, json, _) = await bench.SendAsync(Binary("x", "text/plain", (name, value)));

        status.ShouldBe(400);
        json.GetProperty("detail").GetString()!.ShouldContain(why);
    }

    [Fact]
    public async Task A_form_of_events_that_is_not_json_is_refused()
    {
        await using var bench = await HookBench.OpenAsync(s_all);

        (await bench.SendAsync(Bearer("<event/>", "application/cloudevents+xml"))).Status.ShouldBe(415);
        (await bench.SendAsync(Bearer("{}", "application/json"))).Json.GetProperty("detail").GetString()!.ShouldStartWith("This is no CloudEvent.");
    }

    private static string Event(string id, string type = "com.example.someevent") =>
        JsonSerializer.Serialize(new { specversion = "1.0", type, source = "/mycontext", id });

    private static HttpRequestMessage Bearer(string body, string type)
    {
        var request = HookBench.Request("/events", body, type);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", HookBench.Secret);
        return request;
    }

    private static HttpRequestMessage Binary(string body, string? type, params (string Name, string Value)[] more)
    {
        var request = HookBench.Request("/events", body, type);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", HookBench.Secret);
        foreach (var (name, value) in (IEnumerable<(string, string)>)[("ce-specversion", "1.0"), ("ce-type", "com.example.someevent"), ("CE-Source", "/mycontext"), ("ce-id", "1"), .. more])
            request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }
}
