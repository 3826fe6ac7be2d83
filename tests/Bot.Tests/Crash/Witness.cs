using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ChatRuns.Bot.Tests.Crash;

/// <summary>A service outside the bot that remembers every call, and takes its time to answer.</summary>
internal sealed class Witness : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _keys = new();
    private readonly WebApplication _app;

    private readonly bool _isSilent;

    private Witness(WebApplication app, bool isSilent) => (_app, _isSilent) = (app, isSilent);

    /// <summary>The idempotency key of each call, in order.</summary>
    public IReadOnlyCollection<string> Keys => _keys;

    public string Url => _app.Urls.Single();

    /// <summary>Listens; a silent one takes calls and never answers.</summary>
    public static async Task<Witness> StartAsync(CancellationToken cancel, bool silent = false)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        var witness = new Witness(app, silent);
        app.UseRouting();
        app.MapPost("/call", witness.CallAsync);
        await app.StartAsync(cancel);
        return witness;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    // Slow, so that a kill often finds a call that was made and not answered.
    private async Task CallAsync(HttpContext http)
    {
        _keys.Enqueue(http.Request.Headers["Idempotency-Key"].ToString());
        await Task.Delay(_isSilent ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(_keys.Count % 4 * 120), TimeProvider.System, http.RequestAborted);
    }
}
