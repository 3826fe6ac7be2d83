using ChatRuns.Store;

namespace ChatRuns.Engine.Tests.Store;

/// <summary>One process owns a data folder, and the next one is told which.</summary>
public sealed class DataFolderLockTests
{
    [Fact]
    public void Who_comes_second_is_told_which_process_has_the_folder()
    {
        using var folder = new TempFolder();
        using var first = DataFolderLock.Take(folder["data"]);

        var trouble = Should.Throw<StoreException>(() => DataFolderLock.Take(folder["data"]));

        trouble.Message.ShouldContain($"in use by another ChatRuns (process {Environment.ProcessId}).");
    }

    [Fact]
    public void A_folder_that_was_let_go_of_is_free_whatever_its_pid_file_says()
    {
        using var folder = new TempFolder();
        DataFolderLock.Take(folder["data"]).Dispose();

        DataFolderLock.Take(folder["data"]).Dispose();
    }
}
