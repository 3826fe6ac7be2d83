using System.Text.Json;
using ChatRuns.Actions;
using ChatRuns.Journal;
using ChatRuns.Secrets;
using ChatRuns.Store;
using ChatRuns.Store.Sqlite;
using ChatRuns.Tools;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ChatRuns.Bench;

/// <summary>The real engine on a real store in a folder of its own, with two tools that do nothing: one reads, one changes.</summary>
internal sealed class BenchEngine : IAsyncDisposable
{
    private static readonly Dictionary<string, JsonElement> None = [];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("chatruns-bench-");
    private IHost? _host;

    private BenchEngine(IReadOnlyDictionary<string, string> agents)
    {
        Agents = _folder.CreateSubdirectory("agents").FullName;
        foreach (var (name, text) in agents) File.WriteAllText(Path.Combine(Agents, $"{name}.yaml"), text);
    }

    /// <summary>The person who starts and decides.</summary>
    public static Principal Person { get; } = new("web", "local", "bench", "Bench");

    public SqliteStore Store { get; private set; } = null!;

    public RunEngine Engine => _host!.Services.GetRequiredService<RunEngine>();

    private string Agents { get; }

    /// <summary>Opens a store and starts the engine on it, and what else is added.</summary>
    public static async Task<BenchEngine> StartAsync(
        IReadOnlyDictionary<string, string> agents, CancellationToken cancel, Func<IServiceCollection, SqliteStore, Task>? more = null)
    {
        var bench = new BenchEngine(agents);
        var data = Path.Combine(bench._folder.FullName, "data");
        bench.Store = await SqliteStore.OpenAsync(data, new StoreOptions(), TimeProvider.System, mask: null, cancel);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<IRoles, Admins>().AddSingleton<ITool>(new Nothing("bench.read", isReadOnly: true))
            .AddSingleton<ITool>(new Nothing("bench.change", isReadOnly: false));
        builder.Services.AddEngine(bench.Store, new(data, bench.Agents), new SecretShelf(data, TimeProvider.System, new Dictionary<string, string>()));
        if (more is not null) await more(builder.Services, bench.Store);
        bench._host = builder.Build();
        await bench._host.StartAsync(cancel);
        return bench;
    }

    /// <summary>Starts one run by hand; it is durable when this ends.</summary>
    public Task StartAsync(string agent, CancellationToken cancel) => Engine.StartAsync(new(agent, None), Person, cancel);

    /// <summary>Waits until a count in the store is reached.</summary>
    public async Task UntilAsync(string countSql, long count, CancellationToken cancel)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (await CountAsync(countSql, cancel) < count) await pace.WaitForNextTickAsync(cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _host!.StopAsync(CancellationToken.None);
        await ((IAsyncDisposable)_host).DisposeAsync();
        await Store.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private Task<long> CountAsync(string sql, CancellationToken cancel) => Store.ReadAsync(connection =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() as long? ?? 0;
    }, cancel);

    /// <summary>Everybody may do everything.</summary>
    internal sealed class Admins : IRoles
    {
        private static readonly HashSet<Role> All = [.. Enum.GetValues<Role>()];

        public IReadOnlySet<Role> RolesOf(Principal who) => All;

        public IReadOnlySet<string> GroupsOf(Principal who) => new HashSet<string>();
    }

    private sealed class Nothing(string name, bool isReadOnly) : ITool
    {
        public ToolDefinition Definition { get; } = new(
            name, "Do nothing", "Does nothing.",
            """{ "type": "object", "properties": { "what": { "type": "string", "description": "Anything." } } }""", isReadOnly);

        public Task<ToolPreview> PreviewAsync(JsonElement arguments, CancellationToken cancel) =>
            Task.FromResult(new ToolPreview(Risk.Medium, null, CanUndo: false, State: null));

        public Task<ToolResult> CallAsync(JsonElement arguments, ToolContext context, CancellationToken cancel) =>
            Task.FromResult(new ToolResult(null));
    }
}
