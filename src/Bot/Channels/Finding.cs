namespace ChatRuns.Bot.Channels;

/// <summary>How one look turned out.</summary>
internal enum Verdict
{
    /// <summary>In order.</summary>
    Good,

    /// <summary>Must be mended.</summary>
    Bad,

    /// <summary>Not looked at, or a thing to know.</summary>
    Aside,
}

/// <summary>What one look found.</summary>
/// <param name="Verdict">How it turned out.</param>
/// <param name="What">One sentence.</param>
/// <param name="Remedy">What to do; empty for nothing.</param>
internal sealed record Finding(Verdict Verdict, string What, string Remedy = "")
{
    /// <summary>As it is printed: "✓ …", "✕ …" or "– …", and the remedy on a line of its own.</summary>
    public override string ToString()
    {
        var mark = Verdict switch { Verdict.Good => "✓", Verdict.Bad => "✕", _ => "–" };
        return Remedy.Length == 0 ? $"{mark} {What}" : $"{mark} {What}\n  {Remedy}";
    }
}
