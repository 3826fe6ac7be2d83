using System.Text.Json;
using ChatRuns.Actions;
using ChatRuns.Agents;
using ChatRuns.Journal;
using ChatRuns.Runs;
using ChatRuns.Secrets;
using ChatRuns.Store;

namespace ChatRuns.Tools;

/// <summary>A changing tool call that somebody wants made on behalf of a run.</summary>
/// <param name="Tool">Such as "file.move".</param>
/// <param name="Arguments">An object; secrets stand as references.</param>
/// <param name="Confidence">0 to 1, or null.</param>
/// <param name="Reason">What the agent claims, or null.</param>
/// <param name="Secrets">Names of the secrets whose references may be resolved at execution.</param>
/// <param name="MayGoAhead">False: it asks even in auto mode (the program that made it ended badly).</param>
/// <param name="Target">What it is about, such as a host or a customer; null: the run's target.</param>
public sealed record Proposal(
    string Tool, JsonElement Arguments, double? Confidence, string? Reason, IReadOnlyList<string> Secrets, bool MayGoAhead = true,
    string? Target = null);

/// <summary>What the gate made of a step's proposals: what is to be appended, all or nothing with the step's own end.</summary>
/// <param name="Actions">New action streams.</param>
/// <param name="Events">For the run's stream.</param>
/// <param name="Opened">Ids of the new actions.</param>
/// <param name="ToWaitFor">Ids of new actions and of those that an earlier attempt proposed: what a waiting step waits for.</param>
public sealed record Verdict(
    IReadOnlyList<StreamEvents> Actions, IReadOnlyList<RunEvent> Events, IReadOnlyList<string> Opened, IReadOnlyList<string> ToWaitFor);

/// <summary>
/// Where a changing tool call becomes a proposal. Read-only calls do not come here; nothing changing gets past it. It looks
/// (tools preview a call), it never changes anything; executing is the ActionExecutor's, after a decision.
/// </summary>
public sealed class ToolGate(ToolShelf tools, ArgumentCheck check, IRunStore store, ActionDigest digest, SecretShelf secrets, TimeProvider time)
{
    private readonly SecretArguments _secrets = new(secrets);

    /// <summary>Judges the proposals of one step, in their order.</summary>
    public async Task<Verdict> JudgeAsync(
        Run run, Agent agent, Step step, IReadOnlyList<Proposal> proposals, CancellationToken cancel)
    {
        var judging = new Judging(run, agent, step, proposals.Count > 0 ? await EarlierAsync(run, step, cancel) : []);
        foreach (var proposal in proposals) await JudgeOneAsync(judging, proposal with { Target = proposal.Target ?? run.Queued.Target }, cancel);
        return judging.ToVerdict();
    }

    /// <summary>
    /// The next revision of an action for edited arguments, or what is wrong with them by argument name.
    /// </summary>
    public async Task<(ActionEdited? Edited, IReadOnlyDictionary<string, string> Errors)> ReviseAsync(
        ProposedAction action, JsonElement arguments, Principal by, CancellationToken cancel)
    {
        var tool = tools.Find(action.Proposed.Tool);
        if (tool is null) return (null, Whole($"There is no tool {action.Proposed.Tool} any more."));
        var errors = await check.CheckAsync(tool.Definition.Schema, arguments, cancel);
        if (errors.Count > 0) return (null, errors.GroupBy(e => e.Argument).ToDictionary(g => g.Key, g => g.First().Message));
        try
        {
            var p = action.Proposed;
            var found = new HashSet<string>();
            arguments = _secrets.ToReferences(arguments, found);
            if (found.Except(p.Secrets).FirstOrDefault() is { } strange)
                return (null, Whole($"An argument holds the secret {strange}, which the step {p.Step} does not use. Take it out."));
            var preview = await PreviewAsync(tool, arguments, p.Secrets, cancel);
            var revision = action.Revision + 1;
            return (new ActionEdited
            {
                By = by,
                Revision = revision,
                Arguments = arguments,
                Digest = digest.Of(action.Id, revision, p.Tool, action.ToolVersion, arguments, p.Target),
                Fingerprint = digest.Fingerprint(p.Agent, p.Tool, arguments, p.Target),
                Risk = preview.Risk,
                Headline = preview.Headline,
                StateSeen = preview.State,
            }, new Dictionary<string, string>());
        }
        catch (Exception e) when (e is ToolException or FormatException)
        {
            return (null, Whole(secrets.Mask(e.Message)));
        }
    }

