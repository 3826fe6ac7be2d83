using System.Text.Json.Serialization;

namespace ChatRuns.Bot.Cards.Facts;

/// <summary>A page of the run list (L1 to L13).</summary>
internal sealed record RunListFacts : ICardFacts
{
    /// <inheritdoc/>
    public static string Template => "run-list";

    /// <inheritdoc/>
    [JsonIgnore]
    public string CardTitle => $"{Heading}, {Counted}";

    /// <summary>"Failed runs".</summary>
    public required string Heading { get; init; }

    /// <summary>The filters in words: "last 7 days · agent site-check".</summary>
    public required Phrase Filters { get; init; }

    /// <summary>The rows, newest first.</summary>
    public required IReadOnlyList<RunListRow> Rows { get; init; }

    /// <summary>"20 of 241 runs · page 1 of 13", "no runs".</summary>
    public required string Counted { get; init; }

    /// <summary>"No failed runs in the last 7 days. 312 runs completed."; null when there are rows.</summary>
    public Phrase? Empty { get; init; }

    /// <summary>What is worth saying beside it: "4 actions wait for people: /approvals"; null for nothing.</summary>
    public Phrase? Note { get; init; }

    /// <summary>Address of the list's page; null where there are no pages.</summary>
    public string? PageUrl { get; init; }

    /// <summary>Command for the page before; null on the first.</summary>
    public Carried? Previous { get; init; }

    /// <summary>Command for the next page; null on the last.</summary>
    public Carried? Next { get; init; }
}

/// <summary>A row of the run list.</summary>
internal sealed record RunListRow
{
    /// <summary>The run's number.</summary>
    public required long Number { get; init; }

    /// <summary>Title of the run or its agent; "Agent removed" is for the caller to say.</summary>
    public required Outside Agent { get; init; }

    /// <summary>Where it stands.</summary>
    public required StatusLook Status { get; init; }

    /// <summary>When it was started, or queued.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>"832 ms"; "–" while it runs.</summary>
    public required string Took { get; init; }

    /// <summary>"4: 2 ✓ 1 ✕ 1 auto", "2 open", "–".</summary>
    public required string Actions { get; init; }

    /// <summary>What started it.</summary>
    public required Phrase Trigger { get; init; }

    /// <summary>The step that failed; null for none.</summary>
    public Outside? FailedStep { get; init; }

    /// <summary>One line: the error of a failed one, else the summary; null for none.</summary>
    public Outside? Text { get; init; }

    /// <summary>Whether it is a test run, which goes before the line.</summary>
    public bool IsTest { get; init; }
}
