using System.Text.Json.Nodes;
using ChatRuns.StandIns.Out;

namespace ChatRuns.Bot.Tests.Teams;

/// <summary>A good token and the activity that it was made for, to be spoilt before it is sent.</summary>
internal sealed class TokenForge
{
    public const string AppId = "00001111-aaaa-2222-bbbb-3333cccc4444";
    public const string Tenant = "aaaabbbb-0000-cccc-1111-dddd2222eeee";
    public const string Service = "https://smba.trafficmanager.net/emea/" + Tenant + "/";

    /// <summary>Keys that the metadata holds, the first signs what Teams sends.</summary>
    public static IReadOnlyList<TeamsSigningKey> Known { get; } =
    [
        new("standin-1", TeamsSigningKey.Pooled(0), ["msteams", "emulator"]),
        new("second", TeamsSigningKey.Pooled(1), ["skype", "msteams"]),
        new("webchat", TeamsSigningKey.Pooled(1), ["webchat"]),
        new("unendorsed", TeamsSigningKey.Pooled(1), null),
        new("for-nothing", TeamsSigningKey.Pooled(1), []),
        new("weak", Weak.Value, ["msteams"]),
    ];

    /// <summary>A key that nobody knows.</summary>
    public static TeamsSigningKey Stranger { get; } = new("stranger", TeamsSigningKey.Pooled(2), ["msteams"]);

    public TokenForge(long now)
    {
        Now = now;
        Key = Known[0];
        Header = new() { ["alg"] = "RS256", ["kid"] = Key.Kid, ["x5t"] = Key.Kid, ["typ"] = "JWT" };
        Claims = new() { ["serviceurl"] = Service, ["nbf"] = now - 60, ["exp"] = now + 3600, ["iss"] = "https://api.botframework.com", ["aud"] = AppId };
        Activity = new()
        {
            ["type"] = "message",
            ["id"] = "1690000000000",
            ["timestamp"] = "2026-06-01T12:00:00.000Z",
            ["serviceUrl"] = Service,
            ["channelId"] = "msteams",
            ["from"] = new JsonObject { ["id"] = "29:mia", ["name"] = "Mia Chen" },
            ["recipient"] = new JsonObject { ["id"] = "28:" + AppId, ["name"] = "ChatRuns" },
            ["conversation"] = new JsonObject { ["id"] = "a:1", ["conversationType"] = "personal", ["tenantId"] = Tenant },
            ["text"] = "help",
            ["channelData"] = new JsonObject { ["tenant"] = new JsonObject { ["id"] = Tenant } },
        };
        Sign = () => Key.Sign(Header, Claims);
        Authorize = token => "Bearer " + token;
    }

    public long Now { get; }

    public TeamsSigningKey Key { get; set; }

    public JsonObject Header { get; }

    public JsonObject Claims { get; }

    public JsonObject Activity { get; }

    /// <summary>Makes the token.</summary>
    public Func<string> Sign { get; set; }

    /// <summary>Makes the header Authorization of it; null for none.</summary>
    public Func<string, string?> Authorize { get; set; }

    public string? Authorization() => Authorize(Sign());

    /// <summary>Signs with another key, under its own id.</summary>
    public void By(TeamsSigningKey key) => (Key, Header["kid"]) = (key, key.Kid);

    /// <summary>Is made for another service address.</summary>
    public void For(string service) => (Claims["serviceurl"], Activity["serviceUrl"]) = (service, service);

    /// <summary>Changes the token after it was signed.</summary>
    public void Then(Func<string[], IEnumerable<string>> change)
    {
        var sign = Sign;
        Sign = () => string.Join('.', change(sign().Split('.')));
    }

    private static class Weak
    {
        public static System.Security.Cryptography.RSA Value { get; } = System.Security.Cryptography.RSA.Create(1024);
    }
}
