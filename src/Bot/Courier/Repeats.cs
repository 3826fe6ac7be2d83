using ChatRuns.Agents;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Memory;

namespace ChatRuns.Bot.Courier;

/// <summary>
/// Short replies that say that failures go on (N2): after one hour, eight, and each day while they last. Each sees to the one after it before it
/// is posted, so that a kill in between loses none. Of an agent that rests or that nothing starts by itself there is no further one.
/// </summary>
internal sealed class Repeats(RunEngine engine, CourierMemory memory, BurstMemory bursts, TimeProvider time)
{
    /// <summary>Sees to the next one; returns what becomes of this one instead of being posted, null when it is to be posted.</summary>
    public async Task<SendResult?> BeforeAsync(LivingCard card, Subject subject, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        if (subject is Subject.Reminder r && await engine.FindStreakAsync(r.Agent, r.First, cancel) is { Recovered: null } streak)
        {
            var alert = await engine.ReadAlertAsync(r.Agent, r.First, cancel);
            if (alert.AcknowledgedBy is not null) return new SendResult.Gone("somebody is on it");
            if (alert.SnoozedUntil > now) return new SendResult.Later(alert.SnoozedUntil.Value - now, "the alert is snoozed") { OnlyThis = true };
            if (engine.FindAgent(r.Agent) is { Status: AgentStatus.Active } agent && agent.Triggers.Any(t => t is not ManualTrigger))
                await WantAsync(card, StreakThread.HoursAfter(now - streak.Since), streak.Since, hours => new Subject.Reminder(r.Agent, r.First, hours), cancel);
        }
        else if (subject is Subject.BurstReminder b && await bursts.FindAsync(b.Id, cancel) is { Failing: > 0 } burst)
        {
            await WantAsync(card, StreakThread.HoursAfter(now - burst.Since), burst.Since, hours => new Subject.BurstReminder(b.Id, hours), cancel);
        }

        return null;
    }

    private Task WantAsync(LivingCard card, long hours, DateTimeOffset since, Func<long, Subject> next, CancellationToken cancel) => memory.WantAlsoAsync(
        [new(card.Where with { Message = null }, next(hours).ToString()!, (int)card.Priority, card.Wanted) { IsOnce = true, NotBefore = since.AddHours(hours) }], cancel);
}
