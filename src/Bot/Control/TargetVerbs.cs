using System.Runtime.CompilerServices;
using ChatRuns.Agents;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Commands.Language;
using ChatRuns.Steps;
using ChatRuns.Tools;
using Command = System.CommandLine.Command;
using Verdict = ChatRuns.Bot.Channels.Verdict;

namespace ChatRuns.Bot.Control;

/// <summary>The verb "doctor targets". It needs no running bot, and stops none.</summary>
internal static class TargetVerbs
{
    /// <summary>Asks each target whether it is there, and names those of agents that the settings do not have.</summary>
    public static Command Doctor()
    {
        var targets = new Command("targets", "Asks each target of the settings whether it is there, and names those of agents that are not in the settings.");
        return FolderVerb.Does(targets, (_, settings, cancel) => Examination.TellAsync(FindAsync(settings, TimeProvider.System, cancel), Console.Out, cancel));
    }

    /// <summary>What was found, target by target.</summary>
    public static async IAsyncEnumerable<Finding> FindAsync(Settings settings, TimeProvider time, [EnumeratorCancellation] CancellationToken cancel)
    {
        var problems = SettingsCheck.Problems(settings.Configuration, []).ToList();
        foreach (var problem in problems) yield return new(Verdict.Bad, problem);
        if (problems.Count > 0) yield break;
        var shelf = TargetShelf.From(SettingsCheck.TargetsIn(settings.Configuration));
        if (shelf.All.Count == 0) yield return new(Verdict.Aside, "The settings have no targets.", "Name them as Targets:eu-prod:Check; docs/agents.md tells how.");
        await using var services = new ServiceCollection().AddSingleton(settings.Configuration).AddSingleton(time).AddTools().AddTargets().BuildServiceProvider();
        foreach (var target in shelf.All) yield return await AskAsync(services.GetRequiredService<TargetReach>(), target, cancel);
        var unknown = new AgentFile(HostValues.Roots, KeptWords.Names, shelf).CheckFolder(settings.Folders.Agents)?.Problems.Where(p => !p.IsBlocking) ?? [];
        foreach (var problem in unknown) yield return new(Verdict.Bad, $"{problem.File}:{problem.Line}:{problem.Column}: {problem.Message}", problem.Remedy);
    }

    private static async Task<Finding> AskAsync(TargetReach reach, Target target, CancellationToken cancel)
    {
        if (target.Check is not { } address) return new(Verdict.Aside, $"{target.Name} has no check.");
        return await reach.TryAsync(target, cancel) is { } why
            ? new(Verdict.Bad, $"{target.Name} was not reached: {why}", $"Look at {address.OriginalString} and the network between, or correct Targets:{target.Name}:Check.")
            : new(Verdict.Good, $"{target.Name} was reached at {address.OriginalString}.");
    }
}
