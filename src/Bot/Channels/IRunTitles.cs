using ChatRuns.Journal;

namespace ChatRuns.Bot.Channels;

/// <summary>What a link to a run may show to a whole channel.</summary>
internal interface IRunTitles
{
    /// <summary>"Site check · Failed · #1042"; null when there is no such run, or this person may not see it.</summary>
    Task<string?> FindAsync(long number, Principal who, CancellationToken cancel);

    /// <summary>
    /// The newest runs that this person may see and that a line finds which is typed as after <c>/runs</c> ("failed last 7d", "1042"); all for
    /// an empty one, none for one that cannot be read. The detail says when it started, in that zone, and what went wrong.
    /// </summary>
    Task<IReadOnlyList<(long Number, string Title, string Detail)>> SearchAsync(string line, Principal who, TimeZoneInfo zone, int most, CancellationToken cancel);
}
