namespace ChatRuns.Bot.Tests.Cards;

/// <summary>This folder of the repository. A caller's file path will not do: builds for release map it away.</summary>
internal static class TestFolder
{
    public static string Path { get; } = System.IO.Path.Combine(Root(), "tests", "Bot.Tests", "Cards");

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(folder.FullName, "ChatRuns.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside of the repository.");
        return folder.FullName;
    }
}
