using System.Collections.Concurrent;
using ChatRuns.Bot.Channels.Teams.Api;
using ChatRuns.Bot.Channels.Teams.Door;

namespace ChatRuns.Bot.Channels.Teams.Talk;

/// <summary>What Teams tells about whoever is behind an activity.</summary>
/// <param name="Member">Them; null when Teams does not tell.</param>
/// <param name="Problem">Why not; null with a member.</param>
/// <param name="At">When it was told, as a timestamp.</param>
internal sealed record RosterAnswer(TeamsMember? Member, TeamsAnswer? Problem, long At);

/// <summary>
/// Asks a conversation's service who somebody is: for one alone as long as few are asked for, and page by page for everybody there when many are
/// asked for within ten seconds, as many pages as people at most. Whoever the pages do not show, or not with their role, is asked for
/// alone. The pages are good for as long as one answer is; they are read once, however many wait for them.
/// </summary>
internal sealed class TeamsRoster(TeamsApi api, TimeProvider time)
{
    private const int Few = 3;
    private const int MostPages = 20;
    private const int MostMembers = 20_000;
    private const int MostConversations = 1000;
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(10);
    private static readonly Func<(string, string), Asked> s_new = _ => new();
    private readonly ConcurrentDictionary<(string Tenant, string Conversation), Asked> _asked = new();
    private int _members;

    /// <summary>How long an answer is good.</summary>
    public static TimeSpan Fresh { get; } = TimeSpan.FromMinutes(15);

    /// <summary>Who is behind an activity, by its account and object id.</summary>
    public async Task<RosterAnswer> FindAsync(TeamsActivity activity, CancellationToken cancel)
    {
        if (activity.Conversation.ConversationType == "personal") return await AskAsync(activity, cancel);
        if (_asked.Count > MostConversations) Forget();
        var place = PlaceOf(activity, TeamsSpot.WithoutThread(activity.Conversation.Id));
        var asked = _asked.GetOrAdd((place.Tenant, place.Conversation), s_new);
        if (asked.Known is { } known && time.GetElapsedTime(known.At) < Fresh && known.Find(activity) is { } one) return new(one, null, known.At);
        if (Join(asked, place) is not { } reading) return await AskAsync(activity, cancel);
        var read = await reading.WaitAsync(cancel);
        if (read.Find(activity) is { } member) return new(member, null, read.At);
        return read.Problem is TeamsAnswer.Throttled or TeamsAnswer.Down ? new(null, read.Problem, read.At) : await AskAsync(activity, cancel);
    }

    private async Task<RosterAnswer> AskAsync(TeamsActivity activity, CancellationToken cancel)
    {
        var answer = await api.FindMemberAsync(PlaceOf(activity, activity.Conversation.Id), activity.From.Id, cancel);
        return TeamsMember.Of(answer) is { } member ? new(member, null, time.GetTimestamp()) : new(null, answer, time.GetTimestamp());
    }

    // The reading that goes on or is worth to begin; null while few ask.
    private Task<Pages>? Join(Asked asked, TeamsPlace place)
    {
        lock (asked)
        {
            if (asked.Reading is { IsCompleted: false } goesOn)
            {
                asked.Count++;
                return goesOn;
            }

            if (asked.Count == 0 || time.GetElapsedTime(asked.Since) >= AtOnce) (asked.Since, asked.Count, asked.Alone) = (time.GetTimestamp(), 0, Few);
            return ++asked.Count <= asked.Alone ? null : asked.Reading = Task.Run(() => ReadAsync(asked, place));
        }
    }

    // For everybody who waits: nobody's own cancellation ends it.
    private async Task<Pages> ReadAsync(Asked asked, TeamsPlace place)
    {
        var (members, count, at) = (new Dictionary<string, TeamsMember>(StringComparer.Ordinal), 0, time.GetTimestamp());
        // Whoever these pages do not show is not looked for on them again before as many more are asked for.
        asked.Alone = int.MaxValue;
        await foreach (var page in api.ListMembersAsync(place, CancellationToken.None))
        {
            if (page is not TeamsAnswer.Ok) return new(members, at, page);
            foreach (var member in TeamsMember.Page(page)) members[member.Id] = member;
            if (++count < MostPages && count < Volatile.Read(ref asked.Count)) continue;
            asked.Alone = 2 * Volatile.Read(ref asked.Count);
            break;
        }

        if (Interlocked.Add(ref _members, members.Count) > MostMembers) Forget();
        return asked.Known = new(members, at, null);
    }

    private void Forget()
    {
        _asked.Clear();
        Interlocked.Exchange(ref _members, 0);
    }

    private static TeamsPlace PlaceOf(TeamsActivity activity, string conversation) => new(activity.ServiceUrl, conversation, activity.Tenant ?? "");

    private sealed class Asked
    {
        /// <summary>How many were asked for since <see cref="Since"/>.</summary>
        public int Count;

        /// <summary>How many of them are asked for alone before pages are read.</summary>
        public int Alone { get; set; }

        public long Since { get; set; }

        public Task<Pages>? Reading { get; set; }

        public Pages? Known { get; set; }
    }

    private sealed record Pages(IReadOnlyDictionary<string, TeamsMember> Members, long At, TeamsAnswer? Problem)
    {
        /// <summary>Whoever is behind an activity; null where the pages do not show them whole.</summary>
        public TeamsMember? Find(TeamsActivity activity) => Members.TryGetValue(activity.From.Id, out var member) && member.UserRole is not null
            && string.Equals(member.AadObjectId ?? member.ObjectId, activity.From.AadObjectId, StringComparison.OrdinalIgnoreCase) ? member : null;
    }
}
