namespace ChatRuns.Steps;

/// <summary>How programs are started and ended.</summary>
internal sealed class ProgramOptions
{
    /// <summary>Where a program such as <c>./scan.sh</c> is looked for when the working folder has none; null: only there.</summary>
    public string? AgentsFolder { get; init; }

    /// <summary>How long a program that was asked to end may take before it is ended.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long helpers that outlive a program by a moment (the <c>tee</c> of a shell) may take to end by themselves.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a pipe is read after its program ended, should somebody out of reach keep it open.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(5);
}
