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

/// <summary>
/// <c>/me link</c>: one person in several chats, by a code that is given in one and entered in the other. All of it is told to the one
/// who asks alone, and nothing is linked before that one has seen which accounts and confirmed.
/// </summary>
internal sealed class LinkAnswer(RunEngine engine, Notices notices, LinkCodes codes, IGrants grants)
{
    private const string AskAnew = "Say /me link in the other chat for a new one.";

    /// <summary>A code, what an entered one would link, or the link. Who may see nothing has nothing to decide, and is not asked whose account a code is of.</summary>
    public Task<Reply> LinkAsync(MeCommand command, Principal who, CancellationToken cancel) => command switch
    {
        _ when engine.MaySee(who) is { } refusal => Task.FromResult(notices.No(Phrase.Of($"{refusal}"))),
        { Code: null } => GiveAsync(who, cancel),
        { IsConfirmed: false } => AskAsync(command.Code, who, cancel),
        _ => ConfirmAsync(command.Code, who, cancel),
    };

    /// <summary>Makes this account a person of its own again.</summary>
    public async Task<Reply> UnlinkAsync(Principal who, CancellationToken cancel)
    {
        var others = Linked.OthersOf(who.Key);
        return await engine.UnlinkAsync(who, cancel) switch
        {
            AccessResult.Done => notices.Say(
                NoticeFacts.Good, "This account is a person of its own again. From now on it counts by itself; what was decided stays.",
                [.. others.Select(other => ((Phrase)"No longer linked: ").Then(Accounts.Tell(other)))], [new("Link again", "/me link")]),
            var other => Refused(other),
        };
    }

    private LinkedAccounts Linked => grants.Now.Linked;

    private async Task<Reply> GiveAsync(Principal who, CancellationToken cancel)
    {
        var code = await codes.IssueAsync(who, cancel);
        var say = Phrase.Code($"/me link {code}");
        return notices.Say(NoticeFacts.Info, Phrase.Of($"Your code to link another account of yours: {Phrase.Strong(code)}"),
        [
            Phrase.Of($"In the other chat, tell me alone: {say} (in Slack: {Phrase.Code($"/chatruns me link {code}")})."),
            $"It works once, for {LinkCodes.Life.TotalMinutes:0} minutes. I show both accounts there, and link nothing before you confirm.",
            "Give it to nobody else: who confirms it counts as you.",
        ]);
    }

    private async Task<Reply> AskAsync(string code, Principal who, CancellationToken cancel)
    {
        if (Problem(await codes.LookAsync(code, who, cancel), who, out var giver) is { } problem) return problem;
        return notices.Say(NoticeFacts.Info, "Shall these accounts be one person?", [.. Together(giver, who).Select(Line), .. Meaning],
            [new("Confirm", new MeCommand(MeVerb.Link, Code: code, IsConfirmed: true).ToLine())]);

        Phrase Line(Principal account) => Phrase.Of($"• {Accounts.Tell(account)}{(account == who ? ", where you are now" : "")}");
    }

    private async Task<Reply> ConfirmAsync(string code, Principal who, CancellationToken cancel)
    {
        if (Problem(await codes.LookAsync(code, who, cancel), who, out _) is { } early) return early;
        // Of two who confirm at the same time one uses it up; the other is told so here.
        if (Problem(await codes.UseAsync(code, who, cancel), who, out var giver) is { } late) return late;
        return await engine.LinkAsync(giver, who, cancel) is AccessResult.NotAllowed no ? Refused(no) : Done(who);
    }

    private Reply? Problem(EnteredCode entered, Principal who, out Principal giver)
    {
        giver = entered.GivenTo ?? who;
        return entered.State switch
        {
            CodeState.TooManyWrong => notices.TooManyWrongCodes(),
            CodeState.Wrong => notices.No($"This code does not work: it is none of mine. {AskAnew}"),
            _ when giver == who => notices.Hint("This code is this account's own. Enter it in the other chat, as the account that you want to link."),
            // A confirmation that is delivered twice is answered like the first.
            _ when Linked.AreOne(giver.Key, who.Key) => Done(who),
            CodeState.Over => notices.No(
                $"This code is over: it was used, is older than {LinkCodes.Life.TotalMinutes:0} minutes, or a newer one has taken its place. {AskAnew}"),
            CodeState.Right => null,
            _ => throw new UnreachableException(),
        };
    }

    private IEnumerable<Principal> Together(Principal one, Principal other)
    {
        foreach (var account in (Principal[])[one, other])
            foreach (var linked in Linked.AccountsOf(account.Key) is { Count: > 0 } all ? all : [account])
                yield return linked;
    }

    private static IEnumerable<Phrase> Meaning =>
    [
        "Their approvals count once. None decides what another started. One of them is told what waits, not all.",
        "Roles are not merged: each account may do what it was given itself.",
    ];

    private Reply Done(Principal who) => notices.Say(
        NoticeFacts.Good, "These accounts are one person:", [.. Linked.AccountsOf(who.Key).Select(account => Phrase.Of($"• {Accounts.Tell(account)}")), .. Meaning],
        [new("My settings", "/me"), new("Unlink this account", "/me unlink")]);

    private Reply Refused(AccessResult result) => result switch
    {
        AccessResult.Invalid r => notices.Hint(Phrase.Of($"{r.Why}"), new Suggestion("Link an account", "/me link")),
        AccessResult.NotAllowed r => notices.No(Phrase.Of($"{r.Why}")),
        _ => throw new UnreachableException(),
    };
}
