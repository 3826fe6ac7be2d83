namespace ChatRuns.Planning;

/// <summary>
/// What a schedule's stream says that it does: follow a plan, or rest and why. It stands in <see cref="ScheduleSet.Plan"/> as one
/// text, so that it survives a restart.
/// </summary>
/// <param name="Plan">The plan that it follows, or would follow.</param>
/// <param name="Rests">Why it rests; null when it does not.</param>
internal sealed record PlanState(string Plan, string? Rests)
{
    /// <summary>The trigger or its agent is gone: no times are planned, so none are skipped.</summary>
    public const string Removed = "removed";

    private const string Opening = "at rest (";
    private const string Closing = "): ";

    public static PlanState Read(string text)
    {
        var end = text.IndexOf(Closing, StringComparison.Ordinal);
        return text.StartsWith(Opening, StringComparison.Ordinal) && end > 0
            ? new(text[(end + Closing.Length)..], text[Opening.Length..end])
            : new(text, null);
    }

    public override string ToString() => Rests is null ? Plan : $"{Opening}{Rests}{Closing}{Plan}";
}
