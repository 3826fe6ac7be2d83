using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ChatRuns.Bench;

/// <summary>
/// The connector, as little of it as replies need: it takes an activity for a conversation, tells who waits for it, and knows everybody. It costs both
/// bots the same, and less than the stand-in for Teams would, which keeps what it is told.
/// </summary>
internal sealed class TeamsSink : IAsyncDisposable
{
    private static readonly byte[] s_answer = "ailed runs"u8.ToArray();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<TaskCompletionSource>> _waiting = new();
    private readonly WebApplication _app;
    private long _replies;

    private TeamsSink(WebApplication app) => _app = app;

    /// <summary>What activities name as their service.</summary>
    public string ServiceUrl => _app.Urls.First() + "/emea/";

    /// <summary>Activities that reached it.</summary>
    public long Replies => Interlocked.Read(ref _replies);

    public static async Task<TeamsSink> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var sink = new TeamsSink(app);
        app.Run(sink.TakeAsync);
        await app.StartAsync();
        return sink;
    }

    /// <summary>Ends when a reply for the conversation comes; of several that wait for one, the first.</summary>
    public Task ReplyIn(string conversation)
    {
        var reply = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.GetOrAdd(conversation, _ => new()).Enqueue(reply);
        return reply.Task;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    // …/v3/conversations/ID/activities[/ID] or …/members/ID
    private async Task TakeAsync(HttpContext http)
    {
        var parts = http.Request.Path.Value!.Split('/');
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        if (parts is [_, _, _, _, var conversation, "activities", ..])
        {
            if (body.GetBuffer().AsSpan(0, (int)body.Length).IndexOf(s_answer) < 0) throw new InvalidOperationException(Encoding.UTF8.GetString(body.ToArray()));
            http.Response.StatusCode = StatusCodes.Status201Created;
            await WriteAsync(http, $$"""{"id":"{{Interlocked.Increment(ref _replies)}}"}""");
            if (_waiting.TryGetValue(conversation, out var waiting) && waiting.TryDequeue(out var first)) first.SetResult();
            return;
        }

        await WriteAsync(http, $$"""{"id":"{{parts[^1]}}","name":"Person","userRole":"user"}""");
    }

    private static Task WriteAsync(HttpContext http, string json)
    {
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(json, http.RequestAborted);
    }
}
