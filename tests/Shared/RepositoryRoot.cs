namespace ChatRuns.Tests;

/// <summary>The repository that the tests run in. A caller's file path will not do: builds with <c>CI=true</c> map it away.</summary>
internal static class RepositoryRoot
{
    public static string Path { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "ChatRuns.sln"))) return folder.FullName;
        throw new InvalidOperationException("The tests run outside of the repository.");
    }
}
