using ChatRuns.Store;
using Dapper;

namespace ChatRuns.Bot.Memory;

/// <summary>Workspaces that the Slack app is installed in, and who looks at its Home tab there.</summary>
internal sealed class SlackInstallMemory(IDatabase database, TimeProvider time)
{
    private const string Columns =
        "team AS Team, enterprise AS Enterprise, app AS App, bot_user AS BotUser, name AS Name, token AS Token, scopes AS Scopes";

    /// <summary>All that are installed now, the oldest first.</summary>
    public Task<IReadOnlyList<SlackInstall>> ReadAsync(CancellationToken cancel) => database.ReadAsync<IReadOnlyList<SlackInstall>>(
        db => [.. db.Query<SlackInstall>($"SELECT {Columns} FROM slack_installs WHERE removed_at IS NULL ORDER BY installed_at, team")], cancel);

    /// <summary>Adds or renews one.</summary>
    public Task SaveAsync(SlackInstall install, CancellationToken cancel)
    {
        const string sql = """
            INSERT INTO slack_installs (team, enterprise, app, bot_user, name, token, scopes, installed_at)
            VALUES (@Team, @Enterprise, @App, @BotUser, @Name, @Token, @Scopes, @now)
            ON CONFLICT (team) DO UPDATE SET enterprise = @Enterprise, app = coalesce(@App, app), bot_user = @BotUser, name = @Name,
              token = @Token, scopes = @Scopes, removed_at = NULL
            """;
        var values = new DynamicParameters(install);
        values.Add("now", time.GetUtcNow().ToUnixTimeMilliseconds());
        return database.WriteAsync(db => db.Execute(sql, values), cancel);
    }

    /// <summary>The app was uninstalled: its token is forgotten.</summary>
    public Task RemoveAsync(string team, CancellationToken cancel)
    {
        const string sql = "UPDATE slack_installs SET removed_at = @now, token = '' WHERE team = @team";
        return database.WriteAsync(db => db.Execute(sql, new { team, now = time.GetUtcNow().ToUnixTimeMilliseconds() }), cancel);
    }

    /// <summary>Somebody opened their Home tab.</summary>
    public Task OpenedHomeAsync(string team, string person, CancellationToken cancel)
    {
        const string sql = """
            INSERT INTO slack_homes (team, person, opened_at) VALUES (@team, @person, @now)
            ON CONFLICT (team, person) DO UPDATE SET opened_at = @now
            """;
        return database.WriteAsync(db => db.Execute(sql, new { team, person, now = time.GetUtcNow().ToUnixTimeMilliseconds() }), cancel);
    }

    /// <summary>Notes what stands in a Home tab, by its hash.</summary>
    public Task ShownHomeAsync(string team, string person, string shown, CancellationToken cancel) => database.WriteAsync(
        db => db.Execute("UPDATE slack_homes SET shown = @shown WHERE team = @team AND person = @person", new { team, person, shown }), cancel);

    /// <summary>Home tabs that were opened since a time, the latest first.</summary>
    public Task<IReadOnlyList<SlackHomeRow>> ReadHomesAsync(DateTimeOffset since, int most, CancellationToken cancel)
    {
        const string sql = """
            SELECT team AS Team, person AS Person, shown AS Shown FROM slack_homes WHERE opened_at >= @since ORDER BY opened_at DESC LIMIT @most
            """;
        return database.ReadAsync<IReadOnlyList<SlackHomeRow>>(
            db => [.. db.Query<SlackHomeRow>(sql, new { since = since.ToUnixTimeMilliseconds(), most })], cancel);
    }
}

/// <summary>A workspace that the app is installed in.</summary>
internal sealed record SlackInstall
{
    /// <summary>Team id (T…); for an installation of a whole organisation its enterprise id.</summary>
    public required string Team { get; init; }

    /// <summary>Enterprise id (E…); null outside Enterprise Grid.</summary>
    public string? Enterprise { get; init; }

    /// <summary>App id (A…); null while not known.</summary>
    public string? App { get; init; }

    /// <summary>The bot's own user id.</summary>
    public required string BotUser { get; init; }

    /// <summary>The workspace's name.</summary>
    public required string Name { get; init; }

    /// <summary>The sealed token; empty for the token of the settings.</summary>
    public required string Token { get; init; }

    /// <summary>Scopes of the token, separated by commas; empty while not known.</summary>
    public string Scopes { get; init; } = "";
}

/// <summary>A Home tab.</summary>
internal sealed record SlackHomeRow
{
    /// <summary>Team id.</summary>
    public required string Team { get; init; }

    /// <summary>User id.</summary>
    public required string Person { get; init; }

    /// <summary>Hash of what stands there; null for nothing yet.</summary>
    public string? Shown { get; init; }
}
