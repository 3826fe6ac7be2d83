using System.Text.Json;
using System.Text.Json.Nodes;
using ChatRuns.Agents;
using ChatRuns.Runs;

namespace ChatRuns.Loops;

/// <summary>The event that ends a wait: the answer or the actions' results become the step's output.</summary>
internal static class WaitEnd
{
    public static RunEvent Of(Step step, StepState state, JsonElement? produced)
    {
        return state.Waiting!.Reason switch
        {
            WaitReason.Answer => Done(new { answer = state.Answer!.Answer, by = state.Answer.By.Name }),
            WaitReason.Actions => OfActions(),
            _ => Done(new { until = state.Waiting.Until }),
        };

        RunEvent Done(object output) => new StepCompleted(step.Name, JsonSerializer.SerializeToElement(output), 0);

        RunEvent OfActions()
        {
            if (step is ProgramStep) return Done(WithActions(state, produced));
            var only = state.Settled[0];
            if (only.Outcome == nameof(Actions.ActionStatus.Succeeded)) return new StepCompleted(step.Name, only.Result, 0);
            var note = only.Note is null ? "" : $": {only.Note}";
            return new StepFailed(
                step.Name, state.Attempt, new(Cause.ActionNotDone, $"Action {only.Action} was {only.Outcome.ToLowerInvariant()}{note}"), 0, null);
        }
    }

    private static JsonObject WithActions(StepState state, JsonElement? produced)
    {
        var output = produced is { ValueKind: JsonValueKind.Object } own
            ? JsonSerializer.SerializeToNode(own)!.AsObject()
            : new JsonObject { ["value"] = JsonSerializer.SerializeToNode(produced) };
        output["actions"] = new JsonArray([.. state.Settled.Select(s => (JsonNode)new JsonObject
        {
            ["id"] = s.Action,
            ["outcome"] = s.Outcome.ToLowerInvariant(),
            ["result"] = JsonSerializer.SerializeToNode(s.Result),
            ["note"] = s.Note,
        })]);
        return output;
    }
}
