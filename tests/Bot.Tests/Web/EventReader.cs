using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;

namespace ChatRuns.Bot.Tests.Web;

/// <summary>Reads the live stream as a page does; a test that waits in vain fails after ten seconds.</summary>
internal sealed class EventReader : IAsyncDisposable
{
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(10));
    private readonly HttpResponseMessage _answer;
    private readonly IAsyncEnumerator<SseItem<string>> _events;

    private EventReader(HttpResponseMessage answer, Stream stream)
    {
        _answer = answer;
        _events = SseParser.Create(stream).EnumerateAsync(_patience.Token).GetAsyncEnumerator(_patience.Token);
    }

    public static async Task<EventReader> OpenAsync(HttpClient client, string? lastId = null, long after = 0)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/web/stream?after={after}");
        if (lastId is not null) request.Headers.Add("Last-Event-ID", lastId);
        var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var reader = new EventReader(answer, await answer.Content.ReadAsStreamAsync());
        (await reader.NextAsync()).EventType.ShouldBe("beat");
        return reader;
    }

    public async Task<SseItem<string>> NextAsync()
    {
        (await _events.MoveNextAsync()).ShouldBeTrue();
        return _events.Current;
    }

    public async Task<(string Id, string Html)> MessageAsync()
    {
        for (var next = await NextAsync(); ; next = await NextAsync())
        {
            if (next.EventType != "message") continue;
            using var message = JsonDocument.Parse(next.Data);
            return (next.EventId!, message.RootElement.GetProperty("html").GetString()!);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _patience.CancelAsync();
        await _events.DisposeAsync();
        _answer.Dispose();
        _patience.Dispose();
    }
}
