using ChatRuns.Journal;

namespace ChatRuns.Bot.Channels;

/// <summary>What a link to a run may show to a whole channel.</summary>
internal interface IRunTitles
{
    /// <summary>"Site check · Failed · #1042"; null when there is no such run, or this person may not see it.</summary>
    Task<string?> FindAsync(long number, Principal who, CancellationToken cancel);
}
