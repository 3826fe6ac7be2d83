using System.Diagnostics;
using System.Text.Json;
using ChatRuns.Bot.Access;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Commands.Language;
using ChatRuns.Bot.Views;
using ChatRuns.Journal;

namespace ChatRuns.Bot.Commands;

/// <summary>
/// Turns what was said in any channel into one call on the engine, and its result into a card. Typed lines and pressed buttons
/// meet here; a button that says a line is that line.
/// </summary>
internal sealed class CommandDesk(
    RunEngine engine, Vocabularies vocabularies, Notices notices, RunsAnswer runs, BulkAnswer bulk, RunAnswer run, AgentAnswers agents, ShareAnswer shares, ApprovalsAnswer approvals,
    NumbersAnswers numbers, UsageAnswer usage, HomeAnswer home, AccessAnswer access, MeAnswer me, AlertAnswers alerts, HelpAnswer help, FreezeAnswer freezes, Banners banners, Decisions decisions, MePreferences preferences, ThreadRuns threads,
    TimeProvider time) : IDesk
{
    /// <inheritdoc/>
    public async Task<Reply> AnswerAsync(Said said, CancellationToken cancel)
    {
        if (engine.MaySee(said.Who) is { } refusal) return await OwnAsync(said, cancel) ?? await FindRuleAsync(said, cancel) ?? Refused(refusal);
        if (said is Said.Press { Data: var data } && !Data.IsSound(data)) return notices.No("This card is damaged. Open the run again.");
        var asked = new Asked(said.Who, await ZoneOfAsync(said, cancel), Id: said.Id, Slashes: said.Slashes, BotName: said.BotName);
        return said switch
        {
            Said.Line line => await AnswerAsync(line.Text, asked, cancel, line.Under),
            Said.Share share => await shares.AnswerAsync(share, asked, cancel),
            Said.Press { Verb: "say" } press => await SayAsync(press, asked, cancel),
            Said.Press { Verb: "agent.choose" } press => await agents.ChooseAsync(press.Data, asked, cancel),
            Said.Press { Verb: "agent.start" } press => await agents.StartAsync(press.Data, asked, cancel),
            Said.Press { Verb: "question.answer" } press => await run.AnswerQuestionAsync(press.Data, press.Who, cancel),
            Said.Press press => await decisions.PressAsync(press.Verb, press.Data, press.Who, cancel),
            _ => throw new UnreachableException(),
        };
    }

    /// <inheritdoc/>
    public async Task<Reply?> FindObstacleAsync(Said.Press form, CancellationToken cancel)
    {
        if (engine.MaySee(form.Who) is { } refusal) return await FindRuleAsync(form, cancel) ?? Refused(refusal);
        return Data.IsSound(form.Data) ? await decisions.FindObstacleAsync(form.Verb, form.Data, form.Who, cancel) : null;
    }

    /// <inheritdoc/>
    public async Task<bool> OnlyReadsAsync(Said said, CancellationToken cancel)
    {
        return LineOf(said) is { } line && await ParseAsync(line, said.Who, said.Zone, cancel)
            is RunsCommand or AgentsCommand or ApprovalsCommand or MetricsCommand or UsageCommand or NextCommand or TargetsCommand or HomeCommand or Language.HelpCommand or ParseProblem
            or AlertsCommand or AlertCommand { Verb: AlertVerb.Show }
            or AgentCommand { Verb: AgentVerb.Show or AgentVerb.Why } or RunCommand { View: not (RunView.Cancel or RunView.Rerun or RunView.Note or RunView.Archive or RunView.Unarchive or RunView.Duplicate or RunView.Delete) };
    }

    // To the second, so that a question asked twice in one is the same question.
    private async Task<Language.Command> ParseAsync(string line, Principal who, TimeZoneInfo zone, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        return CommandLine.Parse(line, await vocabularies.ReadAsync(who, cancel), who.Key, now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond)), zone);
    }

    private static string? LineOf(Said said) => said switch
    {
        Said.Line typed => typed.Text,
        Said.Press { Verb: "say" } press when Data.IsSound(press.Data) => Data.Text(press.Data, "line") ?? "/help",
        _ => null,
    };

    // What somebody without a role can do: read what helps them, see to their own settings, and enter the one-time code. The line is read without any name, so
    // that it cannot tell one.
    private async Task<Reply?> OwnAsync(Said said, CancellationToken cancel)
    {
        if (LineOf(said) is not { } line) return null;
        return CommandLine.Parse(line, Vocabulary.Empty, said.Who.Key, time.GetUtcNow(), said.Zone) switch
        {
            AccessCommand { Verb: AccessVerb.Claim } claim when said is Said.Line => await access.ClaimAsync(claim.Code!, said.Who, cancel),
            Language.HelpCommand => await help.OwnAsync(new(said.Who, said.Zone, Id: said.Id, Slashes: said.Slashes, BotName: said.BotName), cancel),
            MeCommand mine => await me.AnswerAsync(mine, new(said.Who, said.Zone, Id: said.Id, Slashes: said.Slashes, BotName: said.BotName), cancel),
            ParseProblem problem when CommandLine.VerbOf(line) == Verb.Me => Told(problem, said.Slashes),
            _ => null,
        };
    }

    // Before a card with buttons of a decision: its own rule says who helps.
    private async Task<Reply?> FindRuleAsync(Said said, CancellationToken cancel) => said is Said.Press press && Data.IsSound(press.Data)
        ? await decisions.FindRefusalAsync(press.Verb, press.Data, press.Who, cancel) : null;

    private Reply Refused(string why) =>
        notices.Say(NoticeFacts.Bad, Cards.Phrase.Of($"{why}"), suggestions: [new("My settings", "/me")]);

    // The button's line is ours; its words are as the person types it there.
    private Reply Told(ParseProblem problem, Slashes? slashes) => notices.Hint(
        Quoting(slashes?.Write(problem.Message) ?? problem.Message), [.. problem.Suggestions.Take(4).Select(s => new Suggestion(slashes?.Write(s) ?? s, s))]);

    private async Task<TimeZoneInfo> ZoneOfAsync(Said said, CancellationToken cancel) =>
        await preferences.FindPreferencesAsync(said.Who.Key, cancel) is { IsZoneSet: true } own ? own.Zone : said.Zone;

    private Task<Reply> SayAsync(Said.Press press, Asked asked, CancellationToken cancel)
    {
        var line = Data.Text(press.Data, "line") ?? "/help";
        var replaces = press.Data.TryGetProperty("replace", out var replace) && replace.ValueKind == JsonValueKind.True;
        return AnswerAsync(line, asked with { Replaces = replaces }, cancel);
    }

    private async Task<Reply> AnswerAsync(string line, Asked asked, CancellationToken cancel, Address? under = null)
    {
        var command = await ParseAsync(line, asked.Who, asked.Zone, cancel);
        // "log" in the thread of a run is that run's, and "steps check" a step of it, not a list of runs.
        if (command is ParseProblem or RunsCommand && CommandLine.VerbOf(line) == Verb.RunView && await threads.FindAsync(under, cancel) is { } number
            && await ParseAsync($"/run {number} {line.TrimStart('/', ' ')}", asked.Who, asked.Zone, cancel) is RunCommand there
            && (command is ParseProblem || there.Step is not null)) command = there;
        // And "ack" or "snooze 4h" under an alert is that alert's.
        if (command is ParseProblem && await threads.FindAsync(under, cancel) is { } failed
            && await ParseAsync($"/alert {failed} {line.TrimStart('/', ' ')}", asked.Who, asked.Zone, cancel) is AlertCommand alert) command = alert;
        return WithBanner(await AnswerAsync(command, asked, cancel), command, asked);
    }

    private async Task<Reply> AnswerAsync(Language.Command command, Asked asked, CancellationToken cancel)
    {
        return command switch
        {
            RunsCommand c => await runs.AnswerAsync(c, asked, cancel),
            BulkCommand c => await bulk.AnswerAsync(c, asked, cancel),
            RunCommand c => await run.AnswerAsync(c, asked, cancel),
            AgentsCommand => await agents.ListAsync(asked, cancel),
            AgentCommand c => await agents.AnswerAsync(c, asked, cancel),
            ApprovalsCommand c => await approvals.AnswerAsync(c, asked, cancel),
            MetricsCommand c => await numbers.MetricsAsync(c, asked, cancel),
            UsageCommand c => await usage.AnswerAsync(c, asked, cancel),
            NextCommand c => numbers.Next(c, asked),
            TargetsCommand c => numbers.Targets(c, asked),
            FreezeCommand c => await freezes.FreezeAsync(c, asked, cancel),
            UnfreezeCommand c => await freezes.UnfreezeAsync(c, asked, cancel),
            HomeCommand => await home.AnswerAsync(asked, cancel),
            AccessCommand c => await access.AnswerAsync(c, asked, cancel),
            MeCommand c => await me.AnswerAsync(c, asked, cancel),
            AlertsCommand => await alerts.ListAsync(asked, cancel),
            AlertCommand c => await alerts.AnswerAsync(c, asked, cancel),
            Language.HelpCommand c => help.Answer(c, asked),
            ParseProblem problem => Told(problem, asked.Slashes),
            _ => throw new UnreachableException(),
        };
    }

    // What is frozen stands above every answer that it concerns; cards of runs say it themselves, for they are drawn again.
    private Reply WithBanner(Reply reply, Language.Command command, Asked asked) => reply.Card is not { Subject: null } card || engine.Freezes.Count == 0 ? reply : command switch
    {
        AgentCommand { Verb: not AgentVerb.Why } c => reply with { Card = banners.OnAgent(card, c.Name) },
        RunsCommand or AgentsCommand or ApprovalsCommand or NextCommand => reply with { Card = banners.OnList(card, engine.SeenBy(asked.Who)) },
        _ => reply,
    };

    // A problem quotes what was typed between backticks; on a card the quotation stands in a typewriter face instead.
    private static Cards.Phrase Quoting(string message)
    {
        var pieces = message.Split('`');
        return pieces.Length % 2 == 0
            ? Cards.Phrase.Of($"{message}")
            : Cards.Phrase.From([.. pieces
                .Select((piece, i) => i % 2 == 1 ? Cards.Phrase.Code(piece) : new Cards.Span(Cards.Outside.Line(piece)))
                .Where(span => span.Text.Text.Length > 0)]);
    }
}

