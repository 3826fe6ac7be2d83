namespace ChatRuns.Bot.Commands.Language;

/// <summary>One word of a typed line, or several that stood in quotes.</summary>
/// <param name="Raw">As typed, quotes removed.</param>
/// <param name="IsQuoted">It began with a quote, so it is no keyword.</param>
/// <param name="At">Where it stood, quotes included.</param>
/// <param name="HoldsQuotes">A quoted part stands somewhere in it.</param>
internal sealed record Token(string Raw, bool IsQuoted, Stretch At, bool HoldsQuotes = false)
{
    /// <summary>As keywords are spelt.</summary>
    public string Word { get; } = Spelling.Word(Raw);

    /// <summary>As names are compared.</summary>
    public string Fold { get; } = Spelling.Fold(Raw);

    /// <summary>As it can be written into a line again.</summary>
    public string Source
    {
        get
        {
            if (IsQuoted) return Spelling.InQuotes(Raw);
            if (!HoldsQuotes) return Raw;
            var sign = Raw.AsSpan().IndexOfAny('=', ':');
            return sign < 0 ? Spelling.Quote(Raw) : Raw[..(sign + 1)] + Spelling.InQuotes(Raw[(sign + 1)..]);
        }
    }
}
