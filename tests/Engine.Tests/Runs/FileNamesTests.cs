using System.Text;

namespace ChatRuns.Engine.Tests.Runs;

public sealed class FileNamesTests
{
    [Theory]
    [InlineData("invoices.csv", "invoices.csv")]
    [InlineData("C:\\Users\\mia\\invoices.csv", "invoices.csv")]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("..", "file")]
    [InlineData("", "file")]
    [InlineData(".chatruns-rejections.json", "chatruns-rejections.json")]
    [InlineData("-rf", "_-rf")]
    [InlineData("nul.txt", "_nul.txt")]
    [InlineData("a<b>:\"c\"|?*.txt", "a_b___c____.txt")]
    [InlineData("rep\u202egpj.exe", "repgpj.exe")]
    [InlineData("line\nbreak\t\0.csv", "linebreak.csv")]
    [InlineData("Rechnungen März 2026.pdf", "Rechnungen März 2026.pdf")]
    [InlineData("請求書.pdf", "請求書.pdf")]
    [InlineData("dots...", "dots")]
    public void A_name_is_made_fit_for_a_folder(string name, string fit) => FileNames.Fit(name).ShouldBe(fit);

    [Fact]
    public void A_long_name_is_cut_and_keeps_its_ending()
    {
        FileNames.Fit(new string('a', 500) + ".csv").ShouldBe(new string('a', 116) + ".csv");
        var wide = FileNames.Fit(string.Concat(Enumerable.Repeat("😀", 200)) + ".csv");
        Encoding.UTF8.GetByteCount(wide).ShouldBeLessThanOrEqualTo(200);
        wide.ShouldEndWith("😀.csv");
    }

    [Theory]
    [InlineData("a.csv", "text/csv", "text/csv")]
    [InlineData("a.csv", "TEXT/CSV; charset=utf-8", "text/csv")]
    [InlineData("a.csv", "no type", "text/csv")]
    [InlineData("a.csv", null, "text/csv")]
    [InlineData("a.unknown", null, "application/octet-stream")]
    public void The_told_media_type_counts_where_it_is_one(string name, string? told, string type) => FileNames.MediaType(name, told).ShouldBe(type);
}
