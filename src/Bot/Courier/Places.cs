using ChatRuns.Agents;
using ChatRuns.Bot.Channels;

namespace ChatRuns.Bot.Courier;

/// <summary>From the routes of an agent file to conversations.</summary>
internal sealed class Places(RunEngine engine, IEnumerable<IChannel> channels)
{
    private readonly IReadOnlyList<IChannel> _channels = [.. channels];

    /// <summary>Where cards of a run go, by the routes of its agent; the web chat where it names none.</summary>
    public async Task<IReadOnlyList<Address>> OfRunAsync(long number, Func<NotifyRoutes, IReadOnlyList<string>?> routes, CancellationToken cancel) =>
        Of(await engine.FindRowAsync(number, cancel) is { } row ? engine.FindAgent(row.Agent) : null, routes);

    /// <summary>Where cards of an agent go; the web chat for null, and where it names none.</summary>
    public IReadOnlyList<Address> Of(Agent? agent, Func<NotifyRoutes, IReadOnlyList<string>?> routes) => Resolve((agent is null ? null : routes(agent.Notify)) ?? ["web"]);

    /// <summary>The conversations of routes, and the own ones of people, by principal key.</summary>
    public IReadOnlyList<Address> Resolve(IReadOnlyList<string> names)
    {
        var places = names.Select(Find).OfType<Address>().Distinct().ToList();
        // A channel that is named but off: better in the web chat than nowhere.
        if (places.Count == 0 && names.Count > 0 && Find("web") is { } web) places.Add(web);
        return places;
    }

    /// <summary>Those in which a reply stands in a thread and names people.</summary>
    public IReadOnlyList<Address> WithThreads(IReadOnlyList<Address> places) => [.. places.Where(HasThreads)];

    /// <summary>Whether a reply stands in a thread there and names people.</summary>
    public bool HasThreads(Address place) => _channels.Any(c => c.Platform == place.Platform && c.HasThreadsIn(place));

    /// <summary>Where one person alone reads what is posted; null for people of no channel.</summary>
    public Address? AloneWith(string person) => _channels.Select(c => c.AloneWith(person)).FirstOrDefault(place => place is not null);

    /// <summary>The conversation with one person alone, which notifies them; null for people of no channel that has such.</summary>
    public Address? DirectOf(string person) => _channels.Select(c => c.DirectOf(person)).FirstOrDefault(place => place is not null);

    private Address? Find(string name) => _channels.Select(c => c.Resolve(name)).FirstOrDefault(address => address is not null)
        ?? (name.Contains('/', StringComparison.Ordinal) ? AloneWith(name) : null);
}
