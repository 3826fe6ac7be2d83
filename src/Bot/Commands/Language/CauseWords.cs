using ChatRuns.Runs;

namespace ChatRuns.Bot.Commands.Language;

/// <summary>The causes of bad ends and the kinds of triggers, as people say them.</summary>
internal static class CauseWords
{
    /// <summary>Every phrase that stands for a cause.</summary>
    public static Phrases<Cause> Causes { get; } = new Phrases<Cause>()
        .Add(Cause.NonZeroExit, "non-zero exit", "nonzeroexit", "nonzero exit", "exit code", "exit", "exited")
        .Add(Cause.ProgramNotFound, "program not found", "programnotfound", "not found", "no such program")
        .Add(Cause.TimedOut, "timed out", "timeout", "timedout", "time out")
        .Add(Cause.TargetUnreachable, "target unreachable", "targetunreachable", "unreachable", "not reachable", "connection refused")
        .Add(Cause.UnexpectedAnswer, "unexpected answer", "unexpectedanswer", "unexpected status", "unexpected")
        .Add(Cause.InvalidArguments, "invalid arguments", "invalidarguments", "invalid tool parameters", "invalid parameters", "arguments")
        .Add(Cause.ToolFailed, "tool failed", "toolfailed", "tool")
        .Add(Cause.Refused, "refused", "denied", "not allowed")
        .Add(Cause.MissingValue, "missing value", "missingvalue")
        .Add(Cause.MissingSecret, "missing secret", "missingsecret", "secret")
        .Add(Cause.Interrupted, "interrupted", "crash", "restart")
        .Add(Cause.NotAnswered, "not answered", "notanswered", "no answer", "unanswered")
        .Add(Cause.ActionNotDone, "action not done", "actionnotdone", "action")
        .Add(Cause.LogTooLarge, "log too large", "logtoolarge", "log")
        .Add(Cause.OutOfMemory, "out of memory", "outofmemory", "oom", "memory")
        .Add(Cause.WrongFormat, "wrong format", "wrongformat", "format")
        .Add(Cause.ChildFailed, "sub-agent failed", "childfailed", "child failed", "subagent failed")
        .Add(Cause.Internal, "internal", "internal error", "fault")
        .Add(Cause.NotConfigured, "not configured", "notconfigured", "provider not configured", "no provider")
        .Add(Cause.CredentialExpired, "credential expired", "credentialexpired", "credential", "expired credential", "unauthorized")
        .Add(Cause.RateLimited, "rate limit", "ratelimited", "rate limited", "too many requests")
        .Add(Cause.ServiceTimedOut, "service timeout", "servicetimedout", "service timed out")
        .Add(Cause.AccountExpired, "account expired", "accountexpired", "provider account expired", "out of credit")
        .Add(Cause.RunLimit, "run limit", "runlimit", "token limit", "token limit of the run")
        .Add(Cause.PeriodLimit, "period limit", "periodlimit", "monthly limit", "daily limit", "quota");

    /// <summary>Every phrase that stands for a kind of trigger.</summary>
    public static Phrases<TriggerKind> Triggers { get; } = new Phrases<TriggerKind>()
        .Add(TriggerKind.Schedule, "schedule", "scheduled", "schedules", "cron", "timer", "recurring", "by schedule", "on schedule")
        .Add(TriggerKind.Manual, "manual", "manually", "by hand", "interactive")
        .Add(TriggerKind.Webhook, "webhook", "webhooks", "hook")
        .Add(TriggerKind.Event, "event", "events", "cloudevent")
        .Add(TriggerKind.Upload, "upload", "uploads", "uploaded", "file upload")
        .Add(TriggerKind.Agent, "sub-agent", "subagent", "by agent", "other agent", "another agent", "by another agent")
        .Add(TriggerKind.Copilot, "copilot", "mcp", "assistant");

    /// <summary>A kind of trigger for a headline.</summary>
    public static string Describe(TriggerKind kind) => kind switch
    {
        TriggerKind.Schedule => "by schedule",
        TriggerKind.Manual => "started by hand",
        TriggerKind.Agent => "started by another agent",
        _ => $"by {Triggers.Canonical(kind)}",
    };
}
