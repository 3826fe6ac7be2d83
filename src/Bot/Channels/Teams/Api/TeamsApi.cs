using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;

namespace ChatRuns.Bot.Channels.Teams.Api;

/// <summary>A conversation, the service that carries it and the tenant that it is of, all as an activity told.</summary>
internal sealed record TeamsPlace(string ServiceUrl, string Conversation, string Tenant);

/// <summary>
/// The calls of the connector that the bot makes. Each keeps to the limits of conversation and tenant, and tries again where that helps (see
/// <see cref="TeamsCaller"/>); none of those that make something is idempotent.
/// </summary>
/// <remarks>Source: learn.microsoft.com, "API reference for the Bot Framework Connector service"; microsoft/teams.net, ConversationClient.</remarks>
internal sealed class TeamsApi(TeamsCaller caller, IOptions<TeamsOptions> options)
{
    private const string Targeted = "?isTargetedActivity=true";

    /// <summary>Sends an activity. Its id: <see cref="TeamsAnswer.Id"/>.</summary>
    public Task<TeamsAnswer> SendAsync(TeamsPlace place, JsonObject activity, CancellationToken cancel) =>
        caller.CallAsync(Write(HttpMethod.Post, place, "activities", activity), cancel);

    /// <summary>The same with an activity that was written already.</summary>
    public Task<TeamsAnswer> SendWrittenAsync(TeamsPlace place, byte[] activity, CancellationToken cancel) =>
        caller.CallAsync(Write(HttpMethod.Post, place, "activities", null) with { Written = activity }, cancel);

    /// <summary>Sends an activity under another; in a channel it stands in that thread.</summary>
    public Task<TeamsAnswer> ReplyAsync(TeamsPlace place, string under, JsonObject activity, CancellationToken cancel) =>
        caller.CallAsync(Write(HttpMethod.Post, place, $"activities/{Uri.EscapeDataString(under)}", activity), cancel);

    /// <summary>Puts a whole activity in place of one that was sent.</summary>
    public Task<TeamsAnswer> UpdateAsync(TeamsPlace place, string id, JsonObject activity, CancellationToken cancel) =>
        caller.CallAsync(Write(HttpMethod.Put, place, $"activities/{Uri.EscapeDataString(id)}", activity), cancel);

    /// <summary>As <see cref="UpdateAsync"/>, where nobody waits for it: what people wait for goes first.</summary>
    public Task<TeamsAnswer> RedrawAsync(TeamsPlace place, string id, JsonObject activity, CancellationToken cancel) =>
        caller.CallAsync(Write(HttpMethod.Put, place, $"activities/{Uri.EscapeDataString(id)}", activity) with { MayWait = true }, cancel);

    /// <summary>Takes an activity back.</summary>
    public Task<TeamsAnswer> DeleteAsync(TeamsPlace place, string id, CancellationToken cancel) =>
        caller.CallAsync(Write(HttpMethod.Delete, place, $"activities/{Uri.EscapeDataString(id)}", null), cancel);

    /// <summary>Sends an activity that one person sees, for a day; in group chats and channels only, where the tenant has that.</summary>
    /// <param name="place">Where.</param>
    /// <param name="person">"29:…".</param>
    /// <param name="activity">What; its recipient is set.</param>
    /// <param name="cancel">Ends the wait.</param>
    public Task<TeamsAnswer> SendTargetedAsync(TeamsPlace place, string person, JsonObject activity, CancellationToken cancel)
    {
        var forOne = (JsonObject)activity.DeepClone();
        forOne["recipient"] = new JsonObject { ["id"] = person };
        return caller.CallAsync(Write(HttpMethod.Post, place, "activities" + Targeted, forOne), cancel);
    }

    /// <summary>Changes what one person sees. A recipient would be refused here.</summary>
    public Task<TeamsAnswer> UpdateTargetedAsync(TeamsPlace place, string id, JsonObject activity, CancellationToken cancel)
    {
        var forOne = (JsonObject)activity.DeepClone();
        forOne.Remove("recipient");
        return caller.CallAsync(Write(HttpMethod.Put, place, $"activities/{Uri.EscapeDataString(id)}{Targeted}", forOne), cancel);
    }

    /// <summary>Takes back what one person sees.</summary>
    public Task<TeamsAnswer> DeleteTargetedAsync(TeamsPlace place, string id, CancellationToken cancel) =>
        caller.CallAsync(Write(HttpMethod.Delete, place, $"activities/{Uri.EscapeDataString(id)}{Targeted}", null), cancel);

