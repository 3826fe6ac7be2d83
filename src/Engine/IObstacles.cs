using ChatRuns.Agents;

namespace ChatRuns;

/// <summary>
/// Something else that can keep an agent from running, such as a quota or a provider; asked for <c>/agent NAME why</c>. Whoever can be in the
/// way registers one.
/// </summary>
public interface IObstacles
{
    /// <summary>What was looked at for this agent, in the order in which it should be told; empty where nothing applies.</summary>
    Task<IReadOnlyList<Obstacle>> ReadAsync(Agent agent, CancellationToken cancel);
}

/// <summary>One thing that was looked at.</summary>
/// <param name="What">Such as "Quota": a word or two.</param>
/// <param name="IsInTheWay">Whether it keeps the agent from running now.</param>
/// <param name="Finding">What is so, a sentence without times, for people: "It used 10 of 10 runs today."</param>
/// <param name="Remedy">What to do, a sentence; null where nothing has to be done.</param>
public sealed record Obstacle(string What, bool IsInTheWay, string Finding, string? Remedy);
