using System.Text.Json.Nodes;

namespace ChatRuns.StandIns.Model;

/// <summary>Open modals (a stack for each user, at most three), Home tabs, and what people filled in.</summary>
internal sealed class Views
{
    /// <summary>Depth that Slack allows.</summary>
    public const int MostOpen = 3;

    private readonly Dictionary<string, List<SlackOpenView>> _stacks = [];
    private readonly Dictionary<string, SlackOpenView> _homes = [];
    private readonly Dictionary<(string User, string Surface, string Block, string Action), JsonObject> _filled = [];

    public SlackOpenView? Top(string user) => Stack(user).LastOrDefault();

    public SlackOpenView? Home(string user) => _homes.GetValueOrDefault(user);

    public int Depth(string user) => Stack(user).Count;

    public SlackOpenView? ById(string? id) =>
        _stacks.Values.SelectMany(s => s).Concat(_homes.Values).FirstOrDefault(v => v.Id == id);

    public SlackOpenView? ByExternalId(string? id) =>
        id is null ? null : _stacks.Values.SelectMany(s => s).FirstOrDefault(v => (string?)v.View["external_id"] == id);

    public SlackOpenView Push(string user, string id, JsonObject view, string hash)
    {
        var below = Top(user);
        var opened = new SlackOpenView { Id = id, User = user, View = view, Hash = hash, RootId = below?.RootId ?? id, PreviousId = below?.Id };
        Stack(user).Add(opened);
        return opened;
    }

    public void Replace(SlackOpenView after)
    {
        if (_homes.TryGetValue(after.User, out var home) && home.Id == after.Id)
        {
            _homes[after.User] = after;
            return;
        }
        var stack = Stack(after.User);
        var at = stack.FindIndex(v => v.Id == after.Id);
        if (at >= 0) stack[at] = after;
    }

    public void Pop(string user)
    {
        var stack = Stack(user);
        if (stack.Count > 0) stack.RemoveAt(stack.Count - 1);
    }

    public void Clear(string user) => Stack(user).Clear();

    public void SetHome(SlackOpenView home) => _homes[home.User] = home;

    public void Fill(string user, string surface, string block, string action, JsonObject value) => _filled[(user, surface, block, action)] = value;

    public JsonObject? Filled(string user, string surface, string block, string action) => _filled.GetValueOrDefault((user, surface, block, action));

    private List<SlackOpenView> Stack(string user)
    {
        if (!_stacks.TryGetValue(user, out var stack)) _stacks[user] = stack = [];
        return stack;
    }
}
