namespace ChatRuns.Bot.Tests.Cards;

/// <summary>This folder of the repository.</summary>
internal static class TestFolder
{
    public static string Path { get; } = System.IO.Path.Combine(RepositoryRoot.Path, "tests", "Bot.Tests", "Cards");
}
