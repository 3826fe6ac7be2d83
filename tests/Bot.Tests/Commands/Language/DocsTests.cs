using ChatRuns.Bot.Commands.Language;

namespace ChatRuns.Bot.Tests.Commands.Language;

public sealed class DocsTests
{
    public static TheoryData<string> Examples
    {
        get
        {
            var data = new TheoryData<string>();
            foreach (var line in ExampleLines()) data.Add(line);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_example_of_the_page_on_commands_works(string line) =>
        (Lines.Parse(line) is ParseProblem).ShouldBeFalse(Lines.Meaning(line));

    [Fact]
    public void The_page_has_an_example_of_every_command()
    {
        var kinds = ExampleLines().Select(line => Lines.Parse(line).GetType().Name).Distinct().Order();

        kinds.ShouldBe(["AccessCommand", "AgentCommand", "AgentsCommand", "ApprovalsCommand", "BulkCommand", "HelpCommand", "HomeCommand", "MeCommand", "MetricsCommand", "NextCommand", "RunCommand", "RunsCommand"]);
    }

    // The page aligns a remark behind some lines with two spaces or more and a #.
    private static IEnumerable<string> ExampleLines()
    {
        var isExample = false;
        foreach (var line in File.ReadLines(Path.Combine(RepositoryRoot.Path, "docs", "commands.md")))
        {
            if (line.StartsWith("```", StringComparison.Ordinal)) isExample = !isExample;
            else if (isExample && line.Length > 0) yield return line.Split("  #")[0].TrimEnd();
        }
    }
}