    /// <summary>The call that takes an action back, as an action of its own that its asker has approved already.</summary>
    public IReadOnlyList<ActionEvent> Undo(ProposedAction action, int ordinal, Principal by)
    {
        var call = action.Undo ?? throw new InvalidOperationException($"Action {action.Id} cannot be undone.");
        var p = action.Proposed;
        var id = new ActionId(action.Id.Run, ordinal);
        var version = tools.Find(call.Tool) is { } tool ? ToolShelf.Version(tool.Definition) : "";
        var proposed = p with
        {
            Ordinal = ordinal,
            Tool = call.Tool,
            ToolVersion = version,
            Arguments = call.Arguments,
            Secrets = p.Secrets,
            Confidence = null,
            Reason = null,
            Headline = $"Undo: {action.Headline ?? p.Tool}",
            StateSeen = null,
            CanUndo = false,
            RunWaits = false,
            Undoes = action.Id.ToString(),
            Digest = digest.Of(id, 1, call.Tool, version, call.Arguments, p.Target),
            Fingerprint = digest.Fingerprint(p.Agent, call.Tool, call.Arguments, p.Target),
            ExpiresAt = time.GetUtcNow() + TimeSpan.FromHours(72),
        };
        return [proposed, new ActionApproved(by, 1, Automatic: false)];
    }

    /// <summary>
    /// What changed since people were asked, for an approved action that is about to be executed; null when nothing did (A14).
    /// </summary>
    public async Task<ActionReturned?> RecheckAsync(ProposedAction action, CancellationToken cancel)
    {
        var p = action.Proposed;
        var tool = tools.Find(p.Tool);
        if (tool is null) return Return(action, $"The tool {p.Tool} is not there any more.", action.ToolVersion, action.StateSeen);
        var version = ToolShelf.Version(tool.Definition);
        if (version != action.ToolVersion) return Return(action, "The tool's definition changed since you were asked.", version, action.StateSeen);
        if (!ActionDigest.AreEqual(action.Digest, DigestOf(action, action.Revision)))
            return Return(action, "The stored arguments do not match what was decided.", version, action.StateSeen);
        var preview = await PreviewAsync(tool, action.Arguments, p.Secrets, cancel);
        return action.StateSeen is not null && preview.State != action.StateSeen
            ? Return(action, "Its target changed since you were asked.", version, preview.State)
            : null;
    }

    /// <summary>The arguments with the references of the allowed secrets resolved; never stored, never shown.</summary>
    public JsonElement Resolved(ProposedAction action) => _secrets.Resolve(action.Arguments, action.Proposed.Secrets);

    /// <summary>The call that takes an action back, as it can be stored; null where a secret in it could not be brought back.</summary>
    public ToolCall? Kept(ToolCall? undo)
    {
        try
        {
            return undo is null ? null : undo with { Arguments = _secrets.ToReferences(undo.Arguments, new HashSet<string>()) };
        }
        catch (ToolException)
        {
            return null;
        }
    }

    // What nobody decided in time is asked again; everything else stands, whatever became of it.
    private async Task<IReadOnlyList<ProposedAction>> EarlierAsync(Run run, Step step, CancellationToken cancel)
    {
        if (run.Find(step.Name)?.Attempt is not > 1) return [];
        var earlier = new List<ProposedAction>();
        foreach (var text in run.Actions)
        {
            if (!ActionId.TryParse(text, out var id)) continue;
            var action = ProposedAction.From(await store.ReadStreamAsync(id.Stream, 0, int.MaxValue, cancel));
            if (action is { Proposed.Undoes: null, Status: not (ActionStatus.Expired or ActionStatus.Withdrawn) } && action.Proposed.Step == step.Name)
                earlier.Add(action);
        }

        return earlier;
    }

    private async Task JudgeOneAsync(Judging judging, Proposal proposal, CancellationToken cancel)
    {
        var tool = tools.Find(proposal.Tool);
        if (tool is null)
        {
            judging.Hold(proposal, "invalid", tools.Unknown(proposal.Tool));
            return;
        }

        try
        {
            proposal = WithReferences(proposal);
            var errors = await check.CheckAsync(tool.Definition.Schema, proposal.Arguments, cancel);
            if (errors.Count > 0) judging.Hold(proposal, "invalid", string.Join(' ', errors.Select(e => e.Message)));
            else await JudgeKnownAsync(judging, proposal, tool, cancel);
        }
        catch (Exception e) when (e is ToolException or FormatException)
        {
            judging.Hold(proposal, "invalid", e.Message);
        }
    }

