namespace ChatRuns.Bot.Commands.Language;

/// <summary>Who reads, what is known and what time it is: all that the meaning of a line depends on beside its words.</summary>
/// <param name="Vocabulary">The names.</param>
/// <param name="Reader">Key of the person who typed.</param>
/// <param name="Now">The moment of typing.</param>
/// <param name="Zone">The person's time zone.</param>
internal sealed record Reading(Vocabulary Vocabulary, string Reader, DateTimeOffset Now, TimeZoneInfo Zone)
{
    /// <summary>Their clock.</summary>
    public DateTime LocalNow { get; } = TimeZoneInfo.ConvertTime(Now, Zone).DateTime;
}

/// <summary>What is wrong with some words.</summary>
/// <param name="Message">What is wrong and what to do.</param>
/// <param name="At">The first of them.</param>
/// <param name="Count">How many.</param>
/// <param name="Fixes">Whole corrected lines; they may have further faults.</param>
internal sealed record Wrong(string Message, int At, int Count, params IReadOnlyList<string> Fixes)
{
    /// <summary>The problem to show.</summary>
    public ParseProblem In(Words words) => new(Message, words.Where(At, Count), Fixes);

    /// <summary>"I don't know `faild`. Did you mean `failed`?", or what to do where nothing is near.</summary>
    /// <param name="words">The line.</param>
    /// <param name="at">The first unknown word.</param>
    /// <param name="what">What it should have been: "cause", "unit"; empty for any word.</param>
    /// <param name="near">Near words, and how many words each replaces.</param>
    /// <param name="otherwise">What to say where nothing is near.</param>
    public static Wrong Unknown(Words words, int at, string what, IReadOnlyList<(int Count, string Word)> near, string otherwise)
    {
        var count = near.Count > 0 ? near[0].Count : 1;
        var unknown = $"I don't know {(what.Length > 0 ? $"the {what} " : "")}{Spelling.Show(words.Typed(at, count))}.";
        if (near.Count == 0) return new($"{unknown} {otherwise}".TrimEnd(), at, 1);
        var choices = near.Take(3).ToList();
        return new(
            $"{unknown} Did you mean {string.Join(" or ", choices.Select(one => Spelling.Show(one.Word)))}?", at, count,
            [.. choices.Select(one => words.Replace(at, one.Count, one.Word))]);
    }
}
