namespace ChatRuns.Runs;

/// <summary>Why a step or run ended badly; each has its own remedy on the card.</summary>
public enum Cause
{
    /// <summary>The program ended with a code other than 0.</summary>
    NonZeroExit,

    /// <summary>There is no such program, or it may not be started.</summary>
    ProgramNotFound,

    /// <summary>The step or run took longer than allowed.</summary>
    TimedOut,

    /// <summary>The address could not be reached.</summary>
    TargetUnreachable,

    /// <summary>The address answered with another status than expected.</summary>
    UnexpectedAnswer,

    /// <summary>Arguments that the tool does not take.</summary>
    InvalidArguments,

    /// <summary>The tool could not do it.</summary>
    ToolFailed,

    /// <summary>The gate refused it: a path outside the roots, the bot's own address.</summary>
    Refused,

    /// <summary>A template read something that is not there.</summary>
    MissingValue,

    /// <summary>A secret is not set.</summary>
    MissingSecret,

    /// <summary>The bot stopped while a step ran that may not simply run again.</summary>
    Interrupted,

    /// <summary>A person, or the overlap policy, stopped the run while the step ran.</summary>
    Canceled,

    /// <summary>Nobody answered the question in time.</summary>
    NotAnswered,

    /// <summary>An action that the run waited for was rejected, expired or failed.</summary>
    ActionNotDone,

    /// <summary>More log than allowed.</summary>
    LogTooLarge,

    /// <summary>More memory than allowed.</summary>
    OutOfMemory,

    /// <summary>The answer was not in the expected form.</summary>
    WrongFormat,

    /// <summary>The run of another agent that the step started did not complete.</summary>
    ChildFailed,

    /// <summary>A fault of ChatRuns itself.</summary>
    Internal,

    /// <summary>A provider (of models, of a service) is not set up.</summary>
    NotConfigured,

    /// <summary>The service does not take the credential: it expired, was withdrawn or is wrong.</summary>
    CredentialExpired,

    /// <summary>The service takes no more requests for now.</summary>
    RateLimited,

    /// <summary>The service did not answer in time; the step itself had time left.</summary>
    ServiceTimedOut,

    /// <summary>The account with the provider is over, or out of credit.</summary>
    AccountExpired,

    /// <summary>More tokens or credits than one run may use.</summary>
    RunLimit,

    /// <summary>Runs, tokens or credits of the period are used up.</summary>
    PeriodLimit,
}

/// <summary>What went wrong, for people.</summary>
/// <param name="Cause">Which kind.</param>
/// <param name="Message">One sentence or the program's own words; outside text.</param>
public sealed record StepError(Cause Cause, string Message);
