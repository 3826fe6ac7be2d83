using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Channels.Slack.Door;

namespace ChatRuns.Bot.Channels.Slack.Api;

/// <summary>
/// Ids of channels by name, from conversations.list, read again after ten minutes or when a name is missing that was not looked for
/// lately. Slack takes a name for a post, but neither for a redraw nor to read what stands there.
/// </summary>
internal sealed class SlackChannels(SlackApi api, TimeProvider time)
{
    private const int MostPages = 50;
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<string, Names> _known = new();

    /// <summary>The id of a channel by its name, without the #; null when there is none of that name or the app may not list them.</summary>
    public async Task<string?> FindAsync(Workspace workspace, string name, CancellationToken cancel)
    {
        _known.TryGetValue(workspace.Team, out var known);
        var age = known is null ? TimeSpan.MaxValue : time.GetElapsedTime(known.ReadAt);
        if (known is not null && known.Ids.TryGetValue(name, out var id) && age < Fresh) return id;
        if (age < AskAgain) return known?.Ids.GetValueOrDefault(name);
        if (await ReadAsync(workspace, cancel) is { } read) known = _known[workspace.Team] = read;
        return known?.Ids.GetValueOrDefault(name);
    }

    private async Task<Names?> ReadAsync(Workspace workspace, CancellationToken cancel)
    {
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        var arguments = new JsonObject { ["types"] = "public_channel,private_channel", ["exclude_archived"] = "true", ["limit"] = "1000" };
        for (var page = 0; page < MostPages; page++)
        {
            var answer = await api.CallAsync(workspace.Token, "conversations.list", arguments, cancel);
            if (answer is not SlackAnswer.Ok ok) return null;
            foreach (var channel in ok.Body.List("channels"))
                if (channel.Text("name") is { } name && channel.Text("id") is { } id) ids[name] = id;
            if (answer.Text("response_metadata.next_cursor") is not { Length: > 0 } next) break;
            arguments["cursor"] = next;
        }

        return new(ids, time.GetTimestamp());
    }

    private sealed record Names(Dictionary<string, string> Ids, long ReadAt);
}
