namespace ChatRuns.Agents.Reading;

/// <summary>What runs of an agent can begin with, by its triggers, and which places of templates read it.</summary>
internal sealed class RunStarts
{
    private static readonly string[] _fileMembers = ["name", "path", "bytes", "type", "sha256"];
    private static readonly string[] _hookMembers = ["id", "event", "type", "headers", "body"];
    private readonly HashSet<string> _headers = [];
    private bool _hasHooks;

    /// <summary>Whether with a file.</summary>
    public bool HasFiles { get; set; }

    /// <summary>Whether with an event.</summary>
    public bool HasEvents { get; set; }

    /// <summary>With a webhook too, of which these headers are kept.</summary>
    public void AddHook(IEnumerable<string> headers)
    {
        _hasHooks = true;
        _headers.UnionWith(headers);
    }

    /// <summary>What is wrong with <c>run.file…</c>, <c>run.hook…</c> or <c>run.event…</c>; null when nothing is.</summary>
    public (string Message, string Remedy)? Complaint(IReadOnlyList<string> path, TemplateUse use) => path[1] switch
    {
        "file" when !HasFiles => ("A run of this agent begins without a file.", "Give it a trigger that takes files: 'triggers: [{upload: {types: [csv]}}]'."),
        "file" => ComplaintOfFile(path, use),
        "hook" when !_hasHooks => ("A run of this agent begins without a webhook.", "Give it a trigger that takes them: 'triggers: [{webhook: {secret: \"{{secret.HOOK}}\"}}]'."),
        "hook" => ComplaintOfHook(path),
        _ when !HasEvents => ("A run of this agent begins without an event.", "Give it a trigger that takes them: 'triggers: [{event: {secret: \"{{secret.EVENTS}}\"}}]'."),
        _ => ComplaintOfEvent(path),
    };

    private static (string Message, string Remedy)? ComplaintOfFile(IReadOnlyList<string> path, TemplateUse use)
    {
        if (path is not ["run", "file", var member] || !_fileMembers.Contains(member))
            return ($"{Place(path)} does not say what of the file.", $"Write one of {string.Join(", ", _fileMembers.Select(m => $"{{{{run.file.{m}}}}}"))}.");
        return member == "path" && use is TemplateUse.Title ? ("There is no {{run.file.path}} yet when the title is made.", "Write {{run.file.name}}.") : null;
    }

    private (string Message, string Remedy)? ComplaintOfHook(IReadOnlyList<string> path) => path switch
    {
        ["run", "hook", "body", ..] or ["run", "hook", "id" or "event" or "type"] => null,
        ["run", "hook", "headers", var header] when _headers.Contains(header) => null,
        ["run", "hook", "headers", ..] => ($"{Place(path)} is no header that the trigger keeps.",
            "Name it in the trigger: 'headers: [X-Request-Id]', and write {{run.hook.headers.x-request-id}}."),
        _ => ($"{Place(path)} does not say what of the webhook.", $"Write one of {string.Join(", ", _hookMembers.Select(m => $"{{{{run.hook.{m}}}}}"))}."),
    };

    private static (string Message, string Remedy)? ComplaintOfEvent(IReadOnlyList<string> path) =>
        path is ["run", "event", "data", ..] || (path is ["run", "event", var attribute] && EventReader.IsAttribute(attribute))
            ? null
            : ($"{Place(path)} does not say what of the event.", "Write one of its attributes, such as {{run.event.type}}, or {{run.event.data}}.");

    private static string Place(IReadOnlyList<string> path) => TemplateReader.Place(path);
}
