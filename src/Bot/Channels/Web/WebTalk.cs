using System.Collections.Concurrent;
using System.Text.Json;
using ChatRuns.Bot.Memory;
using ChatRuns.Journal;

namespace ChatRuns.Bot.Channels.Web;

/// <summary>
/// What people say on the page, and the answers. Each thing said carries an id made by the page; until its answer stands there, the
/// page sends it again with the same id. The page is answered after the work is done, so what it believes to be done is.
/// Not promised: a kill between the work and its answer lets the desk be asked again, with the same <see cref="Said.Id"/>.
/// </summary>
internal sealed class WebTalk(IDesk desk, WebMemory memory, PeopleMemory people, IHostApplicationLifetime life)
{
    private readonly ConcurrentDictionary<string, Lazy<Task<Pressed>>> _now = new();

    /// <summary>A typed line.</summary>
    public Task SayAsync(Principal who, string id, string text, TimeZoneInfo? zone)
    {
        var key = $"{who.Key}/{id}";
        return OnceAsync(key, async cancel =>
        {
            await memory.AddLineAsync(WebChannel.Conversation, who.Key, text, "line/" + key, cancel);
            var said = new Said.Line(who, WebChannel.Everybody, await ZoneOfAsync(who, zone, cancel), text) { Id = key };
            return await AnswerAsync(key, said, pressed: null, cancel);
        });
    }

    /// <summary>A pressed button, with its inputs.</summary>
    public Task<Pressed> PressAsync(Principal who, string id, long message, string verb, JsonElement data, TimeZoneInfo? zone)
    {
        var key = $"{who.Key}/{id}";
        return OnceAsync(key, async cancel =>
        {
            var pressed = await memory.FindAsync(WebChannel.Conversation, message, who.Key, cancel);
            if (pressed?.Card is null) return new Pressed.Gone();

            var where = WebChannel.AddressOf(message);
            var said = new Said.Press(who, where, await ZoneOfAsync(who, zone, cancel), verb, data) { Id = key };
            return await AnswerAsync(key, said, pressed, cancel);
        });
    }

    private async Task<Pressed> AnswerAsync(string key, Said said, WebMessage? pressed, CancellationToken cancel)
    {
        var reply = await desk.AnswerAsync(said, cancel);
        // Told at the form, where it can be mended. Nothing was changed, so there is nothing to remember either.
        if (pressed is not null && reply.InputErrors.Count > 0) return new Pressed.Refused(reply.InputErrors);
        if (reply.Card is not { } card)
        {
            await memory.AnswerAsync(key, null, cancel);
            return new Pressed.Done();
        }

        // A card that everybody reads is not turned into one person's page of a list.
        var replaces = reply.Mode == ReplyMode.Replace && pressed?.Audience == said.Who.Key ? pressed.Id : (long?)null;
        var audience = reply.Mode == ReplyMode.Shared ? null : said.Who.Key;
        var answer = new WebAnswer(WebChannel.Conversation, audience, card, replaces)
        {
            Subject = reply.Mode == ReplyMode.Thread ? null : reply.Subject,
            Version = reply.Version,
            AddressOf = WebChannel.AddressOf,
        };
        await memory.AnswerAsync(key, answer, cancel);
        return new Pressed.Done();
    }

    /// <summary>Twice at once is once: the second waits for the first. A browser that went away stops nothing.</summary>
    private async Task<Pressed> OnceAsync(string key, Func<CancellationToken, Task<Pressed>> work)
    {
        var cancel = life.ApplicationStopping;
        var mine = _now.GetOrAdd(key, _ => new Lazy<Task<Pressed>>(async () => await memory.IsAnsweredAsync(key, cancel) ? new Pressed.Done() : await work(cancel)));
        try
        {
            return await mine.Value;
        }
        finally
        {
            _now.TryRemove(KeyValuePair.Create(key, mine));
        }
    }

    private async Task<TimeZoneInfo> ZoneOfAsync(Principal who, TimeZoneInfo? zone, CancellationToken cancel)
    {
        await people.SeeAsync(who, zone, cancel);
        return zone ?? (await people.FindAsync(who.Key, cancel))?.Zone ?? TimeZoneInfo.Utc;
    }
}

/// <summary>What became of a pressed button: a closed family.</summary>
internal abstract record Pressed
{
    /// <summary>Its answer stands in the chat, or is the card's redraw.</summary>
    internal sealed record Done : Pressed;

    /// <summary>The message is gone, or not this person's to see.</summary>
    internal sealed record Gone : Pressed;

    /// <summary>Nothing was done: inputs are wrong.</summary>
    /// <param name="Errors">What is wrong, by the name of the input; a name that no input has concerns all of them.</param>
    internal sealed record Refused(IReadOnlyDictionary<string, string> Errors) : Pressed;
}
