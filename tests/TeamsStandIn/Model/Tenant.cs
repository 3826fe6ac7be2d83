using System.Globalization;

namespace ChatRuns.StandIns.Model;

/// <summary>All that the stand-in knows. Callers hold <see cref="Gate"/> around everything that reads or writes it.</summary>
internal sealed class Tenant(TeamsStandInOptions options)
{
    private const int MostCalls = 10_000;
    private long _counter;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TeamsStandInOptions Options { get; } = options;

    public Lock Gate { get; } = new();

    public Dictionary<string, TeamsUser> Users { get; } = [];

    public Dictionary<string, TeamsChat> Chats { get; } = [];

    public Dictionary<string, TeamsTeam> Teams { get; } = [];

    public List<TeamsMessage> Messages { get; } = [];

    public Dictionary<string, TeamsDialog> Dialogs { get; } = [];

    /// <summary>Bytes of files by the id in their address: those that people shared, and those that the bot put there.</summary>
    public Dictionary<string, byte[]> Files { get; } = [];

    public List<string> Violations { get; } = [];

    public Queue<TeamsCallMade> Calls { get; } = new();

    /// <summary>Access tokens that were given, and when they end.</summary>
    public Dictionary<string, DateTimeOffset> Tokens { get; } = [];

    /// <summary>When the bot wrote to a conversation, for its limits.</summary>
    public Dictionary<string, List<DateTimeOffset>> Writes { get; } = [];

    public DateTimeOffset Now => Options.Time.GetUtcNow();

    /// <summary>Address of the stand-in, without a slash at the end; known once it listens.</summary>
    public string Home { get; set; } = "";

    /// <summary>What activities name as their service.</summary>
    public string ServiceUrl => $"{Home}/emea/";

    public string BotId => "28:" + Options.AppId;

    /// <summary>A task that ends at the next change.</summary>
    public Task NextChange { get { lock (Gate) return _changed.Task; } }

    /// <summary>Tells those who wait that something is different.</summary>
    public void Changed()
    {
        var before = _changed;
        _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        before.SetResult();
    }

    /// <summary>An id as messages have it: milliseconds, never given before.</summary>
    public string NewId()
    {
        _counter = Math.Max(_counter + 1, Now.ToUnixTimeMilliseconds());
        return _counter.ToString(CultureInfo.InvariantCulture);
    }

    public void Violate(string what)
    {
        Violations.Add(what);
        Changed();
    }

    public void Called(TeamsCallMade call)
    {
        Calls.Enqueue(call);
        if (Calls.Count > MostCalls) Calls.Dequeue();
        Changed();
    }

    /// <summary>The chat of an id, of a #name, or the personal chat with a user.</summary>
    public TeamsChat? Find(string chat)
    {
        if (Chats.TryGetValue(chat, out var found)) return found;
        if (chat.StartsWith('#')) return Chats.Values.FirstOrDefault(c => c.Name == chat[1..]);
        return Chats.Values.FirstOrDefault(c => c.Kind == "personal" && c.Members.Contains(chat));
    }

    /// <summary>A conversation id taken apart: the chat, and the post that ";messageid=" names.</summary>
    public (TeamsChat? Chat, string? Thread) Open(string conversation)
    {
        var parts = conversation.Split(";messageid=", 2);
        return (Chats.GetValueOrDefault(parts[0]), parts.Length > 1 ? parts[1] : null);
    }

    public TeamsMessage? Message(string chat, string id) => Messages.FirstOrDefault(m => m.Chat == chat && m.Id == id);

    public void Put(TeamsMessage message)
    {
        var at = Messages.FindIndex(m => m.Chat == message.Chat && m.Id == message.Id);
        if (at >= 0) Messages[at] = message;
        else Messages.Add(message);
        Changed();
    }

    public TeamsUser? User(string id) => Users.GetValueOrDefault(id) ?? Users.Values.FirstOrDefault(u => u.AadObjectId == id);

    /// <summary>The personal chat of a user, made where there is none.</summary>
    public TeamsChat Personal(TeamsUser user) => Find(user.Id)
        ?? (Chats["a:" + user.AadObjectId] = new("a:" + user.AadObjectId, "personal") { Members = [user.Id] });
}
