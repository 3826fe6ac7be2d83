using ChatRuns.Agents;

namespace ChatRuns;

/// <summary>Limits of the whole installation, in the section "Runs:Limits", written as in agents' files; empty for none.</summary>
public sealed class LimitOptions
{
    /// <summary>Most time of a run, waits excluded, such as "2h"; the stricter of this and the agent's counts.</summary>
    public string Time { get; set; } = "";

    /// <summary>Most log of a step, such as "50MB"; the stricter counts.</summary>
    public string Log { get; set; } = "";

    /// <summary>Most memory of a program and what it starts, such as "2GB"; the stricter counts.</summary>
    public string Memory { get; set; } = "";

    /// <summary>Most runs of all agents together that start in a period, such as "5000 per day".</summary>
    public string Runs { get; set; } = "";

    /// <summary>Most tokens of each run, and of all together in a period, such as "200k per run, 20M per month".</summary>
    public string Tokens { get; set; } = "";

    /// <summary>Most credits of each run, and of all together in a period, such as "2 per run, 100 per month".</summary>
    public string Credits { get; set; } = "";

    /// <summary>What the settings say; empty texts limit nothing.</summary>
    public Limits Read() => new()
    {
        Time = Duration.TryParse(Time, out var time) ? time : null,
        LogBytes = ByteSize.TryParse(Log, out var log) ? log : null,
        MemoryBytes = ByteSize.TryParse(Memory, out var memory) ? memory : null,
        Quotas = [.. Given().SelectMany(given => Quota.ReadAll(given.Of, given.Text) ?? [])],
    };

    /// <summary>What is wrong, a sentence each.</summary>
    public IEnumerable<string> Problems()
    {
        if (Time.Length > 0 && !(Duration.TryParse(Time, out var time) && time > TimeSpan.Zero)) yield return Wrong(nameof(Time), Time, "a length of time such as 2h");
        if (Log.Length > 0 && !(ByteSize.TryParse(Log, out var log) && log > 0)) yield return Wrong(nameof(Log), Log, "an amount of data such as 50MB");
        if (Memory.Length > 0 && !(ByteSize.TryParse(Memory, out var memory) && memory > 0)) yield return Wrong(nameof(Memory), Memory, "an amount of data such as 2GB");
        foreach (var (of, text) in Given().Where(given => Quota.ReadAll(given.Of, given.Text) is null)) yield return Wrong($"{of}", text, $"amounts such as {Quota.Form}");
    }

    private IEnumerable<(Metered Of, string Text)> Given() =>
        new[] { (Metered.Runs, Runs), (Metered.Tokens, Tokens), (Metered.Credits, Credits) }.Where(given => !string.IsNullOrWhiteSpace(given.Item2));

    private static string Wrong(string name, string text, string takes) => $"The setting Runs:Limits:{name} cannot be \"{text}\". It takes {takes}.";
}
