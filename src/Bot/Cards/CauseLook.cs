using ChatRuns.Runs;

namespace ChatRuns.Bot.Cards;

/// <summary>How a cause of failure is told, and what to do about it (D3).</summary>
/// <param name="Word">"target unreachable".</param>
/// <param name="Remedy">The next step, one sentence.</param>
internal sealed record CauseLook(string Word, string Remedy)
{
    /// <summary>Of a cause.</summary>
    public static CauseLook Of(Cause cause) => cause switch
    {
        Cause.NonZeroExit => new("the program reported a failure", "Read the log of the step, mend what it says, then rerun it."),
        Cause.ProgramNotFound => new("program not found", "Check the program's name and that it is installed and may be started."),
        Cause.TimedOut => new("it took longer than allowed", "Rerun it, or raise the step's timeout in the agent's file."),
        Cause.TargetUnreachable => new("target unreachable", "Check the address and the network between, then rerun it."),
        Cause.UnexpectedAnswer => new("an unexpected answer", "Open the step to see the answer; list the status under expect if it is fine."),
        Cause.InvalidArguments => new("invalid tool arguments", "Open the step to see the arguments and mend them in the agent's file."),
        Cause.ToolFailed => new("the tool failed", "Mend what the message says, then rerun it."),
        Cause.Refused => new("refused by the rules", "Stay within the configured roots and addresses, or have an admin widen them."),
        Cause.MissingValue => new("a value is missing", "Check the name in double braces and the outputs of the steps before."),
        Cause.MissingSecret => new("a secret is not set", "Set it in the environment or the secrets folder, then rerun."),
        Cause.Interrupted => new("interrupted: the bot stopped while the step ran", "Check what the step had done, then rerun it."),
        Cause.Canceled => new("it was stopped while the step ran", "Rerun it when it should go on."),
        Cause.NotAnswered => new("nobody answered in time", "Rerun it to ask again."),
        Cause.ActionNotDone => new("an action that the run waited for was not done", "Look at the run's actions, then rerun it."),
        Cause.LogTooLarge => new("it wrote more log than allowed", "Make the step write less, or raise the agent's log limit."),
        Cause.OutOfMemory => new("it used more memory than allowed", "Give it less to do at once, or raise the agent's memory limit."),
        Cause.WrongFormat => new("the answer was in the wrong format", "Open the step to see the answer, then mend the step's prompt or parser."),
        Cause.ChildFailed => new("a run that it started failed", "Open that run, mend what it says, then rerun this one from the step."),
        Cause.Internal => new("a fault of ChatRuns itself", "Rerun it. If it happens again, report it with the run's evidence."),
        _ => throw new ArgumentOutOfRangeException(nameof(cause), cause, "No words for this cause."),
    };
}
