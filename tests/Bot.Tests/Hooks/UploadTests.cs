using System.Net.Http.Headers;

namespace ChatRuns.Bot.Tests.Hooks;

/// <summary>POST /uploads/AGENT: one file, as a body or in a form, let in by a secret.</summary>
public sealed class UploadTests
{
    private static readonly (string, string) s_count = ("count", """
        title: Invoices
        triggers: [{ name: invoices, upload: { types: [csv], max: 1MB, secret: "{{secret.HOOK}}" } }]
        steps: [{ name: look, tool: probe.look, with: { what: "{{run.file.name}} {{run.file.bytes}} {{run.file.type}}" } }]
        """);

    private static readonly (string, string) s_chatOnly = ("chat", "triggers: [{ upload: true }]\nsteps: [{ pause: 1s }]");

    [Fact]
    public async Task A_file_as_the_body_is_a_run()
    {
        await using var bench = await HookBench.OpenAsync(s_count);

        var (status, json, _) = await bench.SendAsync(Raw("/uploads/count?name=a.csv", "1,2\n"));
        await bench.Bench.GoAsync();

        (status, json.GetRawText()).ShouldBe((202, $$"""{"run":1,"url":"{{bench.Address}}/runs/1"}"""));
        bench.Bench.Look.Calls.ShouldHaveSingleItem().Arguments.GetProperty("what").GetString().ShouldBe("a.csv 4 text/csv");
    }

    [Fact]
    public async Task A_file_in_a_form_is_the_same_and_its_name_is_made_fit()
    {
        await using var bench = await HookBench.OpenAsync(s_count);

        (await bench.SendAsync(Form("/uploads/count/invoices", ("file", "../../é.csv", "1,2\n")))).Status.ShouldBe(202);

        var file = (await bench.Bench.FindAsync(1)).Queued.File!;
        (file.Name, file.Bytes).ShouldBe(("é.csv", 4));
    }

    [Fact]
    public async Task A_name_can_stand_in_the_headers()
    {
        await using var bench = await HookBench.OpenAsync(s_count);
        var request = Raw("/uploads/count", "1");
        request.Content!.Headers.ContentDisposition = new("attachment") { FileNameStar = "ü.csv" };

        (await bench.SendAsync(request)).Status.ShouldBe(202);

        (await bench.Bench.FindAsync(1)).Queued.File!.Name.ShouldBe("ü.csv");
    }

    [Theory]
    [InlineData("/uploads/count?name=a.csv", "Bearer nope")]
    [InlineData("/uploads/count?name=a.csv", null)]
    [InlineData("/uploads/chat?name=a.csv", "Bearer " + HookBench.Secret)]
    [InlineData("/uploads/nobody?name=a.csv", "Bearer " + HookBench.Secret)]
    [InlineData("/uploads/count/other?name=a.csv", "Bearer " + HookBench.Secret)]
    public async Task Without_a_secret_of_the_trigger_nothing_is_let_in_whatever_is_there(string path, string? authorization)
    {
        await using var bench = await HookBench.OpenAsync(s_count, s_chatOnly);
        var request = HookBench.Request(path, "1", "text/csv");
        if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);

        var (status, json, _) = await bench.SendAsync(request);

        (status, json.GetProperty("title").GetString()).ShouldBe((401, "Not let in"));
    }

    [Fact]
    public async Task Type_size_and_name_are_the_triggers()
    {
        await using var bench = await HookBench.OpenAsync(s_count);
        var big = new string('1', 1_000_001);
        var unsized = Raw("/uploads/count?name=a.csv", "");
        unsized.Content = new StreamContent(new MemoryStream(new byte[1_000_001]));
        unsized.Headers.TransferEncodingChunked = true;

        (await bench.SendAsync(Raw("/uploads/count?name=a.pdf", "1"))).Status.ShouldBe(415);
        (await bench.SendAsync(Raw("/uploads/count", "1"))).Status.ShouldBe(400);
        (await bench.SendAsync(Raw("/uploads/count?name=a.csv", big))).Status.ShouldBe(413);
        (await bench.SendAsync(unsized)).Status.ShouldBe(413);
        (await bench.SendAsync(Form("/uploads/count", ("file", "a.csv", big)))).Status.ShouldBe(413);
        (await bench.SendAsync(Form("/uploads/count", ("file", "a.csv", big[..1_000_000])))).Status.ShouldBe(202);
        (await bench.RunsAsync()).ShouldBe(1);
    }

    // Kestrel itself stops at 30,000,000 bytes.
    [Theory]
    [InlineData(32_000_000, 202)]
    [InlineData(32_000_001, 413)]
    public async Task A_file_may_be_as_large_as_any_trigger_can_take(int bytes, int status)
    {
        await using var bench = await HookBench.OpenAsync(("big", "triggers: [{ upload: { max: 32MB, secret: \"{{secret.HOOK}}\" } }]\nsteps: [{ pause: 1s }]"));
        var request = Raw("/uploads/big?name=a.bin", "");
        request.Content = new StreamContent(new MemoryStream(new byte[bytes]));
        request.Headers.TransferEncodingChunked = true;

        (await bench.SendAsync(request)).Status.ShouldBe(status);
    }

    [Fact]
    public async Task A_form_holds_one_file_and_nothing_else()
    {
        await using var bench = await HookBench.OpenAsync(s_count);
        var broken = Raw("/uploads/count", "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n1,2", "multipart/form-data; boundary=x");

        (await bench.SendAsync(Form("/uploads/count", ("file", "a.csv", "1"), ("file", "b.csv", "2")))).Status.ShouldBe(400);
        (await bench.SendAsync(Form("/uploads/count", ("note", null, "1")))).Status.ShouldBe(400);
        (await bench.SendAsync(Raw("/uploads/count", "", "multipart/form-data; boundary=x"))).Status.ShouldBe(400);
        (await bench.SendAsync(Raw("/uploads/count", "1", "multipart/form-data"))).Status.ShouldBe(400);
        (await bench.SendAsync(broken)).Status.ShouldBe(400);
        (await bench.RunsAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task With_a_key_the_same_file_starts_once_and_another_is_a_conflict()
    {
        await using var bench = await HookBench.OpenAsync(s_count);

        int[] statuses = [await KeyedAsync("1"), await KeyedAsync("1"), await KeyedAsync("2")];

        statuses.ShouldBe([202, 202, 409]);
        (await bench.RunsAsync()).ShouldBe(1);

        async Task<int> KeyedAsync(string body)
        {
            var request = Raw("/uploads/count?name=a.csv", body);
            request.Headers.Add("Idempotency-Key", "k1");
            return (await bench.SendAsync(request)).Status;
        }
    }

    [Fact]
    public async Task A_paused_agent_takes_no_file()
    {
        await using var bench = await HookBench.OpenAsync(s_count);
        await bench.Bench.Engine.PauseAsync("count", null, ChatRuns.Engine.Tests.EngineBench.Ada, CancellationToken.None);

        (await bench.SendAsync(Raw("/uploads/count?name=a.csv", "1"))).Status.ShouldBe(503);
    }

    private static HttpRequestMessage Raw(string path, string body, string type = "text/csv") => LetIn(HookBench.Request(path, body, type));

    private static HttpRequestMessage Form(string path, params (string Name, string? File, string Content)[] parts)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, file, content) in parts)
        {
            if (file is null) form.Add(new StringContent(content), name);
            else form.Add(new StringContent(content), name, file);
        }

        return LetIn(new(HttpMethod.Post, path) { Content = form });
    }

    private static HttpRequestMessage LetIn(HttpRequestMessage request)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", HookBench.Secret);
        return request;
    }
}
