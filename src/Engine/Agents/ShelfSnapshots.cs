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

        return new(agents, problems.Distinct().ToList());
    }
}
