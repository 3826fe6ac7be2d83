using System.Collections.Concurrent;
using ChatRuns.Actions;
using ChatRuns.Bot.Access;
using ChatRuns.Bot.Commands.Language;
using ChatRuns.Bot.Memory;
using ChatRuns.Journal;

namespace ChatRuns.Bot.Commands;

/// <summary>
/// The names that a person's lines may speak of, made anew when agents, grants or people change, and every minute for removed agents.
/// Agents that the person does not see are no names to them, so no suggestion tells of one.
/// </summary>
internal sealed class Vocabularies(RunEngine engine, IGrants grants, Roles settings, PeopleMemory people, TimeProvider time)
{
    private static readonly TimeSpan Freshness = TimeSpan.FromMinutes(1);
    private volatile Made? _made;

    /// <summary>The present one of a person.</summary>
    public async Task<Vocabulary> ReadAsync(Principal who, CancellationToken cancel)
    {
        var made = await ReadAllAsync(cancel);
        var sight = engine.SightOf(who);
        return sight.IsAll ? made.Vocabulary : made.Narrow.GetOrAdd(string.Join(' ', sight.Agents), _ => Narrow(made.Vocabulary, sight));
    }

    private static Vocabulary Narrow(Vocabulary all, Sight sight) =>
        new() { Agents = [.. all.Agents.Where(a => sight.Covers(a.Name))], People = all.People, Groups = all.Groups };

    private async Task<Made> ReadAllAsync(CancellationToken cancel)
    {
        var agents = engine.ListAgents();
        var given = grants.Now;
        var broken = engine.AgentProblems.Select(p => Path.GetFileNameWithoutExtension(p.File)).Distinct().Where(IsName).Order().ToList();
        var versions = string.Join(' ', agents.Select(a => a.Version)) + string.Join(' ', broken) + $" {given.Seq} {people.Version}";
        if (_made is { } made && made.Versions == versions && time.GetElapsedTime(made.At) < Freshness) return made;
        var known = agents.Select(KnownAgent.From).ToList();
        var removed = (await engine.ReadLastRunsAsync(cancel)).Select(r => r.Agent).Where(name => known.All(k => k.Name != name));
        known.AddRange(removed.Select(name => new KnownAgent(name, name)));
        // A file that was never read whole has a name all the same, and people ask why it does not run.
        known.AddRange(broken.Where(name => known.All(k => k.Name != name)).Select(name => new KnownAgent(name, name)));
        var vocabulary = new Vocabulary
        {
            Agents = known, Targets = [.. engine.Targets.All.Select(t => t.Name)],
            People = [.. (await people.ReadAllAsync(cancel)).Select(p => new KnownPerson(p.Principal, p.Name))],
            Groups = [.. settings.NamedGroups.Select(name => new KnownPerson(name, name)).Concat(GroupsOf(given)).DistinctBy(g => g.Key)],
        };
        return _made = new(vocabulary, versions, time.GetTimestamp(), new());
    }

    private static bool IsName(string file) => file.Length is > 0 and <= 64 && file.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    private IEnumerable<KnownPerson> GroupsOf(Grants given) => given.All.Where(g => Eligibility.IsGroup(g.To))
        .Select(g => new KnownPerson(g.To, settings.NameOf(g.To) ?? g.ToName ?? g.To));

    private sealed record Made(Vocabulary Vocabulary, string Versions, long At, ConcurrentDictionary<string, Vocabulary> Narrow);
}
