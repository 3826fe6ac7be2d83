namespace ChatRuns.StandIns.Blocks;

/// <summary>Where blocks stand.</summary>
internal enum Surface
{
    /// <summary>A message, ephemeral or not.</summary>
    Message,

    /// <summary>A modal.</summary>
    Modal,

    /// <summary>A Home tab.</summary>
    Home,
}

/// <summary>One broken rule.</summary>
/// <param name="Pointer">JSON pointer into what was sent.</param>
/// <param name="What">The rule.</param>
internal sealed record Fault(string Pointer, string What)
{
    /// <summary>As response_metadata.messages carries it.</summary>
    public override string ToString() => $"[ERROR] {What} [json-pointer:{Pointer}]";
}

/// <summary>Gathers what is wrong on one surface, and what is counted over the whole of it.</summary>
internal sealed class Faults(Surface surface)
{
    private readonly HashSet<string> _blockIds = [];
    private readonly HashSet<string> _actionIds = [];
    private readonly Dictionary<string, int> _sums = [];
    private readonly List<Fault> _found = [];

    public Surface Surface { get; } = surface;

    public IReadOnlyList<Fault> Found => _found;

    public void Add(string at, string what) => _found.Add(new Fault(at, what));

    public void BlockId(string at, string id)
    {
        if (!_blockIds.Add(id)) Add(at, $"block_id {id} stands twice");
    }

    public void ActionId(string at, string id)
    {
        if (!_actionIds.Add(id)) Add(at, $"action_id {id} stands twice");
    }

    /// <summary>Adds to a sum over the surface, and says so once when it passes the most that is allowed.</summary>
    public void Count(string at, string what, int by, int most)
    {
        var before = Sum(what);
        _sums[what] = before + by;
        if (before <= most && before + by > most) Add(at, $"{what}: more than {most} altogether");
    }

    public int Sum(string what) => _sums.GetValueOrDefault(what);
}
