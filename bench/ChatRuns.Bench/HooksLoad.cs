using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using ChatRuns.Secrets;
using ChatRuns.Store.Sqlite;

namespace ChatRuns.Bench;

/// <summary>
/// Signed webhooks over HTTP to a bot process, every tenth of them forged, while it executes what the good ones start. Then the process is killed, and its
/// journal is asked for each run that was answered 202.
/// </summary>
internal static class HooksLoad
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const int PerSecond = 200;
    private const int Connections = 16;
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(30);

    // One step that calls a tool in the process.
    private const string Agent = """
        title: Hooked
        triggers: [{ webhook: { secret: "{{secret.HOOK}}" } }]
        steps: [{ tool: file.list, with: { path: "{{files.roots}}" } }]
        """;

    public static async IAsyncEnumerable<Figure> MeasureAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        var home = Directory.CreateTempSubdirectory("chatruns-bench-");
        var (data, agents) = (home.CreateSubdirectory("data").FullName, home.CreateSubdirectory("agents").FullName);
        await File.WriteAllTextAsync(Path.Combine(agents, "hooked.yaml"), Agent, cancel);
        var settings = new Dictionary<string, string> { ["CHATRUNS_SECRET_HOOK"] = Secret, ["Tools__Files__Roots__0"] = home.CreateSubdirectory("files").FullName, ["Logging__LogLevel__Default"] = "Warning" };
        var sent = new Sent();
        IReadOnlyCollection<TimeSpan> times;
        TimeSpan used;
        using (var bot = await BenchServer.StartBotAsync(data, agents, settings, cancel))
        using (var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Connections, UseCookies = false }) { BaseAddress = bot.Address })
        {
            await Paced.SendAsync(() => SendAsync(http, sent, cancel), PerSecond, Warm, cancel);
            used = bot.ProcessorTime();
            times = await Paced.SendAsync(() => SendAsync(http, sent, cancel), PerSecond, Time, cancel);
            used = bot.ProcessorTime() - used;
        }

        var kept = await CountAsync(data, sent, cancel);
        home.Delete(recursive: true);
        yield return Figure.OfTimes($"{PerSecond} webhooks a second for {Time.TotalSeconds:0} s, a tenth forged (load {Figure.Load()})", times, "p99 < 50 ms");
        yield return new("processor time of the bot for each of them, the run that it starts included", string.Create(CultureInfo.InvariantCulture, $"{used.TotalMilliseconds / times.Count:0.0} ms"), "");
        yield return new("forged ones refused with 401", $"{sent.Refused} of {sent.Forged}", "all");
        yield return new("good ones answered 202, and in the journal after kill -9", $"{sent.Runs.Count} and {kept} of {sent.Good}", "all");
    }

    private static async Task SendAsync(HttpClient http, Sent sent, CancellationToken cancel)
    {
        var number = sent.Next();
        var isForged = number % 10 == 0;
        var body = string.Create(CultureInfo.InvariantCulture, $$"""{"type":"order.paid","number":{{number}},"lines":[1,2,3]}""");
        var (id, stamp) = ($"msg_{number}", TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        var key = isForged ? "forged"u8.ToArray() : SigningKey.Read(Secret)!;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/hooks/hooked") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", stamp);
        request.Headers.Add("webhook-signature", "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{id}.{stamp}.{body}"))));
        using var answer = await http.SendAsync(request, cancel);
        var text = await answer.Content.ReadAsStringAsync(cancel);
        sent.Note(isForged, answer.StatusCode, text);
    }

    private static async Task<int> CountAsync(string data, Sent sent, CancellationToken cancel)
    {
        await using var store = await SqliteStore.OpenAsync(data, new(), TimeProvider.System, mask: null, cancel);
        var kept = 0;
        foreach (var run in sent.Runs.Keys) kept += await store.FindRunAsync(run, cancel) is null ? 0 : 1;
        return kept;
    }

    private sealed class Sent
    {
        private long _number;
        private int _good;
        private int _forged;
        private int _refused;

        public System.Collections.Concurrent.ConcurrentDictionary<long, bool> Runs { get; } = new();

        public int Good => _good;

        public int Forged => _forged;

        public int Refused => _refused;

        public long Next() => Interlocked.Increment(ref _number);

        public void Note(bool isForged, HttpStatusCode status, string text)
        {
            Interlocked.Increment(ref isForged ? ref _forged : ref _good);
            if (isForged && status == HttpStatusCode.Unauthorized) Interlocked.Increment(ref _refused);
            if (!isForged && status == HttpStatusCode.Accepted) Runs[System.Text.Json.JsonDocument.Parse(text).RootElement.GetProperty("run").GetInt64()] = true;
        }
    }
}
