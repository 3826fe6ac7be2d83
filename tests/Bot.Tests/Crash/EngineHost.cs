using ChatRuns.Actions;
using ChatRuns.Journal;
using ChatRuns.Secrets;
using ChatRuns.Store;
using ChatRuns.Store.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ChatRuns.Bot.Tests.Crash;

/// <summary>The real engine on a real store in this process: planner, worker and all.</summary>
internal sealed class EngineHost : IAsyncDisposable
{
    private readonly IHost _host;

    private EngineHost(IHost host, SqliteStore store) => (_host, Store) = (host, store);

    public SqliteStore Store { get; }

    public RunEngine Engine => _host.Services.GetRequiredService<RunEngine>();

    /// <summary>Starts it on a scene's folders, with further services.</summary>
    public static async Task<EngineHost> StartAsync(Scene scene, TimeProvider time, Action<IServiceCollection> also, CancellationToken cancel)
    {
        var store = await SqliteStore.OpenAsync(scene.Data, new StoreOptions(), time, mask: null, cancel);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(time).AddSingleton<IRoles, Admins>();
        builder.Services.AddEngine(store, new(scene.Data, scene.Agents), new SecretShelf(scene.Data, time, new Dictionary<string, string>()));
        also(builder.Services);
        var host = builder.Build();
        await host.StartAsync(cancel);
        return new(host, store);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        await ((IAsyncDisposable)_host).DisposeAsync();
        await Store.DisposeAsync();
    }

    /// <summary>Everybody may do everything: what is tested is who was first.</summary>
    private sealed class Admins : IRoles
    {
        private static readonly HashSet<Role> All = [.. Enum.GetValues<Role>()];

        public IReadOnlySet<Role> RolesOf(Principal who) => All;

        public IReadOnlySet<string> GroupsOf(Principal who) => new HashSet<string>();
    }
}
