using System.Globalization;
using ChatRuns.Agents;

namespace ChatRuns.Bot.Commands.Language;

/// <summary>Reads what is set over an agent's file, reset, confirmed or refused: <c>/agent site-check mode auto</c>.</summary>
/// <param name="words">The words after the verb.</param>
/// <param name="name">The agent.</param>
/// <param name="agent">The agent as the language knows it; null where it does not.</param>
internal sealed class SettingReader(Words words, string name, KnownAgent? agent)
{
    private static readonly Phrases<string> Modes = new Phrases<string>()
        .Add("ask", ["ask", "ask first"])
        .Add("auto", ["auto", "go ahead", "automatic"]);

    private static readonly Phrases<string> Fields = new Phrases<string>()
        .Add(Overrides.Pause, ["pause", "status"])
        .Add(Overrides.Mode, ["mode"])
        .Add(Overrides.Threshold, ["threshold", "confidence"])
        .Add(Overrides.Approvals, ["approvals", "required"])
        .Add("schedule", ["schedule"]);

    private string Head => $"/agent {Spelling.Quote(name)}";

    /// <summary>mode, threshold or approvals, with a value and perhaps a reason.</summary>
    public Command Set(string field)
    {
        if (words.Count == 0) return Asked(field);
        if (field == Overrides.Mode)
        {
            var (count, modes) = Modes.Match(words, 0);
            if (count > 0) return Make(field, modes[0], words.From(count));
            var near = Modes.Near(words, 0).Select(one => (one.Count, one.Meaning)).ToList();
            return Wrong.Unknown(words, 0, "mode", near, "An agent asks first (ask) or goes ahead (auto).").In(words) is var unknown && near.Count > 0
                ? unknown with { Suggestions = [$"{Head} mode {near[0].Meaning}"] } : unknown with { Suggestions = [$"{Head} mode ask", $"{Head} mode auto"] };
        }

        return Overrides.Tidy(field, Plain(words[0].Raw)) is { } value ? Make(field, value, words.From(1)) : new Wrong(Takes(field), 0, 1, $"{Head} {field} {Example(field)}").In(words);
    }

    /// <summary>The planned times of a trigger.</summary>
    public Command Schedule()
    {
        var (count, trigger) = Trigger();
        if (trigger is null) return WhichSchedule("schedule", words.Source(0, words.Count));
        var rest = words.From(count);
        if (rest.Count == 0) return new Wrong($"When? Write a cron expression in quotes, or every 10m.", 0, count, $"{Head} schedule {Spelling.Quote(trigger)} \"0 3 * * *\"").In(words);
        if (rest.Key(0) == "every") return Every(trigger, rest);
        var isQuoted = rest[0].IsQuoted || rest[0].Raw.StartsWith('@');
        var fields = isQuoted ? 1 : 5;
        if (rest.Count < fields) return new Wrong($"A cron expression has five fields: minute, hour, day of month, month, day of week.", count, rest.Count, $"{Head} schedule {Spelling.Quote(trigger)} \"0 3 * * *\"").In(words);
        var zone = rest.Count > fields ? rest[fields].Raw : agent?.Zone ?? "UTC";
        if (rest.Count > fields + 1) return new Wrong($"I don't know what {Spelling.Show(rest.Typed(fields + 1, rest.Count))} means here.", count + fields + 1, rest.Count, $"{Head} schedule {words.Source(0, count + fields + 1)}").In(words);
        var cron = string.Join(' ', Enumerable.Range(0, fields).Select(at => rest[at].Raw));
        return new AgentCommand(name, AgentVerb.Set, []) { Field = Overrides.Schedule(trigger), Value = $"{cron} {zone}" };
    }

    /// <summary>What counts as the file says again.</summary>
    public Command Reset()
    {
        if (words.Count == 0 || (words.Count == 1 && words.Key(0) is "all" or "everything")) return new AgentCommand(name, AgentVerb.Reset, []);
        var (count, found) = Fields.Match(words, 0);
        if (count == 0) return UnknownField("reset");
        if (found[0] != "schedule") return count == words.Count ? new AgentCommand(name, AgentVerb.Reset, []) { Field = found[0] } : TooMuch(count, $"{Head} reset {found[0]}");
        var (named, trigger) = new SettingReader(words.From(count), name, agent).Trigger();
        if (trigger is null) return WhichSchedule("reset schedule", "");
        return count + named == words.Count ? new AgentCommand(name, AgentVerb.Reset, []) { Field = Overrides.Schedule(trigger) } : TooMuch(count + named, $"{Head} reset schedule {Spelling.Quote(trigger)}");
    }