    private async Task JudgeKnownAsync(Judging judging, Proposal proposal, ITool tool, CancellationToken cancel)
    {
        var preview = await PreviewAsync(tool, proposal.Arguments, proposal.Secrets, cancel);
        var (run, agent) = (judging.Run, judging.Agent);
        var fingerprint = digest.Fingerprint(agent.Name, proposal.Tool, proposal.Arguments, proposal.Target);
        if (preview.IsReadOnly ?? tool.Definition.IsReadOnly)
        {
            judging.Hold(proposal, "invalid", $"{proposal.Tool} changes nothing here, so there is nothing to decide. Call it from a tool step.");
        }
        else if (judging.Links(fingerprint) is { } earlier)
        {
            judging.Hold(proposal, "linked", $"The same as {earlier} of this run.");
        }
        else if (judging.Earlier(fingerprint) is { } asked)
        {
            judging.LinkEarlier(proposal, asked, fingerprint);
        }
        else if (!run.Queued.IsTest && !judging.Step.WaitForActions && await store.FindOpenByFingerprintAsync(fingerprint, cancel) is { } open)
        {
            // A run that waits needs a result of its own, so it asks again.
            judging.Link(proposal, open.Id);
        }
        else if (!run.Queued.IsTest && await store.FindMuteAsync(agent.Name, fingerprint, cancel) is { } mute && !(mute.Until <= time.GetUtcNow()))
        {
            judging.Hold(proposal, "muted", $"{mute.ByName} said not to ask again{(mute.Until is null ? " until it changes" : "")}.");
        }
        else if (judging.Count >= agent.MaxActions)
        {
            judging.Hold(proposal, "limit", $"Over the {agent.MaxActions} actions that one run may propose (max_actions).");
        }
        else
        {
            Open(judging, proposal, tool, preview, fingerprint);
        }
    }

    private void Open(Judging judging, Proposal proposal, ITool tool, ToolPreview preview, string fingerprint)
    {
        var (run, agent) = (judging.Run, judging.Agent);
        var id = judging.NextId();
        var version = ToolShelf.Version(tool.Definition);
        var proposed = new ActionProposed
        {
            Run = id.Run,
            Ordinal = id.Ordinal,
            Agent = agent.Name,
            Step = judging.Step.Name,
            Tool = proposal.Tool,
            ToolVersion = version,
            Arguments = proposal.Arguments,
            Secrets = proposal.Secrets,
            Target = proposal.Target,
            Confidence = proposal.Confidence,
            Reason = proposal.Reason,
            Risk = preview.Risk,
            CanUndo = preview.CanUndo,
            Headline = preview.Headline,
            StateSeen = preview.State,
            Digest = digest.Of(id, 1, proposal.Tool, version, proposal.Arguments, proposal.Target),
            Fingerprint = fingerprint,
            Rule = RuleFor(run, agent),
            ExpiresAt = time.GetUtcNow() + agent.Approval.Expires,
            IsPreview = run.Queued.IsTest,
            RunWaits = judging.Step.WaitForActions && !run.Queued.IsTest,
        };
        var goesAhead = agent.Mode == RunMode.Auto && proposal.MayGoAhead && preview.Risk == Risk.Low && !run.Queued.IsTest
            && proposal.Confidence >= agent.ConfidenceThreshold;
        judging.Open(proposed, goesAhead ? [proposed, new ActionApproved(Principal.System, 1, Automatic: true)] : [proposed]);
    }

    private static ApprovalRule RuleFor(Run run, Agent agent)
    {
        var starter = run.Queued.Trigger.By;
        return new(agent.Approval.Approvers, agent.Approval.Required, agent.Approval.SelfApproval, starter.Platform == "system" ? null : starter.Key);
    }

    /// <summary>The digest that another revision of the same call has.</summary>
    public string DigestOf(ProposedAction action, int revision, string? toolVersion = null) =>
        digest.Of(action.Id, revision, action.Proposed.Tool, toolVersion ?? action.ToolVersion, action.Arguments, action.Proposed.Target);

    private ActionReturned Return(ProposedAction action, string why, string version, string? state) =>
        new(why, action.Revision + 1, DigestOf(action, action.Revision + 1, version), version, state);

    // A program that was given a secret may send it back in arguments; it is stored as its reference.
    private Proposal WithReferences(Proposal proposal)
    {
        var names = new HashSet<string>(proposal.Secrets);
        var arguments = _secrets.ToReferences(proposal.Arguments, names);
        return proposal with
        {
            Arguments = arguments,
            Secrets = [.. names.Order()],
            Target = proposal.Target is { } target ? secrets.Mask(target) : null,
        };
    }

    // The tool looks at what it will be given; what it says about that is for people.
    private async Task<ToolPreview> PreviewAsync(ITool tool, JsonElement arguments, IReadOnlyCollection<string> allowed, CancellationToken cancel)
    {
        var preview = await tool.PreviewAsync(_secrets.Resolve(arguments, allowed), cancel);
        return preview with
        {
            Headline = preview.Headline is { } headline ? secrets.Mask(headline) : null,
            State = preview.State is { } state ? secrets.Mask(state) : null,
        };
    }

    private static Dictionary<string, string> Whole(string error) => new() { [""] = error };
}
