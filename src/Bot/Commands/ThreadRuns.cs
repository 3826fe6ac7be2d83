using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Courier;
using ChatRuns.Bot.Memory;

namespace ChatRuns.Bot.Commands;

/// <summary>The run that a thread is about: that of the card above it, of an alert the latest that failed.</summary>
internal sealed class ThreadRuns(RunEngine engine, CourierMemory memory)
{
    /// <summary>Its number; null outside of threads, and in those that are about none.</summary>
    public async Task<long?> FindAsync(Address? under, CancellationToken cancel)
    {
        if (under?.Message is null || await memory.FindSubjectAsync(under, cancel) is not { } subject) return null;
        return Subject.Parse(subject) switch
        {
            Subject.Run s => s.Number,
            Subject.Finished s => s.Number,
            Subject.Actions s => s.Number,
            Subject.Direct s => s.Number,
            Subject.Action s => s.Id.Run,
            Subject.Question s => s.Number,
            Subject.Log s => s.Number,
            Subject.Streak s => (await engine.FindStreakAsync(s.Agent, s.First, cancel))?.Last ?? s.First,
            _ => null,
        };
    }
}
