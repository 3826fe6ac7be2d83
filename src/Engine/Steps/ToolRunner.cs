using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ChatRuns.Agents;
using ChatRuns.Runs;
using ChatRuns.Store;
using ChatRuns.Tools;

namespace ChatRuns.Steps;

/// <summary>Executes tool steps: a call that reads is made at once and put on record, one that changes something is proposed.</summary>
internal sealed class ToolRunner(ToolShelf shelf, ArgumentCheck check, TimeProvider time) : IStepRunner
{
    private const int MostOnRecord = 2048;

    public bool Takes(Step step) => step is ToolStep;

    public async Task<StepOutcome> RunAsync(StepWork work, CancellationToken cancel)
    {
        var step = (ToolStep)work.Step;
        if (shelf.Find(step.Tool) is not { } tool) return StepOutcome.Failed(Cause.InvalidArguments, shelf.Unknown(step.Tool), mayRetry: false);
        var templates = step.Arguments.Templates;
        try
        {
            var shown = JsonSerializer.SerializeToElement(step.Arguments.Render(work.Show));
            if (StepText.SmugglesSecret(shown, templates)) return StepText.Smuggled();
            var errors = await check.CheckAsync(tool.Definition.Schema, shown, cancel);
            if (errors.Count > 0)
                return StepOutcome.Failed(Cause.InvalidArguments, $"{step.Tool}: {string.Join(' ', errors.Select(e => e.Message))}", mayRetry: false);
            var used = JsonSerializer.SerializeToElement(step.Arguments.Render(work.Use));
            // Some calls of a changing tool only read; the tool itself tells them apart.
            var isReadOnly = tool.Definition.IsReadOnly || (await tool.PreviewAsync(used, cancel)).IsReadOnly == true;
            return isReadOnly
                ? await CallAsync(work, tool, shown, used, cancel)
                : new() { Proposals = [StepText.Propose(work, step.Tool, shown, templates, step.Confidence, step.Reason)] };
        }
        catch (TemplateException e)
        {
            return StepText.Missing(work, templates, e);
        }
        catch (ToolException e)
        {
            return StepText.Failed(e);
        }
    }

    private async Task<StepOutcome> CallAsync(StepWork work, ITool tool, JsonElement shown, JsonElement used, CancellationToken cancel)
    {
        var begun = time.GetTimestamp();
        try
        {
            var result = await tool.CallAsync(used, new(work.Run, IdempotencyKey: null), cancel);
            return new() { Output = result.Value, Calls = [Record(work, shown, begun, Cut(Masked(result.Value, work.Mask)), null)] };
        }
        catch (ToolException e)
        {
            return StepText.Failed(e) with { Calls = [Record(work, shown, begun, null, e.Message)] };
        }
    }

    private ToolCalled Record(StepWork work, JsonElement shown, long begun, string? result, string? error) => new(
        work.Step.Name, ((ToolStep)work.Step).Tool, shown, result, error, (long)time.GetElapsedTime(begun).TotalMilliseconds);

    // Text by text: a secret looks otherwise where JSON has escaped it.
    private static string Masked(JsonElement? result, Func<string, string> mask)
    {
        if (result is not { } value || value.ValueKind == JsonValueKind.Undefined) return "";
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            new MaskedValue(mask).Write(writer, value, JsonSerializerOptions.Default);
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static string Cut(string text)
    {
        if (Encoding.UTF8.GetByteCount(text) <= MostOnRecord) return text;
        var bytes = Encoding.UTF8.GetBytes(text.Length > MostOnRecord ? text[..MostOnRecord] : text);
        var end = Math.Min(bytes.Length, MostOnRecord - 3);
        while (end > 0 && (bytes[end] & 0xC0) == 0x80) end--;
        return Encoding.UTF8.GetString(bytes, 0, end) + "…";
    }
}
