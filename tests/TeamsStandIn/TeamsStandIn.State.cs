using ChatRuns.StandIns.Model;

namespace ChatRuns.StandIns;

/// <summary>Who and what is there, and what tests read.</summary>
public sealed partial class TeamsStandIn
{
    /// <summary>Rules of Teams' that the bot broke, and answers that did not come: a test expects none.</summary>
    public IReadOnlyList<string> Violations => Look(t => t.Violations.ToList());

    /// <summary>Calls in order, the last 10,000, those of the login service and the keys among them.</summary>
    public IReadOnlyList<TeamsCallMade> Calls => Look(t => t.Calls.ToList());

    /// <summary>All people.</summary>
    public IReadOnlyList<TeamsUser> Users => Look(t => t.Users.Values.ToList());

    /// <summary>All chats and channels.</summary>
    public IReadOnlyList<TeamsChat> Chats => Look(t => t.Chats.Values.ToList());

    /// <summary>Messages of a chat (id, #name, or a person's id for their chat with the bot) that everybody there sees, oldest first.</summary>
    public IReadOnlyList<TeamsMessage> Messages(string chat) => Look(t => t.Find(chat) is { } found ? t.Messages.Where(m => m.Chat == found.Id && m.OnlyFor is null).ToList() : []);

    /// <summary>What the bot alone wrote there.</summary>
    public IReadOnlyList<TeamsMessage> BotMessages(string chat) => [.. Messages(chat).Where(m => m.From is null)];

    /// <summary>Targeted messages that this person sees, in all chats.</summary>
    public IReadOnlyList<TeamsMessage> Targeted(string user) => Look(t => t.Messages.Where(m => m.OnlyFor == user).ToList());

    /// <summary>The message as it stands now; null when it was deleted.</summary>
    public TeamsMessage? Now(TeamsMessage message) => Look(t => t.Message(message.Chat, message.Id));

    /// <summary>The dialog that somebody has open; null for none.</summary>
    public TeamsDialog? Dialog(string user) => Look(t => t.Dialogs.GetValueOrDefault(user));

    /// <summary>Adds or changes a person.</summary>
    public void AddUser(string id, string name, string aadObjectId, bool hasApp = true, string role = "user") =>
        Look(t => { t.Users[id] = new(id, name) { AadObjectId = aadObjectId, HasApp = hasApp, Role = role }; });

    /// <summary>Adds or changes a team and its channels; its own id is the General channel's. All people are in them.</summary>
    public void AddTeam(string id, string name, params (string Id, string Name)[] channels) => Look(t =>
    {
        t.Teams[id] = new(id, name);
        foreach (var (channel, title) in channels.Prepend((id, "General")))
            t.Chats[channel] = new(channel, "channel") { Name = title, Team = id, Members = [.. t.Users.Keys] };
    });

    /// <summary>Adds or changes a group chat; without members, everybody is in it.</summary>
    public void AddGroupChat(string id, string name, params string[] members) =>
        Look(t => { t.Chats[id] = new(id, "groupChat") { Name = name, Members = members.Length > 0 ? members : [.. t.Users.Keys] }; });

    /// <summary>Puts people into a chat.</summary>
    public void Join(string chat, params string[] users) => Look(t =>
    {
        var found = Chat(t, chat);
        t.Chats[found.Id] = found with { Members = [.. found.Members.Union(users)] };
    });

    /// <summary>Shuts the bot out of a chat with this code of a 403; null lets it in again.</summary>
    public void Close(string chat, string? code = "BotNotInConversationRoster") => Look(t =>
    {
        var found = Chat(t, chat);
        t.Chats[found.Id] = found with { Closed = code };
    });

    /// <summary>Waits until there is something to see; throws <see cref="TimeoutException"/> with what was there instead.</summary>
    /// <param name="look">Looked at again after every change; null = not yet.</param>
    /// <param name="atMost">In real time; 10 s unless told.</param>
    public async Task<T> UntilAsync<T>(Func<TeamsStandIn, T?> look, TimeSpan? atMost = null) where T : class
    {
        using var patience = new CancellationTokenSource(atMost ?? TimeSpan.FromSeconds(10));
        while (true)
        {
            var change = _tenant.NextChange;
            if (look(this) is { } seen) return seen;
            try { await change.WaitAsync(patience.Token); }
            catch (OperationCanceledException) { throw new TimeoutException($"It did not come. There is:\n{this}"); }
        }
    }

    /// <summary>Everything said, the last calls and the violations: for a failing test's message.</summary>
    public override string ToString() => Look(t => string.Join('\n',
        [.. t.Messages.Select(m => m.ToString()), .. t.Calls.TakeLast(20).Select(c => $"{c.What} {c.Path} {c.Status}"), .. t.Violations]));

    private static TeamsChat Chat(Tenant tenant, string chat) => tenant.Find(chat) ?? throw new InvalidOperationException($"There is no chat {chat}.");
}
