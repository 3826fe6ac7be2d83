using ChatRuns.Bot.Channels.Slack.Api;
using ChatRuns.Bot.Channels.Slack.Door;

namespace ChatRuns.Bot.Channels.Slack.Talk;

/// <summary>Where something was said or pressed, and the ways in which it can be answered there.</summary>
/// <param name="Workspace">The workspace.</param>
/// <param name="User">Who.</param>
/// <param name="Channel">Channel id; null in modals and the Home tab.</param>
/// <param name="Message">ts of the message that was pressed, or spoken; null for slash commands and views.</param>
/// <param name="Thread">ts of the thread that it is in; null for none.</param>
/// <param name="IsEphemeral">Whether only this person sees the pressed message.</param>
/// <param name="ResponseUrl">Where five answers may be posted within half an hour; null where Slack gave none.</param>
/// <param name="Trigger">Opens one modal within three seconds; null where Slack gave none.</param>
/// <param name="View">The modal that was pressed in; null outside of modals.</param>
internal sealed record SlackSpot(
    Workspace Workspace, string User, string? Channel, string? Message, string? Thread, bool IsEphemeral, Uri? ResponseUrl, string? Trigger, string? View)
{
    /// <summary>The response_url of the private answer that was pressed, or from which the modal was opened; null for none. It alone can redraw that answer.</summary>
    public Uri? PrivateAnswer { get; init; }

    /// <summary>Whether it is the person's own conversation with the bot.</summary>
    public bool IsDirect => Channel is ['D', ..];

    /// <summary>As an address of the seam.</summary>
    public Address Address => new("slack", Workspace.Team, Channel ?? User, Message is null || Channel is null ? null : SlackPlace.MessageOf(Channel, Message));

    /// <summary>The message at the head of the thread; null outside of threads.</summary>
    public Address? Root => Thread is null || Channel is null ? null : new("slack", Workspace.Team, Channel, SlackPlace.MessageOf(Channel, Thread));

    /// <summary>Reads it from what Slack sent.</summary>
    public static SlackSpot Of(SlackDelivery delivery, Workspace workspace, Uri api)
    {
        var body = delivery.Body;
        return delivery.Way switch
        {
            Way.Command => new(workspace, body.Text("user_id") ?? "", body.Text("channel_id"), null, null, false, SlackAddresses.ResponseUrl(body.Text("response_url"), api), body.Text("trigger_id"), null),
            Way.Event => new(workspace, body.Text("event.user") ?? "", body.Text("event.channel"), body.Text("event.ts"), body.Text("event.thread_ts"), false, null, null, null),
            _ => new(
                workspace, body.Text("user.id") ?? "", body.Text("channel.id") ?? body.Text("container.channel_id"),
                body.Text("container.message_ts") ?? body.Text("message_ts") ?? body.Text("message.ts"),
                body.Text("container.thread_ts") ?? body.Text("message.thread_ts"), body.IsTrue("container.is_ephemeral"),
                SlackAddresses.ResponseUrl(body.Text("response_url"), api), body.Text("trigger_id"),
                body.Text("view.type") == "modal" ? body.Text("view.id") : null)
            {
                PrivateAnswer = SlackAddresses.ResponseUrl(
                    body.IsTrue("container.is_ephemeral") ? body.Text("response_url") : SlackMetadata.Read(body.Text("view.private_metadata")).PrivateAnswer, api),
            },
        };
    }
}

/// <summary>
/// The private_metadata of our modals: the hash of the kept part that it is about, and the response_url of the private answer that it was
/// opened from. Slack shows it to nobody; the address is good for half an hour.
/// </summary>
internal static class SlackMetadata
{
    private const int LongestAddress = 2000;

    /// <summary>Writes it; an address that is too long is left out.</summary>
    public static string Write(string hash, Uri? privateAnswer) =>
        privateAnswer is { AbsoluteUri: { Length: <= LongestAddress } address } ? $"{hash} {address}" : hash;

    /// <summary>Takes it apart; an empty hash for a modal without one.</summary>
    public static (string Hash, string? PrivateAnswer) Read(string? metadata) =>
        (metadata ?? "").Split(' ', 2) is [var hash, var address] && hash.All(char.IsAsciiHexDigit) ? (hash, address) : (metadata ?? "", null);
}

/// <summary>How places of Slack are written in the seam's addresses: a conversation is "C1" or "C1/thread", a message "C1/ts".</summary>
internal static class SlackPlace
{
    /// <summary>A message of a channel.</summary>
    public static string MessageOf(string channel, string ts) => $"{channel}/{ts}";

    /// <summary>Takes "C1/ts" apart.</summary>
    public static (string Channel, string? Ts) Read(string place) => place.IndexOf('/', StringComparison.Ordinal) is > 0 and var at ? (place[..at], place[(at + 1)..]) : (place, null);
}
