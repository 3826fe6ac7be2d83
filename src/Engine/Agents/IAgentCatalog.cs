namespace ChatRuns.Agents;

/// <summary>Agents as the rest of the engine asks for them.</summary>
public interface IAgentCatalog
{
    /// <summary>The current agent of that name, with what chat laid over its file; null when there is none.</summary>
    Agent? Find(string name);

    /// <summary>A version with what chat set about its approval laid over it: that counts for runs that began before, too.</summary>
    Agent WithRules(Agent version);

    /// <summary>A version that was published once, current or not; null when it is unknown.</summary>
    Task<Agent?> FindVersionAsync(string name, string version, CancellationToken cancel);
}
