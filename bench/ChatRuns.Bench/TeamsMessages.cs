using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using ChatRuns.StandIns;

namespace ChatRuns.Bench;

/// <summary>
/// Sends signed messages, each of a person in their own conversation with the bot, over 32 connections. Several thousand people take turns, so that the
/// limits of one conversation are not what is measured; they are of four hundred tenants,
/// because of the limit of one. As with Teams, a token serves for many messages.
/// </summary>
internal sealed class TeamsMessages(Uri server, TeamsStandIn teams, TeamsSink sink, bool isSigned) : IDisposable
{
    /// <summary>People who take turns.</summary>
    public const int People = 4_000;

    /// <summary>Tenants that they are of.</summary>
    public const int Tenants = 400;

    private const int AtOnce = 32;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = AtOnce, UseCookies = false }) { BaseAddress = server };
    private readonly string _token = Token(teams, sink);
    private long _sent;

    /// <summary>Everybody once: from then on they are known.</summary>
    public Task MeetAsync(CancellationToken cancel) => RepeatAsync(number => number < People, SlackCommands.Same, cancel);

    /// <summary>As many as are replied to, for a time, so many at once; returns replies a second, counted where they arrive.</summary>
    public async Task<double> SaturateAsync(Func<long, string> words, TimeSpan time, CancellationToken cancel)
    {
        var (began, before) = (TimeProvider.System.GetTimestamp(), sink.Replies);
        await RepeatAsync(_ => TimeProvider.System.GetElapsedTime(began) < time, words, cancel);
        return (sink.Replies - before) / TimeProvider.System.GetElapsedTime(began).TotalSeconds;
    }

    /// <summary>So many a second; returns how long each took until it was acknowledged.</summary>
    public async Task<IReadOnlyCollection<TimeSpan>> PaceAsync(Func<long, string> words, int perSecond, TimeSpan time, CancellationToken cancel)
    {
        var expected = sink.Replies + (long)(perSecond * time.TotalSeconds);
        var times = await Paced.SendAsync(() => SendAsync(Interlocked.Increment(ref _sent), words, cancel), perSecond, time, cancel);
        while (sink.Replies < expected) await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancel);
        return times;
    }

    /// <summary>Id of the tenant of a person.</summary>
    public static string TenantOf(long person) => string.Create(CultureInfo.InvariantCulture, $"30000000-0000-0000-0000-{person % Tenants:000000000000}");

    /// <summary>The settings that let all of them talk to the bot.</summary>
    public static IEnumerable<KeyValuePair<string, string>> AllowedTenants() => Enumerable.Range(0, Tenants).Select(i => KeyValuePair.Create($"Teams__AllowedTenants__{i}", TenantOf(i)));

    public void Dispose() => _http.Dispose();

    private async Task RepeatAsync(Func<long, bool> goesOn, Func<long, string> words, CancellationToken cancel)
    {
        var number = -1L;
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
        {
            while (goesOn(Interlocked.Increment(ref number)))
            {
                var mine = Interlocked.Increment(ref _sent);
                var replied = sink.ReplyIn(ConversationOf(mine));
                await SendAsync(mine, words, cancel);
                await replied.WaitAsync(Patience, TimeProvider.System, cancel);
            }
        }));
    }

    private async Task SendAsync(long number, Func<long, string> words, CancellationToken cancel)
    {
        var person = number % People;
        var body = string.Create(CultureInfo.InvariantCulture, $$$"""
            {"type":"message","id":"{{{1_700_000_000_000 + number}}}","timestamp":"2026-06-01T12:00:00.000Z","localTimezone":"Europe/Berlin","serviceUrl":"{{{sink.ServiceUrl}}}","channelId":"msteams",
            "from":{"id":"29:p{{{person}}}","name":"Person","aadObjectId":"20000000-0000-0000-0000-{{{person:000000000000}}}"},"recipient":{"id":"28:{{{teams.Options.AppId}}}","name":"ChatRuns"},
            "conversation":{"id":"{{{ConversationOf(number)}}}","conversationType":"personal","tenantId":"{{{TenantOf(person)}}}"},"channelData":{"tenant":{"id":"{{{TenantOf(person)}}}"}},
            "text":"/runs {{{words(number)}}}","textFormat":"plain","locale":"en-GB","entities":[{"type":"clientInfo","locale":"en-GB","country":"DE","platform":"Web","timezone":"Europe/Berlin"}]}
            """);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/messages") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (isSigned) request.Headers.Add("Authorization", _token);
        using var answer = await _http.SendAsync(request, cancel);
        await answer.Content.ReadAsByteArrayAsync(cancel);
        answer.EnsureSuccessStatusCode();
    }

    private static string ConversationOf(long number) => string.Create(CultureInfo.InvariantCulture, $"a:bench{number % People}");

    private static string Token(TeamsStandIn teams, TeamsSink sink)
    {
        var (key, now) = (teams.Keys[^1], TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        return "Bearer " + key.Sign(
            new() { ["alg"] = "RS256", ["kid"] = key.Kid, ["x5t"] = key.Kid, ["typ"] = "JWT" },
            new() { ["serviceurl"] = sink.ServiceUrl, ["nbf"] = now, ["exp"] = now + 3600, ["iss"] = teams.Options.Issuer, ["aud"] = teams.Options.AppId });
    }
}
