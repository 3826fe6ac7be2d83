using System.Text.Json.Serialization;

namespace ChatRuns.Bot.Cards.Facts;

/// <summary>What was used in a time, beside what may be used (K5, L7).</summary>
internal sealed record UsageFacts : ICardFacts
{
    /// <inheritdoc/>
    public static string Template => "usage";

    /// <inheritdoc/>
    [JsonIgnore]
    public string CardTitle => $"Usage of {Of}, {When}";

    /// <summary>"all agents", or the agent's title.</summary>
    public required Outside Of { get; init; }

    /// <summary>"this month".</summary>
    public required string When { get; init; }

    /// <summary>Runs, tokens, credits, credits a run.</summary>
    public required IReadOnlyList<KeyNumber> Numbers { get; init; }

    /// <summary>What may be used, fullest first; empty where nothing is limited.</summary>
    public required IReadOnlyList<QuotaRow> Quotas { get; init; }

    /// <summary>What each agent used, most first; empty for a single one.</summary>
    public required IReadOnlyList<UsageRow> Agents { get; init; }

    /// <summary>"and 12 more agents"; null when all are shown.</summary>
    public string? More { get; init; }

    /// <summary>"Nothing was used this month."; null when something was.</summary>
    public string? Empty { get; init; }

    /// <summary>What is worth saying beside it; null for nothing.</summary>
    public string? Note { get; init; }
}

/// <summary>A quota and what is used of it in its current period.</summary>
/// <param name="Text">"Site check: 41 of 100 runs per day".</param>
/// <param name="Anew">"41 % · anew on 22 Nov 00:00".</param>
/// <param name="Share">1 to 100, for the bar; 0 when nothing is used.</param>
/// <param name="Style">"good", "warning" from 80 % on, "attention" when it is used up.</param>
internal sealed record QuotaRow(Phrase Text, Phrase Anew, int Share, string Style)
{
    /// <summary>The rest of the bar.</summary>
    public int Rest => 100 - Share;
}

/// <summary>What an agent used.</summary>
/// <param name="Agent">Its title.</param>
/// <param name="Runs">"1,204 runs".</param>
/// <param name="Tokens">"12,300", "–".</param>
/// <param name="Credits">"0.42", "–".</param>
/// <param name="Share">Of what the most expensive one used, 1 to 100.</param>
/// <param name="Open">The line that opens its usage.</param>
internal sealed record UsageRow(Outside Agent, string Runs, string Tokens, string Credits, int Share, Carried Open)
{
    /// <summary>The rest of the bar.</summary>
    public int Rest => 100 - Share;
}
