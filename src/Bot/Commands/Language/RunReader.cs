using System.Globalization;
using ChatRuns.Actions;

namespace ChatRuns.Bot.Commands.Language;

/// <summary>Reads the words of one run: its number, what of it, an action or a reason.</summary>
/// <param name="words">The words after the verb.</param>
internal sealed class RunReader(Words words)
{
    // What is longer is the number of no run.
    private const int MostDigits = 18;
    private const long Beyond = 999_999_999_999_999_999;

    private static readonly Phrases<RunView> Views = new Phrases<RunView>()
        .Add(RunView.Log, "log", "logs", "console", "stdout")
        .Add(RunView.Steps, "steps", "step", "timeline")
        .Add(RunView.Actions, "actions", "action", "proposals", "approvals")
        .Add(RunView.Activity, "activity", "events", "history", "everything")
        .Add(RunView.Cancel, "cancel", "stop", "abort", "kill", "terminate")
        .Add(RunView.Rerun, "rerun", "re-run", "retry", "restart", "again", "run again")
        .Add(RunView.Report, "report", "reports")
        .Add(RunView.Files, "files", "file", "attachments", "downloads")
        .Add(RunView.Note, "note", "notes", "comment", "remark", "attach")
        .Add(RunView.Duplicate, "duplicate", "copy", "clone")
        .Add(RunView.Archive, "archive", "put away")
        .Add(RunView.Delete, "delete", "remove", "erase")
        .Add(RunView.Unarchive, "unarchive", "un-archive")
        .Add(RunView.Changes, "changes", "changed", "what changed", "diff", "difference", "differences", "compare", "compared")
        .Add(RunView.Summary, "summary", "show", "details", "status", "open", "view", "card");

    /// <summary>Whether a word is the number of a run or the id of an action.</summary>
    public static bool IsNumber(Token token) => Number(token) is not null || Id(token) is not null;

    /// <summary>The run, or the problem.</summary>
    public Command Read()
    {
        var at = Enumerable.Range(0, Math.Min(words.Count, 3)).FirstOrDefault(place => IsNumber(words[place]), -1);
        if (at < 0) return NoNumber().In(words);
        if (Id(words[at]) is { } id) return ReadRest(id.Run, at, id);
        if (words[at].Word.TrimStart('#').Length > MostDigits)
            return new Wrong($"There is no run {Spelling.Show(words.Typed(at, 1))}. Numbers stand in the list: /runs.", at, 1, "/runs").In(words);
        var number = Number(words[at])!.Value;
        return number >= 1 ? ReadRest(number, at, null) : new Wrong("Runs are counted from 1.", at, 1, words.Replace(at, 1, "1")).In(words);
    }

    private Command ReadRest(long run, int numberAt, ActionId? action)
    {
        var rest = words.Without(numberAt);
        if (rest.Count == 0) return action is null ? new RunCommand(run) : new RunCommand(run, RunView.Actions, action);
        var (count, views) = Views.Match(rest, 0);
        if (count == 0) return UnknownView(rest, run).In(rest);
        var view = views[0];
        if (view == RunView.Actions) return ReadAction(rest.From(count), run, action);
        if (action is not null)
            return new Wrong($"{Spelling.Show(action.Value.ToString())} is an action. Its run is {run}.", 0, count,
                $"/run {run} {rest.Source(0, rest.Count)}", $"/run {run} actions {action}").In(rest);
        if (view is RunView.Cancel or RunView.Archive) return new RunCommand(run, view, null, Reason(rest.From(count)));
        if (view == RunView.Delete)
        {
            var isConfirmed = rest.Key(count) is "confirm" or "confirmed";
            return new RunCommand(run, view, null, Reason(rest.From(count + (isConfirmed ? 1 : 0)))) { IsConfirmed = isConfirmed };
        }

        if (view == RunView.Changes) return ReadChanges(rest, count, run);
        if (view == RunView.Note) return ReadNote(rest, count, run);
        if (view == RunView.Rerun && rest.Key(count) == "from") return ReadRerun(rest, count, run);
        if (view == RunView.Steps && Step(rest.From(count)) is { } step) return new RunCommand(run, view) { Step = step };
        return rest.Count == count ? new RunCommand(run, view) : TooMuch(rest, count, $"/run {run} {Canonical(view)}").In(rest);
    }

    // Which steps a run has is for its answer to know: a line is read without looking into runs.
    private static string? Step(Words rest) => rest.Typed(0, rest.Count).Trim() is { Length: > 0 } step ? step : null;

    private static Command ReadRerun(Words rest, int at, long run)
    {
        var words = rest.From(at + 1);
        if (words.Key(0) == "step" && words.Count > 1) words = words.From(1);
        var isConfirmed = words.Count > 1 && words.Key(words.Count - 1) is "confirm" or "confirmed";
        var step = words.Typed(0, words.Count - (isConfirmed ? 1 : 0)).Trim();
        return step.Length > 0
            ? new RunCommand(run, RunView.Rerun) { Step = step, IsConfirmed = isConfirmed }
            : new Wrong("From which step? Write its name after `from`.", at, 1, $"/run {run} steps").In(rest);
    }

