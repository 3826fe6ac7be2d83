using System.Diagnostics;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Commands.Language;
using ChatRuns.Bot.Views;

namespace ChatRuns.Bot.Commands;

/// <summary>Setting over an agent's file in chat, and back (M10); why an agent did not run (T9).</summary>
internal sealed class OverrideAnswer(RunEngine engine, CardDesk cards, Notices notices, RunAnswer runs)
{
    /// <summary>Why it did not run; null when there is neither an agent nor a broken file of the name.</summary>
    public async Task<Reply?> WhyAsync(string name, Asked asked, CancellationToken cancel) =>
        await engine.WhyAsync(name, asked.Who, cancel) is { } why ? new(cards.Bind(WhyViews.Tell(why)), asked.Mode) : null;

    /// <summary>What was to be set, reset, confirmed or refused.</summary>
    public async Task<Reply> AnswerAsync(AgentCommand command, Asked asked, CancellationToken cancel) => command.Verb switch
    {
        AgentVerb.Set => Told(await engine.SetAsync(command.Name, command.Field!, command.Value!, command.Reason, asked.Who, cancel), command, "It counts until it is reset, whatever the file says."),
        AgentVerb.Reset => Told(await engine.ResetAsync(command.Name, command.Field, asked.Who, cancel), command, "The file counts again."),
        AgentVerb.Confirm => Told(await engine.ConfirmAsync(command.Name, command.Field!, command.Value!, asked.Who, cancel), command, "It counts from now on."),
        AgentVerb.Refuse => Told(await engine.RefuseAsync(command.Name, command.Field!, asked.Who, cancel), command, "It stays as it was."),
        _ => throw new UnreachableException(),
    };

    private Reply Told(OverrideResult result, AgentCommand command, string meaning)
    {
        Suggestion open = new("Open the agent", new($"/agent {command.Name}"));
        return result switch
        {
            OverrideResult.Done r => notices.Say(NoticeFacts.Good, Phrase.Of($"{r.Now.Title}: ").Then(Deed(command)).Then(meaning),
                suggestions: command.Verb == AgentVerb.Set ? [open, new("Reset", new($"/agent {command.Name} reset{FieldOf(command)}"))] : [open]),
            OverrideResult.Waits r => notices.Say(NoticeFacts.Warning, Phrase.Of($"{r.Now.Title} stays as it is for now."), [OverrideWords.Wish(r.Wish, r.Now).Then(".")],
                [new("Confirm, as an admin", new($"/agent {command.Name} confirm {r.Wish.Field} {r.Wish.Value}")), new("Take it back", new($"/agent {command.Name} refuse {r.Wish.Field}"))]),
            OverrideResult.Already r => notices.Hint(Phrase.Of($"{r.Now.Title} is so already."), open),
            OverrideResult.Invalid r => notices.Hint(Phrase.Of($"{r.Why}"), open),
            OverrideResult.Gone { Instead: { } other } => notices.Hint(Phrase.Of($"By now {other.ByName} wants something else there: {OverrideWords.ValueOf(other.Field, other.Value)}."), open),
            OverrideResult.Gone => notices.Hint("Nothing waits there any more.", open),
            OverrideResult.NotAllowed r => notices.No(Phrase.Of($"{r.Why}")),
            OverrideResult.UnknownAgent r => runs.Told(new StartResult.UnknownAgent(r.Name, r.Nearest)),
            _ => throw new UnreachableException(),
        };
    }

    private static Phrase Deed(AgentCommand command) => command switch
    {
        { Field: null } => "",
        { Value: { } value } => Phrase.Of($"{OverrideWords.NameOf(command.Field)} is {OverrideWords.ValueOf(command.Field, value)}. "),
        _ => Phrase.Of($"{OverrideWords.NameOf(command.Field)}. "),
    };

    private static string FieldOf(AgentCommand command) =>
        command.Field is null ? "" : Agents.Overrides.TriggerOf(command.Field) is { } trigger ? $" schedule {Spelling.Quote(trigger)}" : $" {command.Field}";
}
