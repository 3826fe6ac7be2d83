namespace ChatRuns.Agents;

/// <summary>Names that no agent's file may take, because they are words of the host's commands where agents are named too.</summary>
/// <param name="Names">Lower case, with dashes between words.</param>
public sealed record ReservedNames(IReadOnlySet<string> Names)
{
    /// <summary>Nothing is kept back.</summary>
    public static ReservedNames None { get; } = new(new HashSet<string>());
}