    private static Command ReadChanges(Words rest, int at, long run)
    {
        if (rest.Key(at) is "since" or "with" or "against" or "to" or "from" or "and") at++;
        if (at == rest.Count) return new RunCommand(run, RunView.Changes);
        if (Number(rest[at]) is not (>= 1 and < Beyond and var other))
            return new Wrong($"{Spelling.Show(rest.Typed(at, 1))} is no run's number. Leave it out to compare with the last good run.", at, 1, $"/run {run} changes").In(rest);
        if (other == run) return new Wrong($"Run {run} is compared with itself. Name another one, or none for the last good run.", at, 1, $"/run {run} changes").In(rest);
        return rest.Count == at + 1 ? new RunCommand(run, RunView.Changes) { Since = other } : TooMuch(rest, at + 1, $"/run {run} changes since {other}").In(rest);
    }

    private static Command ReadNote(Words rest, int at, long run)
    {
        var text = rest.Typed(at, rest.Count - at).Trim();
        return text.Length > 0
            ? new RunCommand(run, RunView.Note, null, text)
            : new Wrong($"What shall the note say? Write it after `note`.", 0, at, $"/run {run} activity").In(rest);
    }

    private static Command ReadAction(Words rest, long run, ActionId? given)
    {
        if (rest.Count == 0) return new RunCommand(run, RunView.Actions, given);
        if (given is null && rest.Key(0) == "page") return ReadPage(rest, run);
        if (given is not null || rest.Count > 1) return TooMuch(rest, given is null ? 1 : 0, $"/run {run} actions").In(rest);
        var id = Id(rest[0]) ?? (Number(rest[0]) is > 0 and <= int.MaxValue and var ordinal ? new ActionId(run, (int)ordinal) : null);
        if (id is null)
            return new Wrong($"{Spelling.Show(rest.Typed(0, 1))} is no action. Write it like {run}.1.", 0, 1, $"/run {run} actions").In(rest);
        if (id.Value.Run != run)
            return new Wrong($"Action {id} belongs to run {id.Value.Run}, not {run}.", 0, 1, $"/run {id.Value.Run} actions {id}").In(rest);
        return new RunCommand(run, RunView.Actions, id);
    }

    private static Command ReadPage(Words rest, long run)
    {
        if (rest.Count > 2) return TooMuch(rest, 2, $"/run {run} actions {rest.Source(0, 2)}").In(rest);
        return Lengths.TryNumber(rest.Key(1), out var page) && page is >= 1 and < int.MaxValue
            ? new RunCommand(run, RunView.Actions) { Page = page }
            : new Wrong($"{Spelling.Show(rest.Typed(0, 2))}: pages are counted from 1.", 0, 2, $"/run {run} actions page 1").In(rest);
    }

    private static Wrong UnknownView(Words rest, long run)
    {
        var near = Views.Near(rest, 0).Select(one => (one.Count, Canonical(one.Meaning))).Distinct().ToList();
        if (near.Count == 0)
            return new(
                $"I don't know {Spelling.Show(rest.Typed(0, 1))} of a run. "
                + "A run has log, steps, actions, activity, changes, report, files, note, cancel, rerun, duplicate, archive and delete.",
                0, 1, $"/run {run}");
        var unknown = Wrong.Unknown(rest, 0, "", near, "");
        var fixes = near.Take(3).Select(one => $"/run {run} {one.Item2} {rest.Source(one.Count, rest.Count)}".TrimEnd());
        return unknown with { Fixes = [.. fixes] };
    }

    private static Wrong TooMuch(Words rest, int at, string line) => new(
        $"I don't know what {Spelling.Show(rest.Typed(at, rest.Count - at))} means here.", at, rest.Count - at, line);

    private Wrong NoNumber()
    {
        if (words.Count == 0) return new("Which run? Its number stands in the list: /runs.", 0, 0, "/runs");
        if (Views.Match(words, 0).Count == words.Count)
            return new($"Which run? Write its number after {Spelling.Show(words.Typed(0, words.Count))}. Numbers stand in the list: /runs.",
                0, words.Count, "/runs");
        return new($"{Spelling.Show(words.Typed(0, 1))} is no run's number. Numbers stand in the list: /runs.", 0, 1, "/runs");
    }

    private static string? Reason(Words rest) => Reasons.Read(rest);

    private static string Canonical(RunView view) => Views.Canonical(view);

    /// <summary>The number of a run that a word is; null for any other.</summary>
    public static long? NumberOf(Token token) => token.IsQuoted ? null : Number(token);

    // The word of a token has lost what follows a number in a sentence: "1042." and "1042," are 1042.
    private static long? Number(Token token)
    {
        var digits = token.Word.TrimStart('#');
        if (digits.Length > MostDigits && digits.All(char.IsAsciiDigit)) return Beyond;
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static ActionId? Id(Token token) =>
        ActionId.TryParse(token.Word.TrimStart('#'), out var id) && id is { Run: > 0, Ordinal: > 0 } ? id : null;
}
