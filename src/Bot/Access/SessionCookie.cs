using System.Globalization;

namespace ChatRuns.Bot.Access;

/// <summary>The cookie that holds a session's token. Browsers share cookies between ports, so its name carries the port.</summary>
internal static class SessionCookie
{
    /// <summary>The token that the browser sent; null for none.</summary>
    public static string? Read(HttpRequest request) => request.Cookies[NameFor(request)];

    /// <summary>Gives the browser a token.</summary>
    public static void Set(HttpContext context, string token) =>
        context.Response.Cookies.Append(NameFor(context.Request), token, Options(context.Request, SignIn.SessionLife));

    /// <summary>Takes it back.</summary>
    public static void Drop(HttpContext context) =>
        context.Response.Cookies.Delete(NameFor(context.Request), Options(context.Request, null));

    private static string NameFor(HttpRequest request) =>
        "chatruns" + (request.Host.Port is { } port ? string.Create(CultureInfo.InvariantCulture, $"-{port}") : "");

    private static CookieOptions Options(HttpRequest request, TimeSpan? life) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = request.IsHttps,
        Path = "/",
        IsEssential = true,
        MaxAge = life,
    };
}
