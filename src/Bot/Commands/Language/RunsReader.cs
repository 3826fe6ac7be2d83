namespace ChatRuns.Bot.Commands.Language;

/// <summary>Reads the words of a list of runs, in any order: at each place the rule that understands most words wins.</summary>
internal sealed class RunsReader
{
    private readonly Words words;
    private readonly Reading reading;
    private readonly IReadOnlyList<Func<int, Piece?>> rules;

    /// <summary>For the words after the verb.</summary>
    public RunsReader(Words line, Reading reading)
    {
        words = line.ForFilter();
        this.reading = reading;
        var plain = new PlainRules(words);
        var keyed = new KeyedRules(words, reading);
        rules =
        [
            plain.Status, plain.Trigger, Range, plain.Actions, plain.Flag, plain.Paging, plain.Length, keyed.Read,
            new NameRules(words, reading.Vocabulary).Read, plain.Filler,
        ];
    }

    /// <summary>How many words were understood before the first that was not.</summary>
    public int Understood { get; private set; }

    /// <summary>The first word that matters was unknown.</summary>
    public bool IsLost { get; private set; }

    /// <summary>Nothing was understood, and nothing was near: the line may not be meant for a list at all.</summary>
    public bool IsStrange { get; private set; }

    /// <summary>The list, or the first problem.</summary>
    public Command Read()
    {
        var draft = new RunsDraft();
        for (var at = 0; at < words.Count;)
        {
            if (Best(at) is not { } piece) return Unknown(at);
            if (Conflict(draft, piece, at) is { } conflict) return conflict.In(words);
            if (piece.Wrong is { } wrong) return wrong.In(words);
            draft = Add(draft, piece, at);
            if (!piece.IsFiller) Understood += piece.Count;
            if (draft.Statuses.Count == 0 && draft.Unwanted.Count > 0) return NothingLeft(at, piece.Count).In(words);
            at += piece.Count;
        }

        return draft.Finish(reading);
    }

    private ParseProblem Unknown(int at)
    {
        var unknown = new UnknownWord(words, at, reading.Vocabulary, IsKnown);
        var problem = unknown.Explain().In(words);
        IsLost = Understood == 0;
        IsStrange = unknown.IsStrange && IsLost;
        return problem;
    }

    private bool IsKnown(int at) => Best(at) is not null;

    private Piece? Best(int at)
    {
        Piece? best = null;
        foreach (var rule in rules)
        {
            if (rule(at) is not { } piece) continue;
            if (best is null || Weight(piece) > Weight(best)) best = piece;
        }

        return best;
    }

    // A rule that fails gives way to any that understands something; of fillers ("the"), only to those that say more.
    private static int Weight(Piece piece) => piece switch
    {
        { Wrong: not null } => piece.Count * 2,
        { IsFiller: true } => (piece.Count * 2) + 1,
        _ => 1000 + piece.Count,
    };

    private Piece? Range(int at) => new RangeReader(words, reading).Read(at) is not { } found ? null
        : found.Wrong is { } wrong ? (Piece)wrong
        : new Piece(found.Count, draft => draft with { Range = found.Value }) { IsRange = true };

    private static RunsDraft Add(RunsDraft draft, Piece piece, int at)
    {
        var next = piece.Apply!(draft);
        if (piece.IsRange) next = next with { RangeAt = (at, piece.Count) };
        var isNew = piece.Part is { } part && draft.Parts.All(one => one.Part != part);
        return isNew ? next with { Parts = [.. draft.Parts, (piece.Part!, at, piece.Count)] } : next;
    }

    private Wrong? Conflict(RunsDraft draft, Piece piece, int at)
    {
        if (piece.Wrong is not null) return null;
        if (piece.IsRange && draft.Range is not null) return OneOnly(draft.RangeAt, (at, piece.Count), "range of time");
        if (piece.Part is not { Slot: not FilterSlot.Text } part) return null;
        foreach (var (other, place, count) in draft.Parts)
            if (other.Slot == part.Slot && other != part) return OneOnly((place, count), (at, piece.Count), Noun(part.Slot));
        return null;
    }

    private Wrong OneOnly((int At, int Count) first, (int At, int Count) second, string noun) => new(
        $"I take one {noun} at a time, and {Spelling.Show(words.Typed(first.At, first.Count))} and "
        + $"{Spelling.Show(words.Typed(second.At, second.Count))} are two.",
        second.At, second.Count, words.Replace(second.At, second.Count, ""), words.Replace(first.At, first.Count, ""));

    private Wrong NothingLeft(int at, int count) => new(
        "That leaves no status at all.", at, count, words.Replace(at, count, ""));

    private static string Noun(FilterSlot slot) => slot switch
    {
        FilterSlot.TriggerName or FilterSlot.Trigger => "trigger",
        FilterSlot.StartedBy => "person",
        FilterSlot.Actions => "state of actions",
        FilterSlot.Length => "length",
        FilterSlot.Archived => "word on archived runs",
        FilterSlot.Test => "word on test runs",
        _ => slot.ToString().ToLowerInvariant(),
    };
}
