using System.Collections.Concurrent;
using System.Text.Json;
using ChatRuns.Actions;
using ChatRuns.Tools;

namespace ChatRuns.Engine.Tests;

/// <summary>A tool at the edge, as a tool server would offer one: it remembers its calls and answers what a test wants.</summary>
internal sealed class ProbeTool(string name, bool isReadOnly = false) : ITool
{
    private const string Schema = """
        {
          "type": "object",
          "properties": { "what": { "type": "string" }, "token": { "type": "string" } },
          "required": ["what"],
          "additionalProperties": false
        }
        """;

    public string Description { get; set; } = "Remembers what it was asked to do.";

    public Risk Risk { get; set; } = Risk.Low;

    public string? State { get; set; }

    public ConcurrentQueue<(JsonElement Arguments, string? Key)> Calls { get; } = new();

    public Func<CancellationToken, Task<ToolResult>> Answer { get; set; } = _ => Task.FromResult(new ToolResult(Some.Json("""{"done":true}""")));

    public ToolDefinition Definition => new(name, "Probe", Description, Schema, isReadOnly);

    /// <summary>What happens while it looks at a call.</summary>
    public Func<string, Task> Looking { get; set; } = _ => Task.CompletedTask;

    public async Task<ToolPreview> PreviewAsync(JsonElement arguments, CancellationToken cancel)
    {
        var what = arguments.GetProperty("what").GetString()!;
        await Looking(what);
        return new(Risk, $"Do {what}", CanUndo: true, State);
    }

    public Task<ToolResult> CallAsync(JsonElement arguments, ToolContext context, CancellationToken cancel)
    {
        Calls.Enqueue((arguments.Clone(), context.IdempotencyKey));
        return Answer(cancel);
    }
}
