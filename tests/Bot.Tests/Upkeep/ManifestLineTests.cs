using ChatRuns.Bot.Control;

namespace ChatRuns.Bot.Tests.Upkeep;

/// <summary>The list of sums is what sha256sum writes and checks, and names nothing outside its folder.</summary>
public sealed class ManifestLineTests
{
    private static readonly string s_sum = new('a', 64);

    [Theory]
    [InlineData("chatruns.db")]
    [InlineData("agents/a file with  blanks.yaml")]
    [InlineData("agents/größer.yaml")]
    [InlineData("agents/back\\slash")]
    [InlineData("agents/two\nlines\r\\n")]
    public void A_line_gives_its_file_back(string path)
    {
        var line = BackupManifest.Line(s_sum, path);

        line.ShouldEndWith("\n");
        line.Count(c => c == '\n').ShouldBe(1);
        BackupManifest.Read(line.TrimEnd('\n')).ShouldBe((s_sum, path));
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../chatruns.db")]
    [InlineData("blobs/../../x")]
    [InlineData("blobs//x")]
    [InlineData("")]
    public void A_path_that_leads_elsewhere_is_none(string path) => BackupManifest.Read($"{s_sum}  {path}").ShouldBeNull();

    [Theory]
    [InlineData("")]
    [InlineData("chatruns.db")]
    [InlineData("zz  chatruns.db")]
    public void A_line_without_a_sum_is_none(string line) => BackupManifest.Read(line).ShouldBeNull();
}
