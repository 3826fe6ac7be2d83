using ChatRuns.Actions;
using ChatRuns.Agents;
using ChatRuns.Journal;
using ChatRuns.Runs;

namespace ChatRuns;

/// <summary>Runs that begin with a file (T5).</summary>
public sealed partial class RunEngine
{
    /// <summary>
    /// Keeps the bytes of a file that somebody shared, before any run refers to it; null when it is longer than <paramref name="most"/>
    /// bytes. Its name is made fit to be a file's name anywhere.
    /// </summary>
    public async Task<RunFile?> KeepFileAsync(string name, string? mediaType, Stream content, long most, CancellationToken cancel)
    {
        var fit = FileNames.Fit(name);
        return await _blobs.PutAsync(content, Math.Min(most, UploadTrigger.Most), cancel) is var (blob, bytes)
            ? new(fit, blob, bytes, FileNames.MediaType(fit, mediaType))
            : null;
    }

    /// <summary>
    /// Starts a run by an upload trigger. The person needs what a start by hand needs; an agent that rests takes no files.
    /// <paramref name="id"/> as in <see cref="StartRequest"/>.
    /// </summary>
    public async Task<StartResult> StartByFileAsync(string agent, string trigger, RunFile file, Principal by, Guid? id, CancellationToken cancel)
    {
        if (SeenBy(by).FindAgent(agent) is { } found && RolesOf(by, agent).Overlaps([Role.Operator, Role.Admin]))
        {
            if (found.Status == AgentStatus.Paused) return new StartResult.NotReady($"{found.Title} is paused, and so it takes no files. Resume it first.");
            if (found.Triggers.OfType<UploadTrigger>().FirstOrDefault(t => t.Name == trigger) is not { } upload)
                return new StartResult.NotReady($"{found.Title} does not take files any more.");
            if (!upload.TakesType(file.Name) || file.Bytes > upload.MostBytes)
                return new StartResult.NotReady($"{found.Title} takes {upload.Wants}; {file.Name} has {Words.BytesBeside(file.Bytes, upload.MostBytes)}.");
        }

        return await StartAsync(new(agent, new Dictionary<string, System.Text.Json.JsonElement>(), Id: id) { File = file, Upload = trigger }, by, cancel);
    }
}
