using ChatRuns.Agents;
using ChatRuns.Steps;
using ChatRuns.Store;

namespace ChatRuns;

/// <summary>What runs act on, and runs that runs started.</summary>
public sealed partial class RunEngine
{
    /// <summary>The targets of the settings.</summary>
    public TargetShelf Targets { get; internal init; } = TargetShelf.Empty;

    /// <summary>Who asks them; null where nobody does.</summary>
    internal TargetReach? Reach { get; init; }

    /// <summary>Asks a target of the settings whether it is there: null when it is, or is not checked, else why not.</summary>
    public Task<string?> ReachAsync(Target target, CancellationToken cancel) => Reach?.TryAsync(target, cancel) ?? Task.FromResult<string?>(null);

    /// <summary>Targets that these agents name and, where asked for, all others of the settings; by name.</summary>
    internal IReadOnlyList<TargetUse> UsesOf(IReadOnlyList<Agent> agents, bool andUnused)
    {
        var names = agents.SelectMany(agent => agent.Targets).Concat(andUnused ? Targets.All.Select(target => target.Name) : []);
        return
        [
            .. names.Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase).Select(name => new TargetUse(
                name, Targets.Find(name), Reach?.Last(Targets.Find(name)?.Name ?? name), [.. agents.Where(agent => agent.Targets.Contains(name, StringComparer.OrdinalIgnoreCase))])),
        ];
    }

    /// <summary>The run that started this one, and those that it started, in order.</summary>
    private async Task<(RunRow? Parent, IReadOnlyList<RunRow> Children)> ReadKinAsync(Runs.Run run, CancellationToken cancel)
    {
        var parent = run.Queued.Trigger.Parent is { } number ? await _store.FindRunAsync(number, cancel) : null;
        var children = new List<RunRow>();
        foreach (var child in run.Children.TakeLast(MostKin))
        {
            if (await _store.FindRunAsync(child.Run, cancel) is { } row) children.Add(row);
        }

        return (parent, children);
    }

    private const int MostKin = 20;
}

/// <summary>A target, and who acts on it.</summary>
/// <param name="Name">As agents or the settings write it.</param>
/// <param name="Known">Of the settings; null where they have none of that name.</param>
/// <param name="Last">How it was found last; null when nobody asked since the start.</param>
/// <param name="Agents">Those that name it.</param>
public sealed record TargetUse(string Name, Target? Known, TargetFound? Last, IReadOnlyList<Agent> Agents);
