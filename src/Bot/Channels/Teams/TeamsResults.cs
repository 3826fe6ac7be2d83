using System.Diagnostics;
using ChatRuns.Bot.Channels.Teams.Api;

namespace ChatRuns.Bot.Channels.Teams;

/// <summary>What a call's answer means for the courier.</summary>
internal static class TeamsResults
{
    private static readonly TimeSpan Unreachable = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan NeedsMending = TimeSpan.FromMinutes(5);

    /// <summary>Of an answer that is not good.</summary>
    public static SendResult Of(TeamsAnswer answer) => answer switch
    {
        TeamsAnswer.Throttled t => new SendResult.Later(t.After, answer.Words()),
        TeamsAnswer.Down => new SendResult.Later(Unreachable, answer.Words()),
        TeamsAnswer.Unreachable or TeamsAnswer.NotFound or TeamsAnswer.TooBig => new SendResult.Gone(answer.Words()),
        TeamsAnswer.Refused { Status: 0 or 401 } or TeamsAnswer.Barred => new SendResult.Later(NeedsMending, answer.Words()),
        TeamsAnswer.Refused => new SendResult.Gone(answer.Words()),
        _ => throw new UnreachableException(),
    };
}
