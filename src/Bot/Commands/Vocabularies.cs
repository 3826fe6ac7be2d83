using ChatRuns.Bot.Commands.Language;
using ChatRuns.Bot.Memory;

namespace ChatRuns.Bot.Commands;

/// <summary>The names that lines may speak of, made anew when agents change, and every minute for people and removed agents.</summary>
internal sealed class Vocabularies(RunEngine engine, PeopleMemory people, TimeProvider time)
{
    private static readonly TimeSpan Freshness = TimeSpan.FromMinutes(1);
    private volatile Made? _made;

    /// <summary>The present one.</summary>
    public async Task<Vocabulary> ReadAsync(CancellationToken cancel)
    {
        var agents = engine.ListAgents();
        var versions = string.Join(' ', agents.Select(a => a.Version));
        if (_made is { } made && made.Versions == versions && time.GetElapsedTime(made.At) < Freshness) return made.Vocabulary;
        var known = agents.Select(KnownAgent.From).ToList();
        var removed = (await engine.ReadLastRunsAsync(cancel)).Select(r => r.Agent).Where(name => known.All(k => k.Name != name));
        known.AddRange(removed.Select(name => new KnownAgent(name, name)));
        var vocabulary = new Vocabulary
        {
            Agents = known,
            People = [.. (await people.ReadAllAsync(cancel)).Select(p => new KnownPerson(p.Principal, p.Name))],
        };
        _made = new(vocabulary, versions, time.GetTimestamp());
        return vocabulary;
    }

    private sealed record Made(Vocabulary Vocabulary, string Versions, long At);
}
