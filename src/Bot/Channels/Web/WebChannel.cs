using System.Globalization;
using ChatRuns.Bot.Memory;

namespace ChatRuns.Bot.Channels.Web;

/// <summary>The built-in web chat: one conversation, kept in the bot's memory. Messages in it can be for one person alone.</summary>
internal sealed class WebChannel(WebMemory memory) : IChannel
{
    /// <summary>The only conversation.</summary>
    public const string Conversation = "runs";

    /// <summary>Where everybody reads.</summary>
    public static Address Everybody { get; } = new("web", "local", Conversation);

    /// <inheritdoc/>
    public string Platform => "web";

    /// <inheritdoc/>
    public Pace Pace { get; } = new(BetweenRedraws: TimeSpan.FromSeconds(1), BetweenProgress: TimeSpan.FromSeconds(1), BetweenPosts: TimeSpan.Zero);

    /// <summary>The address of one message.</summary>
    public static Address AddressOf(long message) => Everybody with { Message = message.ToString(CultureInfo.InvariantCulture) };

    /// <inheritdoc/>
    public Address? Resolve(string route) => route == "web" ? Everybody : null;

    /// <summary>A place in the conversation that this person alone sees: "@" and their id.</summary>
    public Address? AloneWith(string person) => person.Split('/') is ["web", "local", { Length: > 0 } id] ? Everybody with { Conversation = "@" + id } : null;

    /// <inheritdoc/>
    public async Task<SendResult> PostAsync(Address to, BoundCard card, string key, CancellationToken cancel)
    {
        var place = to with { Message = null };
        if (place != Everybody && to.Conversation is not ['@', _, ..]) return NoSuchConversation(to);
        var audience = place == Everybody ? null : $"web/local/{to.Conversation[1..]}";
        var message = await memory.AddCardAsync(Conversation, audience, card, key, cancel);
        return new SendResult.Sent(AddressOf(message.Id));
    }

    /// <inheritdoc/>
    public async Task<SendResult> RedrawAsync(Address message, BoundCard card, Urgency urgency, CancellationToken cancel)
    {
        if (message with { Message = null } != Everybody) return NoSuchConversation(message);
        return long.TryParse(message.Message, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && await memory.RedrawAsync(Conversation, id, card, cancel)
            ? new SendResult.Sent(message)
            : new SendResult.Gone($"The web chat has no message {message.Message} any more; only the newest are kept.");
    }

    private static SendResult.Gone NoSuchConversation(Address to) =>
        new($"The web chat has one conversation, {Conversation}; there is no {to.Conversation}.");
}
