using System.Text.Json;

namespace ChatRuns.Bot.Channels.Teams.Api;

/// <summary>What a call of the connector came to: a closed family.</summary>
internal abstract record TeamsAnswer
{
    /// <summary>Done.</summary>
    /// <param name="Body">The answer; undefined where it is empty.</param>
    internal sealed record Ok(JsonElement Body) : TeamsAnswer;

    /// <summary>Any 403: nobody can be reached there (blocked, removed, disabled, no right to write). No more is to be sent there until an activity comes from it.</summary>
    /// <param name="Code">Teams' code; empty where it gave none.</param>
    internal sealed record Unreachable(string Code) : TeamsAnswer;

    /// <summary>404: no such conversation, message or person.</summary>
    internal sealed record NotFound(string Code) : TeamsAnswer;

    /// <summary>413: the message is too large.</summary>
    internal sealed record TooBig : TeamsAnswer;

    /// <summary>Too many calls: nothing was done.</summary>
    internal sealed record Throttled(TimeSpan After) : TeamsAnswer;

    /// <summary>No answer, or none of Teams': <paramref name="Uncertain"/> when it may have been done all the same.</summary>
    internal sealed record Down(string Why, bool Uncertain) : TeamsAnswer;

    /// <summary>Teams said no, to what we said (400) or to who we are (401); trying again does not help.</summary>
    /// <param name="Status">The HTTP status; 0 where the login service said no.</param>
    /// <param name="Code">A code such as "BadSyntax".</param>
    /// <param name="Detail">Teams' message; empty for nothing.</param>
    internal sealed record Refused(int Status, string Code, string Detail) : TeamsAnswer;

    /// <summary>The address is none that may be called; nothing was sent.</summary>
    internal sealed record Barred(string Host) : TeamsAnswer;

    /// <summary>The id of what was made: of an activity, or of a conversation.</summary>
    public string? Id => Text("id");

    /// <summary>The id of the first activity of a conversation that was made.</summary>
    public string? ActivityId => Text("activityId");

    /// <summary>In a word, for logs and people; holds no token and no address but a host's name.</summary>
    public string Words() => this switch
    {
        Unreachable u => u.Code.Length > 0 ? u.Code : "forbidden",
        NotFound n => n.Code.Length > 0 ? n.Code : "not found",
        TooBig => "the message is too large",
        Throttled t => $"asked to wait {t.After.TotalSeconds:0} s",
        Down d => d.Why,
        Refused { Detail.Length: > 0 } r => $"{r.Code} ({r.Detail})",
        Refused r => r.Code,
        Barred b => $"{b.Host} is no host of Teams",
        _ => "ok",
    };

    private string? Text(string name) =>
        this is Ok { Body.ValueKind: JsonValueKind.Object } ok && ok.Body.TryGetProperty(name, out var at) && at.ValueKind == JsonValueKind.String ? at.GetString() : null;
}
