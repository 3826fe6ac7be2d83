using ChatRuns.Bot.Cards;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace ChatRuns.Bot.Pages;

/// <summary>
/// Draws a report, which an agent wrote: no HTML of its own, links to web and mail only, and no picture from elsewhere, which
/// would tell its owner who reads the report and when. A picture becomes a link in its own words. Characters that hide, or that turn
/// the direction of writing, are made visible as on cards.
/// </summary>
internal static class ReportHtml
{
    private static readonly MarkdownPipeline s_markdown =
        new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().UseAutoLinks().Build();

    /// <summary>Markdown as HTML.</summary>
    public static string Draw(string markdown)
    {
        var report = Markdown.Parse(markdown, s_markdown);
        foreach (var link in report.Descendants<LinkInline>().ToList()) Tame(link);
        foreach (var link in report.Descendants<AutolinkInline>().Where(l => !l.IsEmail && !IsSafe(l.Url)).ToList())
            link.ReplaceBy(new LiteralInline(link.Url));
        // Last, because an entity such as &#x202E; is a character only now.
        return Outside.Block(report.ToHtml(s_markdown), int.MaxValue).Text;
    }

    private static void Tame(LinkInline link)
    {
        if (link.IsImage && link.FirstChild is null) link.AppendChild(new LiteralInline(link.Url ?? ""));
        link.IsImage = false;
        if (IsSafe(link.GetDynamicUrl?.Invoke() ?? link.Url)) return;
        var words = new ContainerInline();
        link.ReplaceBy(words, copyChildren: true);
    }

    private static bool IsSafe(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" or "mailto";
}
