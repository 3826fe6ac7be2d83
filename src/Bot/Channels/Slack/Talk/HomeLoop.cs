using ChatRuns.Bot.Channels.Slack.Api;
using ChatRuns.Bot.Memory;
using ChatRuns.Loops;

namespace ChatRuns.Bot.Channels.Slack.Talk;

/// <summary>
/// Keeps Home tabs true that were opened lately: after a change each is drawn anew, at most every 15 seconds, and sent only where it differs.
/// Not promised: a tab that was opened longer ago is refreshed when it is opened again.
/// </summary>
internal sealed class HomeLoop : TickingService
{
    private const int Most = 200;
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan OpenedWithin = TimeSpan.FromHours(8);
    private readonly SlackHome _home;
    private readonly SlackWorkspaces _workspaces;
    private readonly SlackPeople _people;
    private readonly SlackInstallMemory _memory;
    private readonly IBell _bell;
    private readonly TimeProvider _time;
    private DateTimeOffset _restsUntil = DateTimeOffset.MinValue;
    private int _isChanged;

    public HomeLoop(SlackHome home, SlackWorkspaces workspaces, SlackPeople people, SlackInstallMemory memory, IBell bell, TimeProvider time, ILogger<HomeLoop> log)
        : base(time, log)
    {
        (_home, _workspaces, _people, _memory, _bell, _time) = (home, workspaces, people, memory, bell, time);
    }

    /// <inheritdoc/>
    public override async Task<DateTimeOffset?> TickOnceAsync(CancellationToken cancel)
    {
        var now = _time.GetUtcNow();
        if (Volatile.Read(ref _isChanged) == 0) return null;
        if (now < _restsUntil) return _restsUntil;
        Volatile.Write(ref _isChanged, 0);
        foreach (var row in await _memory.ReadHomesAsync(now - OpenedWithin, Most, cancel))
        {
            if (await _workspaces.FindAsync(row.Team, null, cancel) is not { } workspace) continue;
            var person = await _people.FindAsync(workspace, row.Person, null, cancel);
            if (person.Refusal is null && await _home.PublishAsync(workspace, person, cancel, row.Shown) is SlackAnswer.Limited limited)
            {
                Volatile.Write(ref _isChanged, 1);
                return _restsUntil = now + limited.After;
            }
        }

        return _restsUntil = now + Between;
    }

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancel)
    {
        _bell.Rang += OnRang;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task EndAsync()
    {
        _bell.Rang -= OnRang;
        return Task.CompletedTask;
    }

    private void OnRang()
    {
        if (Interlocked.Exchange(ref _isChanged, 1) == 0) Wake();
    }
}
