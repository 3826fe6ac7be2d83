using ChatRuns.Journal;

namespace ChatRuns.Bot.Channels;

/// <summary>Files of runs, for channels that hand them over themselves.</summary>
internal interface IRunFiles
{
    /// <summary>The files of a run in their order; empty when there is no such run, or this person may not see it.</summary>
    Task<IReadOnlyList<RunFileInfo>> ListAsync(long run, Principal who, CancellationToken cancel);

    /// <summary>Opens one; null when it is not there any more, or this person may not see the run.</summary>
    Task<Stream?> OpenAsync(long run, string name, Principal who, CancellationToken cancel);
}

/// <summary>A file of a run.</summary>
/// <param name="Name">Without folders; unique within the run.</param>
/// <param name="Bytes">Its size.</param>
internal sealed record RunFileInfo(string Name, long Bytes);
