using System.Security.Cryptography;
using System.Text;
using ChatRuns.Bot.Access;
using ChatRuns.Bot.Channels.Web;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace ChatRuns.Bot.Control;

/// <summary>
/// A door for verbs of the program to the bot that runs on the same data folder: a Unix socket that only its owner can open.
/// </summary>
internal sealed class ControlServer : IAsyncDisposable
{
    private const int LongestSocketPath = 100;
    private readonly WebApplication _app;
    private readonly string _socket;

    private ControlServer(WebApplication app, string socket, string ownAddress)
    {
        (_app, _socket, OwnAddress) = (app, socket, ownAddress);
    }

    /// <summary>Where a browser on this machine finds the bot.</summary>
    public string OwnAddress { get; }

    /// <summary>The socket of a data folder; in the temporary folder where the path would be too long for the system.</summary>
    public static string SocketOf(string dataFolder)
    {
        var path = Path.Combine(dataFolder, "control.sock");
        if (path.Length <= LongestSocketPath) return path;
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..24];
        return Path.Combine(Path.GetTempPath(), $"chatruns-{name}.sock");
    }

    /// <summary>Begins to listen.</summary>
    public static async Task<ControlServer> StartAsync(string dataFolder, IServiceProvider bot, CancellationToken cancel)
    {
        var own = OwnAddressOf(bot.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses);
        var socket = SocketOf(dataFolder);
        File.Delete(socket);
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(o => o.ListenUnixSocket(socket));
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        app.UseRouting();
        app.MapPost("/open", async (HttpContext http) =>
        {
            var key = await bot.GetRequiredService<SignIn>().IssueAsync(LocalAdmin.Principal, http.RequestAborted);
            await http.Response.WriteAsync(WebSignIn.AddressOf(own, key), http.RequestAborted);
        });
        app.MapPost("/admin-code", async (HttpContext http) =>
            await http.Response.WriteAsync(await bot.GetRequiredService<AdminCodes>().IssueAsync(http.RequestAborted), http.RequestAborted));
        app.MapTokens(bot);
        app.MapPost("/release", async (HttpContext http) => await http.Response.WriteAsync(
            BackupVerbs.Told(await bot.GetRequiredService<RunEngine>().ReleaseAsync(LocalAdmin.Principal, http.RequestAborted)), http.RequestAborted));
        await app.StartAsync(cancel);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(socket, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return new(app, socket, own);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        File.Delete(_socket);
    }

    private static string OwnAddressOf(IEnumerable<string> addresses)
    {
        var address = addresses.OrderBy(a => a.StartsWith("https", StringComparison.Ordinal)).First();
        var binding = BindingAddress.Parse(address);
        var host = binding.Host is "0.0.0.0" or "[::]" or "*" or "+" ? "localhost" : binding.Host;
        return $"{binding.Scheme}://{host}:{binding.Port}";
    }
}
