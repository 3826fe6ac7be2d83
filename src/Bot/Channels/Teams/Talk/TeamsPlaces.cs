using System.Collections.Concurrent;
using ChatRuns.Bot.Channels.Teams.Api;
using ChatRuns.Bot.Channels.Teams.Door;
using ChatRuns.Bot.Memory;

namespace ChatRuns.Bot.Channels.Teams.Talk;

/// <summary>
/// Where the bot can write, by the names that routes use. It knows what activities told and what lists of channels say; a place whose
/// people can't be reached any more is left alone until something comes from there.
/// </summary>
internal sealed partial class TeamsPlaces(TeamsPlaceMemory memory, TeamsApi api, IPlaceNews news, TimeProvider time, ILogger<TeamsPlaces> log)
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<string, long> _asked = new();

    /// <summary>Learns from an activity where it came from, and who is behind it.</summary>
    public async Task LearnAsync(TeamsActivity activity, CancellationToken cancel)
    {
        if (activity.Tenant is not { } tenant) return;
        var conversation = TeamsSpot.WithoutThread(activity.Conversation.Id);
        var isPersonal = activity.Conversation.ConversationType == "personal";
        var kind = activity.Conversation.ConversationType switch { "channel" => "channel", "groupChat" => "groupChat", _ when isPersonal => "personal", _ => activity.Conversation.IsGroup == true ? "groupChat" : "personal" };
        var opened = await KeepAsync(new(tenant, conversation, kind, activity.ServiceUrl)
        {
            Name = activity.ChannelData?.Channel?.Name ?? activity.Conversation.Name,
            Team = kind == "channel" ? activity.ChannelData?.Team?.Id : null,
            TeamName = activity.ChannelData?.Team?.Name,
            Person = kind == "personal" ? activity.From.AadObjectId : null,
        }, cancel);
        if (activity.From.AadObjectId is { Length: > 0 } person) await memory.KeepAccountAsync(tenant, person, activity.From.Id, cancel);
        // A message says which channel it was written in by its id only; a route says its name.
        if (opened is { Kind: "channel", Name: null, Team: { } team }) await LearnChannelsAsync(tenant, team, opened.TeamName, activity.ServiceUrl, cancel);
    }

    /// <summary>The bot was removed from there, or nobody can be reached.</summary>
    public async Task GoneAsync(KnownPlace place, string why, CancellationToken cancel)
    {
        await memory.KeepAsync(place with { Gone = why }, cancel);
        LogGone(place.Name ?? place.Conversation, why);
    }

    /// <summary>
    /// What that means for a card: for a person it is over. In a channel or group chat it waits until the app is there again, the card that found it out among them.
    /// </summary>
    public static SendResult Unreachable(KnownPlace place) => place.Kind == "personal"
        ? new SendResult.Gone($"the person can't be reached: {place.Gone}")
        : new SendResult.Later(TimeSpan.FromHours(1), $"Nobody can be reached in {place.Name ?? place.Conversation} of Teams ({place.Gone}).") { Remedy = "Add the app there again, or correct the route." };

    /// <summary>The place that an address names, or what stands against writing there.</summary>
    public async Task<(KnownPlace? Place, SendResult? Problem)> FindAsync(Address to, CancellationToken cancel)
    {
        var conversation = TeamsSpot.WithoutThread(to.Conversation);
        if (conversation is ['@', ..]) return await OpenDirectAsync(to.Tenant, conversation[1..], cancel);
        var place = TeamsSpot.IsId(conversation) ? await memory.FindAsync(to.Tenant, conversation, cancel) : await FindByNameAsync(to.Tenant, conversation, cancel);
        if (place is { Gone: not null }) return (null, Unreachable(place));
        if (place is not null) return (place, null);
        LogUnknown(conversation);
        return (null, new SendResult.Later(TimeSpan.FromMinutes(5), $"Teams' {conversation} is not known.")
        {
            Remedy = "Add the app to that team or chat, or mention it there once; or correct the route.",
        });
    }

    /// <summary>The person's own conversation with the bot, which is made where there is none; they must have installed the app.</summary>
    public async Task<(KnownPlace? Place, SendResult? Problem)> OpenDirectAsync(string tenant, string person, CancellationToken cancel)
    {
        if (await memory.FindDirectAsync(tenant, person, cancel) is { } known)
            return known.Gone is null ? (known, null) : (null, Unreachable(known));
        if (await memory.FindAnyAsync(tenant, cancel) is not { } any) return (null, new SendResult.Later(AskAgain, "I was never seen in this tenant of Teams.") { Remedy = "Add the app to a team or chat there, or write to it." });
        var account = await memory.FindAccountAsync(any.Tenant, person, cancel) ?? person;
        var opened = await api.OpenDirectAsync(any.ServiceUrl, any.Tenant, account, cancel);
        if (opened.Id is not { } conversation) return (null, TeamsResults.Of(opened));
        var place = new KnownPlace(any.Tenant, conversation, "personal", any.ServiceUrl, Person: person);
        await memory.KeepAsync(place, cancel);
        return (place, null);
    }

    /// <summary>Asks which channels a team has, so that routes can name them.</summary>
    public async Task LearnChannelsAsync(string tenant, string team, string? teamName, string serviceUrl, CancellationToken cancel)
    {
        var answer = await api.ListChannelsAsync(serviceUrl, tenant, team, cancel);
        foreach (var channel in TeamsChannelName.List(answer))
            await KeepAsync(new(tenant, channel.Id!, "channel", serviceUrl, channel.Name ?? "General", team, teamName), cancel);
    }

    // What waits for a place that can be written to from now on is sent.
    private async Task<KnownPlace?> KeepAsync(KnownPlace place, CancellationToken cancel)
    {
        var opened = await memory.KeepAsync(place, cancel);
        if (opened is not null) await news.ReachableAsync("teams", waits => MayMean(waits, opened), cancel);
        return opened;
    }

    // Whom a conversation could not be opened with is tried again with anybody who comes: there may have been no service to open it by.
    private static bool MayMean(Address waits, KnownPlace place)
    {
        if (waits.Tenant.Length > 0 && waits.Tenant != place.Tenant) return false;
        var named = TeamsSpot.WithoutThread(waits.Conversation);
        if (named is ['@', ..] || named == place.Conversation) return true;
        return place.Name is not null && named[(named.IndexOf('/', StringComparison.Ordinal) + 1)..].Trim().Equals(place.Name, StringComparison.OrdinalIgnoreCase);
    }

    // "ops", or "Operations/ops" where several teams have one.
    private async Task<KnownPlace?> FindByNameAsync(string tenant, string route, CancellationToken cancel)
    {
        var cut = route.IndexOf('/', StringComparison.Ordinal);
        var (team, name) = cut > 0 ? (route[..cut].Trim(), route[(cut + 1)..].Trim()) : (null, route.Trim());
        var found = await memory.FindByNameAsync(tenant, team, name, cancel);
        if (found.Count == 0 && MayAsk(route))
        {
            foreach (var known in await memory.ListTeamsAsync(cancel))
                await LearnChannelsAsync(known.Tenant, known.Team!, known.TeamName, known.ServiceUrl, cancel);
            found = await memory.FindByNameAsync(tenant, team, name, cancel);
        }

        if (found.Count(p => p.Gone is null) > 1) LogSeveral(route, found.Count);
        return found.Count > 0 ? found[0] : null;
    }

    private bool MayAsk(string route)
    {
        var now = time.GetTimestamp();
        if (_asked.TryGetValue(route, out var at) && time.GetElapsedTime(at, now) < AskAgain) return false;
        _asked[route] = now;
        return true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Nobody can be reached any more in {Place} of Teams ({Why}). Add the app there again, or correct the route in the agent's file")]
    private partial void LogGone(string place, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Teams' {Place} is not known. Add the app to that team or chat, or mention it there once; it is tried again")]
    private partial void LogUnknown(string place);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} places of Teams are called {Route}: the first is taken. Name the team too, as in 'teams:Operations/ops'")]
    private partial void LogSeveral(string route, int count);
}
