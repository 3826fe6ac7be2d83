using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;

namespace ChatRuns.Bot.Channels.Teams.Api;

/// <summary>A token that only a request's header learns: it prints as what it is.</summary>
internal sealed class AccessToken(string value)
{
    /// <summary>For the request.</summary>
    public AuthenticationHeaderValue Header() => new("Bearer", value);

    /// <inheritdoc/>
    public override string ToString() => "(access token)";
}

/// <summary>What asking for a token came to: a closed family.</summary>
internal abstract record LoginAnswer
{
    /// <summary>A token.</summary>
    internal sealed record Granted(AccessToken Token) : LoginAnswer;

    /// <summary>The login service said no: the settings and the registration do not fit together.</summary>
    internal sealed record Denied(string Error) : LoginAnswer;

    /// <summary>It could not be asked.</summary>
    internal sealed record Failed(string Why) : LoginAnswer;
}

/// <summary>
/// The bot's own tokens, by client credentials: kept until five minutes before they expire, and asked for once, however many wait. A "no" is
/// believed for half a minute.
/// </summary>
/// <remarks>Source: learn.microsoft.com, "Authenticate requests with the Bot Connector API"; RFC 6749, section 4.4.</remarks>
internal sealed partial class TeamsLogin(HttpClient http, IOptions<TeamsOptions> options, TimeProvider time, ILogger<TeamsLogin> log)
{
    private static readonly TimeSpan Before = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Believed = TimeSpan.FromSeconds(30);
    private readonly Lock _lock = new();
    private Task<LoginAnswer>? _asking;
    private LoginAnswer? _known;
    private long _knownAt;
    private TimeSpan _good;

    /// <summary>Whether the login service is a stand-in on this machine.</summary>
    public bool IsHere => options.Value.TokenAddress().IsLoopback;

    /// <summary>How far our clock was ahead of the login service's at its last answer, to a second or so; null when it did not tell the time.</summary>
    public TimeSpan? Ahead { get; private set; }

    /// <summary>A token that is good for five minutes at least, where the service grants one.</summary>
    public Task<LoginAnswer> GetAsync(CancellationToken cancel)
    {
        lock (_lock)
        {
            if (_known is { } known && time.GetElapsedTime(_knownAt) < _good) return Task.FromResult(known);
            // Nobody's own cancellation ends what others wait for.
            if (_asking is not { IsCompleted: false }) _asking = AskAsync();
            return _asking.WaitAsync(cancel);
        }
    }

    /// <summary>Teams did not take this token: the next who asks gets another one.</summary>
    public void Forget(AccessToken token)
    {
        lock (_lock)
        {
            if (_known is LoginAnswer.Granted granted && ReferenceEquals(granted.Token, token)) _known = null;
        }
    }

    private async Task<LoginAnswer> AskAsync()
    {
        // The lock of whoever asked first is not held while the service thinks.
        await Task.Yield();
        var (answer, good) = await FetchAsync();
        lock (_lock) (_known, _knownAt, _good) = (answer is LoginAnswer.Failed ? null : answer, time.GetTimestamp(), good);
        if (answer is LoginAnswer.Denied denied) LogDenied(options.Value.TokenAddress().Host, denied.Error);
        return answer;
    }

    private async Task<(LoginAnswer Answer, TimeSpan Good)> FetchAsync()
    {
        try
        {
            using var form = new FormUrlEncodedContent(Form());
            using var response = await http.PostAsync(options.Value.TokenAddress(), form);
            var status = (int)response.StatusCode;
            Ahead = time.GetUtcNow() - response.Headers.Date;
            if (status >= 500 || status == 429) return (new LoginAnswer.Failed($"the login service answered HTTP {status}"), default);
            var grant = JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(), LoginWire.Default.Grant);
            if (!response.IsSuccessStatusCode || grant?.AccessToken is not { Length: > 0 } token) return (new LoginAnswer.Denied(grant?.Error ?? $"HTTP {status}"), Believed);
            var life = TimeSpan.FromSeconds(grant.ExpiresIn);
            return (new LoginAnswer.Granted(new(token)), life > 2 * Before ? life - Before : life / 2);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or JsonException)
        {
            // What the exception says may quote what was sent.
            return (new LoginAnswer.Failed($"the login service did not answer ({(e as HttpRequestException)?.HttpRequestError.ToString() ?? e.GetType().Name})"), default);
        }
    }

    private Dictionary<string, string> Form()
    {
        var settings = options.Value;
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = settings.AppId,
            ["scope"] = TeamsCloud.Of(settings.Cloud).Scope,
        };
        if (settings.CertificatePath.Length == 0)
        {
            form["client_secret"] = settings.AppSecret;
            return form;
        }

        using var certificate = ClientAssertion.Load(settings.CertificatePath);
        form["client_assertion_type"] = ClientAssertion.Type;
        form["client_assertion"] = ClientAssertion.Make(certificate, settings.AppId, settings.TokenAddress(), time.GetUtcNow());
        return form;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Host} gives the bot no token ({Error}): nothing can be sent to Teams. Check Teams:AppId, Teams:TenantId and the secret or certificate against the bot's registration")]
    private partial void LogDenied(string host, string error);
}

/// <summary>The login service's answer.</summary>
internal sealed record Grant(
    [property: JsonPropertyName("access_token")] string? AccessToken,
    [property: JsonPropertyName("expires_in")] long ExpiresIn,
    [property: JsonPropertyName("error")] string? Error)
{
    /// <summary>Without the token.</summary>
    public override string ToString() => $"Grant {Error ?? "(access token)"}";
}

/// <summary>How the login service's answers stand on the wire.</summary>
[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(Grant))]
internal sealed partial class LoginWire : JsonSerializerContext;
