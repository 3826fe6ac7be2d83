using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace ChatRuns.Tools.Http;

/// <summary>
/// The one way by which steps and tools make HTTP requests: shared connections, no cookies, limits on time and size, redirects
/// followed by hand, and the bot's own addresses shut.
/// </summary>
internal sealed class HttpDoor : IDisposable
{
    private const int MostRedirects = 10;

    private readonly Dialer _dialer;
    private readonly IOptions<ToolOptions> _options;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _outside;
    private readonly HttpMessageInvoker _once;
    private readonly HttpMessageInvoker _health;

    public HttpDoor(Dialer dialer, IOptions<ToolOptions> options, TimeProvider time)
    {
        _dialer = dialer;
        _options = options;
        _time = time;
        _outside = new(Handler(TimeSpan.FromMinutes(5), dialer));
        // A changing request gets a connection of its own: on one that went stale in the pool nobody could tell whether it arrived.
        _once = new(Handler(TimeSpan.Zero, dialer));
        // Never pooled: a connection to the bot that was opened for /health must not be there for another path of a renamed host.
        _health = new(Handler(TimeSpan.Zero, dialer: null));
    }

    /// <summary>Why a request would be refused whatever happens, because it goes to the bot itself; null otherwise.</summary>
    public async Task<string?> RefusalAsync(HttpAsk ask, Uri address, CancellationToken cancel) => !MayRead(ask, address) && await _dialer.IsOwnAsync(address, cancel)
        ? Dialer.Refusal(address.Host, address.Port)
        : null;

    /// <summary>Makes a request. Throws only <see cref="OperationCanceledException"/>, for the caller's own token.</summary>
    public async Task<HttpReply> SendAsync(HttpAsk ask, CancellationToken cancel)
    {
        if (!HttpLetter.TryReadAddress(ask.Url, out var address, out var wrong)) return new HttpReply.NotAnswered(HttpFault.Invalid, wrong);
        using var limit = ask.Timeout is { } most ? new CancellationTokenSource(most, _time) : new();
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        try
        {
            return await FollowAsync(ask, address, both.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new HttpReply.NotAnswered(HttpFault.TimedOut, $"{address.Authority} did not answer within {ask.Timeout?.TotalSeconds:0} seconds.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException or FormatException or OwnAddressException)
        {
            cancel.ThrowIfCancellationRequested();
            return NoAnswer(e, address);
        }
    }

    private async Task<HttpReply> FollowAsync(HttpAsk ask, Uri address, CancellationToken cancel)
    {
        var start = address;
        for (var redirects = 0; ; redirects++)
        {
            var isOwn = await _dialer.IsOwnAsync(address, cancel);
            if (isOwn && !MayRead(ask, address))
                return new HttpReply.NotAnswered(HttpFault.Refused, Dialer.Refusal(address.Host, address.Port));
            using var request = HttpLetter.Write(ask, address, keepHeaders: HttpLetter.IsSameOrigin(start, address));
            using var response = await (isOwn ? _health : ask.IsReadOnly ? _outside : _once).SendAsync(request, cancel);
            if (!ask.IsReadOnly || HttpLetter.Next(response, address) is not { } next)
                return await HttpLetter.ReadAsync(response, address, _options.Value.Http.MostBodyBytes, cancel);
            if (redirects == MostRedirects)
                return new HttpReply.NotAnswered(HttpFault.Broken, $"{start.Authority} redirects in a circle: gave up after {MostRedirects} redirects.");
            if (address.Scheme == Uri.UriSchemeHttps && next.Scheme != Uri.UriSchemeHttps)
                return new HttpReply.NotAnswered(HttpFault.Refused, $"{address.Authority} redirects from https to {next.Scheme}, which is not followed.");
            if (next.Scheme is not ("http" or "https"))
                return new HttpReply.NotAnswered(HttpFault.Refused, $"{address.Authority} redirects to another scheme than http and https.");
            address = next;
        }
    }

    private static bool MayRead(HttpAsk ask, Uri own) => ask.IsReadOnly && own.AbsolutePath == "/health";

    private static HttpReply.NotAnswered NoAnswer(Exception error, Uri address)
    {
        for (var inner = error; inner is not null; inner = inner.InnerException)
        {
            if (inner is OwnAddressException own) return new(HttpFault.Refused, own.Message);
            if (inner is SocketException socket) return Unreachable(socket, address);
        }

        return error switch
        {
            FormatException => new(HttpFault.Invalid, error.Message),
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } =>
                new(HttpFault.NotSecure, $"{address.Authority}: no secure connection: {Innermost(error)}"),
            _ => new(HttpFault.Broken, $"{address.Authority}: the answer broke off: {Innermost(error)}"),
        };
    }

    private static HttpReply.NotAnswered Unreachable(SocketException error, Uri address) => error.SocketErrorCode switch
    {
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery =>
            new(HttpFault.NameNotFound, $"There is no host {address.Host}, or the name service does not answer. Check the spelling and the network."),
        SocketError.ConnectionRefused => new(HttpFault.NotConnected, $"Nobody listens at {address.Authority}. Check that the service runs and the port is right."),
        SocketError.ConnectionReset => new(HttpFault.Broken, $"{address.Authority} closed the connection before it had answered."),
        _ => new(HttpFault.NotConnected, $"{address.Authority} cannot be reached: {OutsideText.Visible(error.Message)}."),
    };

    private static string Innermost(Exception error) => OutsideText.Visible(error.GetBaseException().Message);

    private static SocketsHttpHandler Handler(TimeSpan lifetime, Dialer? dialer) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = dialer is not null,
        AutomaticDecompression = DecompressionMethods.All,
        PooledConnectionLifetime = lifetime,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
        ConnectCallback = dialer is null ? null : async (context, cancel) => await dialer.ConnectAsync(context.DnsEndPoint, cancel),
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        _outside.Dispose();
        _once.Dispose();
        _health.Dispose();
    }
}
