using ChatRuns.Runs;

namespace ChatRuns.Bot.Commands.Language;

/// <summary>The rules of a list that need no name: statuses, triggers, states of actions, flags, paging, lengths.</summary>
/// <param name="words">The line.</param>
internal sealed class PlainRules(Words words)
{
    private static readonly Phrases<string> ActionStates = new Phrases<string>()
        .Add("open", ["open", "pending", "waiting", "undecided", "proposed"])
        .Add("failed", ["failed", "failing"])
        .Add("expired", ["expired", "late"])
        .Add("unknown", ["unknown", "unclear"]);

    private static readonly Phrases<FlagWord> Flags = new Phrases<FlagWord>()
        .Add(new(FilterSlot.Archived, true, "archived", ""), "archived", "archive", "archived only", "only archived")
        .Add(new(FilterSlot.Archived, null, "with archived", "archived ones too"), "with archived", "including archived",
            "include archived", "incl archived", "and archived", "archived too")
        .Add(new(FilterSlot.Archived, false, "not archived", ""), "not archived", "without archived", "no archived", "unarchived")
        .Add(new(FilterSlot.Test, true, "test runs", ""), "test runs", "test run", "test", "tests", "testruns", "test runs only",
            "only test runs", "dry runs", "previews")
        .Add(new(FilterSlot.Test, false, "without test runs", "without test runs"), "without test runs", "without tests", "no test runs",
            "no tests", "not test", "not test runs", "except test runs", "real runs")
        .Add(new(FilterSlot.Test, null, "with test runs", ""), "with test runs", "including test runs", "with tests");

    private static readonly Phrases<string> Longer = new Phrases<string>()
        .Add("more", ["more than", "longer than", "over", "slower than", "took more than", "took longer than", "at least", "longer"])
        .Add("less", ["less than", "shorter than", "under", "faster than", "quicker than", "at most"]);

    private static readonly Phrases<string> Fillers = new Phrases<string>().Add("",
        ["and", "or", "the", "of", "for", "in", "with", "on", "at", "runs", "run", "all", "any", "that", "which", "were", "are", "is", "have",
         "show", "list", "please", "all runs", "over the", "during", "only", "everything that", "a", "show me", "by status"]);

    /// <summary>Words of these rules, statuses and triggers aside.</summary>
    public static IEnumerable<string> Words => ActionStates.All.Concat(Fillers.All).Select(one => one.Spelling).Concat(Flags.All.Select(one => one.Spelling));

    /// <summary>failed, failed only, not completed, status canceled.</summary>
    public Piece? Status(int at)
    {
        var isNamed = words.Key(at) is "status" or "state" or "statuses";
        var first = isNamed ? at + 1 : at;
        var isNot = words.Key(first) is "not" or "except" or "without" or "no" or "excluding";
        if (isNot) first++;
        var (count, sets) = StatusWords.Phrases.Match(words, first);
        if (count > 0) return new(first + count - at, draft => Take(draft, sets[0], isNot));
        if (!isNamed) return null;
        if (first >= words.Count) return Missing(at, first - at, "failed");
        return Wrong.Unknown(words, first, "status", Near(StatusWords.Phrases, first), "/help statuses lists them.");
    }

    /// <summary>scheduled, manual, by hand, trigger webhook.</summary>
    public Piece? Trigger(int at)
    {
        var named = words.Key(at) switch
        {
            "trigger" or "by" or "via" or "from" => 1,
            "triggered" or "started" => words.Key(at + 1) is "by" or "from" ? 2 : 1,
            _ => 0,
        };
        var (whole, kinds) = CauseWords.Triggers.Match(words, at);
        if (whole > 0) return TriggerKindPiece(whole, kinds[0]);
        (var count, kinds) = CauseWords.Triggers.Match(words, at + named);
        // "trigger agent" is plain, while "agent" alone asks for a name.
        if (count == 0 && named > 0 && words.Key(at + named) == "agent" && (words.Key(at) != "by" || words.Count == at + 2))
            (count, kinds) = (1, [TriggerKind.Agent]);
        return count == 0 ? null : TriggerKindPiece(named + count, kinds[0]);
    }

    /// <summary>actions open, failed actions.</summary>
    public Piece? Actions(int at)
    {
        if (words.Key(at) is "actions" or "action")
        {
            var (after, states) = ActionStates.Match(words, at + 1);
            if (after > 0) return ActionState(after + 1, states[0]);
            if (at + 1 >= words.Count) return Missing(at, 1, "open");
            return Wrong.Unknown(words, at + 1, "state of actions", Near(ActionStates, at + 1),
                "Actions are open, failed, expired or unknown.");
        }

        var skipped = words.Key(at) == "with" ? 1 : 0;
        var (count, before) = ActionStates.Match(words, at + skipped);
        return count > 0 && words.Key(at + skipped + count) is "actions" or "action" ? ActionState(skipped + count + 1, before[0]) : null;
    }

    /// <summary>archived, test runs.</summary>
    public Piece? Flag(int at)
    {
        var (count, flags) = Flags.Match(words, at);
        if (count == 0) return null;
        var flag = flags[0];
        return Piece.Of(count, new(flag.Slot, flag.Line, flag.Words), filter => flag.Slot == FilterSlot.Archived
            ? filter with { Archived = flag.Value }
            : filter with { Test = flag.Value });
    }

