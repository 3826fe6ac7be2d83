using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ChatRuns.Engine.Tests.Tools;

/// <summary>A real server on a port that the system chose, which remembers what it was asked.</summary>
internal sealed class HttpBench : IAsyncDisposable
{
    private readonly WebApplication _app;

    private HttpBench(WebApplication app) => _app = app;

    public List<string> Asked { get; } = [];

    public Dictionary<string, string> LastHeaders { get; private set; } = [];

    public string LastBody { get; private set; } = "";

    public int Port => new Uri(_app.Urls.First()).Port;

    public string Url => $"http://127.0.0.1:{Port}";

    public static async Task<HttpBench> StartAsync(RequestDelegate answer, IPAddress? address = null)
    {
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(address ?? IPAddress.Loopback, 0));
        var bench = new HttpBench(builder.Build());
        bench._app.Run(async context =>
        {
            lock (bench.Asked) bench.Asked.Add($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
            bench.LastHeaders = context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
            using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
            bench.LastBody = await reader.ReadToEndAsync(context.RequestAborted);
            await answer(context);
        });
        await bench._app.StartAsync();
        return bench;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
