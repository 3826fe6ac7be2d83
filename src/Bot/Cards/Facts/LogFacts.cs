using System.Text.Json.Serialization;

namespace ChatRuns.Bot.Cards.Facts;

/// <summary>The last lines of a run's log.</summary>
internal sealed record LogFacts : ICardFacts
{
    /// <inheritdoc/>
    public static string Template => "log";

    /// <inheritdoc/>
    [JsonIgnore]
    public string CardTitle => $"Log of run {Run}, {Agent}";

    /// <summary>The run's number.</summary>
    public required long Run { get; init; }

    /// <summary>Title of the run or its agent.</summary>
    public required Outside Agent { get; init; }

    /// <summary>"the last 40 lines", "1 line", "no lines yet".</summary>
    public required string Shown { get; init; }

    /// <summary>The lines, oldest first.</summary>
    public required IReadOnlyList<LogRow> Lines { get; init; }

    /// <summary>Command for more lines; null when all are shown.</summary>
    public Carried? More { get; init; }
}

/// <summary>One line of log.</summary>
/// <param name="At">When it came.</param>
/// <param name="Text">What it says.</param>
/// <param name="Level">"" for ordinary lines, else "error", "warning", "debug" with a blank after it.</param>
/// <param name="Color">Of the line: "Default", "Attention" or "Warning".</param>
internal sealed record LogRow(DateTimeOffset At, Outside Text, string Level, string Color)
{
    /// <summary>Of a line as the journal has it.</summary>
    public static LogRow Of(Runs.LogLine line) => new(
        line.At, Outside.Line(line.Text, 1000),
        line.Level is "out" or "info" ? "" : line.Level + " ",
        line.Level switch { "err" or "error" => "Attention", "warning" => "Warning", _ => "Default" });
}
