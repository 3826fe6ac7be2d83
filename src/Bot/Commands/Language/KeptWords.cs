using ChatRuns.Agents;

namespace ChatRuns.Bot.Commands.Language;

/// <summary>Words that mean something where an agent's name may stand, so that no agent may be called so (<c>/approvals mine</c>).</summary>
internal static class KeptWords
{
    /// <summary>All of them as names of agents would be written: "failed", "timed-out".</summary>
    public static ReservedNames Names { get; } = new(Spellings().Select(word => word.Replace(' ', '-')).ToHashSet(StringComparer.Ordinal));

    private static IEnumerable<string> Spellings() =>
    [
        "page", "per", "last", "since", "until", "from", "between", "before", "tag", "everything",
        .. Calendar.DayWords, .. StatusWords.Phrases.All.Select(one => one.Spelling), .. CauseWords.Triggers.All.Select(one => one.Spelling),
        .. SmallReaders.Words, .. UsageReader.Words, .. PlainRules.Words, .. AgentReader.Words,
    ];
}
