using ChatRuns.Runs;
using ChatRuns.Store;

namespace ChatRuns.Bot.Commands.Language;

/// <summary>A list of runs while its words are being read; each piece makes the next draft.</summary>
internal sealed record RunsDraft
{
    private static readonly RunStatus[] InOrder = Enum.GetValues<RunStatus>();

    /// <summary>Conditions so far, statuses and range left out.</summary>
    public RunFilter Filter { get; init; } = new();

    /// <summary>With any of these; empty for all.</summary>
    public IReadOnlyList<RunStatus> Wanted { get; init; } = [];

    /// <summary>With none of these.</summary>
    public IReadOnlyList<RunStatus> Unwanted { get; init; } = [];

    /// <summary>"pending" was said.</summary>
    public bool IsPending { get; init; }

    /// <summary>The range; null while none was named.</summary>
    public TimeRange? Range { get; init; }

    /// <summary>Conditions in words, with the place of the piece that made each.</summary>
    public IReadOnlyList<(FilterPart Part, int At, int Count)> Parts { get; init; } = [];

    /// <summary>Place of the range.</summary>
    public (int At, int Count) RangeAt { get; init; }

    /// <summary>Which page; null while none was named.</summary>
    public int? Page { get; init; }

    /// <summary>Rows of a page; null while not named.</summary>
    public int? PerPage { get; init; }

    /// <summary>"last 5 runs" means the newest ones, however old.</summary>
    public bool IsNewest { get; init; }

    /// <summary>The statuses that remain.</summary>
    public IReadOnlyList<RunStatus> Statuses => Unwanted.Count == 0 && Wanted.Count == 0
        ? []
        : [.. InOrder.Where(status => (Wanted.Count == 0 || Wanted.Contains(status)) && !Unwanted.Contains(status))];

    /// <summary>The finished list.</summary>
    public RunsCommand Finish(Reading reading)
    {
        var range = Range ?? (IsNewest ? TimeRange.AllTime : TimeRange.Default(reading));
        return new()
        {
            Filter = Filter with { Statuses = Statuses, From = range.From, To = range.To },
            Range = range,
            Parts = [.. Parts.Select(one => one.Part)],
            Page = Page ?? 1,
            PerPage = PerPage ?? RunsCommand.UsualPerPage,
            PointsToApprovals = IsPending && Statuses.Contains(RunStatus.Queued),
        };
    }
}

/// <summary>What a rule read at a place.</summary>
/// <param name="Count">How many words.</param>
/// <param name="Apply">The next draft; null when something is wrong.</param>
/// <param name="Wrong">What is wrong; null when nothing is.</param>
internal sealed record Piece(int Count, Func<RunsDraft, RunsDraft>? Apply, Wrong? Wrong = null)
{
    /// <summary>One condition.</summary>
    public FilterPart? Part { get; init; }

    /// <summary>The piece is the range.</summary>
    public bool IsRange { get; init; }

    /// <summary>Words that carry no meaning of their own.</summary>
    public bool IsFiller { get; init; }

    /// <summary>A fault.</summary>
    public static implicit operator Piece(Wrong wrong) => new(wrong.Count, null, wrong);

    /// <summary>A condition that is part of the filter.</summary>
    public static Piece Of(int count, FilterPart part, Func<RunFilter, RunFilter> apply) =>
        new(count, draft => draft with { Filter = apply(draft.Filter) }) { Part = part };
}
