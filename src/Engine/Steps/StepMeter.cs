using ChatRuns.Agents;
using ChatRuns.Runs;

namespace ChatRuns.Steps;

/// <summary>
/// Takes what an attempt reports to use while it runs, from any thread, and tells when more is used than is left. What an attempt used that was
/// in flight when the bot was killed is not counted.
/// </summary>
public sealed class StepMeter(IReadOnlyList<Allowance> left, Func<Usage, Usage> price) : IDisposable
{
    // Who names a new model with each call gets them all in one sum.
    private const int MostModels = 50;

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _spent = new();
    private readonly Dictionary<string, Usage> _used = [];

    /// <summary>Canceled when more is used than is left.</summary>
    public CancellationToken Spent => _spent.Token;

    /// <summary>What was passed; null while nothing is.</summary>
    public Allowance? Passed { get; private set; }

    /// <summary>What was used, by model.</summary>
    public IReadOnlyList<Usage> Used
    {
        get { lock (_lock) return [.. _used.Values]; }
    }

    /// <summary>Adds to it, with what it cost where that is known.</summary>
    public void Add(Usage more)
    {
        more = price(more);
        lock (_lock)
        {
            var model = more.Model ?? "";
            if (!_used.ContainsKey(model) && _used.Count >= MostModels) (model, more) = ("", more with { Model = null });
            _used[model] = _used.TryGetValue(model, out var before) ? before.Plus(more) : more;
            var all = _used.Values.Aggregate(new Usage(), (sum, one) => sum.Plus(one));
            Passed ??= left.FirstOrDefault(allowance => allowance.IsPassedBy(all));
            if (Passed is null) return;
        }

        _spent.Cancel();
    }

    /// <inheritdoc/>
    public void Dispose() => _spent.Dispose();
}

/// <summary>What a run may still use.</summary>
/// <param name="Quota">By which rule, of tokens or credits.</param>
/// <param name="Left">How much; nothing, or less, when it is used up.</param>
/// <param name="IsOfAll">Whether the rule is that of the settings, for all agents together (or each run); else the agent's own.</param>
/// <param name="Anew">When the next period begins; null for a rule per run.</param>
public sealed record Allowance(Quota Quota, decimal Left, bool IsOfAll, DateTimeOffset? Anew)
{
    /// <summary>Whether a run does not start when nothing is left: an agent that uses no tokens is not kept from its work by those that do.</summary>
    public bool StopsStart { get; init; } = true;

    /// <summary>Whether that is more than is left.</summary>
    public bool IsPassedBy(Usage used) => Quota.Of switch
    {
        Metered.Tokens => used.Tokens > Math.Max(0, Left),
        Metered.Credits => used.Credits > Math.Max(0, Left),
        _ => false,
    };

    /// <summary>What people are told.</summary>
    public StepError Error => new(Anew is null ? Cause.RunLimit : Cause.PeriodLimit, Anew is { } at
        ? $"The {Quota}{(IsOfAll ? " of all agents together" : "")} {(Quota.Most == 1 ? "is" : "are")} used up ({Place}). A new {$"{Quota.Per}".ToLowerInvariant()} begins at {at.UtcDateTime:yyyy-MM-dd HH:mm} UTC."
        : $"The run used more than its {Quota} ({Place}).");

    private string Place => IsOfAll ? $"Runs:Limits:{Quota.Of} of the settings" : $"limits.{$"{Quota.Of}".ToLowerInvariant()} of the agent";
}
