namespace ChatRuns.Actions;

/// <summary>Where a proposed action stands.</summary>
public enum ActionStatus
{
    /// <summary>In a test run: shown only. Final.</summary>
    Preview,

    /// <summary>Waits for people.</summary>
    Open,

    /// <summary>Decided for; will be executed.</summary>
    Approved,

    /// <summary>Being executed.</summary>
    Started,

    /// <summary>Done.</summary>
    Succeeded,

    /// <summary>The tool could not do it; a person may try again.</summary>
    Failed,

    /// <summary>The bot stopped while it ran; a person says what became of it.</summary>
    Unknown,

    /// <summary>Decided against. Final.</summary>
    Rejected,

    /// <summary>Nobody decided in time. Final.</summary>
    Expired,

    /// <summary>Taken back by its run. Final.</summary>
    Withdrawn,

    /// <summary>Done, and taken back by a later action. Final.</summary>
    Undone,
}
