using System.Text.Json;
using ChatRuns.Journal;

namespace ChatRuns.Bot.Channels;

/// <summary>
/// What somebody said in a channel, free of the platform: a typed line, a pressed button, an opened or shared thing. The channel
/// has verified who it is before it makes one.
/// </summary>
/// <param name="Who">The person, by the platform's stable id.</param>
/// <param name="Where">The conversation, and the message that a button stood on.</param>
/// <param name="Zone">The person's time zone.</param>
internal abstract record Said(Principal Who, Address Where, TimeZoneInfo Zone)
{
    /// <summary>The platform's id of this delivery, the same each time it is delivered again; null where it has none.</summary>
    public string? Id { get; init; }

    /// <summary>The message in whose thread it was said; null outside of threads.</summary>
    public Address? Under { get; init; }

    /// <summary>How lines are typed where this was said; null where each begins with its own slash.</summary>
    public Slashes? Slashes { get; init; }

    /// <summary>What the bot is called where this was said, of letters, digits and spaces; null where nobody told.</summary>
    public string? BotName { get; init; }

    /// <summary>A typed line, with or without the leading slash.</summary>
    internal sealed record Line(Principal Who, Address Where, TimeZoneInfo Zone, string Text) : Said(Who, Where, Zone);

    /// <summary>A pressed button: the verb and data of the card's Action.Execute, inputs merged into the data.</summary>
    internal sealed record Press(Principal Who, Address Where, TimeZoneInfo Zone, string Verb, JsonElement Data) : Said(Who, Where, Zone);

    /// <summary>Files shared with the bot, and the words beside them, which may name the agent that they are for.</summary>
    internal sealed record Share(Principal Who, Address Where, TimeZoneInfo Zone, string Text, IReadOnlyList<SharedFile> Files) : Said(Who, Where, Zone);
}

/// <summary>A file that somebody shared, not fetched yet.</summary>
/// <param name="Name">As the person called it.</param>
/// <param name="MediaType">As the platform tells it; null where it does not.</param>
/// <param name="Bytes">As the platform tells it; null where it does not. What is fetched is counted again.</param>
/// <param name="OpenAsync">Begins to fetch it; may be called once.</param>
internal sealed record SharedFile(string Name, string? MediaType, long? Bytes, Func<CancellationToken, Task<FileFetch>> OpenAsync);

/// <summary>What came of fetching a file: a closed family.</summary>
internal abstract record FileFetch
{
    /// <summary>Its bytes; whoever asked disposes of it.</summary>
    internal sealed record Opened(Stream Content) : FileFetch;

    /// <summary>It cannot be had; why, for the person who shared it.</summary>
    internal sealed record Refused(string Why) : FileFetch;
}

/// <summary>A place to post: a conversation of a platform, and a message in it where one is meant.</summary>
/// <param name="Platform">"web", "slack", "teams".</param>
/// <param name="Tenant">Workspace or tenant; "local" on the web.</param>
/// <param name="Conversation">The platform's id of the channel or chat.</param>
/// <param name="Message">The platform's id of one message; null for the conversation.</param>
internal sealed record Address(string Platform, string Tenant, string Conversation, string? Message = null);

/// <summary>What the desk answers to something said.</summary>
/// <param name="Card">The card to show; null when the living card's redraw is answer enough.</param>
/// <param name="Mode">How it is shown.</param>
internal sealed record Reply(BoundCard? Card, ReplyMode Mode = ReplyMode.Private)
{
    /// <summary>What the card shows ("run/1042"), so that this copy of it is redrawn whenever that changes; null for a still card.</summary>
    public string? Subject { get; init; }

    /// <summary>The journal's position when the card was filled; counts only with a subject.</summary>
    public long Version { get; init; }

    /// <summary>
    /// What is wrong with the inputs that were sent, by the name of the input, where the platform can show it beside them; the card
    /// says the same. Empty for nothing.
    /// </summary>
    public IReadOnlyDictionary<string, string> InputErrors { get; init; } = new Dictionary<string, string>();

    /// <summary>Nothing to show beside the redraw of living cards.</summary>
    public static Reply None { get; } = new(null, ReplyMode.Private);
}

/// <summary>How a reply is shown.</summary>
internal enum ReplyMode
{
    /// <summary>A new message, to the person who spoke only.</summary>
    Private,

    /// <summary>In place of the message that the button stood on (paging, expanding).</summary>
    Replace,

    /// <summary>A new message for everybody in the conversation.</summary>
    Shared,

    /// <summary>
    /// For everybody, in the thread of the message that was pressed or that said it, and living there; private and still where the
    /// platform has no threads, or the message is the person's alone.
    /// </summary>
    Thread,
}

/// <summary>A card with its facts filled in: an Adaptive Card 1.5, and the text that stands for it in notifications.</summary>
/// <param name="Name">The template's name, such as "actions".</param>
/// <param name="Title">Its accessible name: "Site check failed, run 1042".</param>
/// <param name="Json">The Adaptive Card.</param>
/// <param name="Text">Plain text of the same content, for notifications and screen readers.</param>
internal sealed record BoundCard(string Name, string Title, System.Text.Json.Nodes.JsonObject Json, string Text)
{
    /// <summary>What it shows ("actions/1042"), where a channel can ask for it again; null for a still card.</summary>
    public string? Subject { get; init; }

    /// <summary>
    /// Principal keys of those who may decide what is open on it, as far as they can be named; null where nothing is open. It is no permission:
    /// who presses is judged then.
    /// </summary>
    public IReadOnlyList<string>? Deciders { get; init; }

    /// <summary>Principal key of the only person that it is for, who may be shown it anew whenever they look; null where it is for whoever sees it.</summary>
    public string? Owner { get; init; }
}
