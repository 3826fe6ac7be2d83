namespace ChatRuns.Agents;

/// <summary>What is wrong with a file of the agents folder, where, and what to do about it.</summary>
/// <param name="File">Its name without folders.</param>
/// <param name="Line">From 1; 0 where the file as a whole is meant.</param>
/// <param name="Column">From 1; 0 where the file as a whole is meant.</param>
/// <param name="Message">One sentence; what it quotes from the file is cut short and has no control characters.</param>
/// <param name="Remedy">What to write instead.</param>
public sealed record ShelfProblem(string File, int Line, int Column, string Message, string Remedy)
{
    /// <summary>Whether the file is not taken for it; false for what other files or the settings can mend.</summary>
    public bool IsBlocking { get; init; } = true;

    /// <inheritdoc/>
    public override string ToString() => Line == 0 ? $"{File}: {Message} {Remedy}" : $"{File}:{Line}:{Column}: {Message} {Remedy}";
}
