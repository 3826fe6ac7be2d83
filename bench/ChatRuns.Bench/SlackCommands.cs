using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using ChatRuns.StandIns;

namespace ChatRuns.Bench;

/// <summary>Sends signed slash commands, each with a trigger id of its own, over 16 connections.</summary>
internal sealed class SlackCommands(Uri server, SlackStandInOptions slack) : IDisposable
{
    private const int Connections = 16;
    private readonly byte[] _secret = Encoding.UTF8.GetBytes(slack.SigningSecret);
    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = Connections, UseCookies = false }) { BaseAddress = server };
    private long _sent;

    /// <summary>What everybody asks.</summary>
    public static string Same(long number) => "failed last 7d";

    /// <summary>A range that nobody asked for before: no answer can be used again.</summary>
    public static string New(long number) => string.Create(CultureInfo.InvariantCulture, $"failed last {10_080 + number}m");

    /// <summary>As many as are answered, for a time; returns answers a second.</summary>
    public async Task<double> SaturateAsync(Func<long, string> words, TimeSpan time, CancellationToken cancel)
    {
        var (began, answered) = (TimeProvider.System.GetTimestamp(), 0L);
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
        {
            while (TimeProvider.System.GetElapsedTime(began) < time)
            {
                await SendAsync(words, cancel);
                Interlocked.Increment(ref answered);
            }
        }));
        return answered / TimeProvider.System.GetElapsedTime(began).TotalSeconds;
    }

    /// <summary>So many, each after the one before is answered.</summary>
    public async Task OneByOneAsync(Func<long, string> words, int times, CancellationToken cancel)
    {
        for (var i = 0; i < times; i++) await SendAsync(words, cancel);
    }

    /// <summary>So many a second, whether the ones before are answered or not; returns how long each took from when it was due.</summary>
    public Task<IReadOnlyCollection<TimeSpan>> PaceAsync(Func<long, string> words, int perSecond, TimeSpan time, CancellationToken cancel) =>
        Paced.SendAsync(() => SendAsync(words, cancel), perSecond, time, cancel);

    public void Dispose() => _http.Dispose();

    private async Task SendAsync(Func<long, string> words, CancellationToken cancel)
    {
        var number = Interlocked.Increment(ref _sent);
        var body = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"token=x&team_id={slack.TeamId}&team_domain=bench&channel_id=C0OPS&channel_name=ops&user_id=U0MIA&user_name=mia&command=%2Fruns" +
            $"&text={words(number).Replace(' ', '+')}&api_app_id={slack.AppId}&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2F1&trigger_id={number}.{Environment.ProcessId}"));
        var stamp = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/slack/commands") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");
        request.Headers.Add("X-Slack-Request-Timestamp", stamp);
        request.Headers.Add("X-Slack-Signature", "v0=" + Convert.ToHexStringLower(HMACSHA256.HashData(_secret, (byte[])[.. Encoding.ASCII.GetBytes($"v0:{stamp}:"), .. body])));
        using var answer = await _http.SendAsync(request, cancel);
        var text = await answer.Content.ReadAsStringAsync(cancel);
        if (!answer.IsSuccessStatusCode || !text.Contains("ailed runs", StringComparison.Ordinal)) throw new InvalidOperationException($"{(int)answer.StatusCode}: {text}");
    }
}
