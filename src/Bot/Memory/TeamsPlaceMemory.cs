using System.Collections.Concurrent;
using ChatRuns.Store;
using ChatRuns.Store.Sqlite;
using Dapper;

namespace ChatRuns.Bot.Memory;

/// <summary>
/// Where the bot can write in Teams, and to whom. Learned from every activity and from lists of channels; written only when something is
/// new, so that a lively channel costs nothing.
/// </summary>
internal sealed class TeamsPlaceMemory(IDatabase database)
{
    private const int MostRemembered = 20_000;
    private const string Columns = "tenant AS Tenant, conversation AS Conversation, kind AS Kind, service_url AS ServiceUrl, name AS Name, team AS Team, team_name AS TeamName, person AS Person, gone AS Gone";
    private readonly ConcurrentDictionary<(string Tenant, string Conversation), KnownPlace> _places = new();
    private readonly ConcurrentDictionary<(string Tenant, string Person), string> _accounts = new();

    /// <summary>All places that a data folder remembers, for somebody who does not own it; null where Teams was never on there.</summary>
    public static IReadOnlyList<KnownPlace>? Glance(string folder, StoreOptions options)
    {
        const string sql = $"SELECT {Columns} FROM teams_conversations ORDER BY conversation LIMIT 100000";
        return SqliteGlance.Read(folder, options, db =>
        {
            var isThere = db.ExecuteScalar<long>("SELECT count(*) FROM sqlite_master WHERE name = 'teams_conversations'") > 0;
            return isThere && db.Query<KnownPlace>(sql).ToList() is { Count: > 0 } places ? places : null;
        });
    }

    /// <summary>
    /// Keeps a place; what is null leaves what was known, but for why it is gone: seen again, it is there again. Returns it where something
    /// can find it from now on that could not before: it is new, there again, or called otherwise. Null otherwise.
    /// </summary>
    public async Task<KnownPlace?> KeepAsync(KnownPlace place, CancellationToken cancel)
    {
        var key = (place.Tenant, place.Conversation);
        if (_places.TryGetValue(key, out var known) && known == place.Over(known)) return null;
        var before = known ?? await FindAsync(place.Tenant, place.Conversation, cancel);
        const string sql = """
            INSERT INTO teams_conversations (tenant, conversation, kind, service_url, name, team, team_name, person, gone)
            VALUES (@Tenant, @Conversation, @Kind, @ServiceUrl, @Name, @Team, @TeamName, @Person, @Gone)
            ON CONFLICT (tenant, conversation) DO UPDATE SET kind = @Kind, service_url = @ServiceUrl, name = coalesce(@Name, name), team = coalesce(@Team, team),
              team_name = coalesce(@TeamName, team_name), person = coalesce(@Person, person), gone = @Gone
            """;
        await database.WriteAsync(db => db.Execute(sql, place), cancel);
        if (_places.Count > MostRemembered) _places.Clear();
        _places.TryRemove(key, out _);
        if (await FindAsync(place.Tenant, place.Conversation, cancel) is not { } now) return null;
        _places[key] = now;
        return now.Gone is null && (before is not { Gone: null } || (before.Name, before.TeamName) != (now.Name, now.TeamName)) ? now : null;
    }

    /// <summary>A place by the conversation's id; null when it is not known. An empty tenant means any.</summary>
    public async Task<KnownPlace?> FindAsync(string tenant, string conversation, CancellationToken cancel)
    {
        if (_places.TryGetValue((tenant, conversation), out var known)) return known;
        const string sql = $"SELECT {Columns} FROM teams_conversations WHERE conversation = @conversation AND (tenant = @tenant OR @tenant = '') LIMIT 1";
        return await database.ReadAsync(db => db.QueryFirstOrDefault<KnownPlace?>(sql, new { tenant, conversation }), cancel);
    }

    /// <summary>Channels and group chats of that name, of a team where one is named by name or id.</summary>
    public Task<IReadOnlyList<KnownPlace>> FindByNameAsync(string tenant, string? team, string name, CancellationToken cancel)
    {
        const string sql = $"""
            SELECT {Columns} FROM teams_conversations WHERE name = @name COLLATE NOCASE AND kind <> 'personal' AND (tenant = @tenant OR @tenant = '')
              AND (@team IS NULL OR team_name = @team COLLATE NOCASE OR team = @team) ORDER BY gone IS NOT NULL, conversation LIMIT 10
            """;
        return database.ReadAsync<IReadOnlyList<KnownPlace>>(db => [.. db.Query<KnownPlace>(sql, new { tenant, team, name })], cancel);
    }

