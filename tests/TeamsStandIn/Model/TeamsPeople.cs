using System.Text.Json.Nodes;

namespace ChatRuns.StandIns.Model;

/// <summary>Somebody in the tenant.</summary>
/// <param name="Id">"29:…".</param>
/// <param name="Name">Display name.</param>
public sealed record TeamsUser(string Id, string Name)
{
    /// <summary>Object id in the directory.</summary>
    public required string AadObjectId { get; init; }

    /// <summary>Whether the app is installed for them: only then a conversation with them can be opened.</summary>
    public bool HasApp { get; init; } = true;

    /// <summary>"user" or "guest".</summary>
    public string Role { get; init; } = "user";

    /// <summary>Time zone of their client.</summary>
    public string TimeZone { get; init; } = "Europe/Berlin";
}

/// <summary>A chat or a channel.</summary>
/// <param name="Id">"a:…", "19:…@thread.v2" or "19:…@thread.tacv2".</param>
/// <param name="Kind">"personal", "groupChat" or "channel".</param>
public sealed record TeamsChat(string Id, string Kind)
{
    /// <summary>Its name; null for a personal chat.</summary>
    public string? Name { get; init; }

    /// <summary>The team of a channel.</summary>
    public string? Team { get; init; }

    /// <summary>Ids of the people in it.</summary>
    public IReadOnlyList<string> Members { get; init; } = [];

    /// <summary>Why the bot may not write there (a 403's code); null: it may.</summary>
    public string? Closed { get; init; }
}

/// <summary>A team.</summary>
public sealed record TeamsTeam(string Id, string Name);

/// <summary>A message as it stands.</summary>
public sealed record TeamsMessage
{
    /// <summary>Id within its chat.</summary>
    public required string Id { get; init; }

    /// <summary>The chat.</summary>
    public required string Chat { get; init; }

    /// <summary>Id of the post that it stands under, in channels; its own of a post; null elsewhere.</summary>
    public string? Thread { get; init; }

    /// <summary>Who wrote it; null: the bot.</summary>
    public string? From { get; init; }

    /// <summary>The only one who sees it; null: everybody.</summary>
    public string? OnlyFor { get; init; }

    /// <summary>The activity as it was sent or last put.</summary>
    public required JsonObject Activity { get; init; }

    /// <summary>How often it was put anew.</summary>
    public int Edits { get; init; }

    /// <summary>When it was written.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What some people see instead of the card: the answers to their clicks and refreshes.</summary>
    public IReadOnlyDictionary<string, JsonObject> Views { get; init; } = new Dictionary<string, JsonObject>();

    /// <summary>Its text; empty for none.</summary>
    public string Text => (string?)Activity["text"] ?? "";

    /// <summary>The first Adaptive Card; null for none.</summary>
    public JsonObject? Card => (Activity["attachments"] as JsonArray)?.OfType<JsonObject>()
        .FirstOrDefault(a => (string?)a["contentType"] == "application/vnd.microsoft.card.adaptive")?["content"] as JsonObject;

    /// <summary>The card as one person sees it.</summary>
    public JsonObject? CardFor(string user) => Views.TryGetValue(user, out var own) ? own : Card;

    /// <inheritdoc/>
    public override string ToString() => $"{Chat} {Id}{(OnlyFor is null ? "" : $" (only {OnlyFor})")} {From ?? "bot"}: {Text} {Card?.ToJsonString()}";
}

/// <summary>A dialog that somebody has open.</summary>
/// <param name="Title">What stands over it.</param>
/// <param name="Card">Its card.</param>
/// <param name="Message">The message that it was opened from; null for none.</param>
public sealed record TeamsDialog(string Title, JsonObject Card, TeamsMessage? Message);

/// <summary>A call that the bot made.</summary>
/// <param name="What">"send", "update", "delete", "create", "members", "teams", "login", "metadata" or "keys".</param>
/// <param name="Path">Path and query.</param>
/// <param name="Body">What was sent; empty for nothing, and for secrets.</param>
/// <param name="Status">What it was answered with.</param>
public sealed record TeamsCallMade(string What, string Path, string Body, int Status);

/// <summary>What the bot answered.</summary>
/// <param name="Status">The HTTP status; 0 when no answer came.</param>
/// <param name="Body">The body.</param>
public sealed record TeamsBotAnswer(int Status, string Body)
{
    /// <summary>The body as JSON; null when it is none.</summary>
    public JsonNode? Json => Body.Length > 0 && Body[0] is '{' or '[' ? JsonNode.Parse(Body) : null;
}
