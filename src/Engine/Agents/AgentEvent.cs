using ChatRuns.Journal;

namespace ChatRuns.Agents;

/// <summary>What happened to an agent, on its stream: a closed family.</summary>
public abstract record AgentEvent : JournalEvent;

/// <summary>A version was read for the first time; its effective YAML is kept as a blob for ever.</summary>
/// <param name="Agent">Its name.</param>
/// <param name="Version">SHA-256 of the effective content, hex.</param>
/// <param name="Blob">The blob that holds the effective content.</param>
public sealed record AgentPublished(string Agent, string Version, string Blob) : AgentEvent;

/// <summary>Somebody paused it in chat: overlays the file until resumed or reset.</summary>
/// <param name="By">Who.</param>
/// <param name="Reason">Why, or null.</param>
public sealed record AgentPaused(Principal By, string? Reason) : AgentEvent;

/// <summary>Somebody resumed it in chat.</summary>
/// <param name="By">Who.</param>
public sealed record AgentResumed(Principal By) : AgentEvent;

/// <summary>Its file is gone; its runs stay.</summary>
/// <param name="Agent">Its name.</param>
public sealed record AgentRemoved(string Agent) : AgentEvent;

/// <summary>Identical proposals of this agent are not asked again for a while (A19).</summary>
/// <param name="Fingerprint">Of agent, tool, target and arguments.</param>
/// <param name="Until">Until when; null means until the arguments change.</param>
/// <param name="By">Who said so.</param>
/// <param name="Reason">Why, or null.</param>
public sealed record ProposalMuted(string Fingerprint, DateTimeOffset? Until, Principal By, string? Reason) : AgentEvent;
