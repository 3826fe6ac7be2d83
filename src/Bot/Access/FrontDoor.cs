using System.Net;

namespace ChatRuns.Bot.Access;

/// <summary>
/// Stands before every endpoint. A web page of somebody else may point its own name at this machine (DNS rebinding) or post a form
/// here: so only the hosts that are ours are answered, and what changes something must come from our own page. Endpoints that
/// verify their callers otherwise (signed webhooks) are marked with <see cref="AnyCaller"/>.
/// </summary>
internal sealed partial class FrontDoor(RequestDelegate next, OwnHosts hosts, ILogger<FrontDoor> log)
{
    /// <summary>Lets the request through, or says why not.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        SecurityHeaders.Set(context.Response.Headers);
        if (context.GetEndpoint()?.Metadata.GetMetadata<AnyCaller>() is not null) return next(context);

        var host = context.Request.Host;
        if (!hosts.IsOurs(host, context.Connection.LocalIpAddress))
        {
            ForeignHostRefused(log, host.Host);
            return RefuseAsync(context, StatusCodes.Status421MisdirectedRequest,
                $"ChatRuns does not answer to the host \"{host.Host}\". Open the address that its start printed, or set PublicUrl to the address that people use.");
        }

        if (IsChange(context.Request.Method) && !hosts.IsOwnPage(context.Request))
        {
            ForeignOriginRefused(log, context.Request.Headers.Origin.ToString(), context.Request.Path);
            return RefuseAsync(context, StatusCodes.Status403Forbidden,
                "Refused: this request did not come from ChatRuns' own page. Open the page itself and try again there.");
        }

        return next(context);
    }

    private static bool IsChange(string method) => !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) && !HttpMethods.IsOptions(method);

    private static Task RefuseAsync(HttpContext context, int status, string why)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(why + "\n", context.RequestAborted);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Refused a request for the host {Host}, which is not ours")]
    private static partial void ForeignHostRefused(ILogger log, string host);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Refused a change from the origin '{Origin}' at {Path}")]
    private static partial void ForeignOriginRefused(ILogger log, string origin, string path);
}

/// <summary>Marks an endpoint that any host name and any origin may call: it verifies its callers itself, or has nothing to hide.</summary>
internal sealed class AnyCaller
{
    /// <summary>The mark.</summary>
    public static AnyCaller Mark { get; } = new();
}

/// <summary>The names that this server goes by.</summary>
internal sealed class OwnHosts
{
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase) { "localhost", "127.0.0.1", "[::1]" };
    private readonly string? _publicOrigin;

    /// <summary>From the settings "urls" and "PublicUrl".</summary>
    public OwnHosts(IConfiguration settings)
    {
        foreach (var url in (settings["urls"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            AddListening(BindingAddress.Parse(url).Host);
        if (!Uri.TryCreate(settings["PublicUrl"], UriKind.Absolute, out var address)) return;

        _names.Add(address.Host);
        _publicOrigin = address.GetLeftPart(UriPartial.Authority);
    }

    /// <summary>Whether a request's Host is one of our names, or the very IP address it arrived at: no name can be pointed at that.</summary>
    public bool IsOurs(HostString host, IPAddress? arrivedAt)
    {
        if (_names.Contains(host.Host)) return true;
        if (arrivedAt is null || !IPAddress.TryParse(host.Host.Trim('[', ']'), out var address)) return false;
        return address.Equals(arrivedAt.IsIPv4MappedToIPv6 ? arrivedAt.MapToIPv4() : arrivedAt);
    }

    /// <summary>Whether the browser says that our own page sent this. A browser says so by itself; no page can make it lie.</summary>
    public bool IsOwnPage(HttpRequest request)
    {
        // "null" is what a form sends under the referrer policy "no-referrer": then the other header tells.
        var origin = request.Headers.Origin.ToString();
        if (origin is not ("" or "null"))
            return origin == $"{request.Scheme}://{request.Host.Value}" || (_publicOrigin is not null && origin == _publicOrigin);
        return request.Headers["Sec-Fetch-Site"] == "same-origin";
    }

    private void AddListening(string host)
    {
        // Listening on every address: then this machine goes by its own name too.
        _names.Add(host is "*" or "+" or "0.0.0.0" or "[::]" ? Environment.MachineName : host);
    }
}
