using ChatRuns.Actions;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Channels.Web;
using ChatRuns.Bot.Views;
using ChatRuns.Journal;
using ChatRuns.Runs;
using ChatRuns.Store;

namespace ChatRuns.Bot.Pages;

/// <summary>What stands beside the chat: what the reader may answer or decide, as <c>/approvals mine</c> counts it, and what runs now.</summary>
internal sealed class SidePanel(RunEngine engine, Turns turns, OpenQuestions questions) : ISidePanel
{
    private const int Shown = 6;
    private const int MostLooked = 60;

    /// <inheritdoc/>
    public async Task<SideView> ReadAsync(Principal who, CancellationToken cancel)
    {
        var seen = engine.SeenBy(who);
        var open = await seen.ListActionsAsync(new(Statuses: [ActionStatus.Open], Most: MostLooked), cancel);
        var mine = (await turns.ReadAsync(open.Rows, who, cancel)).Where(a => a.Turn.IsMine).Select(a => ItemOf(a.Row));
        var asked = (await questions.ReadAsync(who, agent: null, isMine: true, cancel)).Select(ItemOf);
        var waiting = asked.Concat(mine).OrderBy(item => item.At ?? DateTimeOffset.MaxValue).ToList();
        var running = await seen.ListRunsAsync(new() { Statuses = [RunStatus.Running, RunStatus.Retrying] }, new(1, Shown), cancel);
        return new(
            [.. waiting.Take(Shown)],
            waiting.Count,
            [.. running.Rows.Select(r => new SideItem(Outside.Line(r.Title ?? r.AgentTitle, 80).Text, $"{Outside.LineOrNull(r.Step, 40)} · #{r.Number}", $"/run {r.Number}", r.StartedAt))],
            running.Total);
    }

    private static SideItem ItemOf(OpenQuestion asked) => new(
        Outside.Line(asked.Asks.Question.Text, 80).Text, $"{Outside.Line(RunViews.Title(asked.Run).Text, 40)} · #{asked.Run.Number}", $"/run {asked.Run.Number}", asked.Asks.Expires);

    private SideItem ItemOf(ActionRow row) => new(
        Outside.Line(row.Headline ?? row.Tool, 80).Text, $"{Outside.Line(Title(row.Agent), 40)} · #{row.Id.Run}", $"/run {row.Id.Run} actions {row.Id}", row.ExpiresAt);

    private string Title(string agent) => engine.FindAgent(agent)?.Title ?? agent;
}

/// <summary>Tells open pages that the side panel may look different.</summary>
internal sealed class SideWatch(RunEngine engine, WebHub hub) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        engine.Committed += OnCommitted;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        engine.Committed -= OnCommitted;
        return Task.CompletedTask;
    }

    private void OnCommitted(long position) => hub.SideChanged();
}
