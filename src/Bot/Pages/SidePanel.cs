using ChatRuns.Actions;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Channels.Web;
using ChatRuns.Bot.Views;
using ChatRuns.Journal;
using ChatRuns.Runs;
using ChatRuns.Store;

namespace ChatRuns.Bot.Pages;

/// <summary>What stands beside the chat: what the reader may decide, as <c>/approvals mine</c> counts it, and what runs now.</summary>
internal sealed class SidePanel(RunEngine engine, Turns turns) : ISidePanel
{
    private const int Shown = 6;
    private const int MostLooked = 60;

    /// <inheritdoc/>
    public async Task<SideView> ReadAsync(Principal who, CancellationToken cancel)
    {
        var seen = engine.SeenBy(who);
        var open = await seen.ListActionsAsync(new(Statuses: [ActionStatus.Open], Most: MostLooked), cancel);
        var mine = new List<ActionRow>();
        foreach (var row in open.Rows)
            if ((await turns.FindAsync(row.Id, who, cancel)).IsMine) mine.Add(row);
        var running = await seen.ListRunsAsync(new() { Statuses = [RunStatus.Running, RunStatus.Retrying] }, new(1, Shown), cancel);
        return new(
            [.. mine.Take(Shown).Select(a => new SideItem(
                Outside.Line(a.Headline ?? a.Tool, 80).Text, $"{Outside.Line(Title(a.Agent), 40)} · #{a.Id.Run}", $"/run {a.Id.Run} actions {a.Id}", a.ExpiresAt))],
            mine.Count,
            [.. running.Rows.Select(r => new SideItem(Outside.Line(r.Title ?? r.AgentTitle, 80).Text, $"{Outside.LineOrNull(r.Step, 40)} · #{r.Number}", $"/run {r.Number}", r.StartedAt))],
            running.Total);
    }

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
