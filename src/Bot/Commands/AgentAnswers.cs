using System.Globalization;
using System.Text.Json;
using ChatRuns.Agents;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Commands.Language;
using ChatRuns.Bot.Views;

namespace ChatRuns.Bot.Commands;

/// <summary><c>/agents</c> and <c>/agent NAME</c>: what there is, and starting, testing, pausing, resuming it.</summary>
internal sealed class AgentAnswers(RunEngine engine, CardDesk cards, Notices notices, AgentViews views, RunAnswer runs, ShareAnswer shares, OverrideAnswer overrides)
{
    /// <summary>All agents, and what is wrong with their files.</summary>
    public async Task<Reply> ListAsync(Asked asked, CancellationToken cancel) =>
        new(cards.Bind(await views.AllAsync(engine.SeenBy(asked.Who), cancel)));

    /// <summary>One agent, or what was to be done with it.</summary>
    public async Task<Reply> AnswerAsync(AgentCommand command, Asked asked, CancellationToken cancel)
    {
        var seen = engine.SeenBy(asked.Who);
        if (command.Verb == AgentVerb.Why && await overrides.WhyAsync(command.Name, asked, cancel) is { } why) return why;
        if (seen.FindAgent(command.Name) is not { } agent) return await UnknownAsync(command.Name, seen, asked, cancel);
        var isTest = command.Verb == AgentVerb.Test;
        var given = command.Variables.ToDictionary(v => v.Name, v => v.Value);
        return command.Verb switch
        {
            AgentVerb.Run or AgentVerb.Test when NeedsForm(agent, given) => new(cards.Bind(Form(agent, isTest, given, []))),
            AgentVerb.Run or AgentVerb.Test => await StartAsync(agent, given, isTest, asked, cancel),
            AgentVerb.Take => await shares.TakeAsync(agent, command.File!, asked, cancel),
            AgentVerb.Pause => Tell(await engine.PauseAsync(agent.Name, command.Reason, asked.Who, cancel), "paused", "Its triggers rest until it is resumed; it can still be started by hand."),
            AgentVerb.Resume => Tell(await engine.ResumeAsync(agent.Name, asked.Who, cancel), "active", "Its triggers fire again."),
            AgentVerb.Set or AgentVerb.Reset or AgentVerb.Confirm or AgentVerb.Refuse => await overrides.AnswerAsync(command, asked, cancel),
            _ => new(cards.Bind(await views.OneAsync(agent, cancel)), asked.Mode),
        };
    }

    /// <summary>An agent was chosen to be started: its form where it has variables, filled with their defaults.</summary>
    public async Task<Reply> ChooseAsync(JsonElement data, Asked asked, CancellationToken cancel)
    {
        var name = Data.Text(data, "agent") ?? "";
        var seen = engine.SeenBy(asked.Who);
        if (seen.FindAgent(name) is not { } agent) return await UnknownAsync(name, seen, asked, cancel);
        var isTest = Data.Text(data, "test") == "true";
        return agent.Variables.Count > 0 || agent.Targets.Count > 1 ? new(cards.Bind(Form(agent, isTest, [], []))) : await StartAsync(agent, [], isTest, asked, cancel);
    }

