using System.Globalization;
using System.Text.Json.Nodes;
using ChatRuns.StandIns.Model;

namespace ChatRuns.StandIns.Api;

/// <summary>conversations.*, users.* and usergroups.*.</summary>
internal sealed class ConversationMethods(Workspace workspace)
{
    public IEnumerable<Method> All() =>
    [
        new("conversations.open", Open), new("conversations.list", List, FormOnly: true), new("conversations.info", Info, FormOnly: true),
        new("conversations.history", History, FormOnly: true), new("conversations.replies", Replies, FormOnly: true),
        new("conversations.members", Members, FormOnly: true),
        new("users.info", User, FormOnly: true), new("usergroups.list", Groups, FormOnly: true), new("usergroups.users.list", GroupUsers, FormOnly: true),
    ];

    private JsonObject Open(Arguments arguments)
    {
        var users = arguments.Need("users").Split(',');
        if (users.Any(u => !workspace.People.ContainsKey(u))) throw new SlackError("user_not_found");
        if (users.Length > 1) throw new SlackError("not_enough_users");
        if (workspace.People[users[0]].Deleted) throw new SlackError("user_disabled");
        return new JsonObject { ["channel"] = new JsonObject { ["id"] = workspace.Direct(users[0]).Id } };
    }

    private JsonObject List(Arguments arguments)
    {
        var kinds = (arguments.Text("types") ?? "public_channel").Split(',');
        var channels = workspace.Channels.Values
            .Where(c => kinds.Contains(c.DirectWith is not null ? "im" : c.IsPrivate ? "private_channel" : "public_channel"))
            .Where(c => !c.IsPrivate || c.IsMember)
            .Where(c => !(arguments.Flag("exclude_archived") && c.IsArchived))
            .OrderBy(c => c.Id, StringComparer.Ordinal).ToList();
        return Page(arguments, channels, 100, "channels", c => Wire.Channel(workspace, c));
    }

    private JsonObject Info(Arguments arguments) => new() { ["channel"] = Wire.Channel(workspace, Known(arguments)) };

    private JsonObject Members(Arguments arguments)
    {
        var channel = Known(arguments);
        return Page(arguments, [.. workspace.People.Keys.Where(channel.Has).Order(StringComparer.Ordinal)], 100, "members", user => JsonValue.Create(user));
    }

    private JsonObject History(Arguments arguments)
    {
        var channel = Readable(arguments);
        var messages = Between(arguments, workspace.Messages.Where(m => m.Channel == channel.Id && m.OnlyFor is null && (m.ThreadTs is null || m.ThreadTs == m.Ts || m.IsBroadcast)));
        messages.Reverse();
        return Page(arguments, messages, 100, "messages", m => Wire.Message(workspace, m, arguments.Flag("include_all_metadata")));
    }

    private JsonObject Replies(Arguments arguments)
    {
        var channel = Readable(arguments);
        var ts = arguments.Need("ts");
        if (workspace.Message(channel.Id, ts) is null) throw new SlackError("thread_not_found");
        var messages = Between(arguments, workspace.Messages.Where(m => m.Channel == channel.Id && m.OnlyFor is null && (m.Ts == ts || m.ThreadTs == ts)));
        return Page(arguments, messages, 1000, "messages", m => Wire.Message(workspace, m, arguments.Flag("include_all_metadata")));
    }

    private JsonObject User(Arguments arguments) =>
        workspace.People.TryGetValue(arguments.Need("user"), out var person) ? new JsonObject { ["user"] = Wire.Person(workspace, person) } : throw new SlackError("user_not_found");

    private JsonObject Groups(Arguments arguments) => new()
    {
        ["usergroups"] = new JsonArray([.. workspace.Groups.Values.Select(g => new JsonObject
        {
            ["id"] = g.Id, ["team_id"] = workspace.Options.TeamId, ["is_usergroup"] = true, ["name"] = g.Handle, ["handle"] = g.Handle, ["date_delete"] = 0, ["user_count"] = g.Members.Count,
            ["users"] = arguments.Flag("include_users") ? new JsonArray([.. g.Members.Select(m => JsonValue.Create(m))]) : null,
        })]),
    };

    private JsonObject GroupUsers(Arguments arguments) =>
        workspace.Groups.TryGetValue(arguments.Need("usergroup"), out var group)
            ? new JsonObject { ["users"] = new JsonArray([.. group.Members.Select(m => JsonValue.Create(m))]) }
            : throw new SlackError("no_such_subteam");

    private SlackChannel Known(Arguments arguments) =>
        workspace.Channels.GetValueOrDefault(arguments.Need("channel")) is { } c && (!c.IsPrivate || c.IsMember) ? c : throw new SlackError("channel_not_found");

    private SlackChannel Readable(Arguments arguments) => Known(arguments) is { IsMember: true } channel ? channel : throw new SlackError("not_in_channel");

    private static List<SlackMessage> Between(Arguments arguments, IEnumerable<SlackMessage> messages)
    {
        var (oldest, latest, inclusive) = (Time(arguments.Text("oldest")), Time(arguments.Text("latest")), arguments.Flag("inclusive"));
        return [.. messages.Where(m => Time(m.Ts) is { } at
            && (oldest is null or 0 || (inclusive ? at >= oldest : at > oldest)) && (latest is null or 0 || (inclusive ? at <= latest : at < latest)))];
    }

    private static decimal? Time(string? ts) => decimal.TryParse(ts, NumberStyles.Number, CultureInfo.InvariantCulture, out var time) ? time : null;

    /// <summary>One page of a list: "limit" and "cursor", with next_cursor and has_more.</summary>
    private static JsonObject Page<T>(Arguments arguments, List<T> all, int otherwise, string name, Func<T, JsonNode> draw)
    {
        var from = arguments.Text("cursor") is { Length: > 0 } cursor ? int.Parse(cursor["at:".Length..], CultureInfo.InvariantCulture) : 0;
        var page = all.Skip(from).Take(Math.Clamp(arguments.Number("limit", otherwise), 1, 1000)).ToList();
        var next = from + page.Count < all.Count ? string.Create(CultureInfo.InvariantCulture, $"at:{from + page.Count}") : "";
        return new JsonObject
        {
            [name] = new JsonArray([.. page.Select(draw)]), ["has_more"] = next.Length > 0, ["response_metadata"] = new JsonObject { ["next_cursor"] = next },
        };
    }
}
