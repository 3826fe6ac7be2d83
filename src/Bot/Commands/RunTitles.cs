using System.Globalization;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Commands.Language;
using ChatRuns.Journal;
using ChatRuns.Runs;
using ChatRuns.Store;

namespace ChatRuns.Bot.Commands;

/// <summary>A run in one line, for links that are unfolded before a whole channel.</summary>
internal sealed class RunTitles(RunEngine engine, Vocabularies vocabularies, TimeProvider time) : IRunTitles
{
    private const int MostError = 100;

    /// <inheritdoc/>
    public async Task<string?> FindAsync(long number, Principal who, CancellationToken cancel) =>
        await engine.SeenBy(who).FindRowAsync(number, cancel) is { } row
            ? Title(row) : null;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<(long Number, string Title, string Detail)>> SearchAsync(string line, Principal who, TimeZoneInfo zone, int most, CancellationToken cancel)
    {
        if (engine.MaySee(who) is not null) return [];
        var seen = engine.SeenBy(who);
        if (long.TryParse(line.Trim().TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return await seen.FindRowAsync(number, cancel) is { } one ? [(number, Title(one), Detail(one, zone))] : [];
        if (CommandLine.Parse($"/runs {line}", await vocabularies.ReadAsync(who, cancel), who.Key, time.GetUtcNow(), zone) is not RunsCommand command) return [];
        var page = await seen.ListRunsAsync(command.Filter, new(1, most), cancel);
        return [.. page.Rows.Select(row => (row.Number, Title(row), Detail(row, zone)))];
    }

    private static string Detail(RunRow row, TimeZoneInfo zone)
    {
        var began = TimeZoneInfo.ConvertTime(row.StartedAt ?? row.QueuedAt, zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        var started = $"{(row.StartedAt is null ? "Queued" : "Started")} {began}{(zone.Equals(TimeZoneInfo.Utc) ? " UTC" : "")}";
        return row.Status.IsBad() && Outside.LineOrNull(row.Error ?? row.Summary, MostError) is { } error ? $"{started} · {error.Text}" : started;
    }

    private static string Title(RunRow row) =>
        $"{StatusLook.Of(row.Status).Sign} {Outside.Line(row.Title ?? row.AgentTitle).Text} · {StatusLook.Of(row.Status).Word} · #{row.Number}";
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
