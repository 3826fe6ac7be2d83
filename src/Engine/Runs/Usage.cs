namespace ChatRuns.Runs;

/// <summary>What a step reported to have used.</summary>
public sealed record Usage
{
    /// <summary>The model, as its provider names it; null where none is named, and in sums.</summary>
    public string? Model { get; init; }

    /// <summary>Tokens read.</summary>
    public long InputTokens { get; init; }

    /// <summary>Tokens written.</summary>
    public long OutputTokens { get; init; }

    /// <summary>What it cost; null where nobody said: whoever has prices can say it from model and tokens.</summary>
    public decimal? Credits { get; init; }

    /// <summary>Tokens read and written.</summary>
    public long Tokens => InputTokens + OutputTokens;

    /// <summary>Both together.</summary>
    public Usage Plus(Usage more) => new()
    {
        Model = Model == more.Model ? Model : null,
        InputTokens = InputTokens + more.InputTokens,
        OutputTokens = OutputTokens + more.OutputTokens,
        Credits = Credits is null && more.Credits is null ? null : (Credits ?? 0) + (more.Credits ?? 0),
    };
}
