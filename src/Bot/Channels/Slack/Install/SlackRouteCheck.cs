using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Channels.Slack.Api;
using ChatRuns.Bot.Channels.Slack.Door;

namespace ChatRuns.Bot.Channels.Slack.Install;

/// <summary>
/// Looks whether the channels that agents' routes name are there, and the app is a member of them: it may write nowhere else. Routes to
/// people and to other workspaces are not looked at.
/// </summary>
internal sealed class SlackRouteCheck(SlackApi api)
{
    private const string Prefix = "slack:";
    private const int MostPages = 50;

    /// <summary>One finding for each channel that cannot be reached; one for all where they can.</summary>
    public async IAsyncEnumerable<Finding> LookAsync(
        string token, string? team, IReadOnlyList<(string Agent, string Route)> routes, [EnumeratorCancellation] CancellationToken cancel)
    {
        var named = routes.Select(r => (r.Agent, Channel: ChannelOf(r.Route, team))).Where(r => r.Channel is not null).GroupBy(r => r.Channel!, r => r.Agent, StringComparer.Ordinal).ToList();
        if (named.Count == 0) yield break;
        if (await ReadMembershipAsync(token, cancel) is not { } channels)
        {
            yield return new(Verdict.Aside, "Slack did not tell which channels there are: the routes of agents were not looked at.");
            yield break;
        }

        var isWell = true;
        foreach (var agents in named)
        {
            if (channels.TryGetValue(agents.Key, out var isMember) && isMember) continue;
            isWell = false;
            var what = channels.ContainsKey(agents.Key) ? "the app is not in it" : "there is none of that name, or it is private and the app is not in it";
            yield return new(Verdict.Bad, $"The route {Prefix}{agents.Key} of {string.Join(", ", agents.Distinct())} leads nowhere: {what}.", SlackRemedies.Invite);
        }

        if (isWell) yield return new(Verdict.Good, $"The app is in all channels that agents name ({named.Count}).");
    }

    // "slack:#ops", "slack:C024BE91L" and "slack:T024BE7LH/#ops" of this workspace; null for people and other workspaces.
    private static string? ChannelOf(string route, string? team)
    {
        if (!route.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        var place = route[Prefix.Length..];
        if (team is not null && place.StartsWith(team + "/", StringComparison.Ordinal)) place = place[(team.Length + 1)..];
        return place is ['#' or 'C' or 'G', _, ..] && !place.Contains('/', StringComparison.Ordinal) ? place : null;
    }

    /// <summary>Whether the app is a member, by "#name" and by id; null when Slack does not tell.</summary>
    private async Task<Dictionary<string, bool>?> ReadMembershipAsync(string token, CancellationToken cancel)
    {
        var channels = new Dictionary<string, bool>(StringComparer.Ordinal);
        var arguments = new JsonObject { ["types"] = "public_channel,private_channel", ["exclude_archived"] = "true", ["limit"] = "1000" };
        for (var page = 0; page < MostPages; page++)
        {
            var answer = await api.CallAsync(token, "conversations.list", arguments, cancel);
            if (answer is not SlackAnswer.Ok ok) return null;
            foreach (var channel in ok.Body.List("channels"))
            {
                if (channel.Text("id") is { } id) channels[id] = channel.IsTrue("is_member");
                if (channel.Text("name") is { } name) channels["#" + name] = channel.IsTrue("is_member");
            }

            if (answer.Text("response_metadata.next_cursor") is not { Length: > 0 } next) break;
            arguments["cursor"] = next;
        }

        return channels;
    }
}
