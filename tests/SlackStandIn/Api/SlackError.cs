namespace ChatRuns.StandIns.Api;

/// <summary>An answer with ok:false.</summary>
internal sealed class SlackError(string code, IReadOnlyList<string>? messages = null) : Exception(code)
{
    /// <summary>Slack's word for it.</summary>
    public string Code { get; } = code;

    /// <summary>response_metadata.messages.</summary>
    public IReadOnlyList<string> Messages { get; } = messages ?? [];
}
