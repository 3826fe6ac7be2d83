using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatRuns.Bot.Channels.Teams.Door;

/// <summary>One thing that Teams sent. Members that Teams left out are null or empty; texts are somebody's words, unchecked.</summary>
/// <remarks>Source: microsoft/botframework-sdk, "Bot Framework -- Activity"; learn.microsoft.com, "Bot activity handlers" of Teams.</remarks>
internal sealed record TeamsActivity
{
    /// <summary>"message", "invoke", "conversationUpdate", "installationUpdate", "messageReaction", "messageUpdate", "messageDelete", "event".</summary>
    public string Type { get; init; } = "";

    /// <summary>Id within the conversation; null where it has none.</summary>
    public string? Id { get; init; }

    /// <summary>When it was sent.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>IANA name of the sender's time zone.</summary>
    public string? LocalTimezone { get; init; }

    /// <summary>Where answers go, verified against the token and the list of hosts.</summary>
    public string ServiceUrl { get; init; } = "";

    /// <summary>Always "msteams" behind the door.</summary>
    public string ChannelId { get; init; } = "";

    /// <summary>Who did it.</summary>
    public TeamsAccount From { get; init; } = new();

    /// <summary>The bot.</summary>
    public TeamsAccount Recipient { get; init; } = new();

    /// <summary>Where.</summary>
    public TeamsConversation Conversation { get; init; } = new();

    /// <summary>What was typed, mentions as &lt;at&gt; elements.</summary>
    public string? Text { get; init; }

    /// <summary>Language tag of the sender's client.</summary>
    public string? Locale { get; init; }

    /// <summary>The message that this answers, or whose card was pressed.</summary>
    public string? ReplyToId { get; init; }

    /// <summary>Name of an invoke or event, such as "adaptiveCard/action".</summary>
    public string? Name { get; init; }

    /// <summary>Of an installationUpdate: "add", "remove", "add-upgrade" or "remove-upgrade".</summary>
    public string? Action { get; init; }

    /// <summary>Payload of an invoke, or of a message that Action.Submit sent; undefined where there is none.</summary>
    public JsonElement Value { get; init; }

    /// <summary>Teams' own data.</summary>
    public TeamsChannelData? ChannelData { get; init; }

    /// <summary>Mentions and what the client tells about itself.</summary>
    public IReadOnlyList<TeamsEntity> Entities { get; init => field = Clean(value); } = [];

    /// <summary>Files and cards; a message's own text as HTML is among them.</summary>
    public IReadOnlyList<TeamsAttachment> Attachments { get; init => field = Clean(value); } = [];

    /// <summary>Who came, of a conversationUpdate.</summary>
    public IReadOnlyList<TeamsAccount> MembersAdded { get; init => field = Clean(value); } = [];

    /// <summary>Who left, of a conversationUpdate.</summary>
    public IReadOnlyList<TeamsAccount> MembersRemoved { get; init => field = Clean(value); } = [];

    /// <summary>Reactions that were added.</summary>
    public IReadOnlyList<TeamsReaction> ReactionsAdded { get; init => field = Clean(value); } = [];

    /// <summary>Reactions that were taken back.</summary>
    public IReadOnlyList<TeamsReaction> ReactionsRemoved { get; init => field = Clean(value); } = [];

    /// <summary>The tenant it comes from; null where it names none.</summary>
    [JsonIgnore]
    public string? Tenant => Conversation.TenantId ?? ChannelData?.Tenant?.Id;

    /// <summary>Whether it is answered by the response's body.</summary>
    [JsonIgnore]
    public bool IsInvoke => Type == "invoke";

    /// <summary>
    /// The same each time this is delivered again, and for no other: conversation, type and id. A message keeps its id when it is changed
    /// or deleted, so for all but messages and invokes the time counts too. "teams/" and a hash.
    /// </summary>
    [JsonIgnore]
    public string Key => field ??= KeyOf();

    /// <summary>Reads a body; null when it is no activity: no JSON, names twice, or without type, conversation, sender or recipient.</summary>
    public static TeamsActivity? Read(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, TeamsWire.Default.TeamsActivity) is { From: not null, Recipient: not null, Conversation.Id: not null } read
                && !new[] { read.Type, read.ServiceUrl, read.ChannelId, read.From.Id, read.Recipient.Id, read.Conversation.Id }.Any(string.IsNullOrEmpty)
                ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private string KeyOf()
    {
        var time = Type is "message" or "invoke" && Id is not null ? "" : Timestamp?.ToString("O", CultureInfo.InvariantCulture);
        string?[] identity = [Type, Conversation.Id, Id, Id is null ? From.Id : "", time, Id is null ? Value.ToString() + Text : ""];
        var text = JsonSerializer.Serialize(identity, TeamsWire.Default.NullableStringArray);
        return "teams/" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];
    }

    private static IReadOnlyList<T> Clean<T>(IReadOnlyList<T>? list) where T : class => list is null ? [] : [.. list.Where(e => e is not null)];
}

/// <summary>A person or a bot.</summary>
internal sealed record TeamsAccount
{
    /// <summary>"29:…" of a person, the same for this bot only; "28:…" of a bot.</summary>
    public string Id { get; init; } = "";

    /// <summary>Display name, as the person chose it.</summary>
    public string? Name { get; init; }

    /// <summary>Object id in the directory.</summary>
    public string? AadObjectId { get; init; }

    /// <summary>"user", "bot" or another.</summary>
    public string? Role { get; init; }

    /// <summary>Of the recipient: whether the message was for the bot's eyes only.</summary>
    public bool? IsTargeted { get; init; }
}

/// <summary>A conversation.</summary>
internal sealed record TeamsConversation
{
    /// <summary>Its id; of a thread in a channel with ";messageid=…" behind it.</summary>
    public string Id { get; init; } = "";

    /// <summary>"personal", "groupChat" or "channel".</summary>
    public string? ConversationType { get; init; }

    /// <summary>Whether more than two are in it.</summary>
    public bool? IsGroup { get; init; }

    /// <summary>Its tenant.</summary>
    public string? TenantId { get; init; }

    /// <summary>Its name, where it has one.</summary>
    public string? Name { get; init; }
}

/// <summary>Teams' own part of an activity.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Team">The team, in its channels.</param>
/// <param name="Channel">The channel, in channels.</param>
/// <param name="EventType">Of a conversationUpdate: "teamMemberAdded", "channelCreated", "channelRenamed" and others.</param>
internal sealed record TeamsChannelData(TeamsNamed? Tenant, TeamsNamed? Team, TeamsNamed? Channel, string? EventType);

/// <summary>A tenant, team or channel.</summary>
internal sealed record TeamsNamed(string? Id, string? Name, string? AadGroupId);

/// <summary>A mention ("mention": text and who), or what the client tells ("clientInfo": locale, country, platform, timezone).</summary>
internal sealed record TeamsEntity(string? Type, string? Text, TeamsAccount? Mentioned, string? Locale, string? Country, string? Platform, string? Timezone);

/// <summary>A file or a card.</summary>
internal sealed record TeamsAttachment(string? ContentType, string? ContentUrl, string? Name, JsonElement Content);

/// <summary>A reaction: "like", "heart" or another.</summary>
internal sealed record TeamsReaction(string? Type);

/// <summary>How activities stand on the wire. A name that stands there twice would mean one thing to us and another to somebody else.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(TeamsActivity))]
[JsonSerializable(typeof(string[]), TypeInfoPropertyName = "NullableStringArray")]
internal sealed partial class TeamsWire : JsonSerializerContext;
