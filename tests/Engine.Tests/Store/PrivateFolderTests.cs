using ChatRuns.Store;

namespace ChatRuns.Engine.Tests.Store;

public sealed class PrivateFolderTests
{
    [Fact]
    public void It_and_what_is_made_above_it_are_for_their_owner_alone()
    {
        if (OperatingSystem.IsWindows()) return;
        using var folder = new TempFolder();
        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

        PrivateFolder.Make(folder["runs/7"]);

        File.GetUnixFileMode(folder["runs"]).ShouldBe(owner);
        File.GetUnixFileMode(folder["runs/7"]).ShouldBe(owner);
    }
}
