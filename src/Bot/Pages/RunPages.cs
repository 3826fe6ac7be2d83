using System.Net.Mime;
using System.Text;
using ChatRuns.Bot.Access;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Channels.Web;
using ChatRuns.Bot.Views;
using ChatRuns.Runs;

namespace ChatRuns.Bot.Pages;

/// <summary>The page of a run, its report, its log as text, its files. Reading only; for signed-in people, each what their roles let them see.</summary>
internal static class RunPages
{
    /// <summary>Maps the pages.</summary>
    public static void MapRunPages(this IEndpointRouteBuilder app)
    {
        var pages = app.MapPages("/runs/{number:long}").AddEndpointFilter(MustSee);
        pages.MapGet("", PageAsync);
        pages.MapGet("/report", ReportAsync);
        pages.MapGet("/report.md", (long number, HttpContext http, RunEngine engine, CancellationToken cancel) =>
            FileAsync(number, http, engine, run => run.Report is { } r ? new(r.Blob, $"run-{number}.md", "text/markdown") : null, cancel));
        pages.MapGet("/log", LogAsync);
        pages.MapGet("/files/{name}", (long number, string name, HttpContext http, RunEngine engine, CancellationToken cancel) =>
            FileAsync(number, http, engine, run => run.Files.Find(f => f.Name == name) is { } f ? new(f.Blob, f.Name, f.MediaType) : null, cancel));
    }

    private static async ValueTask<object?> MustSee(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var engine = context.HttpContext.RequestServices.GetRequiredService<RunEngine>();
        return engine.MaySee(context.HttpContext.Who()) is { } refusal ? WebPages.Plain(403, "Not allowed", $"<p>{WebPages.Encode(refusal)}</p>") : await next(context);
    }

    private static async Task<IResult> PageAsync(long number, HttpContext http, RunEngine engine, RunViews views, CardDesk cards, CancellationToken cancel)
    {
        if (await engine.SeenBy(http.Who()).FindRunAsync(number, cancel) is not { } detail) return NotFound(number);
        var card = cards.Bind(views.Run(detail) with { PageUrl = null });
        return WebPages.Plain(200, card.Title, $"""
            {HtmlCard.Draw(card, $"run-{number}")}
            <p><a href="/runs/{number}/log">Log</a> · <a href="/">Chat</a></p>
            """);
    }

    private static async Task<IResult> ReportAsync(long number, HttpContext http, RunEngine engine, CancellationToken cancel)
    {
        if (await engine.SeenBy(http.Who()).FindRunAsync(number, cancel) is not { Run.Report: { } report } detail) return NotFound(number);
        await using var stream = await engine.OpenFileAsync(number, report.Blob, cancel);
        if (stream is null) return NotFound(number);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var html = ReportHtml.Draw(await reader.ReadToEndAsync(cancel));
        var files = string.Concat(detail.Run.Files.Select(f => $"""<li><a href="/runs/{number}/files/{Uri.EscapeDataString(f.Name)}">{WebPages.Encode(Outside.Line(f.Name).Text)}</a></li>"""));
        return WebPages.Plain(200, $"Report of run {number}", $"""
            <article class="report" tabindex="0" aria-label="Report of run {number}">{html}</article>
            <ul><li><a href="/runs/{number}/report.md">This report as Markdown</a></li>{files}</ul>
            <p><a href="/runs/{number}">Run #{number}</a> · <a href="/">Chat</a></p>
            """);
    }

    private static async Task<IResult> LogAsync(long number, RunEngine engine, HttpContext http, CancellationToken cancel)
    {
        if (await engine.SeenBy(http.Who()).FindRowAsync(number, cancel) is null) return NotFound(number);
        http.Response.ContentType = "text/plain; charset=utf-8";
        var after = 0L;
        while (await engine.ReadLogAsync(number, after, 100, cancel) is { Count: > 0 } chunks)
        {
            foreach (var line in chunks.SelectMany(c => c.Event is LogWritten log ? log.Lines : []))
                await http.Response.WriteAsync($"{line.At:yyyy-MM-ddTHH:mm:ss.fffZ} {line.Level,-7} {Outside.Block(line.Text, int.MaxValue)}\n", cancel);
            after = chunks[^1].Seq;
        }

        return Results.Empty;
    }

    private static async Task<IResult> FileAsync(long number, HttpContext http, RunEngine engine, Func<Run, RunFile?> choose, CancellationToken cancel)
    {
        if (await engine.SeenBy(http.Who()).FindRunAsync(number, cancel) is not { } detail || choose(detail.Run) is not { } file) return NotFound(number);
        var stream = await engine.OpenFileAsync(number, file.Blob, cancel);
        // Always a download: what an agent wrote is never opened as a page of ours.
        return stream is null ? NotFound(number) : Results.Stream(stream, MediaTypeNames.Application.Octet, Outside.Line(file.Name).Text);
    }

    private static IResult NotFound(long number) =>
        WebPages.Plain(404, "Not found", $"""<p>There is nothing of this kind for run #{number}.</p><p><a href="/">Chat</a></p>""");

    private sealed record RunFile(string Blob, string Name, string MediaType);
}
