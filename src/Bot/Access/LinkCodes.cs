using ChatRuns.Bot.Memory;
using ChatRuns.Journal;

namespace ChatRuns.Bot.Access;

/// <summary>
/// The one-time code by which a person says in one chat which account is theirs in another. It proves that both are in the same hands,
/// or that one trusts the other; what it does is shown before it is used up.
/// </summary>
internal sealed class LinkCodes(OneTimeCodes codes)
{
    private const string Purpose = "link";

    /// <summary>How long a code works.</summary>
    public static TimeSpan Life { get; } = TimeSpan.FromMinutes(10);

    /// <summary>A fresh code for a person; the one before it stops working.</summary>
    public Task<string> IssueAsync(Principal to, CancellationToken cancel) => codes.IssueAsync(Purpose, to, Life, cancel);

    /// <summary>Whose code it is, without using it up.</summary>
    public Task<EnteredCode> LookAsync(string code, Principal who, CancellationToken cancel) => codes.EnterAsync(Purpose, code, who, use: false, cancel);

    /// <summary>Uses up a code.</summary>
    public Task<EnteredCode> UseAsync(string code, Principal who, CancellationToken cancel) => codes.EnterAsync(Purpose, code, who, use: true, cancel);
}
