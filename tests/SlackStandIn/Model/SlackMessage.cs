using System.Text.Json.Nodes;

namespace ChatRuns.StandIns.Model;

/// <summary>A message as it stands at one moment; a later edit makes a new record with the same <see cref="Ts"/>.</summary>
public sealed record SlackMessage
{
    /// <summary>Channel id.</summary>
    public required string Channel { get; init; }

    /// <summary>Time stamp, the message's name within its channel.</summary>
    public required string Ts { get; init; }

    /// <summary>Who wrote it: user id.</summary>
    public required string User { get; init; }

    /// <summary>Its text.</summary>
    public string Text { get; init; } = "";

    /// <summary>Its blocks, with the ids that Slack adds where the bot gave none; empty if it has none.</summary>
    public JsonArray Blocks { get; init; } = [];

    /// <summary>event_type and event_payload.</summary>
    public JsonObject? Metadata { get; init; }

    /// <summary>The thread's first message.</summary>
    public string? ThreadTs { get; init; }

    /// <summary>A reply that its channel shows as well.</summary>
    public bool IsBroadcast { get; init; }

    /// <summary>How often it was changed.</summary>
    public int Edits { get; init; }

    /// <summary>The only user who sees it; null = the channel.</summary>
    public string? OnlyFor { get; init; }

    /// <summary>Written by the bot.</summary>
    public bool FromBot { get; init; }

    /// <summary>Ids of its files.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>What the bot made of its links: address to blocks.</summary>
    public IReadOnlyDictionary<string, JsonNode> Unfurls { get; init; } = new Dictionary<string, JsonNode>();

    /// <summary>The blocks as text, for a test's eyes.</summary>
    public override string ToString() => $"{Channel} {Ts} {(OnlyFor is null ? "" : $"(only {OnlyFor}) ")}{User}: {Text} {Blocks.ToJsonString()}";
}

/// <summary>A modal or a Home tab as it stands.</summary>
public sealed record SlackOpenView
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Who sees it.</summary>
    public required string User { get; init; }

    /// <summary>The view as the bot gave it, with ids added.</summary>
    public required JsonObject View { get; init; }

    /// <summary>Changes with every update.</summary>
    public required string Hash { get; init; }

    /// <summary>First view of the stack.</summary>
    public required string RootId { get; init; }

    /// <summary>The view below it.</summary>
    public string? PreviousId { get; init; }

    /// <summary>What the bot said against the last submission: block id to text.</summary>
    public IReadOnlyDictionary<string, string> Errors { get; init; } = new Dictionary<string, string>();

    /// <summary>Its blocks.</summary>
    public JsonArray Blocks => View["blocks"] as JsonArray ?? [];

    /// <summary>Its title.</summary>
    public string Title => (string?)View["title"]?["text"] ?? "";

    /// <summary>The view as text, for a test's eyes.</summary>
    public override string ToString() => $"{Id} of {User}: {View.ToJsonString()}";
}

/// <summary>A file of the workspace.</summary>
public sealed record SlackFile(string Id, string Name, string User, byte[] Bytes)
{
    /// <summary>As the bot titled it.</summary>
    public string Title { get; init; } = Name;

    /// <summary>Description for those who cannot see it.</summary>
    public string? AltText { get; init; }

    /// <summary>Length that was announced.</summary>
    public long Announced { get; init; }

    /// <summary>Its bytes have arrived.</summary>
    public bool Uploaded { get; init; }

    /// <summary>Where it was shared.</summary>
    public IReadOnlyList<string> Channels { get; init; } = [];
}

/// <summary>A call of the Web API, a response_url or an upload.</summary>
/// <param name="Method">As in the address; "response_url" and "upload" for those two.</param>
/// <param name="Arguments">What was sent.</param>
/// <param name="At">When.</param>
/// <param name="Error">The error's code; null = it went well.</param>
public sealed record SlackCall(string Method, JsonObject Arguments, DateTimeOffset At, string? Error);

/// <summary>What chat.unfurl was given.</summary>
/// <param name="Channel">Of the message; empty where only an unfurl id was named.</param>
/// <param name="Ts">Its time stamp, or the unfurl id.</param>
/// <param name="Unfurls">Address to blocks.</param>
public sealed record SlackUnfurl(string Channel, string Ts, JsonObject Unfurls);

/// <summary>How the bot answered.</summary>
/// <param name="Status">HTTP status; over Socket Mode 200 when acknowledged; 0 = no answer in time, or none at all.</param>
/// <param name="Body">The body, or the acknowledgement's payload.</param>
/// <param name="Took">In real time.</param>
public sealed record BotAnswer(int Status, string Body, TimeSpan Took)
{
    /// <summary>Acknowledged, as Slack sees it.</summary>
    public bool Ok => Status is >= 200 and < 300;

    /// <summary>The body as JSON; null when it is none.</summary>
    public JsonNode? Json
    {
        get
        {
            try { return Body.Length == 0 ? null : JsonNode.Parse(Body); }
            catch (System.Text.Json.JsonException) { return null; }
        }
    }
}