    /// <summary>The conversation of the bot with one person: the same each time. The app must be installed for them.</summary>
    /// <param name="serviceUrl">Of the tenant.</param>
    /// <param name="tenant">The tenant's id.</param>
    /// <param name="person">"29:…" or the object id in the directory.</param>
    /// <param name="cancel">Ends the wait.</param>
    public Task<TeamsAnswer> OpenDirectAsync(string serviceUrl, string tenant, string person, CancellationToken cancel)
    {
        var body = Conversation(isGroup: false, new() { ["tenant"] = new JsonObject { ["id"] = tenant } });
        body["members"] = new JsonArray(new JsonObject { ["id"] = person });
        body["tenantId"] = tenant;
        return caller.CallAsync(new(HttpMethod.Post, serviceUrl, "v3/conversations", PaceKind.Write, person, tenant, body), cancel);
    }

    /// <summary>A new post in a channel, which is a conversation of its own: <see cref="TeamsAnswer.Id"/> and <see cref="TeamsAnswer.ActivityId"/>.</summary>
    public Task<TeamsAnswer> OpenPostAsync(TeamsPlace channel, JsonObject activity, CancellationToken cancel)
    {
        var body = Conversation(isGroup: true, new() { ["channel"] = new JsonObject { ["id"] = channel.Conversation } });
        body["activity"] = activity.DeepClone();
        return caller.CallAsync(new(HttpMethod.Post, channel.ServiceUrl, "v3/conversations", PaceKind.Write, channel.Conversation, channel.Tenant, body), cancel);
    }

    /// <summary>One who is in a conversation, by "29:…" or object id; see <see cref="TeamsMember.Of"/>.</summary>
    public Task<TeamsAnswer> FindMemberAsync(TeamsPlace place, string person, CancellationToken cancel) =>
        caller.CallAsync(Read(place, $"members/{Uri.EscapeDataString(person)}"), cancel);

    /// <summary>Who is in a conversation, page by page (<see cref="TeamsMember.Page"/>); ends with the first answer that is not good.</summary>
    public async IAsyncEnumerable<TeamsAnswer> ListMembersAsync(TeamsPlace place, [EnumeratorCancellation] CancellationToken cancel)
    {
        var next = "";
        do
        {
            var more = next.Length == 0 ? "" : $"&continuationToken={Uri.EscapeDataString(next)}";
            var page = await caller.CallAsync(Read(place, $"pagedmembers?pageSize=500{more}"), cancel);
            yield return page;
            next = TeamsMember.NextOf(page);
        }
        while (next.Length > 0);
    }

    /// <summary>A team: "id", "name", "aadGroupId".</summary>
    public Task<TeamsAnswer> FindTeamAsync(string serviceUrl, string tenant, string team, CancellationToken cancel) =>
        caller.CallAsync(new(HttpMethod.Get, serviceUrl, $"v3/teams/{Uri.EscapeDataString(team)}", PaceKind.Roster, team, tenant), cancel);

    /// <summary>The channels of a team; see <see cref="TeamsChannelName.List"/>.</summary>
    public Task<TeamsAnswer> ListChannelsAsync(string serviceUrl, string tenant, string team, CancellationToken cancel) =>
        caller.CallAsync(new(HttpMethod.Get, serviceUrl, $"v3/teams/{Uri.EscapeDataString(team)}/conversations", PaceKind.Roster, team, tenant), cancel);

    private JsonObject Conversation(bool isGroup, JsonObject channelData) => new()
    {
        ["isGroup"] = isGroup,
        ["bot"] = new JsonObject { ["id"] = options.Value.BotId() },
        ["channelData"] = channelData,
    };

    private static TeamsCall Write(HttpMethod method, TeamsPlace place, string path, JsonObject? body) =>
        new(method, place.ServiceUrl, Below(place, path), PaceKind.Write, place.Conversation, place.Tenant, body);

    private static TeamsCall Read(TeamsPlace place, string path) => new(HttpMethod.Get, place.ServiceUrl, Below(place, path), PaceKind.Roster, place.Conversation, place.Tenant);

    private static string Below(TeamsPlace place, string path) => $"v3/conversations/{Uri.EscapeDataString(place.Conversation)}/{path}";
}
