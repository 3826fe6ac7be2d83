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
        Cause.TimedOut => new("it took longer than allowed", "Rerun it, or raise the limit that the message names."),
        Cause.TargetUnreachable => new("target unreachable", "Check the address and the network between, then rerun it."),
        Cause.UnexpectedAnswer => new("an unexpected answer", "Open the step to see the answer; list the status under expect if it is fine."),
        Cause.InvalidArguments => new("invalid tool parameters", "Open the step to see the arguments and mend them in the agent's file."),
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
        Cause.Internal => new("a fault of ChatRuns itself", "Rerun it. If it happens again, look for the id in ChatRuns' log and report what stands there."),
        Cause.NotConfigured => new("a provider is not configured", "Set up the provider that the message names, then rerun it."),
        Cause.CredentialExpired => new("the credential expired, or is not accepted", "Renew the credential and set its secret anew, then rerun it."),
        Cause.RateLimited => new("rate limit of the service", "Rerun it in a while, run it less often, or give the step a retry with a longer backoff."),
        Cause.ServiceTimedOut => new("the service did not answer in time", "Look whether the service is well, then rerun it; a retry on the step bridges short pauses."),
        Cause.AccountExpired => new("the provider's account expired, or is out of credit", "Renew or top up the account with the provider, then rerun it."),
        Cause.RunLimit => new("the run used more than one run may", "Give it less to do at once, or raise the limit per run that the message names."),
        Cause.PeriodLimit => new("the limit of the period is used up", "Wait for the next period, or raise the limit that the message names, then rerun it."),
        _ => throw new ArgumentOutOfRangeException(nameof(cause), cause, "No words for this cause."),
    };
}
