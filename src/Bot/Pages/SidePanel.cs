using ChatRuns.Actions;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Channels.Web;
using ChatRuns.Journal;
using ChatRuns.Runs;

namespace ChatRuns.Bot.Pages;

/// <summary>What stands beside the chat: what waits for the reader, and what runs now.</summary>
internal sealed class SidePanel(RunEngine engine) : ISidePanel
{
    private const int Shown = 6;

    /// <inheritdoc/>
    public async Task<SideView> ReadAsync(Principal who, CancellationToken cancel)
    {
        var seen = engine.SeenBy(who);
        var open = await seen.ListActionsAsync(new(Statuses: [ActionStatus.Open], Most: Shown), cancel);
        var running = await seen.ListRunsAsync(new() { Statuses = [RunStatus.Running, RunStatus.Retrying] }, new(1, Shown), cancel);
        return new(
            [.. open.Rows.Select(a => new SideItem(
                Outside.Line(a.Headline ?? a.Tool, 80).Text, $"{Outside.Line(Title(a.Agent), 40)} · #{a.Id.Run}", $"/run {a.Id.Run} actions {a.Id}", a.ExpiresAt))],
            open.Total,
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
