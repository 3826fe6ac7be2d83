using System.Text;
using System.Text.RegularExpressions;
using ChatRuns.Agents.Reading;
using ChatRuns.Agents.Yaml;

namespace ChatRuns.Agents;

/// <summary>What came of reading a file.</summary>
/// <param name="Agent">The agent; null when there is any problem.</param>
/// <param name="Content">Its effective content, which <see cref="AgentFile.ReadContent"/> reads back to an equal agent; empty without one.</param>
/// <param name="Problems">All that was found, in the order of the file's keys; none of an agent is blocking.</param>
public sealed record AgentReading(Agent? Agent, ReadOnlyMemory<byte> Content, IReadOnlyList<ShelfProblem> Problems)
{
    /// <summary>Other agents that its steps start.</summary>
    public IReadOnlyList<AgentMention> Mentions { get; init; } = [];
}

/// <summary>A place in a file that names another agent.</summary>
/// <param name="Agent">Its name.</param>
/// <param name="File">The file, without folders.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
public sealed record AgentMention(string Agent, string File, int Line, int Column);

/// <summary>The values of <c>_defaults.yaml</c>, to be folded under every agent.</summary>
public sealed class AgentDefaults
{
    internal AgentDefaults(MapNode? map) => Map = map;

    /// <summary>No defaults.</summary>
    public static AgentDefaults None { get; } = new(null);

    internal MapNode? Map { get; }
}

/// <summary>
/// Reads agent files: YAML to <see cref="Agent"/>, or what is wrong with it, with line, column and remedy. Takes any bytes; never
/// throws for what is in them. The format is described in docs/agents.md and docs/agent.schema.json.
/// </summary>
/// <param name="hostRoots">First names of values that the host offers to templates, such as "practice".</param>
/// <param name="reserved">Names that files may not take; null for none.</param>
/// <param name="targets">Targets of the settings, so that others are told; null where they are not known.</param>
public sealed partial class AgentFile(IReadOnlyCollection<string> hostRoots, ReservedNames? reserved = null, TargetShelf? targets = null)
{
    /// <summary>The name of the file that holds the defaults of all agents.</summary>
    public const string DefaultsName = "_defaults.yaml";

    /// <summary>Reads the file of an agent.</summary>
    /// <param name="file">Its name without folders; the stem is the agent's name where the file gives none.</param>
    /// <param name="bytes">Its content.</param>
    /// <param name="defaults">What is folded under it.</param>
    public AgentReading Read(string file, ReadOnlySpan<byte> bytes, AgentDefaults defaults)
    {
        var problems = new Problems();
        if (YamlText.Read(file, bytes, problems) is not { } own) return new(null, default, problems.List);
        SecretLook.Check(own, problems);
        var map = WithName(defaults.Map is { } below ? own.Over(below) : own, file);
        var agent = Reader(problems, checksNames: true).Read(map);
        if (agent is null) return new(null, default, problems.List);
        var content = AgentContent.Write(map);
        return new(agent with { Version = AgentContent.VersionOf(content) }, content, problems.Asides) { Mentions = problems.Mentions };
    }

    /// <summary>Reads the defaults; null when there is any problem.</summary>
    public (AgentDefaults? Defaults, IReadOnlyList<ShelfProblem> Problems) ReadDefaults(ReadOnlySpan<byte> bytes)
    {
        var problems = new Problems();
        if (YamlText.Read(DefaultsName, bytes, problems) is not { } map) return (null, problems.List);
        SecretLook.Check(map, problems);
        Reader(problems, checksNames: false).CheckDefaults(map);
        return (problems.Any ? null : new(map), problems.List);
    }

    /// <summary>The good agents of a folder as it is now, for who looks once and does not watch it.</summary>
    public IReadOnlyList<Agent> ReadFolder(string folder)
    {
        var files = new ShelfFiles(new(folder), this);
        files.Look();
        return [.. files.Files.Values.Select(f => f.Reading.Agent).OfType<Agent>()];
    }

    /// <summary>The good agents of a folder as it is now, and all that is wrong with its files; null when the folder cannot be read.</summary>
    public ShelfSnapshot? CheckFolder(string folder)
    {
        var files = new ShelfFiles(new(folder), this);
        return files.Look() is null ? null : ShelfSnapshots.From(files, new(new Dictionary<string, Agent>(), []));
    }

    /// <summary>Reads the effective content of a stored version; null when this program cannot read it.</summary>
    public Agent? ReadContent(string agent, ReadOnlyMemory<byte> content)
    {
        var map = AgentContent.Read(agent, content);
        var read = map is null ? null : Reader(new(), checksNames: false).Read(map);
        return read is null ? null : read with { Version = AgentContent.VersionOf(content.Span) };
    }

    /// <summary>The name line of a file, even of a broken one, and where it is; null when there is none.</summary>
    internal static (string Name, int Line)? NameIn(ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, YamlText.MostBytes)]);
        var match = NameLine().Match(text);
        return match.Success ? (match.Groups[1].Value, 1 + text.AsSpan(0, match.Index).Count('\n')) : null;
    }

    // What was stored once is read whatever its name.
    private AgentReader Reader(Problems problems, bool checksNames) => new(
        problems, new TemplateReader(problems, hostRoots, checksNames), checksNames && reserved is not null ? reserved : ReservedNames.None,
        checksNames && targets is not null ? targets : TargetShelf.Empty);

    private static MapNode WithName(MapNode map, string file)
    {
        if (map.Find("name") is not null) return map;
        ScalarNode Own(string text) => new(map.Source, default, 0, text, isPlain: false);
        return new(map.Source, map.Place, [new(Own("name"), Own(Path.GetFileNameWithoutExtension(file))), .. map.Entries]);
    }

    [GeneratedRegex(@"^name:[ \t]{1,20}[""']?([a-z0-9][a-z0-9-]{0,63})[""']?[ \t]{0,20}(?:#.*)?\r?$", RegexOptions.Multiline)]
    private static partial Regex NameLine();
}
