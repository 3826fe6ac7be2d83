using System.Diagnostics;
using ChatRuns.Actions;
using ChatRuns.Bot.Access;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Commands.Language;
using ChatRuns.Bot.Memory;
using ChatRuns.Journal;

namespace ChatRuns.Bot.Commands;

/// <summary><c>/access</c>: who may do what, giving and taking roles, and the one-time admin code (G5).</summary>
internal sealed class AccessAnswer(RunEngine engine, CardDesk cards, Notices notices, AccessRows rows, Roles settings, AdminCodes codes)
{
    private const int PerPage = 15;

    /// <summary>What was asked for.</summary>
    public Task<Reply> AnswerAsync(AccessCommand command, Asked asked, CancellationToken cancel) => command.Verb switch
    {
        AccessVerb.List => ListAsync(command, asked, cancel),
        AccessVerb.Show => ShowAsync(command.Who!, asked, cancel),
        AccessVerb.Grant => GrantAsync(command, asked.Who, cancel),
        AccessVerb.Remove => RemoveAsync(command, asked.Who, cancel),
        AccessVerb.Claim => ClaimAsync(command.Code!, asked.Who, cancel),
        _ => throw new UnreachableException(),
    };

    /// <summary>Somebody entered the one-time code; they need no role for it. Told to them alone.</summary>
    public async Task<Reply> ClaimAsync(string code, Principal who, CancellationToken cancel)
    {
        if (engine.RolesOf(who).Contains(Role.Admin)) return notices.Hint("You are an admin already; the code was not used.", new Suggestion("Access", "/access"));
        switch (await codes.UseAsync(code, who, cancel))
        {
            case CodeState.Right:
                await engine.ClaimAdminAsync(who, cancel);
                return notices.Say(
                    NoticeFacts.Good, "You are an admin now: you may do everything, and say who may do what.",
                    suggestions: [new("Access", "/access"), new("Help", "/help access")]);
            case CodeState.Wrong or CodeState.Over:
                return notices.No("This code does not work: it is wrong, was used, or is older than 15 minutes. Whoever runs the bot prints a new one with the program's verb admin-code.");
            default:
                return notices.TooManyWrongCodes();
        }
    }

    private async Task<Reply> ListAsync(AccessCommand command, Asked asked, CancellationToken cancel)
    {
        if (await engine.ReadGrantsAsync(asked.Who, cancel) is GrantsResult.NotAllowed no) return notices.No(Phrase.Of($"{no.Why}"));
        var all = await rows.AllAsync(IsAdmin(asked.Who), cancel);
        var page = all.Skip((command.Page - 1) * PerPage).Take(PerPage).ToList();
        return new(cards.Bind(new AccessFacts
        {
            Of = Outside.Line("everybody"),
            Counted = page.Count == all.Count ? Counted(all.Count) : $"{page.Count} of {Counted(all.Count)}",
            Rows = page,
            Empty = page.Count > 0 ? null : Empty(command.Page),
            Note = rows.OfEverybody,
            Next = all.Count > command.Page * PerPage ? new((command with { Page = command.Page + 1 }).ToLine()) : null,
        }), asked.Mode);
    }

    private async Task<Reply> ShowAsync(Named who, Asked asked, CancellationToken cancel)
    {
        var isOwn = who.Key == asked.Who.Key;
        if (!isOwn && await engine.ReadGrantsAsync(asked.Who, cancel) is GrantsResult.NotAllowed no) return notices.No(Phrase.Of($"{no.Why}"));
        var theirs = await rows.OfAsync(who, IsAdmin(asked.Who), cancel);
        var name = who.Name ?? await rows.NameOfAsync(who.Key, cancel);
        return new(cards.Bind(new AccessFacts
        {
            Of = Outside.Line(name),
            Counted = Counted(theirs.Count),
            Rows = theirs,
            Empty = theirs.Count > 0 ? null : Phrase.Of($"{name} was given nothing. Give a role with {Phrase.Code($"/access {Spelling.Quote(who.Key)} viewer")}."),
            Note = rows.OfEverybody,
        }), asked.Mode);
    }

