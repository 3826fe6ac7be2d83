using ChatRuns.Actions;
using ChatRuns.Agents;
using ChatRuns.Journal;
using ChatRuns.Runs;
using ChatRuns.Store;
using ChatRuns.Tools;

namespace ChatRuns.Loops;

/// <summary>
/// Takes one action as far as it goes now: expires it, or executes it once it is approved. The intent is durable before the tool
/// is called; an intent without an end after a crash becomes "unknown", and a person is asked. It never tries again by itself.
/// </summary>
internal sealed class ActionExecutor(IRunStore store, ToolShelf tools, ToolGate gate, IAgentCatalog agents, KeptValues values, FreezeDesk freezes, TimeProvider time)
{
    // A click in the last second still counts.
    private static readonly TimeSpan LastClick = TimeSpan.FromMinutes(5);

    /// <summary>Does what is due for the action.</summary>
    public async Task DriveAsync(ActionId id, CancellationToken cancel)
    {
        var action = ProposedAction.From(await store.ReadStreamAsync(id.Stream, 0, int.MaxValue, cancel));
        if (action is null) return;
        var now = time.GetUtcNow();
        if (IsTooLate(action, now)) await AppendAsync(action, new ActionExpired(), cancel);
        else if (action.Status == ActionStatus.Approved && !StandsStill(action)) await ExecuteAsync(action, cancel);
        // Nobody else drives it, so a crash or a fault left it in the middle: nobody knows whether it happened.
        else if (action.Status == ActionStatus.Started) await AppendAsync(action, new ActionUnknown(), cancel);
    }

    // What was approved in time and could not be executed for long is asked for again by the next run: the world has moved on.
    private static bool IsTooLate(ProposedAction action, DateTimeOffset now) => action.Status switch
    {
        ActionStatus.Open => now >= action.Proposed.ExpiresAt,
        ActionStatus.Approved => action.StartedAt is null && now >= action.Proposed.ExpiresAt + LastClick,
        _ => false,
    };

    private bool StandsStill(ProposedAction action) =>
        freezes.Stops(action.Proposed.Agent, agents.Find(action.Proposed.Agent)?.Tags ?? [], action.Id.Run, action.Id.Ordinal);

    private async Task ExecuteAsync(ProposedAction action, CancellationToken cancel)
    {
        if (await ReturnedAsync(action, cancel) is { } returned)
        {
            await AppendAsync(action, returned, cancel);
            return;
        }

        // The same while nobody knows what came of it: a tool that did it and lost its answer knows it again, and does not do it twice. After a
        // failure it is another, for services that remember failures by the key.
        var key = action.IdempotencyKey ?? $"{action.Id}-{action.Seq}";
        if (await AppendAsync(action, new ActionStarted(key), cancel) is not { } started) return;
        var began = time.GetTimestamp();
        ActionEvent end;
        try
        {
            var result = await tools.Find(action.Proposed.Tool)!.CallAsync(gate.Resolved(action), new(action.Id.Run, key), cancel);
            end = new ActionSucceeded(result.Value, (long)time.GetElapsedTime(began).TotalMilliseconds, UndoOf(action, result));
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The bot is stopping and does not know how far the tool came; the next start asks a person.
            return;
        }
        catch (Exception e)
        {
            // An action's edge: whatever a tool throws is what became of the action.
            end = new ActionFailed(e is ToolException ? e.Message : $"{e.GetType().Name}: {e.Message}", (long)time.GetElapsedTime(began).TotalMilliseconds);
        }

        // Without the stop token: what happened outside has to be on record. Outside the try: a disk that is full is no failure of the tool.
        await AppendAsync(started, await KeptAsync(end), CancellationToken.None);
    }

    private async Task<ActionEvent> KeptAsync(ActionEvent end)
    {
        if (end is not ActionSucceeded done) return end;
        var (small, blob) = await values.KeepAsync(done.Result, CancellationToken.None);
        return done with { Result = small, Blob = blob };
    }

    // What takes something back is not taken back itself: whoever wants it again asks the agent.
    private ToolCall? UndoOf(ProposedAction action, ToolResult result) => action.Proposed.Undoes is null ? gate.Kept(result.Undo) : null;

    private async Task<ActionReturned?> ReturnedAsync(ProposedAction action, CancellationToken cancel)
    {
        if (action.IsAutomatic && agents.Find(action.Proposed.Agent) is not { Mode: RunMode.Auto, Status: AgentStatus.Active })
            return new("The agent may not go ahead by itself any more.", action.Revision + 1, gate.DigestOf(action, action.Revision + 1), action.ToolVersion, action.StateSeen);
        try
        {
            return await gate.RecheckAsync(action, cancel);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // An action's edge: the look before cannot be had; the call itself says what is wrong.
            return null;
        }
    }

    private async Task<ProposedAction?> AppendAsync(ProposedAction action, ActionEvent happened, CancellationToken cancel)
    {
        var at = time.GetUtcNow();
        var after = action.Apply(happened, at);
        var streams = new List<StreamEvents> { new(action.Id.Stream, Principal.System, [happened], action.Seq) };
        if (action.Proposed.RunWaits && after.IsSettled && !action.IsSettled) streams.Add(Settled(after));
        if (happened is ActionSucceeded && action.Proposed.Undoes is { } undone && ActionId.TryParse(undone, out var original))
            streams.Add(new(original.Stream, Principal.System, [new ActionUndone(action.Id.ToString(), action.DecidedBy ?? Principal.System)]));
        var result = await store.AppendAsync(new(Guid.CreateVersion7(at), at, streams), cancel);
        return result is AppendResult.Appended ? after : null;
    }

    /// <summary>Tells a waiting run that an action of it is settled.</summary>
    public static StreamEvents Settled(ProposedAction after)
    {
        var (result, blob) = after.Status == ActionStatus.Succeeded ? (after.Result, after.ResultBlob) : (null, null);
        var settled = new ActionSettled(after.Id.ToString(), after.Status.ToString(), result, after.Error ?? after.Note, blob);
        return new(StreamName.Run(after.Id.Run), Principal.System, [settled]);
    }
}
