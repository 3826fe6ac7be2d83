using ChatRuns.Actions;
using ChatRuns.Agents;
using ChatRuns.Loops;
using ChatRuns.Planning;
using ChatRuns.Runs;
using ChatRuns.Secrets;
using ChatRuns.Steps;
using ChatRuns.Store;
using ChatRuns.Tools;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ChatRuns;

/// <summary>The registration door of the engine.</summary>
public static class EngineServices
{
    /// <summary>
    /// Adds the engine over an opened store. The host registers <see cref="IRoles"/>, sets <see cref="HostValues"/> before it
    /// starts, and tells <see cref="Tools.Http.OwnAddresses"/> where it listens.
    /// </summary>
    public static IServiceCollection AddEngine<TStore>(
        this IServiceCollection services, TStore store, EngineFolders folders, SecretShelf secrets)
        where TStore : class, IRunStore, IDatabase
    {
        services.AddOptions<EngineOptions>().BindConfiguration(EngineOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<PlannerOptions>().BindConfiguration(PlannerOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<PriceOptions>().BindConfiguration(PriceOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<PriceOptions>, PriceCheck>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IRunStore>(store).AddSingleton<IDatabase>(store);
        services.AddSingleton(folders).AddSingleton(secrets).AddSingleton<HostValues>().AddSingleton(s => new BlobShelf(folders.Blobs, s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(new ActionDigest(InstallKey.ReadOrMake(folders.Data)));
        services.AddTools().PostConfigure<ToolOptions>(o => o.DataFolder = folders.Data);
        return services.AddAgents(folders).AddSteps(folders).AddPlanning().AddLoops();
    }

    /// <summary>Adds the targets of the settings, and who asks them whether they are there; beside <see cref="ToolServices"/>.</summary>
    public static IServiceCollection AddTargets(this IServiceCollection services) => services
        .AddSingleton(s => TargetShelf.From(
            s.GetRequiredService<IConfiguration>().GetSection(TargetOptions.Section).Get<Dictionary<string, TargetOptions>>() ?? []))
        .AddSingleton(s => new TargetReach(s.GetRequiredService<Tools.Http.HttpDoor>(), s.GetRequiredService<TimeProvider>()));

    private static IServiceCollection AddAgents(this IServiceCollection services, EngineFolders folders) => services
        .AddSingleton<IAgentVersions, AgentVersions>()
        .AddTargets()
        .AddSingleton(services => new AgentFile(HostValues.Roots, services.GetService<ReservedNames>(), services.GetRequiredService<TargetShelf>()))
        .AddSingleton(s => new AgentShelf(
            folders.Agents, s.GetRequiredService<AgentFile>(), s.GetRequiredService<IAgentVersions>(), s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<ILogger<AgentShelf>>()))
        .AddSingleton<AgentDesk>()
        .AddSingleton<IAgentCatalog>(s => s.GetRequiredService<AgentDesk>());

    private static IServiceCollection AddSteps(this IServiceCollection services, EngineFolders folders) => services
        .AddSingleton(new ProgramLedger(Path.Combine(folders.Data, "programs")))
        .AddSingleton(new ProgramOptions { AgentsFolder = folders.Agents })
        .AddSingleton<ProgramOrphans>()
        .AddSingleton<IStepRunner, ProgramRunner>()
        .AddSingleton<IStepRunner, HttpRunner>()
        .AddSingleton<IStepRunner, ToolRunner>()
        .AddSingleton<IStepRunner, AgentRunner>()
        .AddSingleton<IStepRunner, WaitRunner>()
        .AddSingleton<IStepRunner, QuestionRunner>();

    private static IServiceCollection AddPlanning(this IServiceCollection services) => services
        .AddSingleton(s => s.GetRequiredService<IOptions<PlannerOptions>>().Value)
        .AddSingleton<IAlarm, QuartzAlarm>()
        .AddSingleton<ITurnStarter, ScheduledStarts>()
        .AddSingleton<Planner>();

    private static IServiceCollection AddLoops(this IServiceCollection services) => services
        .AddSingleton<ToolGate>()
        .AddSingleton<KeptValues>()
        .AddSingleton<StepRecorder>()
        .AddSingleton<ChildRuns>()
        .AddSingleton<TargetGate>()
        .AddSingleton<Withdrawal>()
        .AddSingleton<Prices>()
        .AddSingleton<QuotaDesk>()
        .AddSingleton<IObstacles, QuotaObstacles>()
        .AddSingleton<IObstacles, TargetObstacles>()
        .AddSingleton<Faults>()
        .AddSingleton<StepAttempts>()
        .AddSingleton<RunDriver>()
        .AddSingleton<ActionExecutor>()
        .AddSingleton(s => new RunEngine(
            s.GetRequiredService<IRunStore>(), s.GetRequiredService<BlobShelf>(), s.GetRequiredService<AgentDesk>(),
            s.GetRequiredService<ToolShelf>(), s.GetRequiredService<ToolGate>(), s.GetRequiredService<RunDriver>(),
            s.GetRequiredService<AccessDesk>(), s.GetRequiredService<DeletionDesk>(), s.GetRequiredService<HoldDesk>(), s.GetRequiredService<FreezeDesk>(),
            s.GetRequiredService<QuotaDesk>(), s.GetRequiredService<KeptValues>(), s.GetRequiredService<SecretShelf>(), s.GetServices<IObstacles>(),
            s.GetRequiredService<PlannerOptions>(), s.GetRequiredService<TimeProvider>())
        {
            Targets = s.GetRequiredService<TargetShelf>(), Reach = s.GetRequiredService<TargetReach>(),
        })
        .AddSingleton<AccessDesk>()
        .AddSingleton<HoldDesk>()
        .AddSingleton<FreezeDesk>()
        .AddSingleton<IGrants>(s => s.GetRequiredService<AccessDesk>())
        .AddSingleton(s => new Lazy<RunEngine>(s.GetRequiredService<RunEngine>))
        .AddHostedService<Beginning>()
        .AddSingleton<Worker>()
        .AddHostedService(s => s.GetRequiredService<Worker>())
        .AddSingleton<DeletionDesk>()
        .AddSingleton<RetentionLoop>()
        .AddHostedService(s => s.GetRequiredService<RetentionLoop>())
        .AddSingleton<BulkLoop>()
        .AddHostedService(s => s.GetRequiredService<BulkLoop>())
        .AddSingleton<ThawLoop>()
        .AddHostedService(s => s.GetRequiredService<ThawLoop>())
        .AddSingleton<OverdueWatch>()
        .AddHostedService(s => s.GetRequiredService<OverdueWatch>())
        .AddHostedService<PlannerLoop>();
}
