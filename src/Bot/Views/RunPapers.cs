using System.Text;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Facts;

namespace ChatRuns.Bot.Views;

/// <summary>What a run wrote for people: its report and its files (D6).</summary>
internal sealed class RunPapers(RunEngine engine, PageLinks links)
{
    private const int ShownBytes = 3000;
    private const int ShownFiles = 40;

    /// <summary>The first part of its report; null when it has none.</summary>
    public async Task<ReportFacts?> ReportAsync(RunDetail detail, CancellationToken cancel)
    {
        if (detail.Run.Report is not { } report) return null;
        await using var stream = await engine.OpenFileAsync(detail.Run.Number, report.Blob, cancel);
        if (stream is null) return null;
        var bytes = new byte[ShownBytes];
        var read = await stream.ReadAtLeastAsync(bytes, ShownBytes, throwOnEndOfStream: false, cancel);
        var isCut = report.Bytes > read;
        // Of a character that the cut went through, nothing is shown.
        var text = Encoding.UTF8.GetString(bytes, 0, read).TrimEnd('\uFFFD');
        return new()
        {
            Run = detail.Run.Number,
            Agent = RunViews.Title(detail.Run),
            Shown = isCut ? $"the first {Journal.Words.Bytes(read)} of {Journal.Words.Bytes(report.Bytes)}" : Journal.Words.Bytes(report.Bytes),
            Text = Outside.Block(isCut ? text + "…" : text, ShownBytes * 2),
            ReportUrl = links.Report(detail.Run.Number),
        };
    }

    /// <summary>Its files.</summary>
    public FilesFacts Files(RunDetail detail)
    {
        var (run, count) = (detail.Run, Cards.Words.Count(detail.Run.Files.Count, "file"));
        return new()
        {
            Run = run.Number,
            Agent = RunViews.Title(run),
            Shown = run.Files.Count > ShownFiles ? $"the first {ShownFiles} of {count}" : count,
            Files = [.. run.Files.Take(ShownFiles).Select(f => new FileRow(Outside.Line(f.Name), Journal.Words.Bytes(f.Bytes), links.File(run.Number, f.Name)))],
            ReportUrl = run.Report is null ? null : links.Report(run.Number),
        };
    }
}
