using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ChatRuns.Actions;
using ChatRuns.Tools;
using Microsoft.AspNetCore.Http;

namespace ChatRuns.Engine.Tests.Tools;

public sealed class HttpRequestTests : IDisposable
{
    private readonly ToolBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("GET", Risk.Low, true)]
    [InlineData("HEAD", Risk.Low, true)]
    [InlineData("POST", Risk.Medium, false)]
    [InlineData("PATCH", Risk.Medium, false)]
    [InlineData("DELETE", Risk.High, false)]
    public async Task The_method_says_how_much_harm_a_request_can_do(string method, Risk risk, bool isReadOnly)
    {
        var preview = await _bench.PreviewAsync("http.request", new { method, url = "https://example.com/things?token=abc" });

        preview.Risk.ShouldBe(risk);
        preview.IsReadOnly.ShouldBe(isReadOnly);
        preview.CanUndo.ShouldBeFalse();
        preview.Headline.ShouldBe($"{method} https://example.com/things");
    }

    [Fact]
    public async Task A_changing_request_carries_its_key_headers_and_body()
    {
        await using var server = await HttpBench.StartAsync(context => context.Response.WriteAsJsonAsync(new { id = 7 }));

        var result = await _bench.CallAsync(
            "http.request", new { method = "POST", url = server.Url + "/x", headers = new { Authorization = "Bearer t" }, body = new { name = "ä" } }, "key-1");

        result.Value!.Value.GetProperty("body").GetProperty("id").GetInt32().ShouldBe(7);
        server.LastHeaders["Idempotency-Key"].ShouldBe("key-1");
        server.LastHeaders["Authorization"].ShouldBe("Bearer t");
        server.LastHeaders["Content-Type"].ShouldBe("application/json");
        server.LastBody.ShouldContain("name");
        result.Undo.ShouldBeNull();
    }

    [Fact]
    public async Task A_body_of_10_MB_is_cut_and_the_answer_says_so()
    {
        await using var server = await HttpBench.StartAsync(context => context.Response.WriteAsync(new string('x', 10_000_000)));

        var answer = await _bench.ValueAsync("http.request", new { url = server.Url });

        answer.GetProperty("body").GetString()!.Length.ShouldBe(1024 * 1024);
        answer.GetProperty("isCut").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task A_packed_bomb_is_cut_by_its_unpacked_size()
    {
        await using var server = await HttpBench.StartAsync(async context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            await using var gzip = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
            var block = new byte[1024 * 1024];
            for (var i = 0; i < 50 && !context.RequestAborted.IsCancellationRequested; i++) await gzip.WriteAsync(block, context.RequestAborted);
        });

        (await _bench.ValueAsync("http.request", new { url = server.Url })).GetProperty("bytes").GetInt32().ShouldBe(1024 * 1024);
    }

    [Fact]
    public async Task What_went_wrong_is_told_apart()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var silent = ((IPEndPoint)listener.LocalEndpoint).Port;
        await using var server = await HttpBench.StartAsync(context =>
        {
            context.Response.StatusCode = 503;
            return context.Response.WriteAsync("<b>down</b>\nfor repair");
        });

        var slow = await _bench.FailAsync("http.request", new { url = $"http://127.0.0.1:{silent}/", timeout = 1 });
        slow.Message.ShouldContain("did not answer within 1 seconds");
        listener.Stop();
        var closed = await _bench.FailAsync("http.request", new { url = $"http://127.0.0.1:{silent}/" });
        closed.Fault.ShouldBe(ToolFault.Unreachable);
        closed.Message.ShouldContain("Nobody listens");
        var unknown = await _bench.FailAsync("http.request", new { url = $"http://{new string('a', 70)}.invalid/" });
        unknown.Fault.ShouldBe(ToolFault.Unreachable);
        unknown.Message.ShouldContain("There is no host");
        var plain = await _bench.FailAsync("http.request", new { url = server.Url.Replace("http:", "https:", StringComparison.Ordinal) });
        plain.Fault.ShouldBe(ToolFault.Unreachable);
        plain.Message.ShouldContain("no secure connection");
        var status = await _bench.FailAsync("http.request", new { url = server.Url });
        status.Fault.ShouldBe(ToolFault.Failed);
        status.Message.ShouldContain("answered 503: <b>down</b> for repair");
        (await _bench.ValueAsync("http.request", new { url = server.Url, expect = (int[])[503] })).GetProperty("status").GetInt32().ShouldBe(503);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort")]
    [InlineData("SSH-2.0-OpenSSH\r\n")]
    [InlineData("")]
    public async Task An_answer_that_breaks_off_or_is_no_http_is_told(string answer)
    {
        using var server = new RawServer(answer);

        var failure = await _bench.FailAsync("http.request", new { url = server.Url });

        failure.Fault.ShouldBe(ToolFault.Failed);
        failure.Message.ShouldNotContain("did not answer within");
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task A_changing_request_is_sent_once_even_when_the_server_hangs_up_on_it(string method)
    {
        using var server = new RawServer("");

        await _bench.FailAsync("http.request", new { method, url = server.Url });
        await _bench.FailAsync("http.request", new { method, url = server.Url, body = "text" });

        server.Requests.ShouldBe(2);
    }

    [Fact]
    public async Task Redirects_are_followed_for_reading_and_other_hosts_get_no_secrets()
    {
        await using var target = await HttpBench.StartAsync(context => context.Response.WriteAsync("there"));
        await using var start = await HttpBench.StartAsync(context =>
        {
            context.Response.Redirect(context.Request.Path == "/one" ? "/two" : target.Url + "/three");
            return Task.CompletedTask;
        });

        var answer = await _bench.ValueAsync("http.request", new { url = start.Url + "/one", headers = new Dictionary<string, string> { ["X-Api-Key"] = "s3cret", ["Accept"] = "text/plain" } });

        answer.GetProperty("body").GetString().ShouldBe("there");
        start.LastHeaders["X-Api-Key"].ShouldBe("s3cret");
        target.LastHeaders.ShouldNotContainKey("X-Api-Key");
        target.LastHeaders["Accept"].ShouldBe("text/plain");
    }

    [Fact]
    public async Task A_changing_request_is_never_repeated_elsewhere()
    {
        await using var server = await HttpBench.StartAsync(context =>
        {
            context.Response.StatusCode = 307;
            context.Response.Headers.Location = "/elsewhere";
            return Task.CompletedTask;
        });

        (await _bench.FailAsync("http.request", new { method = "POST", url = server.Url + "/x" })).Message.ShouldContain("redirects to /elsewhere");
        server.Asked.ShouldBe(["POST /x"]);
    }

    [Fact]
    public async Task Redirects_in_a_circle_end()
    {
        await using var server = await HttpBench.StartAsync(context =>
        {
            context.Response.Redirect("/again");
            return Task.CompletedTask;
        });

        (await _bench.FailAsync("http.request", new { url = server.Url })).Message.ShouldContain("in a circle");
    }

    [Theory]
    [InlineData("ftp://example.com/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("/relative")]
    [InlineData("http://user:pass@example.com/")]
    [InlineData("http:///nowhere")]
    public async Task An_address_that_cannot_be_asked_is_an_error_of_the_arguments(string url)
    {
        (await _bench.FailAsync("http.request", new { url })).Fault.ShouldBe(ToolFault.InvalidArguments);
    }

    [Theory]
    [InlineData("X-A\r\nEvil", "v")]
    [InlineData("X-A", "v\r\nEvil: 1")]
    [InlineData("Transfer-Encoding", "chunked")]
    [InlineData("Host", "other")]
    public async Task Headers_cannot_smuggle_a_second_request(string name, string value)
    {
        await using var server = await HttpBench.StartAsync(context => context.Response.WriteAsync("ok"));

        (await _bench.FailAsync("http.request", new { url = server.Url, headers = new Dictionary<string, string> { [name] = value } })).Fault.ShouldBe(ToolFault.InvalidArguments);
        server.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_not_shown_as_text_and_cookies_are_not_kept()
    {
        await using var server = await HttpBench.StartAsync(context =>
        {
            context.Response.ContentType = "image/png";
            context.Response.Headers.SetCookie = "session=abc";
            return context.Response.Body.WriteAsync(new byte[] { 0x89, 0, 1, 2 }).AsTask();
        });

        var answer = await _bench.ValueAsync("http.request", new { url = server.Url });
        await _bench.ValueAsync("http.request", new { url = server.Url });

        answer.GetProperty("body").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        answer.GetProperty("headers").TryGetProperty("set-cookie", out _).ShouldBeFalse();
        server.LastHeaders.ShouldNotContainKey("Cookie");
    }

    /// <summary>Answers each connection with the same bytes, and hangs up.</summary>
    private sealed class RawServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private int _requests;

        public RawServer(string answer)
        {
            _listener.Start();
            _ = ServeAsync(Encoding.ASCII.GetBytes(answer));
        }

        public string Url => $"http://{_listener.LocalEndpoint}/";

        public int Requests => _requests;

        public void Dispose() => _listener.Dispose();

        private async Task ServeAsync(byte[] answer)
        {
            try
            {
                while (true)
                {
                    using var client = await _listener.AcceptTcpClientAsync();
                    var stream = client.GetStream();
                    var text = "";
                    var block = new byte[4096];
                    while (!text.Contains("\r\n\r\n", StringComparison.Ordinal)) text += Encoding.ASCII.GetString(block, 0, await stream.ReadAsync(block));
                    Interlocked.Increment(ref _requests);
                    await stream.WriteAsync(answer);
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        }
    }
}
