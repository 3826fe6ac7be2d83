using System.Reflection;
using System.Text.RegularExpressions;

namespace ChatRuns.EndToEnd;

/// <summary>The examples of docs/agent-protocol.md, word for word: what the page teaches is what is tried.</summary>
internal static partial class AgentProtocol
{
    private static readonly Lazy<string> s_page = new(() => File.ReadAllText(Path.Combine(Repository, "docs", "agent-protocol.md")));

    /// <summary>The agent file "old-logs.yaml".</summary>
    public static string Agent => Block("yaml", "name: old-logs");

    /// <summary>Its program "old-logs.sh".</summary>
    public static string Program => Block("bash", "#!/usr/bin/env bash");

    private static string Repository => typeof(AgentProtocol).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Repository").Value!;

    private static string Block(string language, string start) =>
        Blocks().Matches(s_page.Value).Where(m => m.Groups[1].Value == language).Select(m => m.Groups[2].Value)
            .First(text => text.StartsWith(start, StringComparison.Ordinal));

    [GeneratedRegex(@"^```(\w+)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
