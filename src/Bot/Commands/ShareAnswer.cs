using ChatRuns.Agents;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Courier;
using ChatRuns.Bot.Memory;
using ChatRuns.Runs;

namespace ChatRuns.Bot.Commands;

/// <summary>
/// Files shared with the bot (T5): each starts a run of the agent that takes it. Where several do, the words beside the file decide, or
/// the person is asked; where none does, it is said what would be taken.
/// </summary>
internal sealed class ShareAnswer(RunEngine engine, Notices notices, RunAnswer runs, SharedFileMemory memory, TimeProvider time)
{
    private const int MostFiles = 10;
    private const int MostOffers = 5;
    private static readonly TimeSpan FetchTime = TimeSpan.FromMinutes(2);

    /// <summary>Something was shared.</summary>
    public async Task<Reply> AnswerAsync(Said.Share said, Asked asked, CancellationToken cancel)
    {
        var offers = OffersOf(engine.SeenBy(said.Who), said.Text);
        if (said.Files is [var only]) return await TakeAsync(only, 0, offers, asked, cancel);

        var told = new List<Phrase>();
        var suggestions = new List<Suggestion>();
        foreach (var (file, at) in said.Files.Take(MostFiles).Select((file, at) => (file, at)))
        {
            var outcome = await TryTakeAsync(file, at, offers, asked, cancel);
            told.Add(outcome.Told);
            suggestions.AddRange(outcome.Suggestions);
        }

        if (said.Files.Count > MostFiles) told.Add($"{said.Files.Count - MostFiles} more were not looked at: share at most {MostFiles} at once.");
        return notices.Say(NoticeFacts.Info, $"{said.Files.Count} files", told, [.. suggestions.Take(MostOffers)]);
    }

    /// <summary>The person chose the agent for a file that was shared before.</summary>
    public async Task<Reply> TakeAsync(Agent agent, string file, Asked asked, CancellationToken cancel)
    {
        if (await memory.FindAsync(file, asked.Who.Key, cancel) is not { } kept)
            return notices.Hint("I don't have that file any more. Share it again.");
        if (agent.Triggers.OfType<UploadTrigger>().FirstOrDefault(t => Takes(t, kept.Name, kept.Bytes)) is not { } trigger)
            return notices.Hint(Phrase.Of($"{agent.Title} does not take {kept.Name} any more."));
        var before = await engine.LastPositionAsync(cancel);
        // Not by the delivery, nor by the agent: an offer is one start, however often and whatever is pressed.
        var result = await engine.StartByFileAsync(agent.Name, trigger.Name, new(kept.Name, kept.Blob, kept.Bytes, kept.MediaType), asked.Who, Deliveries.IdOf($"share/{file}"), cancel);
        return result is StartResult.Started started ? await TellTakenAsync(started.Number, agent, before, cancel) : runs.Told(result);
    }

    private async Task<Reply> TellTakenAsync(long number, Agent wanted, long before, CancellationToken cancel)
    {
        var row = await engine.FindRowAsync(number, cancel);
        if (row is null || (row.Agent == wanted.Name && row.Status == RunStatus.Queued)) return OnItsWay(number, wanted, before);
        return notices.Hint(
            row.Agent == wanted.Name ? Phrase.Of($"Run #{number} of {wanted.Title}: ").Then($"{StatusLook.Of(row.Status).Word.ToLowerInvariant()}.")
                : Phrase.Of($"It went to {row.AgentTitle} as run #{number} already."),
            OpenRun(number));
    }

    private Reply OnItsWay(long number, Agent agent, long before) =>
        notices.Say(NoticeFacts.Good, Phrase.Of($"Run #{number} of {agent.Title} is on its way."), suggestions: [OpenRun(number)]) with
        {
            // Where the answer is a message that stays, it becomes the run's card and shows its end; an end that was quicker counts too.
            Subject = new Subject.Run(number).ToString(),
            Version = before,
        };

    private static Suggestion OpenRun(long number) => new("Open the run", new($"/run {number}"));

    private async Task<Reply> TakeAsync(SharedFile file, int at, List<Offer> offers, Asked asked, CancellationToken cancel)
    {
        var before = await engine.LastPositionAsync(cancel);
        var outcome = await TryTakeAsync(file, at, offers, asked, cancel);
        return outcome switch
        {
            { Result: StartResult.Started started, Agent: { } agent } => OnItsWay(started.Number, agent, before),
            { Result: { } result } => runs.Told(result),
            _ => notices.Hint(outcome.Told, outcome.Suggestions),
        };
    }