    /// <summary>A person's own conversation with the bot; null where there is none yet. An empty tenant means any.</summary>
    public Task<KnownPlace?> FindDirectAsync(string tenant, string person, CancellationToken cancel)
    {
        const string sql = $"SELECT {Columns} FROM teams_conversations WHERE (tenant = @tenant OR @tenant = '') AND person = @person AND kind = 'personal' LIMIT 1";
        return database.ReadAsync(db => db.QueryFirstOrDefault<KnownPlace?>(sql, new { tenant, person }), cancel);
    }

    /// <summary>Any place of a tenant, for the service that carries it; null where the bot was not seen there.</summary>
    public Task<KnownPlace?> FindAnyAsync(string tenant, CancellationToken cancel)
    {
        const string sql = $"SELECT {Columns} FROM teams_conversations WHERE tenant = @tenant OR @tenant = '' ORDER BY rowid DESC LIMIT 1";
        return database.ReadAsync(db => db.QueryFirstOrDefault<KnownPlace?>(sql, new { tenant }), cancel);
    }

    /// <summary>The teams that the bot was seen in, a place of each.</summary>
    public Task<IReadOnlyList<KnownPlace>> ListTeamsAsync(CancellationToken cancel)
    {
        const string sql = $"SELECT {Columns} FROM teams_conversations WHERE team IS NOT NULL GROUP BY tenant, team ORDER BY tenant, team LIMIT 500";
        return database.ReadAsync<IReadOnlyList<KnownPlace>>(db => [.. db.Query<KnownPlace>(sql)], cancel);
    }

    /// <summary>Places where nobody can be reached, for those who can mend it.</summary>
    public Task<IReadOnlyList<KnownPlace>> ListGoneAsync(CancellationToken cancel)
    {
        const string sql = $"SELECT {Columns} FROM teams_conversations WHERE gone IS NOT NULL ORDER BY tenant, conversation LIMIT 100";
        return database.ReadAsync<IReadOnlyList<KnownPlace>>(db => [.. db.Query<KnownPlace>(sql)], cancel);
    }

    /// <summary>Keeps the account of a person.</summary>
    public async Task KeepAccountAsync(string tenant, string person, string account, CancellationToken cancel)
    {
        if (_accounts.TryGetValue((tenant, person), out var known) && known == account) return;
        const string sql = "INSERT INTO teams_people (tenant, person, account) VALUES (@tenant, @person, @account) ON CONFLICT (tenant, person) DO UPDATE SET account = @account";
        await database.WriteAsync(db => db.Execute(sql, new { tenant, person, account }), cancel);
        if (_accounts.Count > MostRemembered) _accounts.Clear();
        _accounts[(tenant, person)] = account;
    }

    /// <summary>The account of a person; null when they were never seen.</summary>
    public async Task<string?> FindAccountAsync(string tenant, string person, CancellationToken cancel)
    {
        if (_accounts.TryGetValue((tenant, person), out var known)) return known;
        return await database.ReadAsync(
            db => db.ExecuteScalar<string?>("SELECT account FROM teams_people WHERE tenant = @tenant AND person = @person", new { tenant, person }), cancel);
    }

    /// <summary>The person behind an account; null when they were never seen.</summary>
    public Task<string?> FindPersonAsync(string tenant, string account, CancellationToken cancel) => database.ReadAsync(
        db => db.ExecuteScalar<string?>("SELECT person FROM teams_people WHERE tenant = @tenant AND account = @account LIMIT 1", new { tenant, account }), cancel);
}

/// <summary>A conversation of Teams.</summary>
/// <param name="Tenant">Its tenant.</param>
/// <param name="Conversation">Its id, without a thread.</param>
/// <param name="Kind">"personal", "groupChat" or "channel".</param>
/// <param name="ServiceUrl">Where it is written to.</param>
/// <param name="Name">Of the channel or chat; null where none was told.</param>
/// <param name="Team">Id of the team, of a channel.</param>
/// <param name="TeamName">Name of the team.</param>
/// <param name="Person">Object id of the person, of a personal one.</param>
/// <param name="Gone">Why nobody can be reached there; null while they can.</param>
internal sealed record KnownPlace(
    string Tenant, string Conversation, string Kind, string ServiceUrl, string? Name = null, string? Team = null, string? TeamName = null, string? Person = null, string? Gone = null)
{
    /// <summary>This, with what it does not say as it was known before.</summary>
    public KnownPlace Over(KnownPlace before) => this with
    {
        Name = Name ?? before.Name,
        Team = Team ?? before.Team,
        TeamName = TeamName ?? before.TeamName,
        Person = Person ?? before.Person,
    };
}
