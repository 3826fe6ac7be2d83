using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ChatRuns.Bot.Access;
using ChatRuns.Bot.Memory;
using ChatRuns.Journal;
using Microsoft.AspNetCore.Mvc;

namespace ChatRuns.Bot.Channels.Web;

/// <summary>The endpoints of the chat page: what it reads, and the two ways in which it says something.</summary>
internal static partial class WebEndpoints
{
    private const int PageSize = 50;
    private const int LongestLine = 8000;
    private const int LongestBody = 1 << 20;

    /// <summary>Maps the page and what it calls; needs the front door before it.</summary>
    public static void MapWeb(this IEndpointRouteBuilder app)
    {
        app.MapGet("/web/assets/{name}", WebAssets.Serve);
        app.MapGet("/favicon.ico", (HttpContext context) => WebAssets.Serve("icon.svg", context));
        app.MapSignIn();

        var signIn = app.ServiceProvider.GetRequiredService<SignIn>();
        var calls = app.MapGroup("/web").AddEndpointFilter(new SessionFilter(signIn, _ => SignedOut));
        calls.MapGet("/stream", Stream);
        calls.MapGet("/messages", EarlierAsync);
        calls.MapGet("/side", async (HttpContext context, ISidePanel side) =>
            Results.Json(await side.ReadAsync(context.Who(), context.RequestAborted), WebJson.Default.SideView));
        calls.MapGet("/hints", (HttpContext context, IHints hints) => Results.Json(hints.Read(context.Who()), WebJson.Default.Hints));

        var changes = calls.MapGroup("").WithMetadata(new RequestSizeLimitAttribute(LongestBody));
        changes.MapPost("/say", SayAsync);
        changes.MapPost("/press", PressAsync);
    }

    private static IResult SignedOut => Refuse(StatusCodes.Status401Unauthorized, "You are signed out. Open the page again.");

    /// <summary>The chat page, for somebody who is signed in.</summary>
    internal static async Task<IResult> ChatAsync(Principal who, WebMemory memory, MessageHtml html, CancellationToken cancel)
    {
        // The change first: what comes in between is then sent twice rather than never.
        var change = await memory.LastChangeAsync(cancel);
        var messages = await memory.ReadAsync(WebChannel.Conversation, who.Key, long.MaxValue, PageSize, cancel);
        return WebPages.Chat(html.Draw(messages), change, FirstOf(messages), who.Name);
    }

    private static IResult Stream(HttpContext context, WebHub hub, WebStream stream, SignIn signIn, long after = 0)
    {
        if (long.TryParse(context.Request.Headers["Last-Event-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out var seen))
            after = Math.Max(after, seen);
        if (hub.Listen() is not { } listener)
        {
            context.Response.Headers.RetryAfter = "30";
            return Refuse(StatusCodes.Status503ServiceUnavailable, $"{WebHub.MostListeners} pages listen already. Close some.");
        }

        async Task<bool> IsSignedIn() => SessionCookie.Read(context.Request) is { } token && await signIn.FindAsync(token, CancellationToken.None) is not null;
        return TypedResults.ServerSentEvents(stream.ReadAsync(context.Who(), after, listener, IsSignedIn, context.RequestAborted));
    }

    private static async Task<IResult> EarlierAsync(HttpContext context, WebMemory memory, MessageHtml html, long before)
    {
        var messages = await memory.ReadAsync(WebChannel.Conversation, context.Who().Key, before, PageSize, context.RequestAborted);
        return Results.Json(new EarlierWire(html.Draw(messages), FirstOf(messages)), WebJson.Default.EarlierWire);
    }

    private static Task<IResult> SayAsync(HttpContext context, WebTalk talk, ILogger<WebTalk> log) =>
        HandleAsync(context, log, WebJson.Default.SayWire, async said =>
        {
            var text = said.Text?.Trim() ?? "";
            if (!IsId(said.Id)) return BadId;
            if (text.Length == 0) return Refuse(StatusCodes.Status400BadRequest, "There was nothing in the message.");
            if (text.Length > LongestLine)
                return Refuse(StatusCodes.Status400BadRequest, $"The message has {text.Length} characters; at most {LongestLine} can be said at once.");

            await talk.SayAsync(context.Who(), said.Id, text, ZoneOf(said.Zone));
            return Results.NoContent();
        });

    private static Task<IResult> PressAsync(HttpContext context, WebTalk talk, ILogger<WebTalk> log) =>
        HandleAsync(context, log, WebJson.Default.PressWire, async press =>
        {
            if (!IsId(press.Id)) return BadId;
            if (string.IsNullOrEmpty(press.Verb) || press.Data.ValueKind != JsonValueKind.Object)
                return Refuse(StatusCodes.Status400BadRequest, "The button sent no verb, or no data. Reload the page.");

            return await talk.PressAsync(context.Who(), press.Id, press.Message, press.Verb, press.Data, ZoneOf(press.Zone)) switch
            {
                Pressed.Done => Results.NoContent(),
                Pressed.Gone => Refuse(StatusCodes.Status410Gone, "This card is not kept any more. Ask for a fresh one, for example with /approvals."),
                Pressed.Refused refused => Results.Json(new RefusedWire(refused.Errors), WebJson.Default.RefusedWire),
                _ => throw new UnreachableException(),
            };
        });

    /// <summary>Reads what was sent, has it done, and tells in words what went wrong.</summary>
    private static async Task<IResult> HandleAsync<T>(HttpContext context, ILogger log, JsonTypeInfo<T> type, Func<T, Task<IResult>> handle)
        where T : class
    {
        try
        {
            if (!context.Request.HasJsonContentType()) return Refuse(StatusCodes.Status415UnsupportedMediaType, "Send JSON.");
            var sent = await context.Request.ReadFromJsonAsync(type, context.RequestAborted);
            return sent is null ? Refuse(StatusCodes.Status400BadRequest, "Nothing was sent.") : await handle(sent);
        }
        catch (JsonException e)
        {
            return Refuse(StatusCodes.Status400BadRequest, $"What was sent is not JSON as expected, at {e.Path ?? "its beginning"}.");
        }
        catch (BadHttpRequestException e)
        {
            return Refuse(e.StatusCode, $"What was sent is more than {LongestBody >> 10} KB, or broke off.");
        }
        catch (OperationCanceledException)
        {
            return Refuse(StatusCodes.Status503ServiceUnavailable, "ChatRuns is stopping. Try again in a moment.");
        }
        catch (Exception e)
        {
            NotAnswered(log, e, context.Request.Path);
            return Refuse(StatusCodes.Status500InternalServerError, "ChatRuns could not do this; its log says why. Nothing is lost: try again.");
        }
    }

    private static long? FirstOf(IReadOnlyList<WebMessage> messages) => messages.Count == PageSize ? messages[0].Id : null;

    private static bool IsId([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] string? id) =>
        id is { Length: >= 8 and <= 64 } && id.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    private static IResult BadId => Refuse(StatusCodes.Status400BadRequest, "The id must be 8 to 64 letters, digits or hyphens.");

    private static TimeZoneInfo? ZoneOf(string? zone) =>
        zone is { Length: > 0 and < 64 } && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? found : null;

    private static IResult Refuse(int status, string why) => Results.Json(new ErrorWire(why), WebJson.Default.ErrorWire, statusCode: status);

    [LoggerMessage(Level = LogLevel.Error, Message = "What was sent to {Path} could not be answered")]
    private static partial void NotAnswered(ILogger log, Exception why, string path);
}
