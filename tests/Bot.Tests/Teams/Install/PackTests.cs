using System.IO.Compression;
using ChatRuns.Bot.Channels.Teams.Install;
using ChatRuns.Bot.Control;
using ChatRuns.Engine.Tests;

namespace ChatRuns.Bot.Tests.Teams.Install;

/// <summary>pack teams.</summary>
public sealed class PackTests : IDisposable
{
    private const string AppId = "00001111-aaaa-2222-bbbb-3333cccc4444";
    private static readonly string[] s_good = ["--Teams:AppId", AppId, "--PublicUrl", "https://runs.example.org"];
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_package_holds_the_manifest_and_both_icons_at_its_top()
    {
        var (code, said, problems) = await PackAsync("app.zip", s_good);

        (code, problems).ShouldBe((0, ""));
        said.ShouldContain("Upload an app");
        await using var zip = await ZipFile.OpenReadAsync(PathOf("app.zip"), CancellationToken.None);
        zip.Entries.Select(e => e.FullName).ShouldBe(["manifest.json", "color.png", "outline.png"]);
        using var manifest = new StreamReader(await zip.Entries[0].OpenAsync(CancellationToken.None));
        (await manifest.ReadToEndAsync()).ShouldBe(TeamsManifest.Text(AppId, new("https://runs.example.org"), null));
        foreach (var icon in zip.Entries.Skip(1)) icon.Length.ShouldBe(new FileInfo(Path.Combine(RepositoryRoot.Path, "teams", icon.Name)).Length);
    }

    [Fact]
    public async Task The_same_settings_make_the_same_bytes()
    {
        await PackAsync("one.zip", s_good);
        await PackAsync("two.zip", s_good);

        (await File.ReadAllBytesAsync(PathOf("one.zip"))).ShouldBe(await File.ReadAllBytesAsync(PathOf("two.zip")));
    }

    [Fact]
    public async Task A_version_is_put_in_or_refused()
    {
        (await PackAsync("app.zip", s_good, "1.2.3")).Code.ShouldBe(0);
        var (code, _, problems) = await PackAsync("other.zip", s_good, "two");

        TeamsManifest.Text(AppId, new("https://runs.example.org"), "1.2.3").ShouldContain("\"version\": \"1.2.3\"");
        code.ShouldBe(1);
        problems.ShouldContain("version cannot be \"two\". It takes three numbers such as 1.0.0");
        File.Exists(PathOf("other.zip")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("", "https://runs.example.org", "Teams:AppId is not set. Set it to the application (client) id")]
    [InlineData("my bot", "https://runs.example.org", "The setting Teams:AppId cannot be \"my bot\".")]
    [InlineData(AppId, "", "PublicUrl is no https address.")]
    [InlineData(AppId, "http://127.0.0.1:5080", "PublicUrl is no https address.")]
    [InlineData(AppId, "https://127.0.0.1:5080", "The app's manifest: validDomains[0] cannot be \"127.0.0.1\".")]
    [InlineData(AppId, "runs", "The setting PublicUrl cannot be \"runs\".")]
    public async Task What_is_missing_is_told_and_nothing_is_written(string appId, string publicUrl, string expected)
    {
        var (code, said, problems) = await PackAsync("app.zip", ["--Teams:AppId", appId, "--PublicUrl", publicUrl]);

        problems.ShouldContain(expected);
        (code, said).ShouldBe((1, ""));
        File.Exists(PathOf("app.zip")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_to_is_told()
    {
        var (code, _, problems) = await PackAsync(Path.Combine("no", "such", "folder", "app.zip"), s_good);

        code.ShouldBe(1);
        problems.ShouldContain("The package could not be written to");
    }

    private string PathOf(string file) => Path.Combine(_folder.Path, file);

    private async Task<(int Code, string Said, string Problems)> PackAsync(string file, string[] settings, string? version = null)
    {
        var (to, problems) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var code = await TeamsVerbs.WriteAsync(["--DataFolder", _folder.Path, .. settings], PathOf(file), version, to, problems, CancellationToken.None);
        return (code, to.ToString(), problems.ToString());
    }
}
