using System.Text.Json;
using ChatRuns.Runs;

namespace ChatRuns.Steps;

/// <summary>What a run begins with, beside its variables.</summary>
/// <param name="File">A file, or null.</param>
/// <param name="Message">A request as it is kept, or null.</param>
/// <param name="Body">The request's body, also where it is kept in a blob.</param>
internal sealed record RunInputs(RunFile? File = null, RunMessage? Message = null, JsonElement? Body = null)
{
    /// <summary>Nothing.</summary>
    public static RunInputs None { get; } = new();
}
