using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;

namespace ChatRuns.Bot.Channels.Teams.Door;

/// <summary>A public key that Microsoft signs with.</summary>
/// <param name="Id">Its "kid".</param>
/// <param name="Key">RSA, 2048 bits or more.</param>
/// <param name="Endorsements">The channels that it may sign for.</param>
internal sealed record SigningKey(string Id, RSAParameters Key, IReadOnlyList<string> Endorsements);

/// <summary>
/// The keys that inbound tokens are signed with, from the OpenID metadata. Read again once a day, and when a token names a key that is not
/// there: then not within five minutes of the last time, so that made-up key ids are no way to make the bot call. While the metadata
/// cannot be read, what was known before counts.
/// </summary>
internal sealed partial class SigningKeys(HttpClient http, IOptions<TeamsOptions> options, TimeProvider time, ILogger<SigningKeys> log) : IDisposable
{
    private const int LeastBits = 2048;
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(24);
    private static readonly TimeSpan BetweenReads = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(10);
    private readonly SemaphoreSlim _one = new(1);
    private Known? _known;
    private long? _triedAt;
    private bool _failed;

    /// <summary>The key of that id; null when there is none.</summary>
    public async Task<SigningKey?> FindAsync(string id, CancellationToken cancel)
    {
        if (_known is { } known && time.GetElapsedTime(known.At) < Fresh && known.Keys.TryGetValue(id, out var key)) return key;
        await ReadAsync(cancel);
        return _known?.Keys.GetValueOrDefault(id);
    }

    /// <summary>Reads them now, whatever is known, and keeps nothing: for the doctor.</summary>
    public async Task<KeysLook> LookAsync(CancellationToken cancel)
    {
        try
        {
            var (keys, ahead) = await FetchAsync(options.Value.MetadataAddress(), cancel);
            return new(keys, "", ahead);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or UriFormatException or InvalidDataException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return new(new Dictionary<string, SigningKey>(), e.Message.TrimEnd('.'), null);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private bool MayAsk() => _triedAt is not { } at || time.GetElapsedTime(at) >= (_failed ? AfterFailure : BetweenReads);

    private async Task ReadAsync(CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            // Too soon, or somebody else read them while this one waited.
            if (!MayAsk()) return;
            (_triedAt, _failed) = (time.GetTimestamp(), true);
            var look = await LookAsync(cancel);
            if (look.Problem.Length > 0)
            {
                LogNotRead(options.Value.MetadataAddress().Host, look.Problem);
                return;
            }

            (_known, _failed) = (new(look.Keys, time.GetTimestamp()), false);
            LogRead(look.Keys.Count);
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<(Dictionary<string, SigningKey> Keys, TimeSpan? Ahead)> FetchAsync(Uri address, CancellationToken cancel)
    {
        var (metadata, ahead) = await GetAsync(address, KeysWire.Default.Metadata, cancel);
        if (!Uri.TryCreate(metadata.JwksUri, UriKind.Absolute, out var where) || (where.Scheme != Uri.UriSchemeHttps && where.Authority != address.Authority))
            throw new InvalidDataException("the metadata names no https address of keys");
        var (set, _) = await GetAsync(where, KeysWire.Default.KeySet, cancel);
        var keys = new Dictionary<string, SigningKey>(StringComparer.Ordinal);
        foreach (var key in (set.Keys ?? []).Select(Open).OfType<SigningKey>()) keys[key.Id] = key;
        return keys.Count > 0 ? (keys, ahead) : throw new InvalidDataException("there are no keys");
    }

    private async Task<(T Answer, TimeSpan? Ahead)> GetAsync<T>(Uri address, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, CancellationToken cancel) where T : class
    {
        using var response = await http.GetAsync(address, cancel);
        response.EnsureSuccessStatusCode();
        var answer = JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(cancel), type) ?? throw new InvalidDataException("the answer is empty");
        return (answer, time.GetUtcNow() - response.Headers.Date);
    }

    private static SigningKey? Open(Jwk? key)
    {
        if (key is not { Kty: "RSA", Kid.Length: > 0, Use: null or "sig", N.Length: > 0, E.Length: > 0 }) return null;
        try
        {
            var parameters = new RSAParameters { Modulus = Base64Url.DecodeFromChars(key.N), Exponent = Base64Url.DecodeFromChars(key.E) };
            return parameters.Modulus.Length * 8 < LeastBits ? null : new(key.Kid, parameters, [.. (key.Endorsements ?? []).OfType<string>()]);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Read {Count} keys that Teams signs with")]
    private partial void LogRead(int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "The keys that Teams signs with could not be read from {Host}: {Why}. Requests of Teams are refused until they are, unless they are signed with a key that is known")]
    private partial void LogNotRead(string host, string why);

    private sealed record Known(IReadOnlyDictionary<string, SigningKey> Keys, long At);
}

/// <summary>What reading the keys came to.</summary>
/// <param name="Keys">By their ids; none when they could not be read.</param>
/// <param name="Problem">Why they could not be read, without a full stop; empty when they could.</param>
/// <param name="Ahead">How far our clock is ahead of theirs, to a second or so; null when they did not tell the time.</param>
internal sealed record KeysLook(IReadOnlyDictionary<string, SigningKey> Keys, string Problem, TimeSpan? Ahead);

/// <summary>The part of OpenID metadata that is used.</summary>
internal sealed record Metadata([property: JsonPropertyName("jwks_uri")] string? JwksUri);

/// <summary>A set of keys (RFC 7517).</summary>
internal sealed record KeySet([property: JsonPropertyName("keys")] IReadOnlyList<Jwk?>? Keys);

/// <summary>One key of a set; "endorsements" is Microsoft's own member.</summary>
internal sealed record Jwk(
    [property: JsonPropertyName("kty")] string? Kty,
    [property: JsonPropertyName("kid")] string? Kid,
    [property: JsonPropertyName("use")] string? Use,
    [property: JsonPropertyName("n")] string? N,
    [property: JsonPropertyName("e")] string? E,
    [property: JsonPropertyName("endorsements")] IReadOnlyList<string?>? Endorsements);

/// <summary>How keys stand on the wire.</summary>
[JsonSerializable(typeof(Metadata))]
[JsonSerializable(typeof(KeySet))]
internal sealed partial class KeysWire : JsonSerializerContext;
