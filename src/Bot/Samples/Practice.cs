using ChatRuns.Tools;

namespace ChatRuns.Bot.Samples;

/// <summary>
/// What the sample agents practise on: a folder of files and a small service. Made and started only where an agent file speaks of
/// them, so that a bot with agents of its own has nothing of it.
/// </summary>
internal sealed class Practice : IAsyncDisposable
{
    private readonly PracticeService? _service;
    private readonly string? _folder;

    private Practice(PracticeService? service, string? folder) => (_service, _folder) = (service, folder);

    /// <summary>Makes what the agents need; the folder becomes the root of the file tools where none is configured.</summary>
    public static async Task<Practice> BeginAsync(WebApplicationBuilder builder, EngineFolders folders, CancellationToken cancel)
    {
        var texts = Directory.Exists(folders.Agents) ? Directory.GetFiles(folders.Agents, "*.y*ml").Select(File.ReadAllText).ToList() : [];
        var root = Path.Combine(folders.Data, "practice");
        PracticeService? service = null;
        string? folder = null;
        if (texts.Any(t => t.Contains("{{files.roots}}", StringComparison.Ordinal)) && !builder.Configuration.GetSection("Tools:Files:Roots").GetChildren().Any())
        {
            folder = Path.Combine(root, "files");
            PracticeFolder.Fill(folder, TimeProvider.System.GetUtcNow());
            builder.Services.PostConfigure<ToolOptions>(o => o.Files.Roots["practice"] = folder);
        }

        if (texts.Any(t => t.Contains("{{practice.", StringComparison.Ordinal)))
        {
            service = new(root, TimeProvider.System);
            await service.StartAsync(cancel);
        }

        return new(service, folder);
    }

    /// <summary>Tells the values that agent files can read.</summary>
    public void Tell(HostValues values, ToolOptions tools)
    {
        var program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "ChatRuns.Bot.exe" : "ChatRuns.Bot");
        values.Set("chatruns.program", program);
        values.Set("files.roots", string.Join(Path.PathSeparator, tools.Files.Roots.Values));
        values.Set("practice.url", _service?.Url ?? "");
        values.Set("practice.folder", _folder ?? "");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_service is not null) await _service.DisposeAsync();
    }
}
