using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using ChatRuns.Bot.Channels.Slack.Api;
using ChatRuns.Bot.Channels.Slack.Talk;

namespace ChatRuns.Bot.Tests.Slack;

/// <summary>What stands before Slack's endpoints lets in, over real HTTP; whatever it refuses changes nothing and tells nothing.</summary>
public sealed class SlackDoorTests : IAsyncLifetime, IDisposable
{
    private const string Ask = "title: Tidy\nnotify: { actions: [\"slack:#ops\"] }\napproval: { approvers: [approver] }\nsteps: [{ name: change, tool: probe.change, with: { what: archive } }]";
    private readonly HttpClient _http = new();
    private SlackBench _bot = null!;

    public static TheoryData<string> Paths => ["/slack/commands", "/slack/interactions", "/slack/events", "/slack/options"];

    public async Task InitializeAsync() => _bot = await SlackBench.OpenAsync(("tidy", Ask));

    public async Task DisposeAsync() => await _bot.DisposeAsync();

    public void Dispose() => _http.Dispose();

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_request_without_a_signature_is_refused(string path) => await RefusedAsync(Request(path, Start, sign: null));

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_request_signed_with_another_secret_is_refused(string path) => await RefusedAsync(Request(path, Start, sign: "another"));

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_request_of_six_minutes_ago_is_refused(string path) => await RefusedAsync(Request(path, Start, seconds: -360));

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_request_from_the_future_is_refused(string path) => await RefusedAsync(Request(path, Start, seconds: 301));

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_body_over_a_megabyte_is_refused(string path) => await RefusedAsync(Request(path, Start + "&pad=" + new string('x', 1 << 20)));

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_chunked_body_over_a_megabyte_is_refused_though_it_names_no_length(string path)
    {
        var request = Request(path, Start + "&pad=" + new string('x', 2 << 20));
        request.Headers.TransferEncodingChunked = true;
        request.Content!.Headers.ContentLength = null;

        await RefusedAsync(request);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_compressed_body_is_refused(string path)
    {
        var request = Request(path, Start);
        request.Content!.Headers.ContentEncoding.Add("gzip");

        await RefusedAsync(request);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_body_that_was_encoded_anew_on_the_way_is_refused(string path)
    {
        var request = Request(path, Start);
        var changed = new StringContent(Start.Replace("+", "%20", StringComparison.Ordinal));
        changed.Headers.ContentType = request.Content!.Headers.ContentType;
        request.Content = changed;

        await RefusedAsync(request);
    }

    [Fact]
    public async Task A_delivery_that_somebody_listened_to_and_sends_again_is_refused()
    {
        (await _http.SendAsync(Request("/slack/commands", Start))).StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        await RefusedAsync(Request("/slack/commands", Start));
        await _bot.GoAsync();

        (await RunsAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task The_same_command_delivered_anew_starts_one_run()
    {
        await _http.SendAsync(Request("/slack/commands", Start));
        var again = await _http.SendAsync(Request("/slack/commands", Start, seconds: 5));
        await _bot.GoAsync();

        again.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        (await RunsAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task A_command_delivered_twice_at_once_starts_one_run()
    {
        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => _http.SendAsync(Request("/slack/commands", Start, seconds: i))));
        await _bot.GoAsync();

        (await RunsAsync()).ShouldBe(1);
    }

    [Theory]
    [InlineData("T0OTHER", "A0CHATRUNS")]
    [InlineData("", "A0CHATRUNS")]
    [InlineData("T0STANDIN", "A0OTHER")]
    public async Task Another_workspace_or_app_is_refused_though_the_signature_is_right(string team, string app)
    {
        await _bot.Slack.CommandAsync(SlackBench.Mia, SlackBench.Ops, "/runs");
        var body = Start.Replace("T0STANDIN", team, StringComparison.Ordinal).Replace("A0CHATRUNS", app, StringComparison.Ordinal);

        await RefusedAsync(Request("/slack/commands", body));
    }

    [Theory]
    [InlineData("/slack/interactions", "payload=%7B")]
    [InlineData("/slack/interactions", "nothing=1")]
    [InlineData("/slack/interactions", "payload=%5B%5D")]
    [InlineData("/slack/events", "[]")]
    [InlineData("/slack/events", "{\"type\":")]
    [InlineData("/slack/events", "")]
    [InlineData("/slack/options", "payload=null")]
    public async Task What_cannot_be_read_is_refused_and_harms_nothing(string path, string body) => await RefusedAsync(Request(path, body));

    [Theory]
    [InlineData("{\"type\":\"block_actions\",\"team\":{\"id\":\"T0STANDIN\"},\"user\":{\"id\":\"U0MIA\"},\"actions\":[]}")]
    [InlineData("{\"type\":\"block_actions\",\"team\":{\"id\":\"T0STANDIN\"},\"user\":{\"id\":\"U0MIA\"},\"actions\":[{\"type\":\"button\",\"value\":\"{\"}]}")]
    [InlineData("{\"type\":\"block_actions\",\"team\":{\"id\":\"T0STANDIN\"},\"user\":{\"id\":\"U0MIA\"},\"actions\":[{\"type\":\"button\",\"value\":\"#000000000000000000000000\"}]}")]
    [InlineData("{\"type\":\"view_submission\",\"team\":{\"id\":\"T0STANDIN\"},\"user\":{\"id\":\"U0MIA\"},\"view\":7}")]
    [InlineData("{\"type\":\"shortcut\",\"team\":{\"id\":\"T0STANDIN\"},\"user\":{\"id\":\"U0MIA\"},\"callback_id\":\"nothing\"}")]
    [InlineData("{\"type\":\"new_in_2027\",\"team\":{\"id\":\"T0STANDIN\"},\"user\":\"U0MIA\"}")]
    [InlineData("{\"type\":\"\\ud800\",\"team\":{\"id\":\"T0STANDIN\"},\"user\":{\"id\":\"U0MIA\"}}")]
    public async Task What_is_of_another_shape_is_acknowledged_and_harms_nothing(string payload)
    {
        var answer = await _http.SendAsync(Request("/slack/interactions", "payload=" + Uri.EscapeDataString(payload)));
        await _bot.GoAsync();

        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        (await RunsAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task The_address_is_confirmed_only_to_who_signs()
    {
        (await _bot.Slack.UrlVerificationAsync("abc")).Body.ShouldContain("abc");
        await RefusedAsync(Request("/slack/events", "{\"type\":\"url_verification\",\"challenge\":\"abc\"}", sign: "another"));
    }

    [Fact]
    public async Task An_event_that_slack_tries_once_more_is_done_once()
    {
        await _bot.Slack.DirectAsync(SlackBench.Jon, "agent tidy run");
        await _bot.Slack.RetryLastEventAsync();
        await _bot.GoAsync();

        (await RunsAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task After_the_app_was_removed_its_workspace_is_not_ours()
    {
        await _bot.Slack.UninstallAsync();
        await _bot.GoAsync();

        (await _bot.Bench.Get<SlackWorkspaces>().ListAsync(CancellationToken.None)).ShouldBeEmpty();
        await RefusedAsync(Request("/slack/commands", Start));
    }

    private static string Start => "token=x&team_id=T0STANDIN&team_domain=standin&channel_id=C0OPS&channel_name=ops&user_id=U0JON&user_name=jon" +
        "&command=%2Fagent&text=tidy+run&api_app_id=A0CHATRUNS&trigger_id=1.2.abc&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2F1%2F2%2F3";

    private async Task RefusedAsync(HttpRequestMessage request)
    {
        var before = await RunsAsync();
        var answer = await _http.SendAsync(request);
        await _bot.Bench.Get<SlackIntake>().SettleAsync();

        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.Unauthorized);
        (await answer.Content.ReadAsStringAsync()).ShouldBeEmpty();
        (await RunsAsync()).ShouldBe(before);
        _bot.Log.Lines.ShouldContain(l => l.Contains("Refused a request to a Slack endpoint"));
    }

    private async Task<long> RunsAsync() => (await _bot.Bench.Engine.ListRunsAsync(new(), new(), CancellationToken.None)).Total;

    private HttpRequestMessage Request(string path, string body, string? sign = "right", int seconds = 0)
    {
        var secret = sign == "right" ? _bot.Slack.Options.SigningSecret : sign;
        var stamp = _bot.Bench.Time.GetUtcNow().AddSeconds(seconds).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        var bytes = Encoding.UTF8.GetBytes(body);
        var request = new HttpRequestMessage(HttpMethod.Post, _bot.Address + path) { Content = new ByteArrayContent(bytes) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(path.EndsWith("events", StringComparison.Ordinal) ? "application/json" : "application/x-www-form-urlencoded");
        if (secret is null) return request;

        var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), (byte[])[.. Encoding.ASCII.GetBytes($"v0:{stamp}:"), .. bytes]);
        request.Headers.Add("X-Slack-Request-Timestamp", stamp);
        request.Headers.Add("X-Slack-Signature", "v0=" + Convert.ToHexStringLower(mac));
        return request;
    }
}
