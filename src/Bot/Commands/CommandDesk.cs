using System.Diagnostics;
using System.Text.Json;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Commands.Language;

namespace ChatRuns.Bot.Commands;

/// <summary>
/// Turns what was said in any channel into one call on the engine, and its result into a card. Typed lines and pressed buttons
/// meet here; a button that says a line is that line.
/// </summary>
internal sealed class CommandDesk(
    RunEngine engine, Vocabularies vocabularies, Notices notices, RunsAnswer runs, RunAnswer run, AgentAnswers agents, ApprovalsAnswer approvals,
    NumbersAnswers numbers, HelpAnswer help, Decisions decisions, TimeProvider time) : IDesk
{
    /// <inheritdoc/>
    public Task<Reply> AnswerAsync(Said said, CancellationToken cancel)
    {
        if (engine.MaySee(said.Who) is { } refusal) return Task.FromResult(notices.No(Cards.Phrase.Of($"{refusal}")));
        if (said is Said.Press { Data: var data } && !Data.IsSound(data)) return Task.FromResult(notices.No("This card is damaged. Open the run again."));
        return said switch
        {
            Said.Line line => AnswerAsync(line.Text, new(said.Who, said.Zone, Id: said.Id), cancel),
            Said.Press { Verb: "say" } press => SayAsync(press, cancel),
            Said.Press { Verb: "agent.start" } press => agents.StartAsync(press.Data, new(said.Who, said.Zone, Id: said.Id), cancel),
            Said.Press { Verb: "question.answer" } press => run.AnswerQuestionAsync(press.Data, press.Who, cancel),
            Said.Press press => decisions.PressAsync(press.Verb, press.Data, press.Who, cancel),
            _ => throw new UnreachableException(),
        };
    }

    /// <inheritdoc/>
    public async Task<bool> OnlyReadsAsync(Said said, CancellationToken cancel)
    {
        var line = said switch
        {
            Said.Line typed => typed.Text,
            Said.Press { Verb: "say" } press when Data.IsSound(press.Data) => Data.Text(press.Data, "line") ?? "/help",
            _ => null,
        };
        return line is not null && CommandLine.Parse(line, await vocabularies.ReadAsync(cancel), said.Who.Key, time.GetUtcNow(), said.Zone)
            is RunsCommand or AgentsCommand or ApprovalsCommand or MetricsCommand or NextCommand or Language.HelpCommand or ParseProblem
            or AgentCommand { Verb: AgentVerb.Show } or RunCommand { View: not (RunView.Cancel or RunView.Rerun) };
    }

    private Task<Reply> SayAsync(Said.Press press, CancellationToken cancel)
    {
        var line = Data.Text(press.Data, "line") ?? "/help";
        var replaces = press.Data.TryGetProperty("replace", out var replace) && replace.ValueKind == JsonValueKind.True;
        return AnswerAsync(line, new(press.Who, press.Zone, replaces, press.Id), cancel);
    }

    private async Task<Reply> AnswerAsync(string line, Asked asked, CancellationToken cancel)
    {
        var command = CommandLine.Parse(line, await vocabularies.ReadAsync(cancel), asked.Who.Key, time.GetUtcNow(), asked.Zone);
        return command switch
        {
            RunsCommand c => await runs.AnswerAsync(c, asked, cancel),
            RunCommand c => await run.AnswerAsync(c, asked, cancel),
            AgentsCommand => await agents.ListAsync(cancel),
            AgentCommand c => await agents.AnswerAsync(c, asked, cancel),
            ApprovalsCommand c => await approvals.AnswerAsync(c, asked, cancel),
            MetricsCommand c => await numbers.MetricsAsync(c, cancel),
            NextCommand c => numbers.Next(c),
            Language.HelpCommand c => help.Answer(c),
            ParseProblem problem => notices.Hint(
                Quoting(problem.Message), [.. problem.Suggestions.Take(4).Select(s => new Suggestion(s, s))]),
            _ => throw new UnreachableException(),
        };
    }

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
