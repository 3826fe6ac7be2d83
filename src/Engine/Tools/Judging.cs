using ChatRuns.Actions;
using ChatRuns.Agents;
using ChatRuns.Journal;
using ChatRuns.Runs;
using ChatRuns.Store;

namespace ChatRuns.Tools;

/// <summary>What has come of the proposals of one step so far.</summary>
/// <param name="run">As it is now.</param>
/// <param name="agent">The version that runs.</param>
/// <param name="step">Whose proposals they are.</param>
/// <param name="earlier">Actions that earlier attempts at the step proposed.</param>
internal sealed class Judging(Run run, Agent agent, Step step, IReadOnlyList<ProposedAction> earlier)
{
    private readonly List<StreamEvents> _actions = [];
    private readonly List<RunEvent> _events = [];
    private readonly List<string> _opened = [];
    private readonly List<string> _toWaitFor = [];
    private readonly Dictionary<string, string> _fingerprints = [];

    public Run Run => run;

    public Agent Agent => agent;

    public Step Step => step;

    public int Count => run.Actions.Count + _opened.Count;

    public ActionId NextId() => new(run.Number, Count + 1);

    public string? Links(string fingerprint) => _fingerprints.GetValueOrDefault(fingerprint);

    public void Hold(Proposal proposal, string why, string note) =>
        _events.Add(new ProposalHeld(step.Name, proposal.Tool, proposal.Arguments, why, note));

    public void Link(Proposal proposal, ActionId open) => Hold(proposal, "linked", $"Asked already as {open}, and still open.");

    /// <summary>What an earlier attempt asked already, as it was proposed or as people edited it; null for none.</summary>
    public ProposedAction? Earlier(string fingerprint) =>
        earlier.FirstOrDefault(a => a.Proposed.Fingerprint == fingerprint || a.Fingerprint == fingerprint);

    /// <summary>The attempt has what an earlier one asked: it waits for that, settled or not, and nobody is asked twice.</summary>
    public void LinkEarlier(Proposal proposal, ProposedAction asked, string fingerprint)
    {
        Hold(proposal, "linked", $"Asked already as {asked.Id}, by an earlier attempt.");
        if (asked.Proposed.RunWaits && !_toWaitFor.Contains(asked.Id.ToString())) _toWaitFor.Add(asked.Id.ToString());
        _fingerprints[fingerprint] = asked.Id.ToString();
    }

    public void Open(ActionProposed proposed, IReadOnlyList<JournalEvent> events)
    {
        var id = new ActionId(proposed.Run, proposed.Ordinal);
        _actions.Add(new(id.Stream, Principal.System, events, ExpectedSeq: 0));
        _opened.Add(id.ToString());
        if (proposed.RunWaits) _toWaitFor.Add(id.ToString());
        _fingerprints[proposed.Fingerprint] = id.ToString();
    }

    public Verdict ToVerdict()
    {
        if (_opened.Count > 0) _events.Add(new ActionsOpened(step.Name, _opened));
        return new(_actions, _events, _opened, _toWaitFor);
    }
}
