using ChatRuns.Actions;
using ChatRuns.Journal;

namespace ChatRuns;

/// <summary>Accounts in several chat systems that are one person.</summary>
public sealed partial class RunEngine
{
    /// <summary>Which accounts are one person, everything that is on record included: who follows the journal may be ahead of what is remembered.</summary>
    public async Task<LinkedAccounts> ReadLinksAsync(CancellationToken cancel) => (await _access.ReadAsync(cancel)).Linked;

    /// <summary>
    /// Makes two accounts one person from this moment on: for quorum, for not deciding what one started, for lists of one's own and for
    /// being told. Each keeps its own roles. The host has seen to it that both said so: <paramref name="one"/> was given a code, and
    /// <paramref name="other"/> has entered and confirmed it.
    /// </summary>
    public async Task<AccessResult> LinkAsync(Principal one, Principal other, CancellationToken cancel)
    {
        if (MaySee(other) is { } refusal) return new AccessResult.NotAllowed(refusal);
        var (now, answer) = await _access.AppendAsync<AccessResult?>(other, now => now.Linked.AreOne(one.Key, other.Key)
            ? (null, new AccessResult.Invalid("These accounts are one person already."))
            : ([new IdentitiesLinked(one, other)], null), cancel);
        return answer ?? new AccessResult.Done(now);
    }

    /// <summary>
    /// Makes an account a person of its own again, by its own word. What was decided stays as it was counted, and the accounts that it was
    /// linked to stay linked to each other.
    /// </summary>
    public async Task<AccessResult> UnlinkAsync(Principal who, CancellationToken cancel)
    {
        var (now, answer) = await _access.AppendAsync<AccessResult?>(who, now => now.Linked.AccountsOf(who.Key).Count == 0
            ? (null, new AccessResult.Invalid("This account is linked to no other."))
            : ([new IdentitiesUnlinked(who, who)], null), cancel);
        return answer ?? new AccessResult.Done(now);
    }
}
