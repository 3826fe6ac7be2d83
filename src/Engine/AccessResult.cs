using ChatRuns.Actions;

namespace ChatRuns;

/// <summary>What an admin who gives or takes a role is told: a closed family.</summary>
public abstract record AccessResult
{
    /// <summary>It is so now.</summary>
    public sealed record Done(Grants Now) : AccessResult;

    /// <summary>It was so before.</summary>
    public sealed record Already(Grant Given) : AccessResult;

    /// <summary>There is no such grant; what was given to them stands in the list.</summary>
    public sealed record NotGranted(IReadOnlyList<Grant> Theirs) : AccessResult;

    /// <summary>Nobody would be left to give roles.</summary>
    public sealed record LastAdmin : AccessResult;

    /// <summary>It cannot be meant like this.</summary>
    public sealed record Invalid(string Why) : AccessResult;

    /// <summary>This person may not.</summary>
    public sealed record NotAllowed(string Why) : AccessResult;
}

/// <summary>What somebody who asks for all grants is told: a closed family.</summary>
public abstract record GrantsResult
{
    /// <summary>All of them.</summary>
    public sealed record Shown(Grants Now) : GrantsResult;

    /// <summary>This person may not.</summary>
    public sealed record NotAllowed(string Why) : GrantsResult;
}

/// <summary>What somebody who attaches words to a run is told: a closed family.</summary>
public abstract record NoteResult
{
    /// <summary>They stand in its activity.</summary>
    public sealed record Noted : NoteResult;

    /// <summary>There is no such run.</summary>
    public sealed record NotFound : NoteResult;

    /// <summary>The text or the link cannot be kept.</summary>
    public sealed record Invalid(string Why) : NoteResult;

    /// <summary>This person may not.</summary>
    public sealed record NotAllowed(string Why) : NoteResult;
}
