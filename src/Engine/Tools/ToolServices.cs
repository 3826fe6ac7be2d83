using ChatRuns.Tools.Files;
using ChatRuns.Tools.Http;
using ChatRuns.Tools.Review;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ChatRuns.Tools;

/// <summary>The registration door of the tools.</summary>
public static class ToolServices
{
    /// <summary>
    /// Adds the built-in tools, their shelf, the check and form of arguments, and the bot's own addresses. The host sets
    /// <see cref="ToolOptions.DataFolder"/>, and <see cref="OwnAddresses.Set"/> once it listens; the store and the secrets must be registered.
    /// </summary>
    public static IServiceCollection AddTools(this IServiceCollection services)
    {
        services.AddOptions<ToolOptions>().BindConfiguration(ToolOptions.Section).ValidateDataAnnotations()
            .Validate(
                o => o.Files.Roots.Values.All(Path.IsPathFullyQualified),
                "Tools:Files:Roots takes absolute folders only, such as /srv/reports.")
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<FileRoots>().AddSingleton<KeptFiles>().AddSingleton<BusyPaths>();
        services.AddSingleton<OwnAddresses>().AddSingleton<Dialer>().AddSingleton<HttpDoor>();
        services.AddSingleton<ArgumentCheck>().AddSingleton<ArgumentForm>().AddSingleton<ToolShelf>();
        services.AddSingleton<TlsExpiry>().AddSingleton<DiskUsage>();
        services.AddSingleton<ITool>(s => s.GetRequiredService<TlsExpiry>()).AddSingleton<ITool>(s => s.GetRequiredService<DiskUsage>());
        return services
            .AddSingleton<ITool, FileList>().AddSingleton<ITool, FileRead>().AddSingleton<ITool, FileWrite>().AddSingleton<ITool, FileMove>()
            .AddSingleton<ITool, FileArchive>().AddSingleton<ITool, FileUnarchive>().AddSingleton<ITool, FileDelete>()
            .AddSingleton<ITool, FileRestore>().AddSingleton<ITool, HttpRequestTool>().AddSingleton<ITool, RunsReview>();
    }
}
