using ChatRuns.Store;

namespace ChatRuns.Bot.Commands.Language;

/// <summary>A list of runs.</summary>
internal sealed record RunsCommand : Command
{
    /// <summary>Rows of a page where nothing was said.</summary>
    public const int UsualPerPage = 20;

    /// <summary>Most rows of a page.</summary>
    public const int MostPerPage = 100;

    /// <summary>Which runs.</summary>
    public required RunFilter Filter { get; init; }

    /// <summary>The range in words; its bounds are in the filter.</summary>
    public required TimeRange Range { get; init; }

    /// <summary>The other conditions in words, statuses and range left out.</summary>
    public IReadOnlyList<FilterPart> Parts { get; init; } = [];

    /// <summary>1, 2, …</summary>
    public int Page { get; init; } = 1;

    /// <summary>1 to <see cref="MostPerPage"/>.</summary>
    public int PerPage { get; init; } = UsualPerPage;

    /// <summary>Somebody said "pending": the answer also tells how many actions wait for people.</summary>
    public bool PointsToApprovals { get; init; }

    /// <summary>What the list is: "Failed runs · last 7 days · Site check".</summary>
    public string Heading => ListWords.Heading(this);

    /// <summary>What to say when it is empty: "No failed runs of Site check in the last 7 days."</summary>
    public string Nothing => ListWords.Nothing(this);

    /// <inheritdoc/>
    public override string ToLine() => ToLine(Page);

    /// <summary>The line of another page, of the runs up to a number so that it stays while others arrive.</summary>
    public string ToLine(int page, long? upTo) => upTo is null || Filter.UpTo is not null
        ? ToLine(page)
        : (this with { Parts = [.. Parts, new(FilterSlot.UpTo, $"upto {Spelling.Number(upTo.Value)}", "")] }).ToLine(page);

    /// <summary>The line of another page of the same list.</summary>
    public string ToLine(int page)
    {
        IEnumerable<string> words =
        [
            "/runs", StatusWords.ToLine(Filter.Statuses, PointsToApprovals), .. Parts.Select(part => part.Line), Range.Line,
            page == 1 ? "" : $"page {Spelling.Number(page)}", PerPage == UsualPerPage ? "" : $"per {Spelling.Number(PerPage)}",
        ];
        return string.Join(' ', words.Where(word => word.Length > 0));
    }
}

/// <summary>What a condition is about; most can be given once.</summary>
internal enum FilterSlot
{
    /// <summary>The agent.</summary>
    Agent,

    /// <summary>The kind of trigger.</summary>
    Trigger,

    /// <summary>The trigger's own name.</summary>
    TriggerName,

    /// <summary>The target.</summary>
    Target,

    /// <summary>Archived or not.</summary>
    Archived,

    /// <summary>Test runs or not.</summary>
    Test,

    /// <summary>Words to search; they add up.</summary>
    Text,

    /// <summary>Who started them.</summary>
    StartedBy,

    /// <summary>Whose agent it is.</summary>
    Owner,

    /// <summary>A tag of the agent.</summary>
    Tag,

    /// <summary>The failed or present step.</summary>
    Step,

    /// <summary>Why they ended badly.</summary>
    Cause,

    /// <summary>How actions of them stand.</summary>
    Actions,

    /// <summary>How long they took.</summary>
    Length,

    /// <summary>The newest run of the list; fixes its pages.</summary>
    UpTo,
}

/// <summary>One condition of a list, in words.</summary>
/// <param name="Slot">What it is about.</param>
/// <param name="Line">As it is written in a line.</param>
/// <param name="Words">For a headline; may hold outside text.</param>
internal sealed record FilterPart(FilterSlot Slot, string Line, string Words);
