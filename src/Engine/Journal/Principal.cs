namespace ChatRuns.Journal;

/// <summary>
/// Somebody who acts: a person of a chat platform, or ChatRuns itself. Two principals are the same when platform, tenant and
/// id are; the name is only what the platform showed at that time.
/// </summary>
/// <param name="Platform">"web", "slack", "teams", "token" (of a script) or "system".</param>
/// <param name="Tenant">The workspace, tenant or installation that the id belongs to.</param>
/// <param name="Id">The platform's stable id, never a name or an e-mail address.</param>
/// <param name="Name">What people call them, as the platform shows it.</param>
public sealed record Principal(string Platform, string Tenant, string Id, string Name)
{
    /// <summary>ChatRuns itself: schedules, expiry, the executor.</summary>
    public static Principal System { get; } = new("system", "local", "chatruns", "ChatRuns");

    /// <summary>Who a key is of, by the name of that time. Throws <see cref="FormatException"/> for anything else.</summary>
    public static Principal Of(string key, string name) =>
        key.Split('/', 3) is [var platform, var tenant, var id] ? new(platform, tenant, id, name) : throw new FormatException($"\"{key}\" is no key of a principal.");

    /// <summary>"platform/tenant/id": what events carry, roles map and quorum counts.</summary>
    [global::System.Text.Json.Serialization.JsonIgnore]
    public string Key => $"{Platform}/{Tenant}/{Id}";

    /// <summary>The same platform, tenant and id; the name does not count.</summary>
    public bool Equals(Principal? other) => other is not null && Key == other.Key;

    /// <inheritdoc/>
    public override int GetHashCode() => Key.GetHashCode(StringComparison.Ordinal);
}
