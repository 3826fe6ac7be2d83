using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ChatRuns.Bot.Memory;

namespace ChatRuns.Bot.Channels.Web;

/// <summary>Messages as list items. A drawn card is kept for the other pages that show it.</summary>
internal sealed partial class MessageHtml(ICardHtml cards, ILogger<MessageHtml> log)
{
    private const int MostKept = 256;

    private readonly ConcurrentDictionary<(long Id, long Version), string> _drawn = new();

    /// <summary>As the stream sends it.</summary>
    public MessageWire ToWire(WebMessage message) => new(message.Id, Draw(message), message.Title, SaidId(message));

    /// <summary>Several, in their order.</summary>
    public string Draw(IEnumerable<WebMessage> messages)
    {
        var all = new StringBuilder();
        foreach (var message in messages) all.Append(Draw(message)).Append('\n');
        return all.ToString();
    }

    private string Draw(WebMessage message)
    {
        var kind = message.Line is null ? "shown" : "own";
        var said = SaidId(message) is { } id ? $" data-said=\"{Text(id)}\"" : "";
        var at = DateTimeOffset.FromUnixTimeMilliseconds(message.CreatedAt).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return $"""
            <li class="message {kind}" id="m{message.Id}" data-id="{message.Id}" data-version="{message.Version}"{said}>{Content(message)}<p class="when"><time datetime="{at}" data-format="ago">{at}</time></p></li>
            """;
    }

    private string Content(WebMessage message)
    {
        if (message.Line is { } line) return $"""<p class="line"><span class="unseen">You said: </span>{Text(line)}</p>""";
        if (_drawn.Count > MostKept) _drawn.Clear();
        return _drawn.GetOrAdd((message.Id, message.Version), _ => DrawCard(message));
    }

    // One card that cannot be drawn must not take the page with it.
    private string DrawCard(WebMessage message)
    {
        try
        {
            return cards.Draw(message.ToCard()!, $"card-{message.Id}");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException or FormatException or ArgumentException)
        {
            CardNotDrawn(log, e, message.Id, message.CardName!);
            return $"""<article role="article" class="plain" aria-label="{Text(message.Title)}" tabindex="-1"><p>{Text(message.Text)}</p></article>""";
        }
    }

    // The key of a line ends in the id that the page made.
    private static string? SaidId(WebMessage message) => message.Line is null ? null : message.PostKey?[(message.PostKey.LastIndexOf('/') + 1)..];

    private static string Text(string text) => HtmlEncoder.Default.Encode(text);

    [LoggerMessage(Level = LogLevel.Error, Message = "Message {Id} was shown as plain text: its card '{Card}' could not be drawn")]
    private static partial void CardNotDrawn(ILogger log, Exception why, long id, string card);
}
