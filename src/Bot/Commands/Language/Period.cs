namespace ChatRuns.Bot.Commands.Language;

/// <summary>A day, week, month or moment that somebody named.</summary>
/// <param name="Start">Its first moment.</param>
/// <param name="End">The first moment after it; for a moment, itself.</param>
/// <param name="IsMoment">A time of day was given.</param>
/// <param name="Words">"yesterday", "1 Nov 2026", "1 Nov 2026 14:00".</param>
/// <param name="Preposition">What goes before it in a sentence: "on", "in", or nothing ("yesterday").</param>
internal sealed record Period(DateTimeOffset Start, DateTimeOffset End, bool IsMoment, string Words, string Preposition);

/// <summary>Days of a calendar without zone.</summary>
/// <param name="First">The first day.</param>
/// <param name="After">The first day after them.</param>
/// <param name="Words">As in <see cref="Period"/>.</param>
/// <param name="Preposition">As in <see cref="Period"/>.</param>
internal sealed record Days(DateTime First, DateTime After, string Words, string Preposition)
{
    /// <summary>Whether a time of day may follow.</summary>
    public bool IsOneDay => After - First == TimeSpan.FromDays(1);
}

/// <summary>What was read at a place: a value, or what is wrong with it.</summary>
/// <param name="Count">How many words it took.</param>
/// <param name="Value">The value; null when it is wrong.</param>
/// <param name="Wrong">What is wrong; null when it is right.</param>
internal sealed record Found<T>(int Count, T? Value, Wrong? Wrong)
    where T : notnull
{
    /// <summary>A value.</summary>
    public static implicit operator Found<T>((int Count, T Value) found) => new(found.Count, found.Value, null);

    /// <summary>A fault.</summary>
    public static implicit operator Found<T>(Wrong wrong) => new(wrong.Count, default, wrong);
}
