using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ChatRuns.StandIns.Model;

namespace ChatRuns.StandIns.Out;

/// <summary>Brings what people do to the bot: as signed HTTP requests, or over Socket Mode while the bot is connected that way.</summary>
internal sealed class Delivery(Workspace workspace, SocketMode sockets) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Address of the bot, without a path.</summary>
    public string? BotUrl { get; set; } = workspace.Options.BotUrl;

    public Task<BotAnswer> CommandAsync(JsonObject fields) =>
        SendAsync("slash_commands", workspace.Options.Paths.Commands, fields, Form(fields.Select(f => (f.Key, (string?)f.Value ?? ""))));

    public Task<BotAnswer> InteractionAsync(JsonObject payload, bool wantsOptions = false) =>
        SendAsync("interactive", wantsOptions ? workspace.Options.Paths.Options : workspace.Options.Paths.Interactions, payload, Form([("payload", payload.ToJsonString())]));

    public Task<BotAnswer> EventAsync(JsonObject body, int attempt = 0, string reason = "") =>
        SendAsync("events_api", workspace.Options.Paths.Events, body, new Wired(body.ToJsonString(), "application/json"), attempt, reason);

    /// <summary>A signed request, or one that pretends to be: <paramref name="secret"/> and <paramref name="timestamp"/> may be wrong.</summary>
    public async Task<BotAnswer> SignedAsync(string path, string body, string contentType, string? secret, long? timestamp, int attempt = 0, string reason = "")
    {
        var time = (timestamp ?? workspace.Now.ToUnixTimeSeconds()).ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, (BotUrl ?? throw new InvalidOperationException("Set BotUrl first.")).TrimEnd('/') + path);
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        request.Headers.Add("X-Slack-Request-Timestamp", time);
        request.Headers.Add("X-Slack-Signature", Sign(secret ?? workspace.Options.SigningSecret, time, body));
        request.Headers.UserAgent.ParseAdd("Slackbot/1.0");
        if (attempt > 0)
        {
            request.Headers.Add("X-Slack-Retry-Num", attempt.ToString(CultureInfo.InvariantCulture));
            request.Headers.Add("X-Slack-Retry-Reason", reason);
        }
        return await SendAsync(request);
    }

    public void Dispose() => _http.Dispose();

    private async Task<BotAnswer> SendAsync(string kind, string path, JsonObject payload, Wired wired, int attempt = 0, string reason = "")
    {
        var answer = sockets.IsConnected
            ? await sockets.SendAsync(kind, payload, attempt, reason)
            : await SignedAsync(path, wired.Body, wired.ContentType, null, null, attempt, reason);
        if (answer.Status == 0)
        {
            lock (workspace.Gate)
            {
                workspace.MissedAcks.Add($"{kind} {(string?)payload["type"] ?? (string?)payload["command"]}: {answer.Body}");
                workspace.Changed();
            }
        }
        return answer;
    }

    private async Task<BotAnswer> SendAsync(HttpRequestMessage request)
    {
        var watch = Stopwatch.StartNew();
        using var patience = new CancellationTokenSource(workspace.Options.Patience);
        try
        {
            using var response = await _http.SendAsync(request, patience.Token);
            var body = await response.Content.ReadAsStringAsync(patience.Token);
            return new BotAnswer((int)response.StatusCode, body, watch.Elapsed);
        }
        catch (OperationCanceledException)
        {
            return new BotAnswer(0, "no answer in time", watch.Elapsed);
        }
        catch (HttpRequestException e)
        {
            return new BotAnswer(0, e.Message, watch.Elapsed);
        }
    }

    /// <summary>docs.slack.dev/authentication/verifying-requests-from-slack: HMAC-SHA256 over version, time and raw body.</summary>
    private static string Sign(string secret, string time, string body) =>
        "v0=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"v0:{time}:{body}")));

    private static Wired Form(IEnumerable<(string Name, string Value)> fields) =>
        new(string.Join('&', fields.Select(f => $"{f.Name}={WebEscape(f.Value)}")), "application/x-www-form-urlencoded");

    private static string WebEscape(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);

    private sealed record Wired(string Body, string ContentType);
}
