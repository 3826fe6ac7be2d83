namespace ChatRuns.Bot.Commands.Language;

/// <summary>Reads <c>/alerts</c> and <c>/alert 1042 snooze 4h</c>, <c>ack</c>, <c>assign @mia</c>.</summary>
/// <param name="words">The words after the verb.</param>
/// <param name="reading">The names, the clock, and who speaks.</param>
internal sealed class AlertReader(Words words, Reading reading)
{
    private const string Which = "Which alert? Write the number of a failed run, or its agent: /alert 1042.";

    private static readonly Phrases<AlertVerb> Verbs = new Phrases<AlertVerb>()
        .Add(AlertVerb.Snooze, "snooze", "mute", "sleep", "silence", "quiet")
        .Add(AlertVerb.Wake, "wake", "unsnooze", "unmute", "snooze off", "mute off")
        .Add(AlertVerb.Acknowledge, "ack", "acknowledge", "acknowledged", "mine", "on it", "take")
        .Add(AlertVerb.Assign, "assign", "give", "hand", "assign to", "give to")
        .Add(AlertVerb.Show, "show", "open", "details", "status");

    private static readonly Phrases<string> All = new Phrases<string>().Add("", "all", "open", "list", "failing");

    /// <summary>The command, or the problem.</summary>
    public Command Read()
    {
        if (words.Count == 0 || (All.Match(words, 0).Count is > 0 and var count && count == words.Count)) return new AlertsCommand();
        if (RunReader.IsNumber(words[0]) && long.TryParse(words[0].Word.TrimStart('#').Split('.')[0], out var number) && number > 0)
            return ReadVerb(new(number, null), 1);
        var (length, found) = AgentReader.Match(words, 0, reading.Vocabulary);
        if (length == 0 || found.Count > 1) return new Wrong(Which, 0, words.Count, "/alerts").In(words);
        return ReadVerb(new(0, found[0].Name), length);
    }

    private Command ReadVerb(AlertCommand alert, int at)
    {
        if (at == words.Count) return alert;
        var (count, verbs) = Verbs.Match(words, at);
        if (count == 0)
        {
            var near = Verbs.Near(words, at).Select(one => (one.Count, Verbs.Canonical(one.Meaning))).Distinct().ToList();
            var unknown = Wrong.Unknown(words, at, "", near, "You can snooze, ack or assign an alert.");
            return (near.Count > 0 ? unknown : unknown with { Fixes = [alert.ToLine()] }).In(words);
        }

        var (next, command) = (at + count, alert with { Verb = verbs[0] });
        return command.Verb switch
        {
            AlertVerb.Snooze when next < words.Count => ReadSnooze(command, next),
            AlertVerb.Assign when next < words.Count => ReadAssign(command, next),
            _ when next < words.Count => Else(next, $"I don't know what {Spelling.Show(words.Typed(next, words.Count - next))} means here.", command.ToLine()),
            _ => command,
        };
    }

    private Command ReadSnooze(AlertCommand alert, int at)
    {
        if (words.Key(at) is "off" or "none" or "no" && at + 1 == words.Count) return alert with { Verb = AlertVerb.Wake };
        var start = words.Key(at) is "for" or "until" or "till" ? at + 1 : at;
        if (words.Key(at) is not ("until" or "till") && Lengths.ReadLength(words, start) is { } length && start + length.Words == words.Count && length.Length > TimeSpan.Zero)
            return alert with { For = length.Length };
        var today = reading.LocalNow.Date;
        var (day, count) = ReadDay(start, today);
        var clock = ClockReader.Read(words, start + count);
        if (clock?.Wrong is { } wrong) return wrong.In(words);
        var end = start + count + (clock?.Count ?? 0);
        if (end != words.Count || end == start)
            return Else(at, "For how long? Write it like 4h, or until tomorrow 9:00.", (alert with { For = TimeSpan.FromHours(4) }).ToLine(), $"{alert.ToLine()} until tomorrow 9:00");
        var until = (day ?? today) + (clock?.Value ?? TimeSpan.FromHours(9));
        if (day is null && until <= reading.LocalNow) until = until.AddDays(1);
        return until <= reading.LocalNow ? Else(at, "That time is over.", $"{alert.ToLine()} until tomorrow 9:00") : alert with { Until = until };
    }

    private (DateTime? Day, int Count) ReadDay(int at, DateTime today)
    {
        var key = words.Key(at);
        if (key is "today" or "tomorrow") return (key == "today" ? today : today.AddDays(1), 1);
        if (Calendar.Weekday(key) is { } named)
            return (today.AddDays((((int)named - (int)today.DayOfWeek + 6) % 7) + 1), 1);
        return new DateReader(words, today, today).Read(at) is { Wrong: null, Value: { IsOneDay: true } found } read ? (found.First, read.Count) : (null, 0);
    }

    private Command ReadAssign(AlertCommand alert, int at)
    {
        if (words.Key(at) == "to") at++;
        if (new WhoReader(words, reading).Read(at) is not { } who) return alert;
        if (who.Wrong is { } wrong) return wrong.In(words);
        if (who.Value!.IsGroup) return Else(at, "An alert is given to one person, not to a group.", alert.ToLine());
        return at + who.Count == words.Count ? alert with { To = who.Value } : Else(at + who.Count, "I take one person.", (alert with { To = who.Value }).ToLine());
    }

    private ParseProblem Else(int at, string message, params IReadOnlyList<string> fixes) => new Wrong(message, at, words.Count - at, fixes).In(words);
}
