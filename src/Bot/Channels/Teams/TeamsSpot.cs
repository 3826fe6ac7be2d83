using ChatRuns.Bot.Channels.Teams.Api;
using ChatRuns.Bot.Memory;

namespace ChatRuns.Bot.Channels.Teams;

/// <summary>
/// How places of Teams are written in the seam's addresses: a conversation as "19:…" or as a route names it, a message as
/// "conversation|activity", where the conversation of a channel's message names its thread (";messageid=").
/// </summary>
internal static class TeamsSpot
{
    private const string ThreadMark = ";messageid=";

    /// <summary>A message in a conversation.</summary>
    public static string MessageOf(string conversation, string activity) => $"{conversation}|{activity}";

    /// <summary>Takes "conversation|activity" apart; null when it is none.</summary>
    public static (string Conversation, string Activity)? Read(string? message) =>
        message?.LastIndexOf('|') is > 0 and var at && at < message.Length - 1 ? (message[..at], message[(at + 1)..]) : null;

    /// <summary>A conversation without its thread.</summary>
    public static string WithoutThread(string conversation) =>
        conversation.IndexOf(ThreadMark, StringComparison.Ordinal) is >= 0 and var at ? conversation[..at] : conversation;

    /// <summary>The message that a thread hangs under; null for a conversation without a thread.</summary>
    public static string? ThreadOf(string conversation) =>
        conversation.IndexOf(ThreadMark, StringComparison.Ordinal) is >= 0 and var at ? conversation[(at + ThreadMark.Length)..] : null;

    /// <summary>Whether a text is a conversation's id and not its name.</summary>
    public static bool IsId(string text) => text.StartsWith("19:", StringComparison.Ordinal) || text.StartsWith("a:", StringComparison.Ordinal);

    /// <summary>Whether messages of a conversation have threads: those of channels, as far as an id or a route tells.</summary>
    public static bool HasThreads(string conversation) =>
        conversation is not ['@', ..] && !conversation.StartsWith("a:", StringComparison.Ordinal)
        && !(conversation.StartsWith("19:", StringComparison.Ordinal) && !WithoutThread(conversation).EndsWith("@thread.tacv2", StringComparison.Ordinal)
            && !WithoutThread(conversation).EndsWith("@thread.skype", StringComparison.Ordinal));

    /// <summary>Where the calls go that are about a message.</summary>
    public static TeamsPlace At(this KnownPlace place, string? conversation = null) => new(place.ServiceUrl, conversation ?? place.Conversation, place.Tenant);
}
