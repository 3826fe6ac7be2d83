using System.Buffers;
using System.Net.Http.Headers;
using System.Text;

namespace ChatRuns.Tools.Http;

/// <summary>Writes requests and reads answers; knows headers, never connections.</summary>
internal static class HttpLetter
{
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly HashSet<string> Ours = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Content-Length", "Expect", "Host", "Keep-Alive", "Proxy-Authorization", "Proxy-Connection", "TE", "Trailer",
        "Transfer-Encoding", "Upgrade",
    };

    private static readonly HashSet<string> HarmlessElsewhere = new(StringComparer.OrdinalIgnoreCase) { "Accept", "Accept-Language", "User-Agent" };

    private static readonly HashSet<string> Told = new(StringComparer.OrdinalIgnoreCase)
    {
        "Content-Type", "Content-Length", "Date", "ETag", "Last-Modified", "Link", "Location", "Retry-After", "Server", "X-Request-Id",
    };

    /// <summary>Reads an absolute http or https address without credentials in it.</summary>
    public static bool TryReadAddress(string url, out Uri address, out string wrong)
    {
        wrong = "";
        if (!Uri.TryCreate(url, UriKind.Absolute, out address!) || address.Scheme is not ("http" or "https") || address.Host.Length == 0)
            wrong = "The address must be a whole one, such as https://example.com/status.";
        else if (address.UserInfo.Length > 0)
            wrong = "The address has a user name or password in it. Send them in a header: Authorization.";
        return wrong.Length == 0;
    }

    public static bool IsSameOrigin(Uri one, Uri other) =>
        one.Scheme == other.Scheme && one.IdnHost == other.IdnHost && one.Port == other.Port;

    /// <summary>The request; a host that was redirected to gets only headers that cannot hold a secret.</summary>
    public static HttpRequestMessage Write(HttpAsk ask, Uri address, bool keepHeaders)
    {
        if (ask.Method.Length == 0 || ask.Method.AsSpan().ContainsAnyExcept(TokenCharacters) || ask.Method == "CONNECT")
            throw new FormatException("That method cannot be sent.");
        var request = new HttpRequestMessage(new(ask.Method), address);
        // An empty body instead of none: .NET sends a request without a body a second time when the server hangs up on it.
        if (ask.Body is not null || !ask.IsReadOnly) request.Content = new ByteArrayContent(ask.Body ?? []);
        foreach (var (name, value) in ask.Headers)
        {
            Check(name, value);
            if (!keepHeaders && !HarmlessElsewhere.Contains(name)) continue;
            if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content?.Headers.TryAddWithoutValidation(name, value);
        }

        if (ask.Body is not null && request.Content is { Headers.ContentType: null } body) body.Headers.ContentType = MediaTypeHeaderValue.Parse(ask.BodyType);
        if (!request.Headers.Contains("User-Agent")) request.Headers.TryAddWithoutValidation("User-Agent", "ChatRuns");
        if (ask.IdempotencyKey is not null && !request.Headers.Contains("Idempotency-Key"))
            request.Headers.TryAddWithoutValidation("Idempotency-Key", ask.IdempotencyKey);
        return request;
    }

    /// <summary>Where an answer leads on; null when it does not.</summary>
    public static Uri? Next(HttpResponseMessage response, Uri address) =>
        (int)response.StatusCode is 301 or 302 or 303 or 307 or 308 && response.Headers.Location is { } location
            ? new Uri(address, location)
            : null;

    /// <summary>Reads an answer, at most so many bytes of its body.</summary>
    public static async Task<HttpReply> ReadAsync(HttpResponseMessage response, Uri address, int most, CancellationToken cancel)
    {
        var (body, isCut) = await ReadBodyAsync(response.Content, most, cancel);
        return new HttpReply.Answered
        {
            Status = (int)response.StatusCode,
            Headers = Headers(response),
            MediaType = response.Content.Headers.ContentType?.MediaType?.ToLowerInvariant(),
            Body = body,
            Text = TextOf(body, response.Content.Headers.ContentType),
            IsCut = isCut,
            Host = address.Authority,
        };
    }

    private static void Check(string name, string value)
    {
        if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(TokenCharacters)) throw new FormatException($"'{OutsideText.Visible(name, 60)}' is not a header's name.");
        if (Ours.Contains(name)) throw new FormatException($"The header {name} is set by ChatRuns and cannot be given.");
        if (value.Any(c => char.IsControl(c) && c != '\t')) throw new FormatException($"The header {name} has a line end or another control character in it.");
    }

    private static async Task<(byte[] Body, bool IsCut)> ReadBodyAsync(HttpContent content, int most, CancellationToken cancel)
    {
        await using var stream = await content.ReadAsStreamAsync(cancel);
        using var body = new MemoryStream();
        var block = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            for (int read; (read = await stream.ReadAsync(block, cancel)) > 0;)
            {
                var room = most - (int)body.Length;
                body.Write(block, 0, Math.Min(read, room));
                if (read > room) return (body.ToArray(), true);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }

        return (body.ToArray(), false);
    }

    private static Dictionary<string, string> Headers(HttpResponseMessage response) => response.Headers.Concat(response.Content.Headers)
        .Where(h => Told.Contains(h.Key) || h.Key.StartsWith("X-RateLimit", StringComparison.OrdinalIgnoreCase))
        .ToDictionary(h => h.Key.ToLowerInvariant(), h => string.Join(", ", h.Value));

    // Text is what says so, or what is UTF-8 without control characters; a picture is none.
    private static string? TextOf(byte[] body, MediaTypeHeaderValue? type)
    {
        var isText = type?.MediaType is { } media
            && (media.StartsWith("text/", StringComparison.OrdinalIgnoreCase) || media.Contains("json", StringComparison.OrdinalIgnoreCase)
                || media.Contains("xml", StringComparison.OrdinalIgnoreCase) || media.Contains("javascript", StringComparison.OrdinalIgnoreCase)
                || media.Contains("urlencoded", StringComparison.OrdinalIgnoreCase));
        return isText || (body.AsSpan().IndexOf((byte)0) < 0 && Encoding.UTF8.GetString(body) is var guess && guess.All(c => c != '\uFFFD'))
            ? EncodingOf(type?.CharSet).GetString(body)
            : null;
    }

    private static Encoding EncodingOf(string? name)
    {
        try
        {
            return name is null ? Encoding.UTF8 : Encoding.GetEncoding(name.Trim('"'));
        }
        catch (ArgumentException)
        {
            return Encoding.UTF8;
        }
    }
}
