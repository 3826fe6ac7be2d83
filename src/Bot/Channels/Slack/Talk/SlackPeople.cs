using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Channels.Slack.Api;
using ChatRuns.Bot.Channels.Slack.Door;
using ChatRuns.Bot.Memory;
using ChatRuns.Journal;

namespace ChatRuns.Bot.Channels.Slack.Talk;

/// <summary>Somebody in Slack.</summary>
/// <param name="Who">By team and user id.</param>
/// <param name="Zone">Their time zone.</param>
/// <param name="Refusal">One sentence why they may not use ChatRuns at all; null when nothing is against it.</param>
internal sealed record SlackPerson(Principal Who, TimeZoneInfo Zone, string? Refusal)
{
    /// <summary>Whether they are refused only because Slack could not be asked.</summary>
    public bool IsUnsure { get; init; }
}

/// <summary>
/// Who somebody is, by users.info, asked anew after five minutes. Guests, bots, deactivated people and people of other
/// organisations are refused, whatever role was given to them; where Slack cannot be asked about somebody not yet seen, they are refused too.
/// </summary>
internal sealed class SlackPeople(SlackApi api, PeopleMemory people, TimeProvider time)
{
    private const int MostKept = 20_000;
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan StillGood = TimeSpan.FromHours(24);
    private readonly ConcurrentDictionary<(string Team, string User), Seen> _seen = new();

    /// <summary>The person who did something in a workspace.</summary>
    /// <param name="workspace">Where the app is installed.</param>
    /// <param name="user">User id.</param>
    /// <param name="team">The person's own team as the request tells it; null where it tells none.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<SlackPerson> FindAsync(Workspace workspace, string user, string? team, CancellationToken cancel)
    {
        if (team is not null && team != workspace.Team && team != workspace.Enterprise)
            return new(new("slack", team, user, user), TimeZoneInfo.Utc, "People of other organisations can't use this ChatRuns. Ask somebody of this workspace.");

        var key = (workspace.Team, user);
        _seen.TryGetValue(key, out var seen);
        if (seen is not null && time.GetElapsedTime(seen.At) < Fresh) return seen.Person;

        var answer = await api.CallAsync(workspace.Token, "users.info", new JsonObject { ["user"] = user, ["include_locale"] = "true" }, cancel);
        if (answer is SlackAnswer.Ok ok) return await KeepAsync(key, Read(workspace, user, ok.Body.At("user")), cancel);
        if (answer is SlackAnswer.Refused { Error: "user_not_found" or "user_not_visible" })
            return new(new("slack", workspace.Team, user, user), TimeZoneInfo.Utc, "Slack doesn't know you in this workspace.");
        if (seen is not null && time.GetElapsedTime(seen.At) < StillGood) return seen.Person;
        return new(new("slack", workspace.Team, user, user), TimeZoneInfo.Utc, $"I can't check with Slack who you are right now ({answer.Words()}). Try again in a minute.") { IsUnsure = true };
    }

    /// <summary>Something about somebody changed: they are asked about again.</summary>
    public void Forget(string team, string user) => _seen.TryRemove((team, user), out _);

    private async Task<SlackPerson> KeepAsync((string, string) key, SlackPerson person, CancellationToken cancel)
    {
        if (_seen.Count > MostKept) _seen.Clear();
        await people.SeeAsync(person.Who, person.Zone, cancel);
        var chosen = (await people.FindAsync(person.Who.Key, cancel))?.Zone ?? person.Zone;
        person = person with { Zone = chosen };
        _seen[key] = new(person, time.GetTimestamp());
        return person;
    }

    private static SlackPerson Read(Workspace workspace, string user, JsonElement body)
    {
        var name = body.Text("profile.display_name") ?? body.Text("profile.real_name") ?? body.Text("real_name") ?? body.Text("name") ?? user;
        var zone = body.Text("tz") is { Length: < 64 } id && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var found) ? found : TimeZoneInfo.Utc;
        return new(new("slack", workspace.Team, user, name), zone, RefusalOf(workspace, body));
    }

    private static string? RefusalOf(Workspace workspace, JsonElement body)
    {
        if (body.IsTrue("deleted")) return "Your Slack account is deactivated.";
        if (body.IsTrue("is_bot") || body.IsTrue("is_app_user") || body.Text("id") == "USLACKBOT") return "Bots and apps can't use ChatRuns.";
        if (body.IsTrue("is_stranger")) return "People of other organisations can't use this ChatRuns. Ask somebody of this workspace.";
        if (body.IsTrue("is_restricted") || body.IsTrue("is_ultra_restricted")) return "Guests of this workspace can't use ChatRuns. Ask a member.";
        var team = body.Text("team_id");
        return team is null || team == workspace.Team || team == workspace.Enterprise || (workspace.Enterprise is not null && body.Text("enterprise_user.enterprise_id") == workspace.Enterprise)
            ? null : "People of other organisations can't use this ChatRuns. Ask somebody of this workspace.";
    }

    private sealed record Seen(SlackPerson Person, long At);
}
