namespace ChatRuns.Agents;

/// <summary>Who may delete runs of an agent, and when: "admins", "allowed", "after 30d" or "never".</summary>
/// <param name="After">How long after its end operators may; null for never by them.</param>
/// <param name="IsNever">Whether nobody may, the retention sweep included.</param>
public sealed record DeleteRule(TimeSpan? After, bool IsNever = false)
{
    /// <summary>Admins only: what counts where nothing is said.</summary>
    public static DeleteRule Admins { get; } = new(After: null);

    /// <summary>Reads one; null for anything else.</summary>
    public static DeleteRule? Parse(string text) => text.Trim() switch
    {
        "admins" => Admins,
        "allowed" => new(TimeSpan.Zero),
        "never" => new(null, true),
        ['a', 'f', 't', 'e', 'r', ' ', .. var rest] when Duration.TryParse(rest, out var after) => new(after),
        _ => null,
    };

    /// <summary>As it is written.</summary>
    public override string ToString() => this switch
    {
        { IsNever: true } => "never",
        { After: null } => "admins",
        { After: { } after } when after == TimeSpan.Zero => "allowed",
        { After: { } after } => $"after {Duration.Write(after)}",
    };
}
