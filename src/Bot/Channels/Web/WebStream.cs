using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ChatRuns.Bot.Memory;
using ChatRuns.Journal;

namespace ChatRuns.Bot.Channels.Web;

/// <summary>
/// The live stream of one page: every message that is new or redrawn after the change it saw last, then what happens from now on.
/// The id of an event is the number of its change, so that a browser which reconnects says where it was.
/// </summary>
internal sealed class WebStream(WebMemory memory, MessageHtml html, TimeProvider time, IHostApplicationLifetime life)
{
    /// <summary>So often a silent stream shows that it is alive, and asks whether the person is still signed in.</summary>
    public static TimeSpan Heartbeat { get; } = TimeSpan.FromSeconds(15);

    /// <summary>A page that missed more than this reads itself anew instead.</summary>
    private const int MostMissed = 200;

    /// <summary>The events; ends with the request, the program, or the session.</summary>
    public async IAsyncEnumerable<SseItem<string>> ReadAsync(
        Principal who, long after, WebHub.Listener listener, Func<Task<bool>> isSignedIn, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var listening = listener;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancel, life.ApplicationStopping);
        yield return new SseItem<string>("", "beat") { ReconnectionInterval = TimeSpan.FromSeconds(1) };
        if (await memory.LastChangeAsync(cancel) < after)
        {
            // The page is older than the database: another data folder, or a new one.
            yield return Event("reload");
            yield break;
        }

        var isFirst = true;
        while (!ending.IsCancellationRequested)
        {
            var changes = await memory.ReadChangesAsync(WebChannel.Conversation, who.Key, after, MostMissed, cancel);
            if (isFirst && changes.Count == MostMissed)
            {
                yield return Event("reload");
                yield break;
            }

            isFirst = false;
            foreach (var message in changes)
            {
                after = message.Change;
                yield return Message(message);
            }

            if (changes.Count == MostMissed) continue;

            var heard = await WaitAsync(listener, ending.Token);
            if (heard == Heard.Side) yield return Event("side");
            if (heard != Heard.Nothing) continue;
            if (!await isSignedIn()) yield break;
            yield return Event("beat");
        }
    }

    private async Task<Heard> WaitAsync(WebHub.Listener listener, CancellationToken cancel)
    {
        using var beat = new CancellationTokenSource(Heartbeat, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(beat.Token, cancel);
        try
        {
            return await listener.WaitAsync(both.Token) ? Heard.Side : Heard.Message;
        }
        catch (OperationCanceledException) when (beat.IsCancellationRequested || cancel.IsCancellationRequested)
        {
            return Heard.Nothing;
        }
    }

    private SseItem<string> Message(WebMessage message) =>
        new(JsonSerializer.Serialize(html.ToWire(message), WebJson.Default.MessageWire), "message")
        {
            EventId = message.Change.ToString(CultureInfo.InvariantCulture),
        };

    private static SseItem<string> Event(string name) => new("", name);

    private enum Heard
    {
        Nothing,
        Message,
        Side,
    }
}
