using System.Text.Json;
using ChatRuns.Secrets;
using ChatRuns.Store;
using ChatRuns.Tools;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ChatRuns.Engine.Tests.Tools;

/// <summary>The real tools over folders of their own: one root, one place outside it, one data folder.</summary>
internal sealed class ToolBench : IDisposable
{
    private readonly ServiceProvider _services;

    public ToolBench(Dictionary<string, string?>? settings = null, IRunStore? store = null, TimeProvider? time = null)
    {
        Folder = Directory.CreateTempSubdirectory("chatruns-tools-").FullName;
        foreach (var name in (string[])["root", "outside", "data"]) Directory.CreateDirectory(Path.Combine(Folder, name));
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(
            settings ?? new() { ["Tools:Files:Roots:docs"] = Root }).Build());
        if (time is not null) services.AddSingleton(time);
        services.AddSingleton(store ?? new ReviewStore());
        services.AddSingleton(new SecretShelf(Data, time ?? TimeProvider.System, new Dictionary<string, string>()));
        services.AddTools().Configure<ToolOptions>(o => o.DataFolder = Data);
        _services = services.BuildServiceProvider();
    }

    public string Folder { get; }

    public string Root => Path.Combine(Folder, "root");

    public string Outside => Path.Combine(Folder, "outside");

    public string Data => Path.Combine(Folder, "data");

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Writes a file under the root, and answers its path.</summary>
    public string Put(string name, string text = "hello") => Put(name, System.Text.Encoding.UTF8.GetBytes(text));

    public string Put(string name, byte[] bytes)
    {
        var path = Path.Combine(Root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public async Task<ToolPreview> PreviewAsync(string tool, object arguments) =>
        await Tool(tool).PreviewAsync(JsonSerializer.SerializeToElement(arguments), CancellationToken.None);

    public async Task<ToolResult> CallAsync(string tool, object arguments, string? key = null) =>
        await Tool(tool).CallAsync(JsonSerializer.SerializeToElement(arguments), new(1, key), CancellationToken.None);

    public async Task<JsonElement> ValueAsync(string tool, object arguments) => (await CallAsync(tool, arguments)).Value!.Value;

    public async Task<ToolException> FailAsync(string tool, object arguments) => await Should.ThrowAsync<ToolException>(CallAsync(tool, arguments));

    /// <summary>Takes a call back, and answers how to take that back.</summary>
    public async Task<ToolResult> UndoAsync(ToolResult result)
    {
        var undo = result.Undo.ShouldNotBeNull();
        await PreviewAsync(undo.Tool, undo.Arguments);
        return await CallAsync(undo.Tool, undo.Arguments);
    }

    public ITool Tool(string name) => Get<ToolShelf>().Find(name).ShouldNotBeNull();

    public string[] Drafts() => Directory.GetFiles(Root, ".chatruns-*", SearchOption.AllDirectories);

    public void Dispose()
    {
        _services.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
