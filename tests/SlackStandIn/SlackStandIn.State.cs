using System.Text.Json.Nodes;
using ChatRuns.StandIns.Blocks;
using ChatRuns.StandIns.Model;

namespace ChatRuns.StandIns;

/// <summary>Who and what is there, and what tests read.</summary>
public sealed partial class SlackStandIn
{
    /// <summary>Rules of Slack's that the bot broke: a test expects none.</summary>
    public IReadOnlyList<string> Violations => Look(w => w.Violations.ToList());

    /// <summary>What the bot did not answer in three seconds, or at all.</summary>
    public IReadOnlyList<string> MissedAcks => Look(w => w.MissedAcks.ToList());

    /// <summary>Calls in order, the last 10,000.</summary>
    public IReadOnlyList<SlackCall> Calls => Look(w => w.Calls.ToList());

    /// <summary>What chat.unfurl was given.</summary>
    public IReadOnlyList<SlackUnfurl> Unfurls => Look(w => w.Unfurls.ToList());

    /// <summary>Files, uploaded by the bot or shared by people.</summary>
    public IReadOnlyList<SlackFile> Files => Look(w => w.Files.Values.ToList());

    /// <summary>All users.</summary>
    public IReadOnlyList<SlackPerson> Users => Look(w => w.People.Values.ToList());

    /// <summary>All channels, direct conversations with the bot among them.</summary>
    public IReadOnlyList<SlackChannel> Channels => Look(w => w.Channels.Values.ToList());

    /// <summary>Messages of a channel (id, #name, or a user id for the direct conversation) that all its members see, oldest first.</summary>
    public IReadOnlyList<SlackMessage> Messages(string channel) =>
        Look(w => w.Find(channel) is { } found ? w.Messages.Where(m => m.Channel == found.Id && m.OnlyFor is null).ToList() : []);

    /// <summary>What the bot alone wrote there.</summary>
    public IReadOnlyList<SlackMessage> BotMessages(string channel) => [.. Messages(channel).Where(m => m.FromBot)];

    /// <summary>What only this user sees, in all channels, oldest first.</summary>
    public IReadOnlyList<SlackMessage> Ephemerals(string user) => Look(w => w.Messages.Where(m => m.OnlyFor == user).ToList());

    /// <summary>What this user sees in a channel.</summary>
    public IReadOnlyList<SlackMessage> Seen(string user, string channel) =>
        Look(w => w.Find(channel) is { } found ? w.Messages.Where(m => m.Channel == found.Id && (m.OnlyFor is null || m.OnlyFor == user)).ToList() : []);

    /// <summary>The message as it stands now; null when it was deleted.</summary>
    public SlackMessage? Now(SlackMessage message) => Look(w => w.Message(message.Channel, message.Ts));

    /// <summary>The user's Home tab; null before the first views.publish.</summary>
    public SlackOpenView? Home(string user) => Look(w => w.Views.Home(user));

    /// <summary>The topmost modal that the user has open.</summary>
    public SlackOpenView? OpenView(string user) => Look(w => w.Views.Top(user));

    /// <summary>Adds or changes a user.</summary>
    public void AddUser(string id, string name, string timeZone = "Europe/Berlin", bool deleted = false, bool isBot = false, bool isRestricted = false,
        bool isUltraRestricted = false, bool isStranger = false, string? team = null) =>
        Look(w => w.People[id] = new SlackPerson(id, name)
        {
            TimeZone = timeZone, Deleted = deleted, IsBot = isBot, IsRestricted = isRestricted, IsUltraRestricted = isUltraRestricted, IsStranger = isStranger, TeamId = team,
        });

    /// <summary>Adds or changes a channel; without members, everyone is in it.</summary>
    public void AddChannel(string id, string name, bool isMember = true, bool isArchived = false, bool isPrivate = false, params string[] members) =>
        Look(w => w.Channels[id] = new SlackChannel(id, name) { IsMember = isMember, IsArchived = isArchived, IsPrivate = isPrivate, Members = members.Length > 0 ? members : null });

    /// <summary>Adds or changes a user group.</summary>
    public void AddUserGroup(string id, string handle, params string[] members) => Look(w => w.Groups[id] = new SlackGroup(id, handle, members));

    /// <summary>Waits until there is something to see; throws <see cref="TimeoutException"/> with what was there instead.</summary>
    /// <param name="look">Looked at again after every change; null = not yet.</param>
    /// <param name="atMost">In real time; 10 s unless told.</param>
    public async Task<T> UntilAsync<T>(Func<SlackStandIn, T?> look, TimeSpan? atMost = null) where T : class
    {
        using var patience = new CancellationTokenSource(atMost ?? TimeSpan.FromSeconds(10));
        while (true)
        {
            var change = _workspace.NextChange;
            if (look(this) is { } seen) return seen;
            try { await change.WaitAsync(patience.Token); }
            catch (OperationCanceledException) { throw new TimeoutException($"It did not come. There is:\n{this}"); }
        }
    }

    /// <summary>What Slack would say against the blocks of a message; empty = nothing.</summary>
    public static IReadOnlyList<string> CheckMessage(JsonNode blocks) => [.. BlockCheck.OfMessage(blocks).Found.Select(f => f.ToString())];

    /// <summary>What Slack would say against a modal or a Home tab; empty = nothing.</summary>
    public static IReadOnlyList<string> CheckView(JsonNode view) => [.. BlockCheck.OfView(view).Found.Select(f => f.ToString())];

    /// <summary>Rises with every change.</summary>
    internal long Version => Look(w => w.Version);

    /// <summary>Everything said, the last calls and the violations: for a failing test's message.</summary>
    public override string ToString() => Look(w => string.Join('\n',
        [.. w.Messages.Select(m => m.ToString()), .. w.Calls.TakeLast(20).Select(c => $"{c.Method} {c.Error}"), .. w.Violations, .. w.MissedAcks]));
}
