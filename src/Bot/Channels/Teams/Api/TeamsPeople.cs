using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatRuns.Bot.Channels.Teams.Api;

/// <summary>Somebody in a conversation, as Teams tells.</summary>
internal sealed record TeamsMember
{
    /// <summary>"29:…".</summary>
    public string Id { get; init; } = "";

    /// <summary>Display name.</summary>
    public string? Name { get; init; }

    /// <summary>Mail address; null for guests of some tenants.</summary>
    public string? Email { get; init; }

    /// <summary>Sign-in name.</summary>
    public string? UserPrincipalName { get; init; }

    /// <summary>Object id in the directory; some services call it "objectId".</summary>
    public string? AadObjectId { get; init; }

    /// <summary>As <see cref="AadObjectId"/>.</summary>
    public string? ObjectId { get; init; }

    /// <summary>Home tenant.</summary>
    public string? TenantId { get; init; }

    /// <summary>"user", "guest", "anonymous" or another.</summary>
    public string? UserRole { get; init; }

    /// <summary>The member that an answer holds; null when it holds none.</summary>
    public static TeamsMember? Of(TeamsAnswer answer) =>
        TeamsPeople.Read(answer, TeamsPeople.Default.TeamsMember) is { Id.Length: > 0 } member ? member : null;

    /// <summary>The members that an answer of a page holds; none when it holds none.</summary>
    public static IReadOnlyList<TeamsMember> Page(TeamsAnswer answer) =>
        [.. (TeamsPeople.Read(answer, TeamsPeople.Default.MembersPage)?.Members ?? []).OfType<TeamsMember>()];

    /// <summary>What asks for the page after this one; empty when it is the last.</summary>
    public static string NextOf(TeamsAnswer answer) => TeamsPeople.Read(answer, TeamsPeople.Default.MembersPage)?.ContinuationToken ?? "";
}

/// <summary>A channel of a team.</summary>
/// <param name="Id">"19:…"; of the General channel the team's own id.</param>
/// <param name="Name">Null for the General channel, which each client names in its language.</param>
internal sealed record TeamsChannelName(string? Id, string? Name)
{
    /// <summary>The channels that an answer holds.</summary>
    public static IReadOnlyList<TeamsChannelName> List(TeamsAnswer answer) =>
        [.. (TeamsPeople.Read(answer, TeamsPeople.Default.ChannelList)?.Conversations ?? []).OfType<TeamsChannelName>().Where(c => c.Id is not null)];
}

/// <summary>A page of members on the wire.</summary>
internal sealed record MembersPage(IReadOnlyList<TeamsMember?>? Members, string? ContinuationToken);

/// <summary>Channels on the wire.</summary>
internal sealed record ChannelList(IReadOnlyList<TeamsChannelName?>? Conversations);

/// <summary>How people and channels stand on the wire.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TeamsMember))]
[JsonSerializable(typeof(MembersPage))]
[JsonSerializable(typeof(ChannelList))]
internal sealed partial class TeamsPeople : JsonSerializerContext
{
    /// <summary>What an answer holds; null when it is another.</summary>
    public static T? Read<T>(TeamsAnswer answer, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) where T : class
    {
        if (answer is not TeamsAnswer.Ok { Body.ValueKind: JsonValueKind.Object } ok) return null;
        try
        {
            return ok.Body.Deserialize(type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
