using System.Collections;
using System.Text.Json;
using ChatRuns.Actions;
using ChatRuns.Journal;
using ChatRuns.Loops;
using ChatRuns.Runs;
using ChatRuns.Secrets;
using ChatRuns.Steps;
using ChatRuns.Store.Sqlite;
using ChatRuns.Tools;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ChatRuns.Engine.Tests;

/// <summary>
/// The whole engine over a real store in a folder of its own, with a clock that moves when told. Nothing happens by itself:
/// <see cref="GoAsync"/> does all that is due.
/// </summary>
internal sealed class EngineBench : IAsyncDisposable
{
    public static readonly Principal Ada = new("web", "local", "ada", "Ada");
    public static readonly Principal Mia = new("web", "local", "mia", "Mia");
    public static readonly Principal Noor = new("web", "local", "noor", "Noor");
    public static readonly Principal Otto = new("web", "local", "otto", "Otto");
    public static readonly Principal Vera = new("web", "local", "vera", "Vera");
    public static readonly Principal Stranger = new("web", "local", "nobody", "Nobody");

    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, string> _environment;
    private ServiceProvider? _services;
    private SqliteStore? _store;

    private readonly Func<IServiceCollection, SqliteStore, Task>? _more;

    private EngineBench(Dictionary<string, string> environment, Func<IServiceCollection, SqliteStore, Task>? more) => (_environment, _more) = (environment, more);

    public ManualTime Time { get; } = new(Some.Noon);

    public FewRoles Roles { get; } = new();

    public ProbeTool Change { get; } = new("probe.change");

    public ProbeTool Look { get; } = new("probe.look", isReadOnly: true);

    public string Data => _folder["data"];

    public string Docs => _folder["docs"];

    public RunEngine Engine => Get<RunEngine>();

    public SqliteStore Store => _store!;

    public static CancellationToken Cancel => CancellationToken.None;

    /// <summary>Further settings, by path; they count from the next <see cref="RestartAsync"/> on.</summary>
    public Dictionary<string, string?> Settings { get; } = [];

    /// <summary>What ChatRuns itself logged as errors.</summary>
    public ErrorLog Errors { get; } = new();

    public static Task<EngineBench> OpenAsync(params (string Name, string Yaml)[] agents) => OpenAsync([], null, agents);

    public static Task<EngineBench> OpenAsync(Dictionary<string, string> environment, params (string Name, string Yaml)[] agents) =>
        OpenAsync(environment, null, agents);

    /// <summary>With what else is to stand on the engine, such as the rooms of the bot.</summary>
    public static async Task<EngineBench> OpenAsync(
        Dictionary<string, string> environment, Func<IServiceCollection, SqliteStore, Task>? more, params (string Name, string Yaml)[] agents)
    {
        var bench = new EngineBench(environment, more);
        foreach (var folder in (string[])[bench.Data, bench.Docs, bench._folder["agents"]]) Directory.CreateDirectory(folder);
        foreach (var (name, yaml) in agents) bench.Write(name, yaml);
        await bench.BeginAsync();
        return bench;
    }

    public T Get<T>() where T : notnull => _services!.GetRequiredService<T>();

    public void Write(string agent, string yaml) => File.WriteAllText(Path.Combine(_folder["agents"], agent + ".yaml"), yaml);

    /// <summary>An edit of a file, seen: a change is believed when two looks saw the same.</summary>
    public async Task EditAsync(string agent, string yaml)
    {
        Write(agent, yaml);
        var shelf = Get<ChatRuns.Agents.AgentShelf>();
        await shelf.LookOnceAsync(Cancel);
        await shelf.LookOnceAsync(Cancel);
    }

    /// <summary>The process is gone, whatever it was doing, and another one begins on the same folder.</summary>
    public async Task RestartAsync()
    {
        await EndAsync();
        await BeginAsync();
        var left = await Store.ReadInFlightAsync(Cancel);
        foreach (var action in left.Actions) await Get<ActionExecutor>().DriveAsync(action, Cancel);
        foreach (var run in left.Runs) await Get<RunDriver>().DriveAsync(run, Cancel);
        await GoAsync();
    }

    /// <summary>Does what is due until nothing is.</summary>
    public async Task GoAsync()
    {
        for (var rounds = 0; rounds < 1000; rounds++)
        {
            await Get<BulkLoop>().TickOnceAsync(Cancel);
            var due = await Store.ReadDueAsync(Time.GetUtcNow(), 100, Cancel);
            var freezes = Get<FreezeDesk>();
            long[] runs = [.. freezes.TakeThawed(100), .. due.Runs.Where(run => !freezes.Stands(run))];
            var actions = due.Actions.Where(action => !freezes.Stands(action.Run, action.Ordinal)).ToList();
            if (runs.Length + actions.Count == 0) return;
            foreach (var run in runs) await Get<RunDriver>().DriveAsync(run, Cancel);
            foreach (var action in actions) await Get<ActionExecutor>().DriveAsync(action, Cancel);
        }

        throw new InvalidOperationException("Something stays due for ever.");
    }

    public async Task<long> StartAsync(string agent, bool isTest = false, Principal? by = null, params (string Name, string Value)[] variables)
    {
        var given = variables.ToDictionary(v => v.Name, v => JsonSerializer.SerializeToElement(v.Value));
        return (await Engine.StartAsync(new(agent, given, IsTest: isTest), by ?? Ada, Cancel)).ShouldBeOfType<StartResult.Started>().Number;
    }

