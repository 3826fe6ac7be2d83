using ChatRuns.Bot.Cards;

namespace ChatRuns.Bot.Tests.Cards;

/// <summary>The sample facts in cards/samples.</summary>
internal static class SampleFiles
{
    /// <summary>Where templates and samples are.</summary>
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "cards");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<SampleFile> All { get; } =
        [.. Directory.GetFiles(Path.Combine(Folder, "samples"), "*.json").Order(StringComparer.Ordinal).Select(SampleFile.Read)];

    /// <summary>One of them, "run.failed".</summary>
    public static SampleFile Find(string name) => All.Single(sample => sample.Name == name);
}

/// <summary>One sample.</summary>
internal sealed record SampleFile(string Name, string Template, FactsKind Kind, string Json)
{
    public static SampleFile Read(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        var template = name.Split('.')[0];
        return new(name, template, FactsKind.All.Single(kind => kind.Template == template), File.ReadAllText(path));
    }
}
