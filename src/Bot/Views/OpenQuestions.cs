using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Journal;
using ChatRuns.Runs;

namespace ChatRuns.Bot.Views;

/// <summary>The questions that runs wait with now, as far as somebody sees them; those of many runs cost two reads.</summary>
internal sealed class OpenQuestions(RunEngine engine)
{
    private const int Most = 50;

    /// <summary>The questions, those that expire first first.</summary>
    /// <param name="who">Who looks.</param>
    /// <param name="agent">Of this agent only; null for all.</param>
    /// <param name="isMine">Whether only those that they may answer.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<IReadOnlyList<OpenQuestion>> ReadAsync(Principal who, string? agent, bool isMine, CancellationToken cancel)
    {
        var waiting = await engine.SeenBy(who).ListRunsAsync(new() { Agent = agent, Statuses = [RunStatus.Waiting] }, new(1, Most), cancel);
        var numbers = waiting.Rows.Where(row => !isMine || engine.MayAnswer(who, row.Agent) is null).Select(row => row.Number).ToList();
        var asked = (await engine.FindRunsAsync(numbers, cancel)).Select(run => (Run: run, Asks: RunViews.Asks(run))).Where(r => r.Asks is not null);
        return [.. asked.Select(r => new OpenQuestion(r.Run, r.Asks!)).OrderBy(q => q.Asks.Expires ?? DateTimeOffset.MaxValue).ThenBy(q => q.Run.Number)];
    }
}

/// <summary>A question that waits for an answer.</summary>
/// <param name="Run">The run that asks.</param>
/// <param name="Asks">What it asks.</param>
internal sealed record OpenQuestion(Run Run, RunQuestion Asks);
