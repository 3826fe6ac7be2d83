using ChatRuns.Bot.Pages;

namespace ChatRuns.Bot.Tests.Pages;

/// <summary>Reports as pages: what an agent wrote shows what it holds.</summary>
public sealed class ReportHtmlTests
{
    [Theory]
    [InlineData("invoice\u202Efdp.exe")]
    [InlineData("invoice&#x202E;fdp.exe")]
    [InlineData("`invoice\u202Efdp.exe`")]
    [InlineData("[invoice\u202Efdp.exe](https://example.com)")]
    [InlineData("[x](https://example.com \"invoice&#8238;fdp.exe\")")]
    public void What_turns_the_direction_of_writing_is_made_visible(string markdown)
    {
        var html = ReportHtml.Draw(markdown);

        html.ShouldNotContain("\u202E");
        html.ShouldContain("invoice⟨U+202E⟩fdp.exe");
    }

    [Fact]
    public void Control_characters_are_made_visible_and_lines_stay()
    {
        var html = ReportHtml.Draw("# Week\n\n- a\u001B[2J\n- b\n\n```\nx\n\ty\n```\n");

        html.ShouldContain("<li>a⟨U+001B⟩[2J</li>\n<li>b</li>");
        html.ShouldContain("x\n\ty");
    }
}