    private async Task<Reply> GrantAsync(AccessCommand command, Principal by, CancellationToken cancel)
    {
        var (who, scope) = (command.Who!, command.Scope!);
        var name = who.Name ?? await rows.NameOfAsync(who.Key, cancel);
        return await engine.GrantAsync(who.Key, name == who.Key ? null : name, command.Role, scope, by, cancel) switch
        {
            AccessResult.Done => notices.Say(
                NoticeFacts.Good, Phrase.Of($"{name} is ").Then(What(command.Role, scope)).Then(" now."),
                suggestions: [new("Take it back", new(AccessCommand.ToLine(AccessVerb.Remove, who.Key, command.Role, scope))), new("Access", "/access")]),
            AccessResult.Already r => notices.Hint(Phrase.Of($"{name} is ").Then(What(command.Role, scope)).Then(Phrase.Of($" already; {r.Given.By.Name} gave it."))),
            var other => Refused(other),
        };
    }

    private async Task<Reply> RemoveAsync(AccessCommand command, Principal by, CancellationToken cancel)
    {
        var (who, scope) = (command.Who!, command.Scope!);
        var name = who.Name ?? await rows.NameOfAsync(who.Key, cancel);
        return await engine.RevokeAsync(who.Key, command.Role, scope, by, cancel) switch
        {
            AccessResult.Done when !IsAdmin(by) => await NoAdminAnyMoreAsync(cancel),
            AccessResult.Done => notices.Say(
                NoticeFacts.Good, Phrase.Of($"{name} is not ").Then(What(command.Role, scope)).Then(" any more."),
                suggestions: [new("Give it again", new(AccessCommand.ToLine(AccessVerb.Grant, who.Key, command.Role, scope))), new("Access", "/access")]),
            AccessResult.NotGranted when scope.IsEverything && settings.Given.Contains((who.Key, command.Role)) => notices.Hint(
                Phrase.Of($"{name} has this role from the settings (Access:Roles). Take it out there.")),
            AccessResult.NotGranted r => notices.Hint(
                Unknown(scope, by).Then(Phrase.Of($"{name} was not given this in chat.")).Then(r.Theirs.Count == 0 ? "" : " They have:"),
                [.. r.Theirs.Take(4).Select(g => new Suggestion($"Remove {g.Role.ToString().ToLowerInvariant()}{(g.Scope.IsEverything ? "" : g.Scope.Tag is null ? " of one agent" : " of one tag")}",
                    new(AccessCommand.ToLine(AccessVerb.Remove, g.To, g.Role, g.Scope))))]),
            var other => Refused(other),
        };
    }

    // They took it from themselves, and cannot give it back.
    private async Task<Reply> NoAdminAnyMoreAsync(CancellationToken cancel)
    {
        var admins = await rows.AdminsAsync(cancel);
        Phrase others = admins.Count > 0
            ? Phrase.Of($"{string.Join(", ", admins)} can make you admin again.")
            : Phrase.Of($"Nobody in chat is admin now. Whoever runs the bot still is, in the web chat, and prints a code for a new one with the program's verb {Phrase.Code("admin-code")}.");
        return notices.Say(NoticeFacts.Warning, "You are no admin any more.", [others], [new("My settings", "/me")]);
    }

    private Phrase Unknown(GrantScope scope, Principal by)
    {
        var agents = engine.SeenBy(by).ListAgents();
        if (scope.Tag is { } tag && !agents.Any(a => a.Tags.Contains(tag))) return Phrase.Of($"No agent has the tag {tag}. ");
        return scope.Agent is { } agent && agents.All(a => a.Name != agent) ? Phrase.Of($"There is no agent {agent}. ") : "";
    }

    private Reply Refused(AccessResult result) => result switch
    {
        AccessResult.NotAllowed r => notices.No(Phrase.Of($"{r.Why}")),
        AccessResult.Invalid r => notices.Hint(Phrase.Of($"{r.Why}")),
        AccessResult.LastAdmin => notices.Hint("This is the last admin. Make somebody else admin first."),
        _ => throw new UnreachableException(),
    };

    private static Phrase Empty(int page) =>
        page > 1 ? "That page is past the end." : "Nobody has a role yet but the local admin. Give one with /access NAME ROLE.";

    private bool IsAdmin(Principal who) => engine.RolesOf(who).Contains(Role.Admin);

    private static Phrase What(Role role, GrantScope scope)
    {
        Phrase word = role.ToString().ToLowerInvariant();
        return scope.IsEverything ? word.Then(" everywhere") : word.Then(Phrase.Of($" for {scope.ToString()}"));
    }

    private static string Counted(int count) => count == 0 ? "no roles" : Cards.Words.Count(count, "role");
}
