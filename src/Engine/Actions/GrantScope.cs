namespace ChatRuns.Actions;

/// <summary>Where a grant counts: everywhere, for one agent, or for all agents with a tag. Written "everything", "agent:NAME", "tag:NAME".</summary>
public sealed record GrantScope
{
    private GrantScope(string? agent, string? tag) => (Agent, Tag) = (agent, tag);

    /// <summary>All agents, and what belongs to none.</summary>
    public static GrantScope Everything { get; } = new(null, null);

    /// <summary>The one agent; null for another scope.</summary>
    public string? Agent { get; }

    /// <summary>The tag; null for another scope.</summary>
    public string? Tag { get; }

    /// <summary>Whether it holds everywhere.</summary>
    public bool IsEverything => Agent is null && Tag is null;

    /// <summary>One agent.</summary>
    public static GrantScope OfAgent(string name) => new(name, null);

    /// <summary>All agents with a tag, also those that get it later.</summary>
    public static GrantScope OfTag(string tag) => new(null, tag);

    /// <summary>From its written form. Throws <see cref="FormatException"/> for anything else.</summary>
    public static GrantScope Parse(string text) => text.Split(':', 2) switch
    {
        ["everything"] => Everything,
        ["agent", { Length: > 0 } name] => OfAgent(name),
        ["tag", { Length: > 0 } tag] => OfTag(tag),
        _ => throw new FormatException($"\"{text}\" is no scope of a grant."),
    };

    /// <summary>Whether it counts there; of null only what counts everywhere does.</summary>
    public bool Covers(AgentScope? of) =>
        IsEverything || (of is not null && (Agent is not null ? Agent == of.Agent : of.Tags.Contains(Tag!)));

    /// <inheritdoc/>
    public override string ToString() => Agent is not null ? $"agent:{Agent}" : Tag is not null ? $"tag:{Tag}" : "everything";
}

/// <summary>An agent as far as access depends on it.</summary>
/// <param name="Agent">Its name.</param>
/// <param name="Tags">Its tags as its file has them now; none for an agent that was removed.</param>
public sealed record AgentScope(string Agent, IReadOnlyList<string> Tags);
