using System.Globalization;
using System.Text.Json;
using ChatRuns.Agents;
using ChatRuns.Runs;

namespace ChatRuns.Steps;

/// <summary>Executes wait steps: says until when, and the run holds no thread meanwhile. Its output is <c>{"until": time}</c>.</summary>
internal sealed class WaitRunner(TimeProvider time) : IStepRunner
{
    /// <summary>Longer waits are schedules, or slips.</summary>
    internal static readonly TimeSpan Most = TimeSpan.FromDays(366);

    /// <inheritdoc/>
    public bool Takes(Step step) => step is WaitStep;

    /// <inheritdoc/>
    public Task<StepOutcome> RunAsync(StepWork work, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        try
        {
            return Task.FromResult(Wait(work, time.GetUtcNow()));
        }
        catch (StepFault fault)
        {
            return Task.FromResult(fault.Outcome);
        }
    }

    private static StepOutcome Wait(StepWork work, DateTimeOffset now)
    {
        var until = UntilOf(work, now);
        if (until - now > Most)
            throw new StepFault(Cause.InvalidArguments, $"The wait is longer than {Most.Days} days. Write a shorter one, or a schedule.");
        var output = JsonSerializer.SerializeToElement(new { until });
        if (!work.IsTest) return new() { Output = output, Wait = until > now ? new(until, null, []) : null };
        var shown = until.ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);
        return new() { Output = output, Preview = $"wait until {shown}; a test run goes on at once" };
    }

    // Shown in errors and stored as the time it means, so secrets stay references here.
    private static DateTimeOffset UntilOf(StepWork work, DateTimeOffset now)
    {
        var step = (WaitStep)work.Step;
        if (step.For is { } duration)
        {
            var text = StepFault.Render(duration, work.Show);
            var span = WaitTime.ReadDuration(text) ??
                throw new StepFault(Cause.InvalidArguments, $"'{text}' is no duration. Write for: 90s, 15m, 1h30m or 7d.");
            return span > Most ? now + Most + TimeSpan.FromDays(1) : now + span;
        }

        var until = step.Until ?? throw new StepFault(Cause.InvalidArguments, "The step says neither 'for' nor 'until'. Write for: 15m.");
        var written = StepFault.Render(until, work.Show);
        return WaitTime.ReadUntil(written, now, ZoneOf(work.Agent)) ?? throw new StepFault(
            Cause.InvalidArguments, $"'{written}' is no time. Write until: \"09:30\", or 2026-11-01T09:30, or 2026-11-01T09:30+01:00.");
    }

    private static TimeZoneInfo ZoneOf(Agent agent) =>
        agent.Triggers.OfType<CronTrigger>().FirstOrDefault() is { } cron && TimeZoneInfo.TryFindSystemTimeZoneById(cron.Zone, out var zone)
            ? zone
            : TimeZoneInfo.Utc;
}
