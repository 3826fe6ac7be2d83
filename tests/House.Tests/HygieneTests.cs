using System.Text.RegularExpressions;

namespace ChatRuns.House.Tests;

/// <summary>What the whole repository keeps to.</summary>
public sealed partial class HygieneTests
{
    private static readonly string[] s_kinds = [".cs", ".md", ".json", ".yaml", ".yml", ".sh", ".js", ".mjs", ".css", ".sql", ".props", ".csproj"];

    [Fact]
    public void No_file_names_a_machine_path_or_a_package_host()
    {
        var found = Files().Where(f => Path.GetFileName(f) != "HygieneTests.cs")
            .SelectMany(f => File.ReadLines(f).Where(l => MachinePath().IsMatch(l)).Select(l => $"{Path.GetRelativePath(RepositoryRoot.Path, f)}: {l.Trim()}"));

        found.ShouldBeEmpty();
    }

    [Fact]
    public void No_unfinished_part_hides_in_the_sources()
    {
        var found = Files().Where(f => f.EndsWith(".cs", StringComparison.Ordinal) && Path.GetFileName(f) != "HygieneTests.cs")
            .SelectMany(f => File.ReadLines(f).Where(l => Unfinished().IsMatch(l)).Select(l => $"{Path.GetRelativePath(RepositoryRoot.Path, f)}: {l.Trim()}"));

        found.ShouldBeEmpty();
    }

    [Fact]
    public void Every_decision_has_a_number_of_its_own()
    {
        var numbers = Directory.GetFiles(Path.Combine(RepositoryRoot.Path, "docs", "decisions"), "*.md").Select(f => Path.GetFileName(f)[..4]).ToList();

        numbers.ShouldNotBeEmpty();
        numbers.ShouldBeUnique();
    }

    private static IEnumerable<string> Files() =>
        Directory.EnumerateFiles(RepositoryRoot.Path, "*", SearchOption.AllDirectories)
            .Where(f => s_kinds.Contains(Path.GetExtension(f)) || f.EndsWith(".ci/run", StringComparison.Ordinal))
            .Where(f => !Ignored().IsMatch(Path.GetRelativePath(RepositoryRoot.Path, f).Replace('\\', '/')));

    [GeneratedRegex(@"(^|/)(bin|obj|node_modules|TestResults|data|\.git)(/|$)")]
    private static partial Regex Ignored();

    [GeneratedRegex(@"/work/|/root/|/home/[a-z]+/|api\.nuget\.org|registry\.npmjs|""resolved"":\s*""http")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|NotImplementedException)\b|\.GetAwaiter\(\)\.GetResult|async void|^\s*#region")]
    private static partial Regex Unfinished();
}
