using System.Text.Json;
using ChatRuns.Actions;

namespace ChatRuns.Tools;

/// <summary>Something that can be called by name with a JSON object. Stateless; called from many threads.</summary>
public interface ITool
{
    /// <summary>What the gate, the card and the editor know of it.</summary>
    ToolDefinition Definition { get; }

    /// <summary>
    /// Looks before a person is asked: checks the arguments, names the risk of this very call, and what it sees of its target.
    /// Never changes anything. Throws <see cref="ToolException"/> for arguments that can never work.
    /// </summary>
    Task<ToolPreview> PreviewAsync(JsonElement arguments, CancellationToken cancel);

    /// <summary>Does it. Throws <see cref="ToolException"/> when it cannot.</summary>
    Task<ToolResult> CallAsync(JsonElement arguments, ToolContext context, CancellationToken cancel);

    /// <summary>
    /// What a call with this key would have answered whose answer was lost, where its target shows that it was made; null where it does
    /// not, or the tool cannot tell. Never changes anything.
    /// </summary>
    Task<ToolResult?> FindDoneAsync(JsonElement arguments, ToolContext context, CancellationToken cancel) => Task.FromResult<ToolResult?>(null);
}

/// <summary>What is known of a tool before any call.</summary>
/// <param name="Name">Such as "file.move".</param>
/// <param name="Title">A verb for people: "Move a file".</param>
/// <param name="Description">One or two sentences.</param>
/// <param name="Schema">JSON Schema (draft 7 subset) of the arguments: an object with described, typed properties.</param>
/// <param name="IsReadOnly">Whether it changes nothing, so that the gate lets it run.</param>
public sealed record ToolDefinition(string Name, string Title, string Description, string Schema, bool IsReadOnly);

/// <summary>What a tool says about one call before it is made.</summary>
/// <param name="Risk">Of this very call.</param>
/// <param name="Headline">One line for people: "Archive report-2024.csv (48 MB)".</param>
/// <param name="CanUndo">Whether it can be taken back afterwards.</param>
/// <param name="State">What it sees of its target, compared again at execution; null where it offers no check.</param>
/// <param name="IsReadOnly">Overrides the definition for this call (an http.request with GET); null: as defined.</param>
public sealed record ToolPreview(Risk Risk, string? Headline, bool CanUndo, string? State, bool? IsReadOnly = null);

/// <summary>What a call is told beside its arguments.</summary>
/// <param name="Run">The run on whose behalf it is made.</param>
/// <param name="IdempotencyKey">The same for every try of one action with the same arguments; null for read-only calls.</param>
public sealed record ToolContext(long Run, string? IdempotencyKey);

/// <summary>What a call answered.</summary>
/// <param name="Value">Any JSON; null for nothing.</param>
/// <param name="Undo">The call that takes it back; null where there is none.</param>
public sealed record ToolResult(JsonElement? Value, ToolCall? Undo = null);

/// <summary>A tool cannot do what was asked; the message is for people and says what to do about it.</summary>
/// <param name="kind">Tells bad arguments, a refusal and kinds of failure apart: each has its own remedy on the card.</param>
/// <param name="message">One or two sentences.</param>
public sealed class ToolException(ToolFault kind, string message) : Exception(message)
{
    /// <summary>Which kind.</summary>
    public ToolFault Fault { get; } = kind;
}

/// <summary>Why a tool call did not work.</summary>
public enum ToolFault
{
    /// <summary>The arguments do not fit the schema or each other.</summary>
    InvalidArguments,

    /// <summary>The rules forbid it: outside the roots, the bot's own address.</summary>
    Refused,

    /// <summary>The target could not be reached.</summary>
    Unreachable,

    /// <summary>It was tried and did not work.</summary>
    Failed,

    /// <summary>The provider that it needs is not set up.</summary>
    NotConfigured,

    /// <summary>The service does not take the credential.</summary>
    CredentialExpired,

    /// <summary>The account with the service is over, or out of credit.</summary>
    AccountExpired,

    /// <summary>The service takes no more requests for now.</summary>
    RateLimited,

    /// <summary>The service did not answer in time.</summary>
    TimedOut,

    /// <summary>The answer was not in the expected form.</summary>
    WrongFormat,
}