    /// <summary>What an admin says to a wish: confirm with the value that was shown, or refuse.</summary>
    public Command Decide(AgentVerb verb)
    {
        var (count, found) = Fields.Match(words, 0);
        if (count == 0 || found[0] is Overrides.Pause or "schedule") return UnknownField(verb == AgentVerb.Confirm ? "confirm" : "refuse");
        if (verb == AgentVerb.Refuse) return count == words.Count ? new AgentCommand(name, verb, []) { Field = found[0] } : TooMuch(count, $"{Head} refuse {found[0]}");
        if (count + 1 == words.Count) return new AgentCommand(name, verb, []) { Field = found[0], Value = words[count].Word };
        return new Wrong("Confirm on the card, where you see what will count.", 0, words.Count, Head).In(words);
    }

    private Command Every(string trigger, Words rest)
    {
        if (Lengths.ReadLength(rest, 1) is not { } length || length.Length < TimeSpan.FromSeconds(1) || length.Words + 1 < rest.Count)
            return new Wrong($"{Spelling.Show(rest.Typed(0, rest.Count))}: I don't know how long that is. Try every 10m, 2h or 1d.", words.Count - rest.Count, rest.Count,
                $"{Head} schedule {Spelling.Quote(trigger)} every 10m").In(words);
        var value = string.Create(CultureInfo.InvariantCulture, $"every {(long)length.Length.TotalSeconds}s");
        return new AgentCommand(name, AgentVerb.Set, []) { Field = Overrides.Schedule(trigger), Value = value };
    }

    // The longest run of words that is a trigger's name; none typed is the only one there is.
    private (int Count, string? Trigger) Trigger()
    {
        var triggers = agent?.Triggers ?? [];
        for (var count = words.Count; count > 0; count--)
        {
            var typed = Spelling.Fold(words.Typed(0, count));
            if (triggers.FirstOrDefault(one => Spelling.Fold(one) == typed) is { } named) return (count, named);
        }

        return (0, triggers is [var only] ? only : null);
    }

    private ParseProblem WhichSchedule(string verb, string rest)
    {
        var triggers = agent?.Triggers ?? [];
        return triggers.Count == 0
            ? new Wrong($"{name} has no schedule.", 0, words.Count, Head).In(words)
            : new Wrong($"Which schedule? {name} has {string.Join(" and ", triggers)}.", 0, Math.Min(1, words.Count), [.. triggers.Take(3).Select(one => $"{Head} {verb} {Spelling.Quote(one)} {rest}".TrimEnd())]).In(words);
    }

    private Command UnknownField(string verb)
    {
        const string What = "There is pause, mode, threshold, approvals and schedule.";
        if (words.Count == 0) return new Wrong($"What? {What}", 0, 0, Head).In(words);
        var near = Fields.Near(words, 0).Select(one => (one.Count, one.Meaning)).ToList();
        var unknown = Wrong.Unknown(words, 0, "", near, What).In(words);
        return unknown with { Suggestions = near.Count > 0 ? [$"{Head} {verb} {near[0].Meaning} {words.Source(near[0].Count, words.Count)}".TrimEnd()] : [Head] };
    }

    private Command Make(string field, string value, Words reason) => new AgentCommand(name, AgentVerb.Set, [], Reasons.Read(reason)) { Field = field, Value = value };

    private ParseProblem Asked(string field) => new Wrong(Takes(field), 0, 0, field == Overrides.Mode ? [$"{Head} mode ask", $"{Head} mode auto"] : [$"{Head} {field} {Example(field)}"]).In(words);

    private ParseProblem TooMuch(int at, string instead) =>
        new Wrong($"I don't know what {Spelling.Show(words.Typed(at, words.Count - at))} means here.", at, words.Count - at, instead).In(words);

    private static string Plain(string typed) => typed.EndsWith('%') && double.TryParse(typed[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
        ? (percent / 100).ToString(CultureInfo.InvariantCulture) : typed;

    private static string Takes(string field) => field switch
    {
        Overrides.Mode => "Which mode? An agent asks first (ask) or goes ahead (auto).",
        Overrides.Threshold => "The threshold is a number from 0 to 1, such as 0.9.",
        _ => "The number of approvals is 1 to 20.",
    };

    private static string Example(string field) => field == Overrides.Threshold ? "0.9" : "2";
}