/// <summary>Reads members of what a button sent; anything may be missing or of another type.</summary>
internal static class Data
{
    /// <summary>Whether it is an object whose texts can all be read: JSON may escape half a character, which is none.</summary>
    public static bool IsSound(JsonElement data)
    {
        try
        {
            return data.ValueKind == JsonValueKind.Object && Walk(data);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static bool Walk(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().All(m => m.Name is not null && Walk(m.Value)),
        JsonValueKind.Array => value.EnumerateArray().All(Walk),
        JsonValueKind.String => value.GetString() is not null,
        _ => true,
    };

    /// <summary>A text; null when it is missing or none.</summary>
    public static string? Text(JsonElement data, string name) =>
        data.ValueKind == JsonValueKind.Object && data.TryGetProperty(name, out var value)
            ? value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
                _ => null,
            }
            : null;

    /// <summary>The inputs whose ids begin with a prefix, by the rest of the id.</summary>
    public static Dictionary<string, string> Inputs(JsonElement data, string prefix) => data.ValueKind != JsonValueKind.Object ? []
        : data.EnumerateObject().Where(m => m.Name.StartsWith(prefix, StringComparison.Ordinal))
            .GroupBy(m => m.Name[prefix.Length..]).ToDictionary(g => g.Key, g => Text(data, g.Last().Name) ?? "");
}
