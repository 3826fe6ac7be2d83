using System.Text.Json.Serialization;

namespace ChatRuns.Bot.Cards.Facts;

/// <summary>Twelve weeks in numbers (K1 to K3).</summary>
internal sealed record MetricsFacts : ICardFacts
{
    /// <inheritdoc/>
    public static string Template => "metrics";

    /// <inheritdoc/>
    [JsonIgnore]
    public string CardTitle => $"Metrics of {Of}, the last 12 weeks";

    /// <summary>"all agents", or the agent's title.</summary>
    public required Outside Of { get; init; }

    /// <summary>The four numbers.</summary>
    public required IReadOnlyList<KeyNumber> Numbers { get; init; }

    /// <summary>The twelve weeks, oldest first.</summary>
    public required IReadOnlyList<MetricsWeek> Weeks { get; init; }

    /// <summary>"No actions in these weeks."; null when there are some.</summary>
    public string? Empty { get; init; }

    /// <summary>The tools that were in most actions.</summary>
    public required IReadOnlyList<ToolBar> Tools { get; init; }

    /// <summary>The bars, for ChatRuns.Bars: names of the series, in the order of the values.</summary>
    public IReadOnlyList<string> Series { get; } = ["Approved", "Rejected", "Done by itself"];
}

/// <summary>One of the four numbers.</summary>
/// <param name="Label">"Runs".</param>
/// <param name="Value">"1,204", "84 %", "–".</param>
/// <param name="Change">"▲ 12 % more than the 12 weeks before".</param>
/// <param name="Color">"Good", "Attention" or "Default": more failures are not good.</param>
internal sealed record KeyNumber(string Label, string Value, string Change, string Color = "Default");

/// <summary>One week of decisions.</summary>
/// <param name="Label">"21 Sep".</param>
/// <param name="Values">Approved, rejected, done by itself.</param>
internal sealed record MetricsWeek(string Label, IReadOnlyList<long> Values)
{
    /// <summary>All of them.</summary>
    public long Sum => Values.Sum();
}

/// <summary>A tool and how often it was in an action.</summary>
/// <param name="Tool">Its name.</param>
/// <param name="Count">"132".</param>
/// <param name="Share">Of the most frequent one, 1 to 100.</param>
internal sealed record ToolBar(Outside Tool, string Count, int Share)
{
    /// <summary>The rest of the bar.</summary>
    public int Rest => 100 - Share;
}
