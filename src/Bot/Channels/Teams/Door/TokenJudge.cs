using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace ChatRuns.Bot.Channels.Teams.Door;

/// <summary>
/// Judges the token that Teams sends with an activity, by the classic strict rules of the Bot Framework: RS256 by a key of the metadata,
/// its issuer, this bot as audience, five minutes of grace, a key that is endorsed for the channel, the activity's very service address.
/// What costs nothing is looked at first, so that only a token that could be right makes the bot look for keys.
/// </summary>
/// <remarks>Source: microsoft/botbuilder-dotnet, ChannelValidation and JwtTokenExtractor; learn.microsoft.com, "Authenticate requests with the Bot Connector API".</remarks>
internal sealed class TokenJudge(SigningKeys keys, IOptions<TeamsOptions> options, TimeProvider time)
{
    private const double Grace = 300;
    private const int MostBelieved = 256;
    private readonly ConcurrentDictionary<string, (BearerToken Token, SigningKey Key)> _believed = new(StringComparer.Ordinal);

    /// <summary>
    /// Judges the token alone, before the body is read. Teams sends one token with many activities: its signature is verified once, as long
    /// as the metadata holds the very key that it was verified with; all else about it is judged each time.
    /// </summary>
    public async Task<(InboundToken? Token, TokenProblem? Problem)> JudgeAsync(StringValues authorization, CancellationToken cancel)
    {
        var header = authorization.ToString();
        var isKnown = _believed.TryGetValue(header, out var known);
        var (token, problem) = isKnown ? (known.Token, null) : BearerToken.Read(authorization);
        if (token is null) return (null, problem);
        if (Claims(token) is { } wrong) return (null, wrong);
        if (await keys.FindAsync(token.Kid, cancel) is not { } key) return (null, TokenProblem.Key);
        if (!isKnown || !ReferenceEquals(known.Key, key))
        {
            if (!IsSigned(token, key)) return (null, TokenProblem.Signature);
            if (_believed.Count >= MostBelieved) _believed.Clear();
            _believed[header] = (token, key);
        }

        return (new(key.Endorsements, token.Text("serviceurl")), null);
    }

    private TokenProblem? Claims(BearerToken token)
    {
        if (token.Text("iss") != TeamsCloud.Of(options.Value.Cloud).Issuer) return TokenProblem.Issuer;
        if (token.Text("aud") != options.Value.AppId) return TokenProblem.Audience;
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        if (token.Seconds("exp") is not { } end || now >= end + Grace) return TokenProblem.Expired;
        if (token.Has("nbf") && (token.Seconds("nbf") is not { } start || start > now + Grace)) return TokenProblem.Early;
        return null;
    }

    private static bool IsSigned(BearerToken token, SigningKey key)
    {
        try
        {
            using var rsa = RSA.Create(key.Key);
            return rsa.VerifyData(token.SignedPart, token.Signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
        catch (CryptographicException)
        {
            // A key that is none.
            return false;
        }
    }
}

/// <summary>A token that is believed; whether it fits what it came with is still to be asked.</summary>
/// <param name="Endorsements">Channels that its key may sign for.</param>
/// <param name="ServiceUrl">The address that it was signed for; null where it names none.</param>
internal sealed record InboundToken(IReadOnlyList<string> Endorsements, string? ServiceUrl)
{
    /// <summary>Null when it was made for this activity.</summary>
    public TokenProblem? Judge(TeamsActivity activity)
    {
        if (!Endorsements.Contains(activity.ChannelId, StringComparer.Ordinal)) return TokenProblem.Endorsement;
        return ServiceUrl == activity.ServiceUrl ? null : TokenProblem.ServiceUrl;
    }
}
