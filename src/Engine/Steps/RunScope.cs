using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatRuns.Agents;
using ChatRuns.Runs;

namespace ChatRuns.Steps;

/// <summary>
/// What the templates of a run read: its variables by name, <c>steps.NAME.output…</c>, <c>run.number</c>, <c>run.agent</c>,
/// <c>run.title</c>, <c>run.folder</c>, <c>run.planned</c>, <c>run.file.…</c>, <c>run.hook.…</c>, <c>run.event.…</c>, <c>target.name</c> and the target's variables, and
/// values that the host offers (<c>practice.url</c>).
/// </summary>
/// <param name="values">The tree that paths walk.</param>
/// <param name="secret">What stands for a secret.</param>
internal sealed class RunScope(JsonObject values, Func<string, string?> secret) : ITemplateScope
{
    private static readonly string[] CommonAttributes = ["id", "source", "type", "subject", "time", "datacontenttype", "dataschema", "specversion"];

    public bool TryFind(IReadOnlyList<string> path, out JsonNode? value)
    {
        value = values;
        foreach (var name in path)
        {
            if (value is JsonObject map && map.TryGetPropertyValue(name, out var member)) value = member;
            else if (value is JsonArray list && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < list.Count) value = list[at];
            else return false;
        }

        return true;
    }

    public string? Secret(string name) => secret(name);

    /// <summary>The tree for a run: big outputs come in <paramref name="blobs"/>, by step name, and what was sent in <paramref name="body"/>.</summary>
    public static JsonObject ValuesOf(
        Run run, string folder, IReadOnlyDictionary<string, string> hostValues, IReadOnlyDictionary<string, JsonElement> blobs, JsonElement? body, Target? target = null)
    {
        var values = new JsonObject();
        foreach (var (name, value) in hostValues) Put(values, name.Split('.'), value);
        values["run"] = new JsonObject
        {
            ["number"] = run.Number,
            ["agent"] = run.Queued.Agent,
            ["title"] = run.Queued.Title ?? run.Queued.AgentTitle,
            ["folder"] = folder,
            ["planned"] = run.Queued.Trigger.Planned?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            ["test"] = run.Queued.IsTest,
            ["file"] = FileValue(run.Queued.File, folder),
            ["hook"] = HookValue(run.Queued.Message, body),
            ["event"] = EventValue(run.Queued.Message, body),
        };
        values["target"] = TargetValue(run.Queued.Target, target);
        values["steps"] = new JsonObject(run.Steps.Select(s => KeyValuePair.Create<string, JsonNode?>(s.Name, StepValue(s, blobs))));
        foreach (var variable in run.Queued.Variables.EnumerateObject()) values[variable.Name] = Node(variable.Value);
        return values;
    }

    /// <summary>What can be read before the run exists: its number, agent and what it begins with, its variables and its target.</summary>
    public static RunScope BeforeStart(string agent, long number, JsonElement variables, string? target, RunInputs inputs)
    {
        var values = new JsonObject
        {
            ["target"] = new JsonObject { ["name"] = target },
            ["run"] = new JsonObject
            {
                ["number"] = number,
                ["agent"] = agent,
                ["file"] = FileValue(inputs.File, folder: null),
                ["hook"] = HookValue(inputs.Message, inputs.Body),
                ["event"] = EventValue(inputs.Message, inputs.Body),
            },
        };
        foreach (var variable in variables.EnumerateObject()) values[variable.Name] = Node(variable.Value);
        return new(values, name => $"«secret {name}»");
    }

    /// <summary>What can be read of a request before it is known whether it starts a run.</summary>
    public static RunScope OfRequest(RunMessage message) => new(
        new() { ["run"] = new JsonObject { ["hook"] = HookValue(message, message.Body), ["event"] = EventValue(message, message.Body) } }, _ => null);

    private static JsonObject TargetValue(string? name, Target? target)
    {
        var value = new JsonObject { ["name"] = name, ["title"] = target?.Title ?? name };
        foreach (var variable in target?.Variables ?? new Dictionary<string, string>()) value[variable.Key] = variable.Value;
        return value;
    }

    // Without a file its members are there and empty, so that a condition can ask for them.
    private static JsonObject FileValue(RunFile? file, string? folder) => new()
    {
        ["name"] = file?.Name ?? "",
        ["path"] = file is null || folder is null ? "" : Path.Combine(Path.GetFullPath(folder), file.Name),
        ["bytes"] = file?.Bytes ?? 0,
        ["type"] = file?.MediaType ?? "",
        ["sha256"] = file?.Blob ?? "",
    };

    private static JsonObject HookValue(RunMessage? message, JsonElement? body)
    {
        var hook = message is { Kind: TriggerKind.Webhook } ? message : null;
        return new()
        {
            ["id"] = hook?.Id ?? "",
            ["event"] = hook?.Attributes.GetValueOrDefault("event") ?? "",
            ["type"] = hook?.Attributes.GetValueOrDefault("type") ?? "",
            ["headers"] = Texts(hook?.Headers),
            ["body"] = hook is not null && body is { } value ? Node(value) : null,
        };
    }

    // The attributes that every event has, or may have, are there and empty without one.
    private static JsonObject EventValue(RunMessage? message, JsonElement? data)
    {
        var one = message is { Kind: TriggerKind.Event } ? message : null;
        var value = Texts(one?.Attributes);
        foreach (var attribute in CommonAttributes) value.TryAdd(attribute, "");
        value["data"] = one is not null && data is { } given ? Node(given) : null;
        return value;
    }

    private static JsonObject Texts(IReadOnlyDictionary<string, string>? texts) =>
        new((texts ?? new Dictionary<string, string>()).Select(t => KeyValuePair.Create(t.Key, (JsonNode?)t.Value)));

    private static JsonObject StepValue(StepState step, IReadOnlyDictionary<string, JsonElement> blobs) => new()
    {
        ["status"] = step.Status.ToString().ToLowerInvariant(),
        ["error"] = step.Error?.Message,
        ["run"] = step.Child,
        ["summary"] = step.ChildEnd?.Summary,
        ["output"] = blobs.TryGetValue(step.Name, out var big) ? Node(big) : step.Output is { } output ? Node(output) : null,
    };

    private static void Put(JsonObject tree, string[] path, string value)
    {
        foreach (var name in path[..^1]) tree = (JsonObject)(tree[name] ??= new JsonObject());
        tree[path[^1]] = value;
    }

    private static JsonNode? Node(JsonElement value) => JsonSerializer.SerializeToNode(value);
}
