using ChatRuns.Bot.Access;
using ChatRuns.Bot.Api;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Channels.Slack;
using ChatRuns.Bot.Channels.Teams;
using ChatRuns.Bot.Channels.Web;
using ChatRuns.Bot.Commands;
using ChatRuns.Bot.Courier;
using ChatRuns.Bot.Hooks;
using ChatRuns.Bot.Memory;
using ChatRuns.Bot.Pages;
using ChatRuns.Bot.Samples;
using ChatRuns.Bot.Views;
using ChatRuns.Secrets;
using ChatRuns.Store;
using ChatRuns.Store.Sqlite;
using ChatRuns.Tools;
using ChatRuns.Tools.Http;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace ChatRuns.Bot.Control;

/// <summary>The bot as a server: composes the rooms, starts them in order, says when it is ready.</summary>
internal static class Server
{
    /// <summary>Where it listens unless told otherwise: this machine only.</summary>
    public const string DefaultUrl = "http://127.0.0.1:5080";

    /// <summary>Runs until stopped.</summary>
    public static async Task RunAsync(string[] args, CancellationToken cancel)
    {
        SettingsCheck.Refuse(new ConfigurationBuilder().Build(), args);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args });
        SettingsCheck.Refuse(builder.Configuration, args);
        if (string.IsNullOrEmpty(builder.Configuration["urls"])) builder.Configuration["urls"] = DefaultUrl;
        var settings = Settings.From(builder.Configuration);
        var folders = settings.Folders;
        MakeDataFolder(folders.Data);
        settings.RefuseMissingAgents();
        var secrets = new SecretShelf(folders.Data, TimeProvider.System, Environment.GetEnvironmentVariables());
        await using var store = await OpenStoreAsync(builder.Configuration, folders, secrets, cancel);
        await store.MigrateMemoryAsync(cancel);
        AddBot(builder, store, folders, secrets);
        await using var practice = await Practice.BeginAsync(builder, folders, cancel);
        await using var app = builder.Build();
        practice.Tell(app.Services.GetRequiredService<HostValues>(), app.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<ToolOptions>>().Value);
        app.Services.GetRequiredService<CardDesk>().LoadAll();
        Map(app);
        await app.StartAsync(cancel);
        await using var control = await ControlServer.StartAsync(folders.Data, app.Services, cancel);
        await SayReadyAsync(app, control, cancel);
        await app.WaitForShutdownAsync(cancel);
    }

    private static void MakeDataFolder(string folder)
    {
        try
        {
            // What agents print and people decide is nobody else's business on this machine.
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
            else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            using var probe = new FileStream(Path.Combine(folder, ".probe"), FileMode.Create, FileAccess.Write, FileShare.ReadWrite, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException(
                $"The data folder {folder} cannot be written ({e.Message.TrimEnd('.')}). Give this user the right to write there, or name another one with --DataFolder.", e);
        }
    }

    private static Task<SqliteStore> OpenStoreAsync(IConfiguration settings, EngineFolders folders, SecretShelf secrets, CancellationToken cancel)
    {
        var options = settings.GetSection(StoreOptions.Section).Get<StoreOptions>() ?? new();
        return SqliteStore.OpenAsync(folders.Data, options, TimeProvider.System, secrets.Mask, cancel);
    }

    private static void AddBot(WebApplicationBuilder builder, SqliteStore store, EngineFolders folders, SecretShelf secrets)
    {
        builder.Logging.AddMaskedConsole();
        builder.Services.AddEngine(store, folders, secrets);
        builder.Services.AddHostedService<Rest>();
        builder.Services.AddMemory().AddAccess().AddWeb().AddViews().AddCommands().AddCourier().AddPages().AddHooks().AddApi();
        builder.Services.AddSlack(builder.Configuration, folders.Data).AddTeams(builder.Configuration).AddTeamsTalk(builder.Configuration);
    }

    private static void Map(WebApplication app)
    {
        app.UseFrontDoor();
        app.UseReadiness();
        app.MapHealth();
        app.MapWeb();
        app.MapSlack();
        app.MapTeams();
        app.MapRunPages();
        app.MapHooks();
        app.MapApi();
        if (app.Environment.IsDevelopment()) app.MapCardGallery();
    }

    private static async Task SayReadyAsync(WebApplication app, ControlServer control, CancellationToken cancel)
    {
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        app.Services.GetRequiredService<OwnAddresses>().Set([.. addresses, .. app.Configuration["PublicUrl"] is { Length: > 0 } url ? [url] : Array.Empty<string>()]);
        app.Services.GetRequiredService<Readiness>().IsReady = true;
        var key = await app.Services.GetRequiredService<SignIn>().IssueAtStartAsync(cancel);
        if (app.Services.GetRequiredService<RunEngine>().Held is { } hold) Console.WriteLine($"Nothing runs: all work is held. {hold.Why} {Hold.Remedy}");
        if (addresses.All(IsLoopback)) Console.WriteLine("ChatRuns listens on this machine only. Set --urls to be reached from others.");
        Console.WriteLine($"ChatRuns is ready: {WebSignIn.AddressOf(control.OwnAddress, key)}");
    }

    private static bool IsLoopback(string address) => BindingAddress.Parse(address).Host is "localhost" or "127.0.0.1" or "[::1]";
}
