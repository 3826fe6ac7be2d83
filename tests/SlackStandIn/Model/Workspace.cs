using System.Globalization;
using System.Text.Json.Nodes;

namespace ChatRuns.StandIns.Model;

/// <summary>All that the stand-in knows. Callers hold <see cref="Gate"/> around everything that reads or writes it.</summary>
internal sealed class Workspace(SlackStandInOptions options)
{
    private const int MostCalls = 10_000;
    private long _lastTs;
    private long _counter;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SlackStandInOptions Options { get; } = options;

    public Lock Gate { get; } = new();

    public Dictionary<string, SlackPerson> People { get; } = [];

    public Dictionary<string, SlackChannel> Channels { get; } = [];

    public Dictionary<string, SlackGroup> Groups { get; } = [];

    public Dictionary<string, SlackFile> Files { get; } = [];

    public List<SlackMessage> Messages { get; } = [];

    public List<SlackUnfurl> Unfurls { get; } = [];

    public List<string> Violations { get; } = [];

    public List<string> MissedAcks { get; } = [];

    public Queue<SlackCall> Calls { get; } = new();

    public Views Views { get; } = new();

    public Dictionary<string, Trigger> Triggers { get; } = [];

    public Dictionary<string, ResponseUrl> ResponseUrls { get; } = [];

    /// <summary>unfurl_id → the addresses that were shared.</summary>
    public Dictionary<string, (string Channel, string Ts, IReadOnlyList<string> Urls)> Shared { get; } = [];

    /// <summary>The token no longer counts.</summary>
    public bool Uninstalled { get; set; }

    /// <summary>Whether blocks newer than the classic set are answered with invalid_blocks, as an old client's peer would.</summary>
    public bool RefuseNewerBlocks { get; set; }

    /// <summary>Rises with every change.</summary>
    public long Version { get; private set; }

    public DateTimeOffset Now => Options.Time.GetUtcNow();

    /// <summary>Address of the stand-in, without a slash at the end; known once it listens.</summary>
    public string Home { get; set; } = "";

    /// <summary>A task that ends at the next change.</summary>
    public Task NextChange { get { lock (Gate) return _changed.Task; } }

    /// <summary>Tells those who wait that something is different.</summary>
    public void Changed()
    {
        Version++;
        var before = _changed;
        _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        before.SetResult();
    }

    /// <summary>A time stamp that was never given before: seconds, a point, six digits.</summary>
    public string NewTs()
    {
        var micros = Now.ToUnixTimeMilliseconds() * 1000;
        _lastTs = Math.Max(micros, _lastTs + 1);
        return string.Create(CultureInfo.InvariantCulture, $"{_lastTs / 1_000_000}.{_lastTs % 1_000_000:D6}");
    }

    /// <summary>An id that was never given before.</summary>
    public string NewId(string prefix) => string.Create(CultureInfo.InvariantCulture, $"{prefix}0{++_counter:D8}");

    /// <summary>A right to open one view within three seconds.</summary>
    public string NewTrigger(string user)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{++_counter}.{_counter + 7}.{_counter:x32}");
        Triggers[id] = new Trigger(user, Now.AddSeconds(3));
        return id;
    }

    /// <summary>A right to answer five times within thirty minutes.</summary>
    public string NewResponseUrl(string kind, string channel, string user, SlackMessage? origin)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"/{kind}/{Options.TeamId}/{++_counter}/{_counter:x24}");
        ResponseUrls[key] = new ResponseUrl(channel, user, origin?.Ts, Now.AddMinutes(30));
        return Home + key;
    }

    /// <summary>A rule of Slack's was broken: a test fails on it.</summary>
    public void Violate(string where, string what)
    {
        Violations.Add($"{where}: {what}");
        Changed();
    }

    /// <summary>Puts a call on record.</summary>
    public void Record(string method, JsonObject arguments, string? error)
    {
        Calls.Enqueue(new SlackCall(method, arguments, Now, error));
        while (Calls.Count > MostCalls) Calls.Dequeue();
        Changed();
    }

    public SlackMessage? Message(string channel, string ts) => Messages.FirstOrDefault(m => m.Channel == channel && m.Ts == ts);

    public SlackMessage Add(SlackMessage message)
    {
        Messages.Add(message);
        Changed();
        return message;
    }

    public void Replace(SlackMessage before, SlackMessage after)
    {
        var at = Messages.FindIndex(m => m.Channel == before.Channel && m.Ts == before.Ts);
        if (at >= 0) Messages[at] = after;
        Changed();
    }

    public void Remove(SlackMessage message)
    {
        Messages.RemoveAll(m => m.Channel == message.Channel && m.Ts == message.Ts);
        Changed();
    }

    /// <summary>The direct conversation of a user with the bot.</summary>
    public SlackChannel Direct(string user)
    {
        var id = "D" + user[1..];
        if (!Channels.TryGetValue(id, out var channel))
            Channels[id] = channel = new SlackChannel(id, "directmessage") { DirectWith = user, IsPrivate = true };
        return channel;
    }

    /// <summary>A channel by id, by #name, or by the user to write to directly.</summary>
    public SlackChannel? Find(string? name) => name switch
    {
        null or "" => null,
        _ when Channels.TryGetValue(name, out var channel) => channel,
        _ when People.ContainsKey(name) => Direct(name),
        ['D', .. var rest] when People.ContainsKey("U" + rest) => Direct("U" + rest),
        _ => Channels.Values.FirstOrDefault(c => c.DirectWith is null && "#" + c.Name == "#" + name.TrimStart('#')),
    };
}

/// <summary>Whose click it was, and until when it opens a view.</summary>
internal sealed record Trigger(string User, DateTimeOffset Until)
{
    /// <summary>It was used.</summary>
    public bool Used { get; set; }
}

/// <summary>Where a response_url leads.</summary>
/// <param name="Channel">Channel of the interaction.</param>
/// <param name="User">Who acted.</param>
/// <param name="OriginTs">The message that was acted upon; null for a command.</param>
/// <param name="Until">Its end.</param>
internal sealed record ResponseUrl(string Channel, string User, string? OriginTs, DateTimeOffset Until)
{
    /// <summary>Slack allows five.</summary>
    public int Uses { get; set; }
}
