using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Channels;
using ChatRuns.Journal;

namespace ChatRuns.Bot.Commands;

/// <summary>A run in one line, for links that are unfolded before a whole channel.</summary>
internal sealed class RunTitles(RunEngine engine) : IRunTitles
{
    /// <inheritdoc/>
    public async Task<string?> FindAsync(long number, Principal who, CancellationToken cancel) =>
        await engine.SeenBy(who).FindRowAsync(number, cancel) is { } row
            ? $"{StatusLook.Of(row.Status).Sign} {Outside.Line(row.Title ?? row.AgentTitle).Text} · {StatusLook.Of(row.Status).Word} · #{row.Number}" : null;
}

/// <summary>Rings with every commit of the journal.</summary>
internal sealed class JournalBell(RunEngine engine) : IBell
{
    /// <inheritdoc/>
    public event Action? Rang
    {
        add
        {
            if (_rang is null) engine.Committed += OnCommitted;
            _rang += value;
        }

        remove
        {
            _rang -= value;
            if (_rang is null) engine.Committed -= OnCommitted;
        }
    }

    private Action? _rang;

    private void OnCommitted(long position) => _rang?.Invoke();
}
