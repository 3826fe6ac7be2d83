using System.Globalization;
using ChatRuns.Actions;
using ChatRuns.Bot.Access;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Bot.Commands.Language;
using ChatRuns.Bot.Memory;

namespace ChatRuns.Bot.Commands;

/// <summary>Roles as rows of a card: what was granted in chat, and what comes from the settings, marked so.</summary>
internal sealed class AccessRows(RunEngine engine, IGrants grants, Roles settings, PeopleMemory people)
{
    private const int MostAdmins = 3;

    /// <summary>Everybody's, grants first.</summary>
    public async Task<IReadOnlyList<AccessRow>> AllAsync(bool mayRemove, CancellationToken cancel) =>
        Rows(_ => true, await NamesAsync(cancel), mayRemove);

    /// <summary>Those of a person, with their groups', or of a group alone.</summary>
    public async Task<IReadOnlyList<AccessRow>> OfAsync(Named who, bool mayRemove, CancellationToken cancel)
    {
        var keys = who.IsGroup ? new HashSet<string> { who.Key } : engine.KeysOf(who.Person);
        var names = await NamesAsync(cancel);
        var rows = Rows(keys.Contains, names, mayRemove).ToList();
        if (!who.IsGroup && who.Person == LocalAdmin.Principal)
            rows.Insert(0, new(Outside.Line(who.Name ?? who.Key), "admin", Everywhere, "holds the address that the start prints"));
        return rows;
    }

    /// <summary>What somebody or some group is called; its key where nobody knows.</summary>
    public async Task<string> NameOfAsync(string key, CancellationToken cancel) =>
        settings.NameOf(key) ?? (await people.FindAsync(key, cancel))?.Name ?? grants.Now.All.Find(g => g.To == key)?.ToName ?? key;

    /// <summary>What everybody has by the settings, in a sentence; null for nothing.</summary>
    public string? OfEverybody =>
        settings.Everyone.Count == 0 ? null : $"Everybody of a connected chat system: {string.Join(", ", settings.Everyone).ToLowerInvariant()} (settings).";

    /// <summary>What people and groups are called who can give roles, few of them; empty where only the owner of the machine can.</summary>
    public async Task<IReadOnlyList<string>> AdminsAsync(CancellationToken cancel)
    {
        var given = grants.Now.All.Where(g => g.Role == Role.Admin && g.Scope.IsEverything).Select(g => g.To);
        var keys = given.Concat(settings.Given.Where(s => s.Role == Role.Admin).Select(s => s.To)).Distinct(StringComparer.Ordinal).Take(MostAdmins);
        var names = new List<string>();
        foreach (var key in keys) names.Add(await NameOfAsync(key, cancel));
        return names;
    }

    private static Outside Everywhere => Outside.Line("everywhere");

    private IReadOnlyList<AccessRow> Rows(Func<string, bool> isMeant, Dictionary<string, string> names, bool mayRemove)
    {
        var given = grants.Now.All.Where(g => isMeant(g.To)).Select(g => new AccessRow(
            Outside.Line(settings.NameOf(g.To) ?? names.GetValueOrDefault(g.To) ?? g.ToName ?? g.To), Word(g.Role),
            g.Scope.IsEverything ? Everywhere : Outside.Line(g.Scope.ToString()),
            g.By.Key == g.To ? Phrase.Of($"entered the one-time code · ").Then(Day(g.At)) : Phrase.Of($"given by {g.By.Name} · ").Then(Day(g.At)),
            mayRemove ? new(AccessCommand.ToLine(AccessVerb.Remove, g.To, g.Role, g.Scope)) : null));
        var set = settings.Given.Where(s => isMeant(s.To)).Select(s => new AccessRow(
            Outside.Line(settings.NameOf(s.To) ?? names.GetValueOrDefault(s.To) ?? s.To), Word(s.Role), Everywhere, "settings"));
        return [.. given, .. set];
    }

    private async Task<Dictionary<string, string>> NamesAsync(CancellationToken cancel) =>
        (await people.ReadAllAsync(cancel)).ToDictionary(p => p.Principal, p => p.Name);

    private static string Word(Role role) => role.ToString().ToLowerInvariant();

    private static Phrase Day(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
