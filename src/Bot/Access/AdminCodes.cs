using ChatRuns.Bot.Memory;
using ChatRuns.Journal;

namespace ChatRuns.Bot.Access;

/// <summary>
/// The one-time code that makes somebody admin from any chat, printed by the program to whoever owns the machine. A new one voids those
/// before.
/// </summary>
internal sealed class AdminCodes(OneTimeCodes codes)
{
    private const string Purpose = "admin";

    /// <summary>How long a code works.</summary>
    public static TimeSpan Life { get; } = TimeSpan.FromMinutes(15);

    /// <summary>A fresh code.</summary>
    public Task<string> IssueAsync(CancellationToken cancel) => codes.IssueAsync(Purpose, to: null, Life, cancel);

    /// <summary>Uses up a code.</summary>
    public async Task<CodeState> UseAsync(string code, Principal who, CancellationToken cancel) =>
        (await codes.EnterAsync(Purpose, code, who, use: true, cancel)).State;
}
