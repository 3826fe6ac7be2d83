using System.Diagnostics;
using ChatRuns.Bot.Views;

namespace ChatRuns.Bot.Hooks;

/// <summary>What senders of requests are answered: 202 with the run, or what is wrong as problem+json (RFC 9457).</summary>
internal sealed class HookAnswers(PageLinks links)
{
    private const int RetrySeconds = 60;

    /// <summary>202: it is durable. The same for the first time and for each time after.</summary>
    public IResult Accepted(HttpContext http, long number, IReadOnlyList<long>? all = null)
    {
        var url = UrlOf(http, number);
        http.Response.Headers.Location = url;
        if (all is { Count: > 1 }) return Results.Json(new { run = number, url, runs = all.Select(n => new { run = n, url = UrlOf(http, n) }) }, statusCode: StatusCodes.Status202Accepted);
        return Results.Json(new { run = number, url }, statusCode: StatusCodes.Status202Accepted);
    }

    /// <summary>200: it was let in, and starts nothing.</summary>
    public static IResult Nothing(string why) => Results.Json(new { run = (long?)null, why });

    /// <summary>The address of a run's page: below PublicUrl where that is set, else below the address that the sender called.</summary>
    public string UrlOf(HttpContext http, long number)
    {
        var url = links.Run(number);
        return url.StartsWith('/') ? $"{http.Request.Scheme}://{http.Request.Host}{url}" : url;
    }

    /// <summary>What became of a request for one agent.</summary>
    public IResult Of(HttpContext http, TakeResult result)
    {
        switch (result)
        {
            case TakeResult.Started r:
                return Accepted(http, r.Number, r.All);
            case TakeResult.Passed r:
                return Nothing(r.Why);
            case TakeResult.Conflict r:
                return Problem(StatusCodes.Status409Conflict, "Sent before with another content", $"This id came before with another content, which started run #{r.Number}. An id belongs to one message.");
            case TakeResult.BadVariables r:
                return Problem(StatusCodes.Status422UnprocessableEntity, "Values that do not fit", string.Join(" ", r.Errors.Select(e => $"{e.Key}: {e.Value}")));
            case TakeResult.Resting r:
                return Resting(http, r.Why);
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>503, and when to try again: an agent that rests will work again, and its sender is asked to keep the message until then.</summary>
    public static IResult Resting(HttpContext http, string why)
    {
        http.Response.Headers.RetryAfter = RetrySeconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Problem(StatusCodes.Status503ServiceUnavailable, "Takes nothing now", why);
    }

    /// <summary>What is wrong, with a remedy in its detail.</summary>
    public static IResult Problem(int status, string title, string detail) => Results.Problem(detail, statusCode: status, title: title, type: "about:blank");
}
