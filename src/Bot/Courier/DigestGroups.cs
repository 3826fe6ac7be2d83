using ChatRuns.Agents;
using ChatRuns.Bot.Channels;
using Microsoft.Extensions.Options;

namespace ChatRuns.Bot.Courier;

/// <summary>Which agents tell of themselves once a day and once a week, where, and by whose clock.</summary>
internal sealed class DigestGroups(RunEngine engine, Places places, IOptionsMonitor<AlertsOptions> options)
{
    /// <summary>Every time at which something is told, those of reviews too; none where digests are off.</summary>
    public IReadOnlyList<DigestTime> Times()
    {
        if (!options.CurrentValue.Digest) return [];
        var daily = engine.ListAgents().Select(TimeOf).Distinct().ToList();
        return options.CurrentValue.ReadDay() is { } day ? [.. daily, .. daily.Select(time => time with { On = day })] : daily;
    }

    /// <summary>Where something is told at a time.</summary>
    public IReadOnlyList<Address> PlacesOf(DigestTime time) => [.. AgentsOf(time).SelectMany(PlacesOf).Distinct()];

    /// <summary>The agents of which a place is told by a clock, by name.</summary>
    public IReadOnlyList<Agent> AgentsAt(string clock, string place, bool isReview) =>
        [.. engine.ListAgents().Where(agent => NameOf(TimeOf(agent), isReview) == clock && IsTold(agent, isReview) && PlacesOf(agent).Any(to => NameOf(to) == place))];

    /// <summary>A place as a subject names it.</summary>
    public static string NameOf(Address place) => $"{place.Platform}/{place.Tenant}/{place.Conversation}";

    private string NameOf(DigestTime time, bool isReview) => (isReview ? time with { On = options.CurrentValue.ReadDay() } : time).ToString();

    private IEnumerable<Agent> AgentsOf(DigestTime time) =>
        engine.ListAgents().Where(agent => TimeOf(agent) == time with { On = null } && IsTold(agent, time.On is not null));

    // Of an agent whose runs are all posted, or on purpose nowhere, a digest would say nothing new.
    private static bool IsTold(Agent agent, bool isReview) => isReview || agent.Notify.Completed is null || agent.Notify.Digest.To is not null;

    private DigestTime TimeOf(Agent agent) =>
        new(agent.Notify.Digest.At ?? options.CurrentValue.ReadAt(), agent.Notify.Digest.Zone ?? options.CurrentValue.Zone);

    private IReadOnlyList<Address> PlacesOf(Agent agent) => places.Of(agent, n => n.Digest.To ?? n.Failed);
}
