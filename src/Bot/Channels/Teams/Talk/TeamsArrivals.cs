using ChatRuns.Bot.Channels.Teams.Door;
using ChatRuns.Bot.Memory;

namespace ChatRuns.Bot.Channels.Teams.Talk;

/// <summary>The bot, people and channels come and go.</summary>
internal sealed class TeamsArrivals(IDesk desk, TeamsPersons persons, TeamsPlaces places, TeamsPlaceMemory memory, TeamsAnswers answers)
{
    /// <summary>Learns from it; whoever added the bot for themselves is told what can be said to it.</summary>
    public async Task DoAsync(TeamsActivity activity, CancellationToken cancel)
    {
        var isGone = activity.Action is "remove" or "remove-upgrade" || activity.MembersRemoved.Any(m => m.Id == activity.Recipient.Id)
            || activity.ChannelData?.EventType is "channelDeleted";
        if (isGone && activity.Action != "remove-upgrade")
        {
            if (await memory.FindAsync(activity.Tenant ?? "", TeamsSpot.WithoutThread(activity.Conversation.Id), cancel) is { } place)
                await places.GoneAsync(place, "the app was removed", cancel);
            return;
        }

        await places.LearnAsync(activity, cancel);
        if (activity is { Tenant: { } tenant, ChannelData.Team: { Id: { } team } named }) await places.LearnChannelsAsync(tenant, team, named.Name, activity.ServiceUrl, cancel);
        // To one person only: a team or chat did not ask for it.
        var isPersonal = activity.Conversation.ConversationType == "personal";
        if (isPersonal && activity.MembersAdded.Any(m => m.Id == activity.Recipient.Id)) await WelcomeAsync(activity, cancel);
    }

    private async Task WelcomeAsync(TeamsActivity activity, CancellationToken cancel)
    {
        var person = await persons.FindAsync(activity, cancel);
        if (person.Refusal is not null) return;
        var said = new Said.Line(person.Who, TeamsTalk.AddressOf(activity), person.Zone, "/help") { Id = activity.Key, BotName = TeamsTalk.BotNameOf(activity) };
        var reply = await desk.AnswerAsync(said, cancel);
        await answers.GiveAsync(activity, said, reply with { Mode = ReplyMode.Shared, Subject = null }, cancel);
        // Whoever has no role is told how to get one, and has nothing to begin with.
        var home = await desk.AnswerAsync(said with { Text = "/home" }, cancel);
        if (home.Subject is not null) await answers.GiveAsync(activity, null, home, cancel, "/home");
    }
}
