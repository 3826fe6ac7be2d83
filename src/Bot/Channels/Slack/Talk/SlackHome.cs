using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Channels.Slack.Api;
using ChatRuns.Bot.Channels.Slack.Blocks;
using ChatRuns.Bot.Memory;

namespace ChatRuns.Bot.Channels.Slack.Talk;

/// <summary>
/// The Home tab: what waits for me, what runs, what failed lately, my agents: the desk's own answers under one another. Published when
/// it is opened, and by <see cref="HomeLoop"/> when something changed.
/// </summary>
internal sealed partial class SlackHome(IDesk desk, SlackApi api, SlackReplies replies, SlackInstallMemory memory, ILogger<SlackHome> log)
{
    private static readonly string[] s_lines = ["/approvals mine", "/runs running per 5", "/runs failed last 24h per 5", "/agents"];

    /// <summary>Somebody opened it.</summary>
    public async Task OpenedAsync(Workspace workspace, SlackPerson person, CancellationToken cancel)
    {
        await memory.OpenedHomeAsync(workspace.Team, person.Who.Id, cancel);
        await PublishAsync(workspace, person, cancel);
    }

    /// <summary>Draws it anew; nothing is sent when it stands there already.</summary>
    /// <param name="workspace">Where.</param>
    /// <param name="person">Whose.</param>
    /// <param name="cancel">Stops it.</param>
    /// <param name="shown">Hash of what stands there; null to send it anyway.</param>
    public async Task<SlackAnswer?> PublishAsync(Workspace workspace, SlackPerson person, CancellationToken cancel, string? shown = null)
    {
        var view = BlockKit.Home(await ReadAsync(person, cancel));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(view.View.ToJsonString())))[..24];
        if (hash == shown) return null;
        await replies.KeepAsync(view.Parts, cancel);
        var answer = await api.CallAsync(workspace.Token, "views.publish", new JsonObject { ["user_id"] = person.Who.Id, ["view"] = view.View }, cancel);
        if (answer is SlackAnswer.Ok) await memory.ShownHomeAsync(workspace.Team, person.Who.Id, hash, cancel);
        else LogNotPublished(answer.Words());
        return answer;
    }

    private async Task<IReadOnlyList<BoundCard>> ReadAsync(SlackPerson person, CancellationToken cancel)
    {
        var where = new Address("slack", person.Who.Tenant, person.Who.Id);
        var cards = new List<BoundCard>();
        foreach (var line in s_lines)
        {
            var reply = await desk.AnswerAsync(new Said.Line(person.Who, where, person.Zone, line), cancel);
            if (reply.Card is { } card && cards.All(c => c.Text != card.Text)) cards.Add(card);
        }

        return cards;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A Home tab could not be published in Slack: {Why}")]
    private partial void LogNotPublished(string why);
}
