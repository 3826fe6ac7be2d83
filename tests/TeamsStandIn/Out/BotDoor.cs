using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using ChatRuns.StandIns.Model;

namespace ChatRuns.StandIns.Out;

/// <summary>Brings activities to the bot, with a token that is signed for them.</summary>
internal sealed class BotDoor(Tenant tenant, KeyRing keys) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Address of the bot, without a path.</summary>
    public string? BotUrl { get; set; } = tenant.Options.BotUrl;

    /// <summary>Sends an activity; an answer that does not come, or is of a wrong shape, is a violation.</summary>
    public async Task<TeamsBotAnswer> SendAsync(JsonObject activity)
    {
        var answer = await PostAsync(activity.ToJsonString(), "Bearer " + keys.Issue(tenant.ServiceUrl));
        var (type, name) = ((string?)activity["type"], (string?)activity["name"] ?? "");
        var fault = answer.Status == 0 ? tenant.Options.BotMayBeGone ? null : answer.Body
            : type == "invoke" ? InvokeShapes.Fault(name, answer.Status, answer.Body)
            : answer.Status is not (200 or 202) ? $"HTTP {answer.Status} instead of 200"
            : null;
        if (fault is null) return answer;
        lock (tenant.Gate) tenant.Violate($"the answer to {type} {name}: {fault}\n{answer.Body}");
        return answer;
    }

    /// <summary>Posts anything, with any header or none.</summary>
    public async Task<TeamsBotAnswer> PostAsync(string body, string? authorization)
    {
        var url = (BotUrl ?? throw new InvalidOperationException("Set BotUrl first.")).TrimEnd('/') + tenant.Options.Path;
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/json; charset=utf-8");
        if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var patience = new CancellationTokenSource(tenant.Options.Patience);
        try
        {
            using var response = await _http.SendAsync(request, patience.Token);
            return new((int)response.StatusCode, await response.Content.ReadAsStringAsync(patience.Token));
        }
        catch (OperationCanceledException)
        {
            return new(0, "no answer in time");
        }
        catch (HttpRequestException e)
        {
            return new(0, e.Message);
        }
    }

    public void Dispose() => _http.Dispose();
}
