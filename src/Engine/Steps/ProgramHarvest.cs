using System.Text.Json;
using System.Text.Json.Nodes;
using ChatRuns.Runs;
using ChatRuns.Tools;

namespace ChatRuns.Steps;

/// <summary>
/// What a program's messages ask for, gathered until it has exited and only then given out. Holds a bounded amount, whatever
/// the program says; secrets are masked in what it cuts. Used under the lock of <see cref="ProgramOutput"/>.
/// </summary>
internal sealed class ProgramHarvest(Func<string, string> mask)
{
    /// <summary>Most bytes of proposals, outputs and report together.</summary>
    internal const long MostOfMessages = 32 * 1024 * 1024;

    private const int MostOfReason = 2000;
    private const int MostOfSummary = 300;

    private readonly List<ProgramMessage.Propose> _proposals = [];
    private readonly Dictionary<string, ProgramMessage.File> _files = [];
    private JsonNode? _output;
    private bool _hasOutput;
    private ProgramMessage.Report? _report;
    private long _bytes;
    private long _fileBytes;

    /// <summary>One line about what the run did; null for none.</summary>
    public string? Summary { get; private set; }

    /// <summary>Why it failed, as it said itself; null where it did not say.</summary>
    public StepError? Failure { get; private set; }

    /// <summary>Whether there is anything that would be lost if the program were ended now.</summary>
    public bool IsEmpty => _proposals.Count == 0 && _files.Count == 0 && !_hasOutput && _report is null;

    /// <summary>Keeps what a message asks for; <paramref name="bytes"/> is its size. Returns why it cannot, or null.</summary>
    public string? Take(ProgramMessage message, int bytes)
    {
        if (message is ProgramMessage.File file) return TakeFile(file);
        if (_bytes + bytes > MostOfMessages) return $"the messages of this step are over {MostOfMessages / 1024 / 1024} MB together";
        _bytes += bytes;
        switch (message)
        {
            case ProgramMessage.Propose proposal: _proposals.Add(proposal); break;
            case ProgramMessage.Output output: Merge(output); break;
            case ProgramMessage.Report report: _report = report; break;
            case ProgramMessage.Fail failed: Failure = new(failed.Cause, string.Join('\n', ProgramText.VisibleLines(failed.Text))); break;
            case ProgramMessage.Summary summary: Summary = OneLine(summary.Text); break;
        }

        return null;
    }

    /// <summary>In words, for the log of a program that was ended: "3 proposals, 1 file".</summary>
    public string Describe()
    {
        var parts = new List<string>();
        if (_proposals.Count > 0) parts.Add(Count(_proposals.Count, "proposal"));
        if (_files.Count > 0) parts.Add(Count(_files.Count, "file"));
        if (_hasOutput) parts.Add("its outputs");
        if (_report is not null) parts.Add("its report");
        return string.Join(", ", parts);
    }

    /// <summary>
    /// The outcome's gathered part, once nothing of the program is left running; problems with files go to <paramref name="warn"/>.
    /// </summary>
    public StepOutcome Finish(string folder, IReadOnlyList<string> secrets, int exit, string stdout, Action<string> warn)
    {
        var shelf = new ProgramFiles(folder, warn);
        return new()
        {
            Output = _hasOutput ? ElementOf(_output) : ElementOf(new JsonObject { ["stdout"] = stdout, ["exit"] = exit }),
            Proposals =
            [
                .. _proposals.Select(p => new Proposal(p.Tool, p.Arguments, p.Confidence, Cut(p.Reason), secrets, exit == 0, p.Target)),
            ],
            Files = shelf.Collect(_files.Values),
            Report = _report is null ? null : _report.Markdown ?? shelf.ReadReport(_report.Path!),
            Summary = Summary,
        };
    }

    private string? TakeFile(ProgramMessage.File file)
    {
        var size = file.Content?.Length ?? 0;
        if (size > ProgramFiles.MostOfFile || _fileBytes + size > ProgramFiles.MostOfFiles) return ProgramFiles.TooLarge(file.Name);
        if (_files.Count >= ProgramFiles.MostFiles && !_files.ContainsKey(file.Name))
            return $"a step can make {ProgramFiles.MostFiles} files at most";
        _fileBytes += size - (_files.TryGetValue(file.Name, out var before) ? before.Content?.Length ?? 0 : 0);
        _files[file.Name] = file;
        return null;
    }

    private void Merge(ProgramMessage.Output output)
    {
        _hasOutput = true;
        var value = JsonNode.Parse(output.Value.GetRawText());
        if (output.Name is { } name) Members()[name] = value;
        else if (value is JsonObject map) foreach (var (key, member) in map) Members()[key] = member?.DeepClone();
        else _output = value;
    }

    // An output that was a bare value gives way to the members that follow it.
    private JsonObject Members()
    {
        if (_output is not JsonObject) _output = new JsonObject();
        return (JsonObject)_output;
    }

    private string OneLine(string text)
    {
        var line = mask(string.Join(' ', ProgramText.VisibleLines(text)).Trim());
        return line.Length <= MostOfSummary ? line : ProgramText.Cut(line, MostOfSummary - 1) + "…";
    }

    private string? Cut(string? reason) =>
        reason is { Length: > MostOfReason } ? ProgramText.Cut(mask(reason), MostOfReason) + "…" : reason;

    private static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";

    private static JsonElement ElementOf(JsonNode? node) => JsonSerializer.SerializeToElement(node);
}
