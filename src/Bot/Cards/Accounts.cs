using ChatRuns.Journal;

namespace ChatRuns.Bot.Cards;

/// <summary>Accounts of people in words.</summary>
internal static class Accounts
{
    /// <summary>An account, so that nobody takes it for another: its name, the chat system, the workspace there and the id, which names cannot forge.</summary>
    public static Phrase Tell(Principal account)
    {
        var id = Phrase.Code(account.Id);
        return account.Platform switch
        {
            "web" => Phrase.Of($"{account.Name} in the web chat ({id})"),
            "slack" => Phrase.Of($"{account.Name} in Slack, workspace {account.Tenant} ({id})"),
            "teams" => Phrase.Of($"{account.Name} in Microsoft Teams, tenant {account.Tenant} ({id})"),
            var other => Phrase.Of($"{account.Name} in {other}, {account.Tenant} ({id})"),
        };
    }
}
