using ChatRuns.Agents;
using ChatRuns.Store;

namespace ChatRuns;

/// <summary>What a person who sets or resets something of an agent in chat is told: a closed family.</summary>
public abstract record OverrideResult
{
    /// <summary>It counts from now on.</summary>
    public sealed record Done(Agent Now) : OverrideResult;

    /// <summary>It loosens approval: it waits for an admin's word.</summary>
    public sealed record Waits(Agent Now, OverrideRow Wish) : OverrideResult;

    /// <summary>It was so before.</summary>
    public sealed record Already(Agent Now) : OverrideResult;

    /// <summary>It cannot be set; why, and what to write instead.</summary>
    public sealed record Invalid(string Why) : OverrideResult;

    /// <summary>Nothing waits there, or something else by now.</summary>
    public sealed record Gone(OverrideRow? Instead) : OverrideResult;

    /// <summary>There is no such agent; perhaps another was meant.</summary>
    public sealed record UnknownAgent(string Name, string? Nearest) : OverrideResult;

    /// <summary>This person may not.</summary>
    public sealed record NotAllowed(string Why) : OverrideResult;
}
