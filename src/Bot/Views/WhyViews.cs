using ChatRuns.Agents;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Planning;

namespace ChatRuns.Bot.Views;

/// <summary>
/// Why an agent did not run (T9), as one list: what holds all, the freeze, the file, the status, each schedule, runs in the way, secrets, and
/// what else was looked at. What is in the way comes first, the rest in this order.
/// </summary>
internal static class WhyViews
{
    /// <summary>The facts of the card.</summary>
    public static WhyFacts Tell(WhyNot why)
    {
        IReadOnlyList<WhyRow> rows = why.Agent is { } agent ? [.. RowsOf(why, agent).OrderByDescending(row => row.IsInTheWay)] : [Broken(why.Problem!, hasEarlier: false)];
        var culprits = rows.Count(row => row.IsInTheWay);
        return new()
        {
            Title = Outside.Line(why.Agent?.Title ?? why.Name),
            Verdict = culprits switch
            {
                0 => Phrase.Of($"Nothing keeps it from running.").Then(Latest(why)),
                1 => Phrase.Of($"{rows[0].What}: ").Then(rows[0].Finding),
                _ => Phrase.Of($"{culprits} things keep it from running. First, {Lower(rows[0].What.Text)}: ").Then(rows[0].Finding),
            },
            Look = culprits == 0 ? NoticeFacts.Good : new("Does not run", "✕", "bad"),
            Checks = rows,
            Suggestions = Suggestions(why),
        };
    }

    private static IEnumerable<WhyRow> RowsOf(WhyNot why, Agent agent)
    {
        yield return why.Hold is { } hold ? WhyRow.Bad("Work", Phrase.Of($"All work is held since {hold.Since}. {hold.Why}"), Hold.Remedy) : WhyRow.Fine("Work", "It is not held.");
        yield return why.Freeze is { } freeze ? WhyRow.Bad("Freeze", Banners.Of(freeze, isOfOne: true), Phrase.Of($"{Phrase.Code($"/unfreeze {Commands.Language.FreezeCommand.ToLine(freeze.Scope)}")} lets it go on.")) : WhyRow.Fine("Freeze", "None.");
        if (why.Problem is { } problem) yield return Broken(problem, hasEarlier: true);
        else yield return WhyRow.Fine("File", "It can be read.");
        yield return Status(why, agent);
        foreach (var row in Schedules(why, agent)) yield return row;
        yield return Overlap(why, agent);
        foreach (var trouble in why.Secrets)
            yield return WhyRow.Note($"Trigger {trouble.Trigger}", Phrase.Of($"The secret {trouble.Secret} {(trouble.IsMissing ? "is not there" : "cannot be a key")}, so it lets nothing in."), Phrase.Of($"Set CHATRUNS_SECRET_{trouble.Secret}, or secrets/{trouble.Secret} in the data folder."));
        foreach (var (step, secret) in why.StepSecrets)
            yield return WhyRow.Bad($"Step {step}", Phrase.Of($"The secret {secret} is not there, so it fails."), Phrase.Of($"Set CHATRUNS_SECRET_{secret}, or secrets/{secret} in the data folder."));
        foreach (var one in why.Obstacles)
            yield return one.IsInTheWay ? WhyRow.Bad(one.What, Phrase.Of($"{one.Finding}"), one.Remedy is null ? null : Phrase.Of($"{one.Remedy}")) : WhyRow.Fine(one.What, Phrase.Of($"{one.Finding}"));
    }

    private static WhyRow Broken(ShelfProblem problem, bool hasEarlier)
    {
        Phrase place = problem.Line == 0 ? "" : $", line {problem.Line}, column {problem.Column}";
        var finding = Phrase.Of($"{Phrase.Code(problem.File)}").Then(place).Then(Phrase.Of($": {problem.Message}"));
        return hasEarlier ? WhyRow.Note("File", finding.Then(" The version of before runs on."), Phrase.Of($"{problem.Remedy}")) : WhyRow.Bad("File", finding, Phrase.Of($"{problem.Remedy}"));
    }

    private static WhyRow Status(WhyNot why, Agent agent)
    {
        if (agent.Status == AgentStatus.Draft) return WhyRow.Bad("Status", "It is a draft: its triggers do not fire.", "Set status: active in its file.");
        if (agent.Status != AgentStatus.Paused) return WhyRow.Fine("Status", "It is active.");
        var by = why.Pause is { } pause ? Phrase.Of($"Paused by {pause.By}").Then(pause.Reason is null ? "." : Phrase.Of($": {pause.Reason}.")) : "Its file says paused.";
        return WhyRow.Bad("Status", by, Phrase.Of($"{Phrase.Code($"/agent {agent.Name} resume")} lets its triggers fire again."));
    }

