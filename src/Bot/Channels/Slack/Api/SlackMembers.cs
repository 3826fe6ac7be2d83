using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Channels.Slack.Door;

namespace ChatRuns.Bot.Channels.Slack.Api;

/// <summary>
/// Who is in a channel, from conversations.members, asked anew after five minutes: naming somebody who is not there reaches nobody. Null
/// where Slack does not tell (no scope channels:read or groups:read), or of a channel of more than ten thousand.
/// </summary>
internal sealed class SlackMembers(SlackApi api, TimeProvider time)
{
    private const int MostPages = 10;
    private const int MostKept = 1000;
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<(string Team, string Channel), Read> _read = new();

    /// <summary>User ids of the members.</summary>
    public async Task<IReadOnlySet<string>?> FindAsync(Workspace workspace, string channel, CancellationToken cancel)
    {
        var key = (workspace.Team, channel);
        if (_read.TryGetValue(key, out var read) && time.GetElapsedTime(read.At) < Fresh) return read.Users;
        if (_read.Count > MostKept) _read.Clear();
        if (await ReadAsync(workspace, channel, cancel) is { } users) _read[key] = new(users, time.GetTimestamp());
        return _read.TryGetValue(key, out read) ? read.Users : null;
    }

    private async Task<HashSet<string>?> ReadAsync(Workspace workspace, string channel, CancellationToken cancel)
    {
        var users = new HashSet<string>(StringComparer.Ordinal);
        var arguments = new JsonObject { ["channel"] = channel, ["limit"] = "1000" };
        for (var page = 0; page < MostPages; page++)
        {
            var answer = await api.CallAsync(workspace.Token, "conversations.members", arguments, cancel);
            if (answer is not SlackAnswer.Ok ok) return null;
            users.UnionWith(ok.Body.List("members").Where(m => m.ValueKind == JsonValueKind.String).Select(m => m.GetString()!));
            if (answer.Text("response_metadata.next_cursor") is not { Length: > 0 } next) return users;
            arguments["cursor"] = next;
        }

        return null;
    }

    private sealed record Read(IReadOnlySet<string> Users, long At);
}
