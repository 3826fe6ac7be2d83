using ChatRuns.Actions;
using ChatRuns.Agents;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Bot.Channels;
using ChatRuns.Planning;
using ChatRuns.Store;
using AgentRow = ChatRuns.Bot.Cards.Facts.AgentRow;

namespace ChatRuns.Bot.Views;

/// <summary>Agents as facts: the list, and one of them.</summary>
internal sealed class AgentViews(RunEngine engine, RunRows rows, IEnumerable<IChannel> channels, RouteTroubles troubles, PageLinks links, TimeProvider time)
{
    private const int ShownRuns = 5;

    /// <summary>All agents that somebody sees, and the files that could not be read.</summary>
    public async Task<AgentsFacts> AllAsync(PersonalView seen, CancellationToken cancel)
    {
        var agents = seen.ListAgents();
        var last = (await seen.ReadLastRunsAsync(cancel)).ToDictionary(r => r.Agent);
        var problems = seen.AgentProblems;
        var counted = new List<string> { Cards.Words.Count(agents.Count, "agent") };
        if (agents.Count(a => a.Status == AgentStatus.Paused) is > 0 and var paused) counted.Add($"{paused} paused");
        if (agents.Count(a => a.Status == AgentStatus.Draft) is > 0 and var drafts) counted.Add(Cards.Words.Count(drafts, "draft"));
        if (problems.Select(p => p.File).Distinct().Count() is > 0 and var broken) counted.Add($"{Cards.Words.Count(broken, "file")} with an error");
        var silent = agents.SelectMany(Silent).ToList();
        if (silent.Count > 0) counted.Add($"{Cards.Words.Count(silent.Count, "route")} without a way");
        var locked = agents.SelectMany(Locked).ToList();
        if (agents.Count(a => engine.OverridesOf(a.Name).Any(row => row.IsPending)) is > 0 and var wishes) counted.Add($"{Cards.Words.Count(wishes, "change")} for an admin");
        if (locked.Count > 0) counted.Add($"{Cards.Words.Count(locked.Count, "secret")} missing");
        return new()
        {
            Counted = string.Join(" · ", counted),
            Agents = [.. agents.Select(a => Row(a, last.GetValueOrDefault(a.Name)))],
            Errors = [.. Held(), .. problems.Select(Error), .. silent, .. locked],
            Empty = agents.Count == 0 ? (Phrase)"No agents yet. Put a file like hello.yaml into the agents folder; docs/agents.md tells how." : null,
        };
    }

    /// <summary>One agent.</summary>
    public async Task<AgentFacts> OneAsync(Agent agent, CancellationToken cancel)
    {
        var last = await engine.ListRunsAsync(new() { Agent = agent.Name, Archived = null }, new(1, ShownRuns), cancel);
        var problem = engine.AgentProblems.FirstOrDefault(p => Path.GetFileNameWithoutExtension(p.File) == agent.Name);
        var now = time.GetUtcNow();
        return new()
        {
            Title = Outside.Line(agent.Title),
            Name = Outside.Line(agent.Name),
            Description = Outside.LineOrNull(agent.Description, 1000),
            Status = StatusLook.Of(agent.Status),
            Overlay = Overlay(agent),
            Settings = Settings(agent),
            Error = problem is null ? Silent(agent).Concat(Locked(agent)).FirstOrDefault() : Error(problem),
            Mode = Mode(agent),
            Approval = Approval(agent.Approval),
            Triggers = [.. agent.Triggers.Select(t => new TriggerRow(Outside.Line(t.Name), Outside.Line(StepWords.When(t, links.Hook(agent, t))), Next(agent, t, now)))],
            Steps = [.. agent.Steps.Select((s, i) => new AgentStepRow(i + 1, Outside.Line(s.Title ?? s.Name), StepWords.Kind(s), Gate(s)))],
            Variables = [.. agent.Variables.Select(v => new VariableRow(Outside.Line(v.Name), Outside.Line(v.Default?.ToString() ?? "–"), v.Default is null ? "required" : null))],
            Meta = Meta(agent).Then(await KeptAsync(agent, cancel)),
            LastRuns = [.. last.Rows.Select(rows.Row)],
            Run = agent.Status == AgentStatus.Draft ? null : new($"/agent {agent.Name} run"),
            Test = new($"/agent {agent.Name} test"),
            Pause = agent.Status == AgentStatus.Active ? new($"/agent {agent.Name} pause") : null,
            Resume = agent.Status == AgentStatus.Paused ? new($"/agent {agent.Name} resume") : null,
            Reset = Overlay(agent) is not null || engine.OverridesOf(agent.Name).Any(row => !row.IsPending) ? new($"/agent {agent.Name} reset") : null,
            Confirm = engine.OverridesOf(agent.Name).FirstOrDefault(row => row.IsPending) is { } wish ? new($"/agent {agent.Name} confirm {wish.Field} {wish.Value}") : null,
            Runs = new($"/runs agent {agent.Name}"),
        };
    }

