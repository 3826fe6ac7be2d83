namespace ChatRuns.Agents;

/// <summary>From files to agents: a name has one file, and a broken file its last good agent.</summary>
internal static class ShelfSnapshots
{
    public static ShelfSnapshot From(ShelfFiles files, ShelfSnapshot before)
    {
        var agents = new SortedDictionary<string, Agent>(StringComparer.Ordinal);
        var problems = new List<ShelfProblem>(files.DefaultsProblems);
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, file) in files.Files)
        {
            problems.AddRange(file.Reading.Problems);
            if (!owners.TryAdd(file.Name, name))
            {
                problems.Add(new(name, file.NameLine, file.NameLine == 0 ? 0 : 1, $"The agent '{file.Name}' is in {owners[file.Name]} already.",
                    "Give this one another name, or delete one of the two files."));
            }
            else if ((file.Reading.Agent ?? before.Agents.GetValueOrDefault(file.Name)) is { } agent)
            {
                agents[file.Name] = agent;
            }
        }

        foreach (var file in files.Files.Values)
            problems.AddRange(file.Reading.Mentions.Select(mention => ProblemOf(file.Name, mention, agents)).OfType<ShelfProblem>());
        return new(agents, problems.Distinct().ToList());
    }

    // The file is taken all the same: the other may come a moment later, and a start looks again.
    private static ShelfProblem? ProblemOf(string from, AgentMention mention, SortedDictionary<string, Agent> agents)
    {
        if (!agents.ContainsKey(mention.Agent)) return Tell($"There is no agent '{mention.Agent}'.", DidYouMean.Remedy(mention.Agent, agents.Keys));
        return Way(mention.Agent, from, agents, []) is { } way
            ? Tell($"The agent would start itself: {string.Join(" → ", way.Prepend(from))}.", "Take one of these steps away, or no run gets past it.")
            : null;
        ShelfProblem Tell(string message, string remedy) => new(mention.File, mention.Line, mention.Column, message, remedy) { IsBlocking = false };
    }

    // By which agents one comes to another; null when it does not.
    private static IReadOnlyList<string>? Way(string from, string to, SortedDictionary<string, Agent> agents, HashSet<string> seen)
    {
        if (from == to) return [to];
        if (!seen.Add(from) || !agents.TryGetValue(from, out var agent)) return null;
        foreach (var step in agent.Steps.OfType<AgentStep>())
        {
            if (Way(step.Agent, to, agents, seen) is { } way) return [from, .. way];
        }

        return null;
    }
}
