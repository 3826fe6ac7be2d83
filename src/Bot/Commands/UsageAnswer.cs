using System.Globalization;
using ChatRuns.Agents;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Commands.Language;
using ChatRuns.Store;

namespace ChatRuns.Bot.Commands;

/// <summary><c>/usage</c>: runs, tokens and credits of a time, and what is left of quotas (K5).</summary>
internal sealed class UsageAnswer(RunEngine engine, CardDesk cards, TimeProvider time)
{
    private const int MostAgents = 15;
    private const int MostQuotas = 10;
    private const decimal NearlyUsedUp = 0.8m;

    /// <summary>What was asked for.</summary>
    public async Task<Reply> AnswerAsync(UsageCommand command, Asked asked, CancellationToken cancel)
    {
        var seen = engine.SeenBy(asked.Who);
        var (from, to) = (HourOf(command.Range.From ?? DateTimeOffset.UnixEpoch), command.Range.To is { } end ? HourAfter(end) : HourOf(time.GetUtcNow()).AddHours(1));
        var used = await seen.ReadUsageAsync(command.Agent, from, to, cancel);
        var sorted = used.OrderByDescending(u => u.Credits).ThenByDescending(u => u.InputTokens + u.OutputTokens).ThenByDescending(u => u.Runs).ThenBy(u => u.Agent, StringComparer.Ordinal).ToList();
        var quotas = await seen.ReadQuotasAsync(command.Agent, cancel);
        return new(cards.Bind(new UsageFacts
        {
            Of = Outside.Line(command.Agent is null ? "all agents" : TitleOf(command.Agent)),
            When = command.Range.Words,
            Numbers = Numbers(used),
            Quotas = [.. quotas.OrderByDescending(q => q.Used / q.Quota.Most).Take(MostQuotas).Select(Row)],
            Agents = command.Agent is null ? [.. sorted.Take(MostAgents).Select(u => Row(u, sorted, command.Range))] : [],
            More = command.Agent is null && sorted.Count > MostAgents ? $"and {Cards.Words.Count(sorted.Count - MostAgents, "more agent")}" : null,
            Empty = used.Count == 0 ? $"Nothing was used {(command.Range.InWords.Length > 0 ? command.Range.InWords : "so far")}." : null,
            Note = used.Sum(Tokens) > 0 && used.Sum(u => u.Credits) == 0 ? "Tokens were used, and nobody said what they cost. Give the models prices in the settings: Prices:MODEL:Input and Prices:MODEL:Output, for a million tokens." : null,
        }), asked.Mode);
    }

    private static IReadOnlyList<KeyNumber> Numbers(IReadOnlyList<UsageSum> used)
    {
        var (runs, credits) = (used.Sum(u => u.Runs), used.Sum(u => u.Credits));
        var (input, output) = (used.Sum(u => u.InputTokens), used.Sum(u => u.OutputTokens));
        return
        [
            new("Runs", Whole(runs), "started, test runs left out"),
            new("Tokens", input + output == 0 ? "–" : Whole(input + output), input + output == 0 ? "none were told" : $"{Whole(input)} in, {Whole(output)} out"),
            new("Credits", credits == 0 ? "–" : UsageWords.Number(credits), credits == 0 ? "none were told" : "as steps and prices tell"),
            new("Credits a run", credits == 0 || runs == 0 ? "–" : UsageWords.Number(credits / runs), "on average"),
        ];
    }

    private QuotaRow Row(QuotaUse use)
    {
        var whose = use.Agent is null ? (Phrase)"All agents together: " : Phrase.Of($"{Outside.Line(TitleOf(use.Agent))}: ");
        var part = use.Used / use.Quota.Most;
        var percent = (int)Math.Min(100, Math.Floor(100 * part));
        return new(
            whose.Then($"{UsageWords.Number(use.Used)} of {use.Quota}"), Phrase.Of($"{percent} % · anew on {use.Anew}"), part > 0 ? Math.Max(1, percent) : 0,
            part >= 1 ? "attention" : part >= NearlyUsedUp ? "warning" : "good");
    }

    private UsageRow Row(UsageSum used, List<UsageSum> all, TimeRange range)
    {
        // Bars are of what costs most: credits where there are some, else tokens, else runs.
        Func<UsageSum, decimal> weigh = all[0].Credits > 0 ? u => u.Credits : Tokens(all[0]) > 0 ? u => Tokens(u) : u => u.Runs;
        var share = weigh(all[0]) == 0 ? 0 : (int)Math.Max(1, Math.Floor(100 * weigh(used) / weigh(all[0])));
        return new(
            Outside.Line(TitleOf(used.Agent)), Cards.Words.Count(used.Runs, "run"), Tokens(used) == 0 ? "–" : Whole(Tokens(used)),
            used.Credits == 0 ? "–" : UsageWords.Number(used.Credits), share, new(new UsageCommand(used.Agent, range).ToLine()));
    }

    private string TitleOf(string agent) => engine.FindAgent(agent)?.Title ?? agent;

    private static long Tokens(UsageSum used) => used.InputTokens + used.OutputTokens;

    private static string Whole(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    // Use is kept by whole hours of UTC.
    private static DateTimeOffset HourOf(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);

    private static DateTimeOffset HourAfter(DateTimeOffset at) => HourOf(at) is var hour && hour == at ? hour : hour.AddHours(1);
}