    /// <summary>Starts a run and does all that is due then.</summary>
    public async Task<Run> RunAsync(string agent, bool isTest = false, Principal? by = null, params (string Name, string Value)[] variables)
    {
        var number = await StartAsync(agent, isTest, by, variables);
        await GoAsync();
        return await FindAsync(number);
    }

    public async Task<Run> FindAsync(long number) => (await Engine.FindRunAsync(number, Cancel)).ShouldNotBeNull().Run;

    public async Task<ProposedAction> ActionAsync(long run, int ordinal = 1) =>
        (await Engine.FindActionAsync(new(run, ordinal), Cancel)).ShouldNotBeNull();

    public async Task<DecideResult> ApproveAsync(ProposedAction action, Principal? by = null) =>
        await Engine.DecideAsync(new Decision.Approve(action.Id, action.Digest, by ?? Mia), Cancel);

    public async Task<DecideResult> RejectAsync(ProposedAction action, Principal? by = null, string? reason = null, Mute mute = Mute.None) =>
        await Engine.DecideAsync(new Decision.Reject(action.Id, action.Digest, by ?? Mia, reason, mute), Cancel);

    public async Task<DecideResult> EditAsync(ProposedAction action, string arguments, Principal? by = null) =>
        await Engine.DecideAsync(new Decision.Edit(action.Id, action.Digest, by ?? Mia, Some.Json(arguments)), Cancel);

    /// <summary>Every byte of the data folder but its secrets.</summary>
    public IEnumerable<(string File, byte[] Bytes)> Stored()
    {
        foreach (var file in Directory.EnumerateFiles(Data, "*", SearchOption.AllDirectories))
        {
            if (file.Contains("/secrets/", StringComparison.Ordinal) || file.EndsWith(".lock", StringComparison.Ordinal)) continue;
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            yield return (file, bytes.ToArray());
        }
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _folder.Dispose();
    }

    public async Task EndAsync()
    {
        if (_services is not null) await _services.DisposeAsync();
        try
        {
            if (_store is not null) await _store.DisposeAsync();
        }
        catch (ObjectDisposedException)
        {
            // A test has taken it away in the middle of a run.
        }

        _services = null;
        _store = null;
    }

    private async Task BeginAsync()
    {
        var secrets = new SecretShelf(Data, Time, (IDictionary)_environment);
        _store = await SqliteStore.OpenAsync(Data, new(), Time, secrets.Mask, Cancel);
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.ClearProviders().AddProvider(Errors));
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(
            new Dictionary<string, string?>(Settings) { ["Tools:Files:Roots:docs"] = Docs }).Build());
        services.AddSingleton<TimeProvider>(Time).AddSingleton<IRoles>(Roles);
        services.AddEngine(_store, new(Data, _folder["agents"]), secrets);
        // Programs are real, and ending one waits for it by the real clock.
        services.Remove(services.Single(s => s.ImplementationType == typeof(ProgramRunner)));
        services.AddSingleton<IStepRunner>(s => new ProgramRunner(s.GetRequiredService<ProgramLedger>(), s.GetRequiredService<ProgramOptions>(), TimeProvider.System));
        services.AddSingleton<ITool>(Change).AddSingleton<ITool>(Look);
        if (_more is not null) await _more(services, _store);
        _services = services.BuildServiceProvider();
        await Get<AccessDesk>().ReadAsync(Cancel);
        await Get<HoldDesk>().ReadAsync(Cancel);
        await Get<FreezeDesk>().ReadAsync(Cancel);
        await Get<AgentDesk>().StartAsync(Cancel);
    }
}

/// <summary>Roles of the people of the tests; everybody else has none.</summary>
internal sealed class FewRoles : IRoles
{
    private readonly Dictionary<string, HashSet<Role>> _roles = new()
    {
        [EngineBench.Ada.Key] = [.. Enum.GetValues<Role>()],
        [EngineBench.Mia.Key] = [Role.Viewer, Role.Approver],
        [EngineBench.Noor.Key] = [Role.Viewer, Role.Approver],
        [EngineBench.Otto.Key] = [Role.Viewer, Role.Operator],
        [EngineBench.Vera.Key] = [Role.Viewer],
    };

    public Dictionary<string, HashSet<string>> Groups { get; } = [];

    /// <summary>A chat system's groups, by person and by group; null for none.</summary>
    public (Func<Principal, IReadOnlySet<string>> Of, Func<string, IReadOnlyCollection<string>> Members)? Directory { get; set; }

    public void Give(Principal who, params Role[] roles) => _roles[who.Key] = [.. roles];

    public IReadOnlySet<Role> RolesOf(Principal who) => _roles.GetValueOrDefault(who.Key) ?? [];

    public IReadOnlySet<string> GroupsOf(Principal who) => Directory is { } directory ? directory.Of(who) : Groups.GetValueOrDefault(who.Key) ?? [];

    public IReadOnlyCollection<string> MembersOf(string group) => Directory is { } directory ? directory.Members(group) : [];
}

/// <summary>Keeps errors, as a person would find them in the program's log.</summary>
internal sealed class ErrorLog : ILoggerProvider, ILogger
{
    public System.Collections.Concurrent.ConcurrentQueue<string> Lines { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel)) Lines.Enqueue($"{formatter(state, exception)} {exception?.Message}");
    }

    public void Dispose()
    {
    }
}
