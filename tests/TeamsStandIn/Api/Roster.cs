using System.Globalization;
using System.Text.Json.Nodes;
using ChatRuns.StandIns.Model;

namespace ChatRuns.StandIns.Api;

/// <summary>Who is where: members of conversations, teams and their channels.</summary>
internal sealed class Roster(Tenant tenant)
{
    private const int MostOnPage = 500;

    public JsonObject Member(string conversation, string member)
    {
        var user = tenant.User(member);
        return user is not null && Chat(conversation).Members.Contains(user.Id) ? Json(user) : throw new TeamsError(404, "MemberNotFoundInConversation");
    }

    public JsonObject Page(string conversation, int size, string? token)
    {
        var from = token is null ? 0 : int.Parse(token, CultureInfo.InvariantCulture);
        var members = Chat(conversation).Members;
        var page = members.Skip(from).Take(Math.Min(size, MostOnPage)).ToList();
        var answer = new JsonObject { ["members"] = new JsonArray([.. page.Select(id => (JsonNode)Json(tenant.Users[id]))]) };
        if (from + page.Count < members.Count) answer["continuationToken"] = (from + page.Count).ToString(CultureInfo.InvariantCulture);
        return answer;
    }

    public JsonObject Team(string id) => tenant.Teams.TryGetValue(id, out var team)
        ? new() { ["id"] = team.Id, ["name"] = team.Name, ["aadGroupId"] = "99990000-0000-0000-0000-000000000000" }
        : throw new TeamsError(404, "NotFound");

    public JsonObject Channels(string id)
    {
        Team(id);
        return new() { ["conversations"] = new JsonArray([.. tenant.Chats.Values.Where(c => c.Team == id).Select(c => (JsonNode)new JsonObject { ["id"] = c.Id, ["name"] = c.Id == id ? null : c.Name })]) };
    }

    private TeamsChat Chat(string conversation)
    {
        var chat = tenant.Open(conversation).Chat ?? throw new TeamsError(404, "ConversationNotFound");
        return chat.Closed is { } why ? throw new TeamsError(403, why) : chat;
    }

    private JsonObject Json(TeamsUser user) => new()
    {
        ["id"] = user.Id,
        ["name"] = user.Name,
        ["givenName"] = user.Name.Split(' ')[0],
        ["email"] = $"{user.AadObjectId}@example.org",
        ["userPrincipalName"] = $"{user.AadObjectId}@example.org",
        ["aadObjectId"] = user.AadObjectId,
        ["objectId"] = user.AadObjectId,
        ["tenantId"] = tenant.Options.TenantId,
        ["userRole"] = user.Role,
    };
}
