using System.Net.Sockets;
using ChatRuns.Store;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace ChatRuns.Bot.Control;

/// <summary>What keeps a start from succeeding, in words. Anything else is a fault of ChatRuns and keeps its stack.</summary>
internal static class StartTrouble
{
    private const string Kestrel = "Microsoft.AspNetCore.Server.Kestrel.Core";
    private const string Elsewhere = "choose another address with --urls, such as --urls http://127.0.0.1:5081.";

    /// <summary>One sentence or two for the person at the machine; null when they cannot mend it.</summary>
    public static string? Tell(Exception e) => e switch
    {
        SettingsException or StoreException or OptionsValidationException => e.Message,
        IOException { InnerException: AddressInUseException } => $"{Sentence(e.Message)} Stop the other program, or {Elsewhere}",
        SocketException => $"It cannot listen at the address in the setting urls: {Sentence(e.Message)} Correct it, or {Elsewhere}",
        InvalidOperationException { Source: Kestrel } => $"It cannot listen at the address in the setting urls: {Sentence(FirstLine(e.Message))}",
        InvalidDataException or FormatException => $"{Sentence(e.Message)} {Innermost(e)}".TrimEnd(),
        IOException or UnauthorizedAccessException => e.Message,
        _ => null,
    };

    private static string Innermost(Exception e) => e.GetBaseException() is var inner && inner != e ? Sentence(inner.Message) : "";

    private static string FirstLine(string text) => text.Split('\n', 2)[0].TrimEnd();

    private static string Sentence(string text) => text.EndsWith('.') ? text : text + ".";
}
