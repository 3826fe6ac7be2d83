namespace ChatRuns.Bot.Commands.Language;

/// <summary>The words of one command after its verb, with what is needed to write a corrected line.</summary>
/// <param name="verb">The command's own word, without slash.</param>
/// <param name="tokens">What follows it.</param>
/// <param name="end">Length of the typed line: where something is missing.</param>
internal sealed class Words(string verb, IReadOnlyList<Token> tokens, int end)
{
    /// <summary>How many.</summary>
    public int Count => tokens.Count;

    /// <summary>The command's own word.</summary>
    public string Verb => verb;

    /// <summary>One of them.</summary>
    public Token this[int at] => tokens[at];

    /// <summary>The keyword at a place; empty past the end and for what stood in quotes.</summary>
    public string Key(int at) => at < tokens.Count && !tokens[at].IsQuoted ? tokens[at].Word : "";

    /// <summary>Keywords of a stretch, one space between: how a range or length is written back.</summary>
    public string Keys(int at, int count) => string.Join(' ', tokens.Skip(at).Take(count).Select(token => token.Word));

    /// <summary>A stretch as typed, for messages.</summary>
    public string Typed(int at, int count) => string.Join(' ', tokens.Skip(at).Take(count).Select(token => token.Raw));

    /// <summary>A stretch as it can be written again.</summary>
    public string Source(int at, int count) => string.Join(' ', tokens.Skip(at).Take(count).Select(token => token.Source));

    /// <summary>Where a stretch stood in the typed line.</summary>
    public Stretch Where(int at, int count)
    {
        if (at >= tokens.Count) return new(end, 0);
        var last = tokens[Math.Min(at + Math.Max(count, 1), tokens.Count) - 1].At;
        return new(tokens[at].At.Start, last.Start + last.Length - tokens[at].At.Start);
    }

    /// <summary>The whole line.</summary>
    public string Line() => Join(Source(0, Count), "", "");

    /// <summary>The whole line with other words in place of a stretch; none takes it out.</summary>
    public string Replace(int at, int count, string with) =>
        Join(Source(0, at), with, Source(at + count, Math.Max(0, Count - at - count)));

    /// <summary>The same words under another verb.</summary>
    public Words Under(string other) => new(other, tokens, end);

    /// <summary>The words from a place on.</summary>
    public Words From(int at) => new(verb, [.. tokens.Skip(at)], end);

    /// <summary>The words before a place.</summary>
    public Words To(int count) => new(verb, [.. tokens.Take(count)], end);

    /// <summary>The same words with others before them.</summary>
    public Words After(IEnumerable<Token> head) => new(verb, [.. head, .. tokens], end);

    /// <summary>All words but one.</summary>
    public Words Without(int at) => new(verb, [.. tokens.Take(at), .. tokens.Skip(at + 1)], end);

    /// <summary>The same, cut the way filters are written: at commas, <c>key:value</c>, <c>a..b</c> and <c>&gt;5m</c>.</summary>
    public Words ForFilter() => new(verb, [.. tokens.SelectMany(FilterCut.Cut)], end);

    private string Join(params string[] parts) => $"/{verb} {string.Join(' ', parts.Where(part => part.Length > 0))}".TrimEnd();
}
