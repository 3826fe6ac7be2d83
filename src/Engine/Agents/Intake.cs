namespace ChatRuns.Agents;

/// <summary>What a trigger asks of a request from outside, and what it takes from it for the run.</summary>
/// <param name="Secrets">Names of the secrets that let a request in: one, or several while they are exchanged.</param>
/// <param name="When">What must hold of the request, read as <c>{{run.hook.…}}</c> or <c>{{run.event.…}}</c>; null for nothing.</param>
/// <param name="Variables">What becomes of the agent's variables, by name; what the request does not have leaves the default.</param>
public sealed record Intake(IReadOnlyList<string> Secrets, Condition? When, IReadOnlyDictionary<string, Template> Variables);

/// <summary>A trigger that a request from outside fires, with a secret.</summary>
public interface IGuardedTrigger
{
    /// <summary>Its name, unique within the agent.</summary>
    string Name { get; }

    /// <summary>Names of the secrets that let a request in; empty where none is taken.</summary>
    IReadOnlyList<string> Secrets { get; }
}