    /// <summary>When a trigger of an agent is next due; null for never, or while the agent rests.</summary>
    public static DateTimeOffset? Next(Agent agent, Trigger trigger, DateTimeOffset now) =>
        agent.Status == AgentStatus.Active && Schedule.IsPlanned(trigger) && Schedule.TryRead(trigger, out var schedule, out _) ? schedule.Next(now) : null;

    private AgentRow Row(Agent agent, LastRun? last) => new()
    {
        Title = Outside.Line(agent.Title),
        Name = Outside.Line(agent.Name),
        Status = StatusLook.Of(agent.Status),
        Mode = Mode(agent),
        Next = NextOf(agent),
        LastRun = last is null ? "never ran" : LastWords(last),
        Open = new($"/agent {agent.Name}"),
    };

    private static Phrase LastWords(LastRun last)
    {
        var look = StatusLook.Of(last.Status);
        Phrase words = $"{look.Sign} {look.Word} · #{last.Number} · ";
        return words.Then(Phrase.Of($"{last.QueuedAt}"));
    }

    private Phrase NextOf(Agent agent)
    {
        if (agent.Status == AgentStatus.Draft) return "draft: test runs only";
        if (agent.Status == AgentStatus.Paused) return engine.FindPause(agent.Name) is { } pause ? Phrase.Of($"paused by {pause.By}") : "paused by its file";
        if (engine.FreezeOf(agent.Name) is { } freeze) return Phrase.Of($"frozen by {freeze.By.Name}");
        var now = time.GetUtcNow();
        var next = agent.Triggers.Select(t => Next(agent, t, now)).Min();
        if (next is { } at) return Phrase.Of($"{at}");
        var others = agent.Triggers.Where(t => t is IGuardedTrigger).Select(t => StepWords.When(t, links.Hook(agent, t))).ToList();
        return others.Count > 0 ? Phrase.Of($"{string.Join("; ", others)}") : "by hand only";
    }

    private Phrase? Overlay(Agent agent)
    {
        if (engine.FindResumedBy(agent.Name) is { } resumed) return Phrase.Of($"resumed by {resumed}; the file says paused");
        if (engine.FindPause(agent.Name) is not { } pause) return null;
        var words = Phrase.Of($"paused by {pause.By}");
        if (pause.Reason is not null) words = words.Then(Phrase.Of($": {pause.Reason}"));
        return engine.FindFile(agent.Name) is { } file ? words.Then($"; the file says {file.Status.ToString().ToLowerInvariant()}") : words;
    }

    private List<Phrase> Settings(Agent agent)
    {
        var (rows, file) = (engine.OverridesOf(agent.Name), engine.FindFile(agent.Name));
        return [.. rows.Where(row => !row.IsPending).Select(row => OverrideWords.Of(row, file)), .. rows.Where(row => row.IsPending).Select(row => OverrideWords.Wish(row, agent))];
    }

