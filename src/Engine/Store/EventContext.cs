using System.Text.Json;
using System.Text.Json.Serialization;
using ChatRuns.Actions;
using ChatRuns.Agents;
using ChatRuns.Journal;
using ChatRuns.Planning;
using ChatRuns.Runs;

namespace ChatRuns.Store;

/// <summary>How each kind of event is written: a new kind is one more line here, and a test says so when it is missing.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(RunQueued))]
[JsonSerializable(typeof(RunStarted))]
[JsonSerializable(typeof(RunHeld))]
[JsonSerializable(typeof(ActionsOpened))]
[JsonSerializable(typeof(StepStarted))]
[JsonSerializable(typeof(StepWaiting))]
[JsonSerializable(typeof(QuestionAnswered))]
[JsonSerializable(typeof(ActionSettled))]
[JsonSerializable(typeof(StepCompleted))]
[JsonSerializable(typeof(StepFailed))]
[JsonSerializable(typeof(StepSkipped))]
[JsonSerializable(typeof(StepInterrupted))]
[JsonSerializable(typeof(StepPreviewed))]
[JsonSerializable(typeof(ToolCalled))]
[JsonSerializable(typeof(ProposalHeld))]
[JsonSerializable(typeof(ProgressReported))]
[JsonSerializable(typeof(FileAttached))]
[JsonSerializable(typeof(ReportSet))]
[JsonSerializable(typeof(SummarySet))]
[JsonSerializable(typeof(CancelRequested))]
[JsonSerializable(typeof(RunNoted))]
[JsonSerializable(typeof(RunEnded))]
[JsonSerializable(typeof(LogWritten))]
[JsonSerializable(typeof(ActionProposed))]
[JsonSerializable(typeof(ApprovalGiven))]
[JsonSerializable(typeof(ActionApproved))]
[JsonSerializable(typeof(ActionRejected))]
[JsonSerializable(typeof(ActionEdited))]
[JsonSerializable(typeof(ActionReturned))]
[JsonSerializable(typeof(ActionExpired))]
[JsonSerializable(typeof(ActionWithdrawn))]
[JsonSerializable(typeof(ActionStarted))]
[JsonSerializable(typeof(ActionSucceeded))]
[JsonSerializable(typeof(ActionFailed))]
[JsonSerializable(typeof(ActionUnknown))]
[JsonSerializable(typeof(ActionResolved))]
[JsonSerializable(typeof(ActionRetried))]
[JsonSerializable(typeof(ActionUndone))]
[JsonSerializable(typeof(AgentPublished))]
[JsonSerializable(typeof(AgentPaused))]
[JsonSerializable(typeof(AgentResumed))]
[JsonSerializable(typeof(AgentRemoved))]
[JsonSerializable(typeof(ProposalMuted))]
[JsonSerializable(typeof(ScheduleSet))]
[JsonSerializable(typeof(TurnStarted))]
[JsonSerializable(typeof(TurnsSkipped))]
[JsonSerializable(typeof(AccessGranted))]
[JsonSerializable(typeof(AccessRevoked))]
[JsonSerializable(typeof(AdminClaimed))]
[JsonSerializable(typeof(StandInSet))]
[JsonSerializable(typeof(IdentitiesLinked))]
[JsonSerializable(typeof(IdentitiesUnlinked))]
[JsonSerializable(typeof(BotStarted))]
[JsonSerializable(typeof(SignedIn))]
[JsonSerializable(typeof(RowsSeeded))]
[JsonSerializable(typeof(WorkHeld))]
[JsonSerializable(typeof(WorkReleased))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class EventContext : JsonSerializerContext;