    /// <summary>page 2, per 50, 50 per page, last 5 runs.</summary>
    public Piece? Paging(int at)
    {
        if (words.Key(at) is "last" or "latest" or "newest" or "first" or "top" && words.Key(at + 2) is "runs" or "run"
            && Lengths.TryNumber(words.Key(at + 1), out var newest))
            return PerPage(at, at + 1, 3, newest, draft => draft with { PerPage = newest, IsNewest = true });
        if (Lengths.TryNumber(words.Key(at), out var before) && words.Key(at + 1) is "per" or "a" && words.Key(at + 2) == "page")
            return PerPage(at, at, 3, before, draft => draft with { PerPage = before });
        if (words.Key(at) == "per")
        {
            var skipped = words.Key(at + 1) == "page" ? 2 : 1;
            if (!Lengths.TryNumber(words.Key(at + skipped), out var per)) return NoNumber(at, skipped, "per 50");
            return PerPage(at, at + skipped, skipped + 1, per, draft => draft with { PerPage = per });
        }

        if (words.Key(at) != "page") return null;
        if (!Lengths.TryNumber(words.Key(at + 1), out var page)) return NoNumber(at, 1, "page 2");
        return page is >= 1 and < int.MaxValue
            ? new Piece(2, draft => draft with { Page = page })
            : new Wrong($"{Spelling.Show(words.Typed(at, 2))}: pages are counted from 1.", at, 2, words.Replace(at, 2, "page 1"));
    }

    /// <summary>more than 5m, &gt; 5m.</summary>
    public Piece? Length(int at)
    {
        var (count, sides) = words.Key(at) is ">" ? (1, ["more"]) : words.Key(at) is "<" ? (1, ["less"]) : Longer.Match(words, at);
        if (count == 0) return null;
        if (Lengths.ReadLength(words, at + count) is not (var taken, var length))
            return new Wrong($"{Spelling.Show(words.Typed(at, count + 1))} needs a length. Try more than 5m.", at, count + 1,
                words.Replace(at, count + 1, "more than 5m"));
        if (sides[0] == "less")
            return new Wrong(
                $"{Spelling.Show(words.Typed(at, count + taken))}: I can list what took longer than a time, not shorter.", at, count + taken,
                words.Replace(at, count + taken, $"more than {Lengths.ToLine(length)}"));
        return Piece.Of(
            count + taken,
            new(FilterSlot.Length, $"more than {Lengths.ToLine(length)}", $"took more than {Lengths.Describe(length)}"),
            filter => filter with { LongerThan = length });
    }

    /// <summary>Words that people put between.</summary>
    public Piece? Filler(int at) =>
        Fillers.Match(words, at) is ( > 0 and var count, _) || IsSign(at, out count) ? new(count, draft => draft) { IsFiller = true } : null;

    /// <summary>Near phrases for "did you mean".</summary>
    public static IReadOnlyList<(int Count, string Word)> Near<T>(Phrases<T> phrases, Words words, int at)
        where T : notnull =>
        [.. phrases.Near(words, at).Select(one => (one.Count, phrases.Canonical(one.Meaning)))];

    private IReadOnlyList<(int Count, string Word)> Near<T>(Phrases<T> phrases, int at)
        where T : notnull => Near(phrases, words, at);

    private bool IsSign(int at, out int count)
    {
        count = 1;
        return words.Key(at) is "-" or "--" or "&" or "+" or "|" or "." or "/";
    }

    private static RunsDraft Take(RunsDraft draft, StatusSet set, bool isNot) => isNot
        ? draft with { Unwanted = [.. draft.Unwanted.Union(set.Statuses)] }
        : draft with { Wanted = [.. draft.Wanted.Union(set.Statuses)], IsPending = draft.IsPending || set.IsPending };

    private static Piece TriggerKindPiece(int count, TriggerKind kind) => Piece.Of(
        count, new(FilterSlot.Trigger, $"trigger {CauseWords.Triggers.Canonical(kind)}", CauseWords.Describe(kind)),
        filter => filter with { Trigger = kind });

    private static Piece ActionState(int count, string state) => Piece.Of(
        count, new(FilterSlot.Actions, $"actions {state}", $"{state} actions"), filter => filter with { WithActions = state });

    private Piece PerPage(int at, int number, int count, int value, Func<RunsDraft, RunsDraft> apply)
    {
        if (value is >= 1 and <= RunsCommand.MostPerPage) return new(count, apply);
        var nearest = value < 1 ? RunsCommand.UsualPerPage : RunsCommand.MostPerPage;
        return new Wrong(
            $"{Spelling.Show(words.Typed(at, count))}: a page holds 1 to {RunsCommand.MostPerPage} runs.", at, count,
            words.Replace(number, 1, Spelling.Number(nearest)));
    }

    private Wrong Missing(int at, int count, string example) => new(
        $"{Spelling.Show(words.Typed(at, count))} needs a word after it. Try {words.Typed(at, count)} {example}.", at, count,
        words.Replace(at, count, $"{words.Source(at, count)} {example}"));

    private Wrong NoNumber(int at, int count, string example) => new(
        $"{Spelling.Show(words.Typed(at, count + 1))} needs a number. Try {example}.", at, count + 1, words.Replace(at, count + 1, example));

    private sealed record FlagWord(FilterSlot Slot, bool? Value, string Line, string Words);
}
