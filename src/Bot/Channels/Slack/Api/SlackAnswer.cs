using System.Text.Json;

namespace ChatRuns.Bot.Channels.Slack.Api;

/// <summary>What a call of the Web API came to: a closed family.</summary>
internal abstract record SlackAnswer
{
    /// <summary><c>"ok": true</c>.</summary>
    /// <param name="Body">The whole answer.</param>
    /// <param name="Scopes">Of the token, from the header x-oauth-scopes; empty where Slack sent none.</param>
    /// <param name="SaidAt">Slack's own clock, from the header Date; null where it sent none.</param>
    internal sealed record Ok(JsonElement Body, string Scopes = "", DateTimeOffset? SaidAt = null) : SlackAnswer;

    /// <summary>A file; whoever asked for it disposes of it.</summary>
    /// <param name="Content">Its bytes as they come in.</param>
    /// <param name="MediaType">As the answer tells it; empty where it does not.</param>
    internal sealed record File(Stream Content, string MediaType) : SlackAnswer;

    /// <summary>Slack said no.</summary>
    /// <param name="Error">Its code, such as "channel_not_found".</param>
    /// <param name="Detail">What it said besides; empty for nothing.</param>
    internal sealed record Refused(string Error, string Detail) : SlackAnswer;

    /// <summary>Too many calls of this method: nothing was done.</summary>
    internal sealed record Limited(TimeSpan After) : SlackAnswer;

    /// <summary>No answer, or none of Slack's: <paramref name="Uncertain"/> when Slack may have done it all the same.</summary>
    internal sealed record Unreachable(string Why, bool Uncertain) : SlackAnswer;

    /// <summary>A text of the answer by its path, such as "channel.id"; empty when it is missing or nothing came.</summary>
    public string Text(string path)
    {
        if (this is not Ok ok) return "";
        var at = ok.Body;
        foreach (var name in path.Split('.'))
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at)) return "";
        return at.ValueKind == JsonValueKind.String ? at.GetString()! : "";
    }

    /// <summary>In a word, for logs and people; holds no token and no address.</summary>
    public string Words() => this switch
    {
        Refused { Detail.Length: > 0 } r => $"{r.Error} ({r.Detail})",
        Refused r => r.Error,
        Limited l => $"asked to wait {l.After.TotalSeconds:0} s",
        Unreachable u => u.Why,
        _ => "ok",
    };
}
