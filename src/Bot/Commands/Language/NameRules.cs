namespace ChatRuns.Bot.Commands.Language;

/// <summary>Words that are names, without a key: of agents (or their titles), targets and triggers; and what stood in quotes.</summary>
/// <param name="words">The line.</param>
/// <param name="vocabulary">The names.</param>
internal sealed class NameRules(Words words, Vocabulary vocabulary)
{
    /// <summary>Reads a name; null where none stands.</summary>
    public Piece? Read(int at)
    {
        var (count, found) = vocabulary.Phrases.MatchQuotedToo(words, at);
        if (count > 0) return Of(words, at, count, found, vocabulary);
        if (at >= words.Count || !words[at].IsQuoted || words[at].Raw.Trim().Length == 0) return null;
        return vocabulary.Phrases.Near(words, at).Count > 0 ? null : KeyedRules.OfText(words[at].Raw);
    }

    /// <summary>The condition that some names stand for; several of them are asked back.</summary>
    public static Piece Of(Words words, int at, int count, IReadOnlyList<Known> found, Vocabulary vocabulary)
    {
        if (found.Count > 1)
            return new Wrong(
                $"{Spelling.Show(words.Typed(at, count))} can be {string.Join(" or ", found.Take(3).Select(Keyed))}. Which one?", at, count,
                [.. found.Take(3).Select(one => words.Replace(at, count, Keyed(one)))]);
        var known = found[0];
        return known.Kind switch
        {
            KnownKind.Agent => Piece.Of(count, new(FilterSlot.Agent, Keyed(known), vocabulary.Find(known.Name)?.Title ?? known.Name),
                filter => filter with { Agent = known.Name }),
            KnownKind.Target => Piece.Of(count, new(FilterSlot.Target, Keyed(known), $"on {known.Name}"),
                filter => filter with { Target = known.Name }),
            _ => Piece.Of(count, new(FilterSlot.TriggerName, Keyed(known), $"trigger “{known.Name}”"),
                filter => filter with { TriggerName = known.Name }),
        };
    }

    // A trigger may be called "schedule", which without quotes is a kind of trigger.
    private static string Keyed(Known known) => known.Kind == KnownKind.Trigger
        ? $"trigger {Spelling.InQuotes(known.Name)}"
        : $"{known.Kind.ToString().ToLowerInvariant()} {Spelling.Quote(known.Name)}";
}
