using System.Collections.Concurrent;

namespace ChatRuns.Bot.Channels;

/// <summary>Why messages for a conversation wait, and what is to be done about it.</summary>
/// <param name="What">"#ops: Slack says channel_not_found".</param>
/// <param name="Remedy">What an operator can do.</param>
internal sealed record RouteTrouble(string What, string Remedy);

/// <summary>
/// Conversations that take nothing until an operator mends something, by address. Kept while the program runs: what waits is tried
/// again, so after a restart it is known again soon.
/// </summary>
internal sealed class RouteTroubles
{
    private readonly ConcurrentDictionary<Address, RouteTrouble> _now = new();

    /// <summary>What stands in the way of a conversation; null for nothing that is known.</summary>
    public RouteTrouble? Find(Address conversation) => _now.GetValueOrDefault(conversation with { Message = null });

    /// <summary>A message had to wait.</summary>
    public void Note(Address conversation, SendResult.Later later)
    {
        if (later.Remedy is { } remedy) _now[conversation with { Message = null }] = new(later.Why, remedy);
    }

    /// <summary>A message got there; whether something stood in the way until now.</summary>
    public bool Clear(Address conversation) => _now.TryRemove(conversation with { Message = null }, out _);
}
