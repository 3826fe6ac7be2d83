using System.Globalization;
using System.Text;
using ChatRuns.Journal;
using ChatRuns.Tools.Http;

namespace ChatRuns.Tools.Review;

/// <summary>Writes a review as Markdown and as CSV. Text from outside stands in code spans and quoted cells only.</summary>
internal static class ReviewPaper
{
    private const int SoonDays = 30;

    /// <summary>One line: "212 runs, 9 ended badly; 1 agent silent; 2 certificates expire soon".</summary>
    public static string Summary(ReviewFacts review)
    {
        var soon = review.Certificates.Count(IsSoon);
        var parts = new List<string> { $"{Count(review.Runs, "run")}, {review.Bad} ended badly" };
        if (review.Silent.Count > 0) parts.Add($"{Count(review.Silent.Count, "agent")} silent");
        if (soon > 0) parts.Add(soon == 1 ? "1 certificate needs a look" : $"{soon} certificates need a look");
        return string.Join("; ", parts);
    }

    /// <summary>The report.</summary>
    public static string Markdown(ReviewFacts review)
    {
        var paper = new StringBuilder();
        Line(paper, $"# Review from {Day(review.From)} to {Day(review.To)}");
        Line(paper, $"{Summary(review)}.");
        Failures(paper, review);
        Silent(paper, review);
        if (review.Certificates.Count > 0) Certificates(paper, review);
        if (review.Folders.Count > 0) Folders(paper, review);
        return paper.ToString();
    }

    /// <summary>One row per finding: kind, agent or place, step, count, detail.</summary>
    public static string Csv(ReviewFacts review)
    {
        var table = new StringBuilder("kind,what,step,count,detail\r\n");
        foreach (var f in review.Failures) Row(table, "failure", f.Agent, f.Step, f.Count, f.LastError);
        foreach (var s in review.Silent) Row(table, "silent", s.Agent, null, null, s.LastRun is { } at ? $"last ran {Day(at)}" : "never ran");
        foreach (var c in review.Certificates) Row(table, "certificate", c.Host, null, c.DaysLeft, c.Error ?? (c.IsTrusted ? "days left" : "days left, not trusted"));
        foreach (var f in review.Folders) Row(table, "folder", f.Asked, null, f.Size?.NewBytes, f.Error ?? "bytes in files changed in the range");
        return table.ToString();
    }

    private static void Failures(StringBuilder paper, ReviewFacts review)
    {
        Line(paper, "\n## Failures by step");
        if (review.Failures.Count == 0)
        {
            Line(paper, "None.");
            return;
        }

        Line(paper, "| Agent | Step | Times | Last error |\n|---|---|---:|---|");
        foreach (var f in review.Failures)
            Line(paper, $"| {Outside(f.Agent)} | {Outside(f.Step)} | {f.Count} | {Outside(f.LastError)} |");
    }

    private static void Silent(StringBuilder paper, ReviewFacts review)
    {
        Line(paper, "\n## Silent agents");
        if (review.Silent.Count == 0) Line(paper, "None: every agent that is scheduled or used to run has run.");
        foreach (var s in review.Silent)
            Line(paper, $"- {Outside(s.Agent)}: {(s.LastRun is { } at ? $"last ran {Day(at)} ({s.Status})" : "never ran, though it has a schedule")}");
    }

    private static void Certificates(StringBuilder paper, ReviewFacts review)
    {
        Line(paper, "\n## Certificates\n| Host | Expires | Days left | Note |\n|---|---|---:|---|");
        foreach (var c in review.Certificates.OrderBy(c => c.DaysLeft ?? int.MaxValue).ThenBy(c => c.Host, StringComparer.Ordinal))
        {
            var note = c.Error is not null ? Outside(c.Error) : !c.IsTrusted ? "not trusted" : c.DaysLeft < SoonDays ? "renew soon" : "";
            Line(paper, $"| {Outside(c.Host)} | {(c.Expires is { } at ? Day(at) : "-")} | {c.DaysLeft?.ToString(CultureInfo.InvariantCulture) ?? "-"} | {note} |");
        }
    }

    private static void Folders(StringBuilder paper, ReviewFacts review)
    {
        Line(paper, "\n## Disk growth\nGrowth is the size of the files that changed in these days.\n\n| Folder | Size | Growth | Free on its disk | Biggest that changed |\n|---|---:|---:|---:|---|");
        foreach (var f in review.Folders)
        {
            if (f.Size is not { } size)
            {
                Line(paper, $"| {Outside(f.Asked)} | - | - | - | {Outside(f.Error)} |");
                continue;
            }

            var biggest = string.Join(", ", size.Biggest.Select(b => $"{Outside(b.Relative)} ({Words.Bytes(b.Facts.Bytes)})"));
            Line(paper, $"| {Outside(f.Asked)} | {Words.Bytes(size.Bytes)} | {Words.Bytes(size.NewBytes)} | {Words.Bytes(size.FreeBytes)} | {biggest} |");
        }
    }

    private static bool IsSoon(Certificate c) => c.Error is not null || !c.IsTrusted || c.DaysLeft < SoonDays;

    private static void Row(StringBuilder table, string kind, string what, string? step, long? count, string? detail) => table
        .Append(CultureInfo.InvariantCulture, $"{kind},{OutsideText.Cell(what)},{OutsideText.Cell(step ?? "")},{count},{OutsideText.Cell(detail ?? "")}\r\n");

    private static void Line(StringBuilder paper, string text) => paper.Append(text).Append('\n');

    private static string Outside(string? text) => text is null ? "-" : OutsideText.Code(text);

    private static string Count(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");

    private static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
