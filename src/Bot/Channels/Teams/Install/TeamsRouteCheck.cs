using ChatRuns.Bot.Memory;

namespace ChatRuns.Bot.Channels.Teams.Install;

/// <summary>
/// Looks whether the bot knows the places in Teams that agents' routes name, as far as it remembers: there is no way to write where it was
/// never seen. A channel that was made since is learned by the running bot.
/// </summary>
/// <param name="places">What the bot remembers; null where it never ran.</param>
internal sealed class TeamsRouteCheck(IReadOnlyList<KnownPlace>? places)
{
    private const string Prefix = "teams:";
    private const string Add = "Add the app to that team or chat in Teams, mention it there once, or correct the route in the agent's file.";

    /// <summary>A finding for each place that something is to be said about; one for all where there is nothing.</summary>
    public IEnumerable<Finding> Look(IReadOnlyList<(string Agent, string Route)> routes)
    {
        var named = routes.Where(r => r.Route.StartsWith(Prefix, StringComparison.Ordinal)).GroupBy(r => r.Route, r => r.Agent, StringComparer.Ordinal).ToList();
        if (named.Count == 0) return [];
        if (places is null) return [new(Verdict.Aside, "The bot has not run on this data folder with Teams: the routes of agents were not looked at.")];
        var findings = named.Select(n => LookAt(n.Key, string.Join(", ", n.Distinct()))).OfType<Finding>().ToList();
        return findings.Count > 0 ? findings : [new(Verdict.Good, $"The bot knows all places in Teams that agents name ({named.Count}).")];
    }

    private Finding? LookAt(string route, string agents)
    {
        var place = TeamsSpot.WithoutThread(route[Prefix.Length..].Trim());
        if (place is ['@', .. var person]) return LookAtPerson(route, person, agents);
        var found = (TeamsSpot.IsId(place) ? places!.Where(p => p.Conversation == place) : Named(place)).OrderBy(p => p.Gone is not null).ToList();
        return found switch
        {
            [] => new(Verdict.Bad, $"The route {route} of {agents} leads nowhere: the bot was never seen there.", Add),
            [{ Gone: { } why }, ..] => new(Verdict.Bad, $"The route {route} of {agents} leads nowhere: nobody can be reached there ({why}).", Add),
            [_, { Gone: null }, ..] => new(Verdict.Aside, $"Several places are called like the route {route} of {agents}: the first is taken.", "Name the team too, as in teams:Operations/ops."),
            _ => null,
        };
    }

    private Finding? LookAtPerson(string route, string person, string agents)
    {
        if (!Guid.TryParseExact(person, "D", out _))
            return new(Verdict.Bad, $"The route {route} of {agents} leads nowhere: it takes an object id.", "The directory shows it at the user: teams:@00001111-aaaa-2222-bbbb-3333cccc4444.");
        return places!.FirstOrDefault(p => string.Equals(p.Person, person, StringComparison.OrdinalIgnoreCase)) switch
        {
            null => new(Verdict.Aside, $"The person of the route {route} of {agents} has not talked to the bot yet. They must have added the app for themselves."),
            { Gone: { } why } => new(Verdict.Bad, $"The route {route} of {agents} leads nowhere: the person can't be reached ({why}).", "They must add the app for themselves in Teams."),
            _ => null,
        };
    }

    // "ops", or "Operations/ops" with a team's name or id, as the running bot reads it.
    private IEnumerable<KnownPlace> Named(string place)
    {
        var cut = place.IndexOf('/', StringComparison.Ordinal);
        var (team, name) = cut > 0 ? (place[..cut].Trim(), place[(cut + 1)..].Trim()) : (null, place);
        return places!.Where(p => p.Kind != "personal" && IsSame(p.Name, name) && (team is null || IsSame(p.TeamName, team) || p.Team == team));
    }

    private static bool IsSame(string? one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
