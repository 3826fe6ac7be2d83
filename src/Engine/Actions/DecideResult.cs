using ChatRuns.Journal;

namespace ChatRuns.Actions;

/// <summary>What a person who decided is told: a closed family.</summary>
public abstract record DecideResult
{
    /// <summary>The decision stands.</summary>
    /// <param name="Now">The action after it.</param>
    public sealed record Decided(ProposedAction Now) : DecideResult;

    /// <summary>The approval counts; more are needed.</summary>
    /// <param name="Given">Approvals so far.</param>
    /// <param name="Required">Approvals needed.</param>
    public sealed record Counted(int Given, int Required) : DecideResult;

    /// <summary>This person approved it before; more are needed.</summary>
    /// <param name="Given">Approvals so far.</param>
    /// <param name="Required">Approvals needed.</param>
    /// <param name="From">The linked account that approved it; null when it was this one.</param>
    public sealed record CountedAlready(int Given, int Required, Principal? From = null) : DecideResult;

    /// <summary>Somebody, or time, was first.</summary>
    /// <param name="By">Who; null when time or the run ended it.</param>
    /// <param name="At">When.</param>
    /// <param name="Now">The action as it stands.</param>
    public sealed record AlreadyDecided(Principal? By, DateTimeOffset At, ProposedAction Now) : DecideResult;

    /// <summary>This person may not.</summary>
    /// <param name="Why">One sentence, with who may.</param>
    public sealed record NotAllowed(string Why) : DecideResult;

    /// <summary>It is not what the person saw any more.</summary>
    /// <param name="Now">What it is now.</param>
    public sealed record Changed(ProposedAction Now) : DecideResult;

    /// <summary>The edited arguments do not fit the tool.</summary>
    /// <param name="Errors">By argument name; "" for the whole.</param>
    public sealed record Invalid(IReadOnlyDictionary<string, string> Errors) : DecideResult;

    /// <summary>There is no such action.</summary>
    public sealed record NotFound : DecideResult;
}