    private async Task<Outcome> TryTakeAsync(SharedFile file, int at, List<Offer> offers, Asked asked, CancellationToken cancel)
    {
        var takers = offers.Where(o => Takes(o.Trigger, file.Name, file.Bytes ?? 0)).DistinctBy(o => o.Agent.Name).ToList();
        if (takers.Count == 0) return new(Unwanted(file, offers));
        if (takers.Exists(t => t.Agent.Status == AgentStatus.Active)) takers.RemoveAll(t => t.Agent.Status == AgentStatus.Paused);
        else return new(Phrase.Of($"{takers[0].Agent.Title} is paused, so nothing was done with {file.Name}. Resume it and share the file again."));
        using var limit = new CancellationTokenSource(FetchTime, time);
        using var fetching = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        switch (await file.OpenAsync(fetching.Token))
        {
            case FileFetch.Refused refused:
                return new(Phrase.Of($"{file.Name}: {refused.Why}"));
            case FileFetch.Opened { Content: var content }:
                await using (content)
                {
                    var most = takers.Max(t => t.Trigger.MostBytes);
                    return await engine.KeepFileAsync(file.Name, file.MediaType, content, most, fetching.Token) is { } kept
                        ? await GiveAsync(kept, takers, $"{asked.Id}/{at}", asked, cancel)
                        : new(Phrase.Of($"{file.Name} is larger than {Journal.Words.Bytes(most)}, the most that {takers[0].Agent.Title} takes."));
                }

            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private async Task<Outcome> GiveAsync(RunFile kept, List<Offer> takers, string id, Asked asked, CancellationToken cancel)
    {
        if (takers is [var only])
        {
            var result = await engine.StartByFileAsync(only.Agent.Name, only.Trigger.Name, kept, asked.Who, Deliveries.IdOf(id), cancel);
            return new(Phrase.Of($"{kept.Name}: ").Then(Of(result, only.Agent))) { Result = result, Agent = only.Agent };
        }

        var key = Deliveries.IdOf($"{asked.Who.Key}/{id}")!.Value.ToString("N");
        await memory.KeepAsync(key, asked.Who.Key, new(kept.Name, kept.Blob, kept.Bytes, kept.MediaType), cancel);
        return new(Phrase.Of($"{takers.Count} agents take {kept.Name}. Which one?"))
        {
            Suggestions = [.. takers.Take(MostOffers).Select(t => new Suggestion(t.Agent.Title, new($"/agent {t.Agent.Name} take {key}")))],
        };
    }

    private static Phrase Of(StartResult result, Agent agent) => result switch
    {
        StartResult.Started r => Phrase.Of($"run #{r.Number} of {agent.Title} is on its way."),
        StartResult.NotAllowed r => Phrase.Of($"{r.Why}"),
        StartResult.NotReady r => Phrase.Of($"{r.Why}"),
        StartResult.BadVariables r => Phrase.Of($"{agent.Title} needs {string.Join(", ", r.Errors.Keys)}, which a file does not give."),
        _ => Phrase.Of($"{agent.Title} is not there any more."),
    };

    // The words name an agent: then it is for that one, whatever else would take it.
    private static List<Offer> OffersOf(PersonalView seen, string text)
    {
        var all = seen.ListAgents().Where(a => a.Status != AgentStatus.Draft)
            .SelectMany(a => a.Triggers.OfType<UploadTrigger>().Select(t => new Offer(a, t))).ToList();
        var named = all.Where(o => IsNamed(o.Agent, text)).ToList();
        return named.Count > 0 ? named : all;
    }

    private static bool IsNamed(Agent agent, string text) =>
        Language.Spelling.Fold(text) is { Length: > 0 } said
        && new[] { agent.Name, agent.Title }.Any(name => $" {said} ".Contains($" {Language.Spelling.Fold(name)} ", StringComparison.Ordinal));

    private static bool Takes(UploadTrigger trigger, string name, long bytes) => trigger.TakesType(name) && bytes <= trigger.MostBytes;

    private static Phrase Unwanted(SharedFile file, List<Offer> offers)
    {
        if (offers.Count == 0) return Phrase.Of($"No agent takes files, so nothing was done with {file.Name}. An agent does with the trigger {Phrase.Code("upload: {types: [csv]}")}.");
        var wants = string.Join("; ", offers.Take(MostOffers).Select(o => $"{o.Agent.Title} takes {o.Trigger.Wants}"));
        return Phrase.Of($"No agent takes {file.Name}{(file.Bytes is { } bytes ? $" ({SizeOf(bytes, offers)})" : "")}. {wants}.");
    }

    // Beside a limit that would read alike, to the byte.
    private static string SizeOf(long bytes, List<Offer> offers) =>
        offers.Select(o => Journal.Words.BytesBeside(bytes, o.Trigger.MostBytes)).MaxBy(words => words.Length)!;

    private sealed record Offer(Agent Agent, UploadTrigger Trigger);

    private sealed record Outcome(Phrase Told)
    {
        /// <summary>Where it came to a start.</summary>
        public StartResult? Result { get; init; }

        /// <summary>What was started, where that is known.</summary>
        public Agent? Agent { get; init; }

        /// <summary>What the person can choose from.</summary>
        public IReadOnlyList<Suggestion> Suggestions { get; init; } = [];
    }
}
