using ChatRuns.Store;

namespace ChatRuns.Bot.Memory;

/// <summary>What Slack sent.</summary>
internal sealed class SlackInboxMemory(IDatabase database, TimeProvider time) : InboxMemory(database, time, "slack");