    /// <summary>The form of an agent's variables was sent.</summary>
    public async Task<Reply> StartAsync(JsonElement data, Asked asked, CancellationToken cancel)
    {
        var name = Data.Text(data, "agent") ?? "";
        var seen = engine.SeenBy(asked.Who);
        if (seen.FindAgent(name) is not { } agent) return await UnknownAsync(name, seen, asked, cancel);
        var given = Data.Inputs(data, "var.");
        return long.TryParse(Data.Text(data, "of"), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? await DuplicateAsync(number, agent, given, asked, cancel)
            : await StartAsync(agent, given, Data.Text(data, "test") == "true", asked, cancel);
    }

    // Whose variables they are is looked up again: what a button says of an agent decides nothing.
    private async Task<Reply> DuplicateAsync(long number, Agent agent, Dictionary<string, string> given, Asked asked, CancellationToken cancel)
    {
        if (await engine.SeenBy(asked.Who).FindRunAsync(number, cancel) is not { } detail || detail.Run.Queued.Agent != agent.Name)
            return notices.No("This card is damaged. Open the run again.");
        var result = await engine.DuplicateAsync(number, Changed(agent, given), asked.Who, Deliveries.IdOf(asked.Id), cancel);
        return result is StartResult.BadVariables bad
            ? runs.Duplicate(detail, given, [.. bad.Errors.Select(e => Phrase.Of($"{e.Key}: {e.Value}"))]) with { InputErrors = Fields(bad) }
            : runs.Told(result);
    }

    private static Dictionary<string, string> Fields(StartResult.BadVariables bad) => bad.Errors.ToDictionary(e => "var." + e.Key, e => e.Value);

    private static Dictionary<string, JsonElement> Changed(Agent agent, Dictionary<string, string> given) => given.Where(v => v.Key != AssignmentReader.Target)
        .ToDictionary(v => v.Key, v => Read(agent, v.Key, v.Value)).Where(v => !IsDefault(agent, v.Key, v.Value)).ToDictionary(v => v.Key, v => v.Value);

    private async Task<Reply> StartAsync(Agent agent, Dictionary<string, string> given, bool isTest, Asked asked, CancellationToken cancel)
    {
        var changed = Changed(agent, given);
        var request = new StartRequest(agent.Name, changed, given.GetValueOrDefault(AssignmentReader.Target), isTest, Id: Deliveries.IdOf(asked.Id));
        var result = await engine.StartAsync(request, asked.Who, cancel);
        return result is StartResult.BadVariables bad && agent.Variables.Count > 0
            ? new(cards.Bind(Form(agent, isTest, given, [.. bad.Errors.Select(e => Phrase.Of($"{e.Key}: {e.Value}"))])))
            {
                InputErrors = Fields(bad),
            }
            : runs.Told(result);
    }

    // A form has all values in it; only what differs from its default is an override.
    private static bool IsDefault(Agent agent, string name, JsonElement value) =>
        agent.Variables.FirstOrDefault(v => v.Name == name)?.Default is { } standard && Plain(standard) == Plain(value);

    private static string Plain(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static JsonElement Read(Agent agent, string name, string text) =>
        agent.Variables.FirstOrDefault(v => v.Name == name)?.Type == VariableType.List
            ? JsonSerializer.SerializeToElement(text.Split(['\n', ','], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            : JsonSerializer.SerializeToElement(text);

    private static bool NeedsForm(Agent agent, Dictionary<string, string> given) =>
        agent.Variables.Any(v => v.Default is null && !given.ContainsKey(v.Name)) || (agent.Targets.Count > 1 && !given.ContainsKey(AssignmentReader.Target));

    private static StartFacts Form(Agent agent, bool isTest, Dictionary<string, string> given, IReadOnlyList<Phrase> errors) => new()
    {
        Title = Outside.Line(agent.Title),
        Agent = agent.Name,
        Description = Outside.LineOrNull(agent.Description),
        IsTest = isTest,
        Fields = [.. Cards.Facts.FormReader.OfTargets(agent.Targets, given.GetValueOrDefault(AssignmentReader.Target)), .. Cards.Facts.FormReader.OfVariables(agent.Variables, given)],
        Errors = errors,
    };

    private Reply Tell(PauseResult result, string word, string meaning) => result switch
    {
        PauseResult.Done r => notices.Say(NoticeFacts.Good, Phrase.Of($"{r.Now.Title} is ").Then(word + ". " + meaning)),
        PauseResult.Already { Now.Status: AgentStatus.Draft } r => notices.Hint(Phrase.Of($"{r.Now.Title} is a draft; set status: active in its file.")),
        PauseResult.Already r => notices.Hint(Phrase.Of($"{r.Now.Title} is {r.Now.Status.ToString().ToLowerInvariant()} already.")),
        PauseResult.NotAllowed r => notices.No(Phrase.Of($"{r.Why}")),
        PauseResult.UnknownAgent r => notices.Hint(Phrase.Of($"I don't know the agent {r.Name}.")),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private async Task<Reply> UnknownAsync(string name, PersonalView seen, Asked asked, CancellationToken cancel)
    {
        var ran = (await seen.ReadLastRunsAsync(cancel)).Any(r => r.Agent == name);
        if (ran) return notices.Hint(Phrase.Of($"The agent {name} was removed; its runs are still there."), new Suggestion("Its runs", new($"/runs agent {name} all time")));
        if (await overrides.WhyAsync(name, asked, cancel) is { } broken) return broken;
        return runs.Told(new StartResult.UnknownAgent(name, seen.NearestAgent(name)));
    }
}