    private static IEnumerable<WhyRow> Schedules(WhyNot why, Agent agent)
    {
        if (why.Schedules.Count == 0)
        {
            var others = agent.Triggers.Count(t => t is IGuardedTrigger);
            yield return others == 0
                ? WhyRow.Bad("Schedule", "It has none, so it runs only when somebody starts it.", "Add a trigger with cron or every to its file.")
                : WhyRow.Note("Schedule", $"It has none; it waits for {Cards.Words.Count(others, "trigger")} from outside.");
        }

        var isResting = agent.Status != AgentStatus.Active || why.Freeze is not null || why.Hold is not null;
        foreach (var schedule in why.Schedules)
        {
            var what = $"Schedule {schedule.Trigger}";
            if (schedule.Problem is { } problem) yield return WhyRow.Bad(what, Phrase.Of($"{problem}"), "Mend it in the agent's file.");
            else if (schedule.OverdueSince is { } since) yield return WhyRow.Bad(what, Phrase.Of($"It was due at {since} and is neither run nor skipped."), "Something keeps the bot from looking at it: its log says what.");
            else if (schedule.LastSkip is { } skip && !isResting) yield return Skipped(what, schedule, skip);
            else if (schedule.LastRun is { } ran && schedule.LastSkip is null) yield return WhyRow.Fine(what, Phrase.Of($"Its last time, {ran.Planned}, is run #{Number(ran.Run)}. ").Then(Next(schedule)));
            else yield return schedule.Next is null ? WhyRow.Bad(what, "It is never due again.", "Write a time that comes.") : WhyRow.Fine(what, Next(schedule));
        }
    }

    private static WhyRow Skipped(string what, WhySchedule schedule, TurnsSkipped skip)
    {
        var times = skip.Count == 1 ? Phrase.Of($"Its last time, {skip.Last}, was skipped. ") : Phrase.Of($"Its last {skip.Count} times, up to {skip.Last}, were skipped. ");
        Phrase? remedy = skip.Why switch
        {
            "downtime" => (Phrase)"catch_up: last, in its file, makes up for the last one.",
            "overlap" => (Phrase)"overlap: queue, in its file, lets it wait instead; or cancel the run in the way.",
            _ => null,
        };
        return WhyRow.Bad(what, times.Then(Phrase.Of($"{skip.Note} ")).Then(Next(schedule)), remedy);
    }

    private static Phrase Next(WhySchedule schedule) => schedule.Next is { } next && schedule.Schedule is { } plan
        ? Phrase.Of($"Next: {next} ({TimeZoneInfo.ConvertTime(next, plan.Zone).ToString("ddd HH:mm", System.Globalization.CultureInfo.InvariantCulture)} {plan.Zone.Id}).")
        : "No further time.";

    private static WhyRow Overlap(WhyNot why, Agent agent)
    {
        if (why.Unfinished is not [var first, ..]) return WhyRow.Fine("Overlap", "No run of it is unfinished.");
        var going = Phrase.Of($"Run #{Number(first.Number)} is {StatusLook.Of(first.Status).Word.ToLowerInvariant()} since {first.StartedAt ?? first.QueuedAt}. ");
        var remedy = Phrase.Of($"{Phrase.Code($"/run {Number(first.Number)}")} shows it, {Phrase.Code($"/run {Number(first.Number)} cancel")} stops it.");
        var most = agent.Limits.ConcurrentRuns;
        return agent.Overlap switch
        {
            OverlapPolicy.Skip => WhyRow.Bad("Overlap", going.Then("While a run is unfinished, planned times are skipped."), remedy),
            OverlapPolicy.Queue => WhyRow.Bad("Overlap", going.Then("Further runs wait for it."), remedy),
            _ when most is { } limit && why.Unfinished.Count >= limit => WhyRow.Bad("Overlap", going.Then($"At most {limit} run at once; further ones wait."), remedy),
            _ => WhyRow.Fine("Overlap", going.Then("Others may run beside it.")),
        };
    }

    private static Phrase Latest(WhyNot why)
    {
        var last = why.Schedules.Select(s => s.LastRun).OfType<TurnStarted>().OrderByDescending(turn => turn.Planned).FirstOrDefault();
        return last is null ? "" : Phrase.Of($" It ran for {last.Planned} as run #{Number(last.Run)}.");
    }

    private static List<Suggestion> Suggestions(WhyNot why)
    {
        var lines = new List<Suggestion>();
        if (why.Agent is null) return [new("Agents", "/agents")];
        if (why.Freeze is { } freeze) lines.Add(new("Unfreeze", new(new Commands.Language.UnfreezeCommand(freeze.Scope.IsEverything ? null : freeze.Scope).ToLine())));
        else if (why.Agent.Status == AgentStatus.Paused) lines.Add(new("Resume", new($"/agent {why.Name} resume")));
        if (why.Agent.Status != AgentStatus.Draft) lines.Add(new("Run it now", new($"/agent {why.Name} run")));
        return [.. lines, new("Next times", new($"/next {why.Name}")), new("Its runs", new($"/runs agent {why.Name}"))];
    }

    private static string Lower(string what) => char.ToLowerInvariant(what[0]) + what[1..];

    private static string Number(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