    private static string Mode(Agent agent) => agent.Mode == RunMode.Ask
        ? "asks first"
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"goes ahead from {agent.ConfidenceThreshold:0.##}, low risk only");

    private static Phrase Approval(ApprovalSettings approval)
    {
        var who = Eligibility.WhoMay(new(approval.Approvers, approval.Required, approval.SelfApproval, null));
        return Phrase.Of($"{who}").Then($" · needs {approval.Required} · expires after {Cards.Words.Took(approval.Expires)}");
    }

    private static string? Gate(Step step) => step switch
    {
        ProgramStep { HasNoEffects: false } => "not gated",
        ProgramStep or HttpStep { HasNoEffects: true } => "declared to change nothing",
        _ => null,
    };

    private static Phrase Meta(Agent agent)
    {
        Phrase meta = $"version {agent.ShortVersion}";
        if (agent.Owner is { } owner) meta = meta.Then(Phrase.Of($" · owner {owner}"));
        if (agent.Targets.Count > 0) meta = meta.Then(Phrase.Of($" · targets {string.Join(", ", agent.Targets)}"));
        return agent.Tags.Count == 0 ? meta : meta.Then(Phrase.Of($" · tags {string.Join(", ", agent.Tags)}"));
    }

    private async Task<Phrase> KeptAsync(Agent agent, CancellationToken cancel)
    {
        var (span, most, _) = engine.KeepOf(agent);
        if (span is null && most is null) return "";
        var kept = string.Join(" and ", new[] { span is { } time ? $"for {Duration.Write(time)}" : null, most is { } count ? $"at most {count:N0}" : null }.OfType<string>());
        var swept = await engine.FindSweepAsync(agent.Name, cancel) is { } last ? Phrase.Of($", {last.Deleted} deleted at {last.At}") : "";
        return Phrase.Of($" · runs are kept {kept}").Then(swept);
    }

    // Routes of its file whose conversation takes nothing until an operator mends something.
    private IEnumerable<FileError> Silent(Agent agent)
    {
        foreach (var route in agent.Notify.All)
        {
            var place = channels.Select(c => c.Resolve(route)).FirstOrDefault(address => address is not null);
            if (place is not null && troubles.Find(place) is { } trouble)
                yield return new(Outside.Line(agent.Name), $"notify {Outside.Line(route).Text}", Outside.Line($"Its messages do not get there. {trouble.What}"), Outside.Line(trouble.Remedy), "They wait, and are tried again.");
        }
    }

    private IEnumerable<FileError> Held() => engine.Held is not { } hold ? [] :
    [
        new(Outside.Line("All work is held"), null, Outside.Line($"No schedule fires, no run goes on, nothing approved is executed. {hold.Why}"), Outside.Line(Hold.Remedy), null),
    ];

    // Triggers of its file that let nobody in.
    private IEnumerable<FileError> Locked(Agent agent) => engine.SecretTroubles(agent).Select(t => new FileError(
        Outside.Line(agent.Name), $"trigger {Outside.Line(t.Trigger).Text}",
        Outside.Line(t.IsMissing
            ? $"There is no secret {t.Secret}, so nothing is let in by it."
            : $"The secret {t.Secret} begins with whsec_, and what follows is no Base64, so nothing is let in by it."),
        Outside.Line($"Set the environment variable CHATRUNS_SECRET_{t.Secret}, or put the file secrets/{t.Secret} into the data folder."), null));

    private FileError Error(ShelfProblem problem) => new(
        Outside.Line(problem.File), problem.Line == 0 ? null : $"line {problem.Line}, column {problem.Column}", Outside.Line(problem.Message), Outside.Line(problem.Remedy),
        engine.FindAgent(Path.GetFileNameWithoutExtension(problem.File)) is null ? null : problem.IsBlocking ? "The version of before runs on." : "The agent runs all the same.");
}
