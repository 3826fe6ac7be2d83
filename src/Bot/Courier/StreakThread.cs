using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Memory;
using ChatRuns.Store;

namespace ChatRuns.Bot.Courier;

/// <summary>
/// What stands in the thread of a failure streak's message (N2): a line for each further failure, and short replies that notify after
/// an hour, eight hours, each day and at the recovery. Pure. With the message itself a burst is at most ten.
/// </summary>
internal static class StreakThread
{
    /// <summary>Lines in one thread; the count in the message goes on.</summary>
    public const int MostLines = 8;

    /// <summary>After a further failure.</summary>
    /// <param name="places">Conversations with threads in which the alert stands.</param>
    /// <param name="agent">Whose runs fail.</param>
    /// <param name="number">The failed run.</param>
    /// <param name="streak">Up to it.</param>
    /// <param name="alertAfter">With which failure the alert came.</param>
    /// <param name="now">The time.</param>
    /// <param name="card">As the alert is wanted: priority and version.</param>
    /// <returns>The line, and the reply that comes later.</returns>
    public static (IEnumerable<WantedCard> Lines, IEnumerable<WantedCard> Reminders) Failed(
        IReadOnlyList<Address> places, string agent, long number, Streak streak, int alertAfter, DateTimeOffset now, WantedCard card)
    {
        var hours = HoursAfter(now - streak.Since);
        var reminder = card with { Subject = new Subject.Reminder(agent, streak.First, hours).ToString(), NotBefore = streak.Since.AddHours(hours) };
        var further = streak.Count - alertAfter;
        var line = card with { Subject = new Subject.Failure(agent, streak.First, number, further == MostLines).ToString() };
        return (further is >= 1 and <= MostLines ? places.Select(to => In(to, line)) : [], places.Select(to => In(to, reminder)));
    }

    /// <summary>After the run that completed.</summary>
    public static IEnumerable<WantedCard> Recovered(IReadOnlyList<Address> places, string agent, Streak streak, WantedCard card)
    {
        var subject = new Subject.Recovery(agent, streak.First).ToString();
        return places.Select(to => In(to, card with { Subject = subject }));
    }

    /// <summary>One hour, eight, then whole days: only what is still to come, so that a courier that was away reminds once.</summary>
    public static long HoursAfter(TimeSpan failing) => failing.TotalHours switch
    {
        < 1 => 1,
        < 8 => 8,
        _ => 24 * ((long)(failing.TotalHours / 24) + 1),
    };

    private static WantedCard In(Address to, WantedCard card) => card with { Conversation = to, IsOnce = true };
}
