using System.Text;
using System.Text.RegularExpressions;
using ChatRuns.Steps;
using YamlDotNet.RepresentationModel;

namespace ChatRuns.Engine.Tests.Steps;

/// <summary>What docs/agent-protocol.md shows is what works: its examples are taken from the page and run.</summary>
public sealed partial class AgentProtocolDocTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "agent-protocol.md"));

    [Fact]
    public void Every_message_shown_is_one()
    {
        var lines = Blocks("jsonl").Single().Split('\n', StringSplitOptions.RemoveEmptyEntries);

        lines.Length.ShouldBeGreaterThan(6);
        lines.Select(line => AgentProtocol.Read(Encoding.UTF8.GetBytes(line))).ShouldAllBe(read => read != null && !(read is ProgramMessage.Malformed));
    }

    [Fact]
    public void Every_agent_shown_is_readable_yaml_with_steps()
    {
        foreach (var text in Blocks("yaml"))
        {
            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            ((YamlMappingNode)yaml.Documents.Single().RootNode)["steps"].ShouldBeOfType<YamlSequenceNode>().Children.ShouldNotBeEmpty();
        }
    }

    [LinuxFact]
    public async Task The_bash_example_proposes_what_the_page_says()
    {
        using var bench = Prepared("bash", "old-logs.sh", out var logs);
        var old = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        foreach (var name in new[] { "a.log", "quo\"te\\ and\ttab.log", "líne\nbreak.log", "new.log" })
        {
            await File.WriteAllTextAsync(Path.Combine(logs, name), "x");
            if (name != "new.log") File.SetLastWriteTimeUtc(Path.Combine(logs, name), old);
        }

        bench.Variables["days"] = "30";

        var outcome = await bench.RunAsync(Bench.Program("./old-logs.sh", logs));

        outcome.Error.ShouldBeNull();
        bench.Log.Of("warning").ShouldBeEmpty();
        outcome.Proposals.Select(p => Path.GetFileName(p.Arguments.GetProperty("path").GetString())).Order(StringComparer.Ordinal)
            .ShouldBe(["a.log", "líne\nbreak.log", "quo\"te\\ and\ttab.log"]);
        outcome.Member("count").GetInt32().ShouldBe(3);
        outcome.Files.ShouldHaveSingleItem().Name.ShouldBe("found.csv");
        outcome.Summary.ShouldBe($"3 old logs in {logs}");
    }

    [PythonFact]
    public async Task The_Python_example_proposes_what_the_page_says_where_there_is_python3()
    {
        using var bench = Prepared(
            "python", "big-files.py", out var logs,
            folder => $$"""[{"tool":"file.archive","arguments":{"path":"{{folder}}/b.bin"},"reason":"still needed"}]""");
        foreach (var name in new[] { "a.bin", "b.bin" }) await File.WriteAllBytesAsync(Path.Combine(logs, name), new byte[2000]);
        await File.WriteAllBytesAsync(Path.Combine(logs, "small.bin"), new byte[10]);
        bench.Variables["least"] = "1000";

        var outcome = await bench.RunAsync(Bench.Program("./big-files.py"));

        outcome.Error.ShouldBeNull();
        bench.Log.Of("warning").ShouldBeEmpty();
        outcome.Proposals.ShouldHaveSingleItem().Arguments.GetProperty("path").GetString().ShouldBe($"{logs}/a.bin");
        outcome.Member("bytes").GetInt32().ShouldBe(2000);
        outcome.Report.ShouldStartWith("# Big files");
        bench.Log.Steps.ShouldNotBeEmpty();
    }

    [Fact]
    public void Every_variable_that_a_program_is_given_is_on_the_page()
    {
        foreach (var name in new[] { "RUN", "AGENT", "STEP", "ATTEMPT", "TEST", "FOLDER", "AGENTS", "REJECTIONS", "TAG" }) Page.ShouldContain($"`CHATRUNS_{name}`");
    }

    private static Bench Prepared(string language, string script, out string logs, Func<string, string>? rejections = null)
    {
        var agents = Directory.CreateTempSubdirectory("chatruns-page-").FullName;
        logs = Path.Combine(agents, "logs");
        Directory.CreateDirectory(logs);
        ProgramRunnerTests.Script(agents, script, Blocks(language).First(b => b.StartsWith("#!", StringComparison.Ordinal)));
        var bench = new Bench { Options = new() { AgentsFolder = agents }, Rejections = rejections?.Invoke(logs) ?? "[]", AlsoDelete = agents };
        bench.Variables["folder"] = logs;
        return bench;
    }

    private static List<string> Blocks(string language) =>
        [.. Fence().Matches(Page).Where(m => m.Groups[1].Value == language).Select(m => m.Groups[2].Value)];

    [GeneratedRegex(@"^```(\w+)\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
