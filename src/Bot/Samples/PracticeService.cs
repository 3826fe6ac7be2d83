using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace ChatRuns.Bot.Samples;

/// <summary>
/// A small web service to watch and mend, on a loopback port of its own: <c>GET /health</c> answers 200 until it breaks two
/// minutes after its first start, then 503; <c>POST /restart</c> mends it for good; <c>POST /break</c> breaks it again.
/// </summary>
internal sealed class PracticeService(string folder, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan UntilItBreaks = TimeSpan.FromMinutes(2);

    private readonly DateTimeOffset _started = time.GetUtcNow();
    private WebApplication? _app;

    /// <summary>Its address, once it is started.</summary>
    public string Url { get; private set; } = "";

    private string MendedFile => Path.Combine(folder, "service-mended");

    private string PortFile => Path.Combine(folder, "service-port");

    private bool IsBroken => !File.Exists(MendedFile) && time.GetUtcNow() - _started >= UntilItBreaks;

    /// <summary>Listens on the port of last time where that is free, so that cards of last time still name the right address.</summary>
    public async Task StartAsync(CancellationToken cancel)
    {
        Directory.CreateDirectory(folder);
        var last = File.Exists(PortFile) && int.TryParse(await File.ReadAllTextAsync(PortFile, cancel), out var port) ? port : 0;
        try
        {
            _app = await ListenAsync(last, cancel);
        }
        catch (IOException) when (last != 0)
        {
            _app = await ListenAsync(0, cancel);
        }

        Url = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        await File.WriteAllTextAsync(PortFile, new Uri(Url).Port.ToString(System.Globalization.CultureInfo.InvariantCulture), cancel);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null) await _app.DisposeAsync();
    }

    private async Task<WebApplication> ListenAsync(int port, CancellationToken cancel)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(o => o.Listen(IPAddress.Loopback, port));
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        app.UseRouting();
        app.MapGet("/health", Health);
        app.MapPost("/restart", (HttpContext http) => Set(http, mended: true));
        app.MapPost("/break", (HttpContext http) => Set(http, mended: false));
        try
        {
            await app.StartAsync(cancel);
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    private Task Health(HttpContext http)
    {
        http.Response.StatusCode = IsBroken ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        return http.Response.WriteAsync(IsBroken ? "The practice shop does not answer its customers." : "The practice shop is open.");
    }

    private Task Set(HttpContext http, bool mended)
    {
        if (mended) File.WriteAllText(MendedFile, "");
        else File.Delete(MendedFile);
        return http.Response.WriteAsync(mended ? "Restarted." : "Broken.");
    }
}
