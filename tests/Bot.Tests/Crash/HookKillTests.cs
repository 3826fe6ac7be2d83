using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ChatRuns.Bot.Tests.Crash;

/// <summary>Kill -9 while webhooks come in: what was answered 202 is one run, and what was not is sent again and is one run too.</summary>
public sealed class HookKillTests
{
    private const int Rounds = 3;
    private const int Senders = 8;
    private const int AnswersARound = 40;
    private static readonly byte[] s_key = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentQueue<string> _waiting = new();
    private readonly ConcurrentDictionary<string, long> _answered = new();
    private int _made;

    [Fact]
    public async Task A_message_is_one_run_though_the_bot_is_killed_before_or_after_its_answer()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        using var scene = new Scene();
        scene.Write("hooked.yaml", "triggers: [{ webhook: { secret: \"{{secret.HOOK}}\" } }]\nsteps: [{ pause: 1ms }]");
        Directory.CreateDirectory(Path.Combine(scene.Data, "secrets"));
        await File.WriteAllTextAsync(Path.Combine(scene.Data, "secrets", "HOOK"), "whsec_" + Convert.ToBase64String(s_key), limit.Token);

        for (var round = 1; round <= Rounds; round++) await KillAmidstAsync(scene, round * AnswersARound, limit.Token);
        await SendAllAgainAsync(scene, limit.Token);

        await using var store = await scene.OpenAsync(limit.Token);
        (await store.VerifyAsync(limit.Token)).Broken.ShouldBeEmpty();
        _answered.Values.ShouldBeUnique();
        scene.Read("SELECT count(*) FROM runs").ShouldHaveSingleItem().ShouldBe(_answered.Count.ToString(CultureInfo.InvariantCulture));
    }

    private async Task KillAmidstAsync(Scene scene, int answers, CancellationToken cancel)
    {
        await using var bot = scene.Start();
        using var http = new HttpClient { BaseAddress = new((await bot.ReadyAsync(cancel)).GetLeftPart(UriPartial.Authority)) };
        var senders = Enumerable.Range(0, Senders).Select(_ => SendOnAsync(http, cancel)).ToList();
        await Scene.UntilAsync(() => _answered.Count >= answers, cancel);
        await bot.KillAsync();
        await Task.WhenAll(senders);
    }

    private async Task SendAllAgainAsync(Scene scene, CancellationToken cancel)
    {
        await using var bot = scene.Start();
        using var http = new HttpClient { BaseAddress = new((await bot.ReadyAsync(cancel)).GetLeftPart(UriPartial.Authority)) };
        foreach (var id in _answered.Keys.Concat(_waiting))
        {
            var run = (await SendAsync(http, id, cancel)).ShouldNotBeNull();
            _answered.GetOrAdd(id, run).ShouldBe(run, id);
        }

        await bot.KillAsync();
    }

    // Until the bot is gone; a message without an answer waits to be sent again, as its sender would keep it.
    private async Task SendOnAsync(HttpClient http, CancellationToken cancel)
    {
        while (true)
        {
            var id = _waiting.TryDequeue(out var again) ? again : $"msg_{Interlocked.Increment(ref _made)}";
            if (await SendAsync(http, id, cancel) is { } run)
            {
                _answered.GetOrAdd(id, run).ShouldBe(run, id);
                continue;
            }

            _waiting.Enqueue(id);
            return;
        }
    }

    private static async Task<long?> SendAsync(HttpClient http, string id, CancellationToken cancel)
    {
        var stamp = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var body = $$"""{"id":"{{id}}"}""";
        using var request = new HttpRequestMessage(HttpMethod.Post, "/hooks/hooked") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", stamp);
        request.Headers.Add("webhook-signature", "v1," + Convert.ToBase64String(HMACSHA256.HashData(s_key, Encoding.UTF8.GetBytes($"{id}.{stamp}.{body}"))));
        try
        {
            using var answer = await http.SendAsync(request, cancel);
            var text = await answer.Content.ReadAsStringAsync(cancel);
            answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, text);
            return JsonSerializer.Deserialize<JsonElement>(text).GetProperty("run").GetInt64();
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
