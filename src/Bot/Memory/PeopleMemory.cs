using System.Collections.Concurrent;
using System.Globalization;
using ChatRuns.Journal;
using ChatRuns.Store;
using Dapper;

namespace ChatRuns.Bot.Memory;

/// <summary>What people are called and which clock they read, by principal key. Who spoke lately is known without a look into the file: nobody else writes to it.</summary>
internal sealed class PeopleMemory(IDatabase database, TimeProvider time)
{
    private const int MostKnown = 10_000;
    private readonly ConcurrentDictionary<string, Person> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Wishes> _wishes = new(StringComparer.Ordinal);
    private long _version;

    /// <summary>Another number whenever somebody is new, or is called something new.</summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>Remembers name and zone; writes only when something is new. A null zone keeps the one we know.</summary>
    public async Task SeeAsync(Principal who, TimeZoneInfo? zone, CancellationToken cancel)
    {
        var known = await FindAsync(who.Key, cancel);
        if (known is not null && known.Name == who.Name && (zone is null || known.ZoneId == zone.Id)) return;

        const string sql = """
            INSERT INTO people (principal, name, zone, seen_at) VALUES (@Key, @Name, @zone, @now)
            ON CONFLICT (principal) DO UPDATE SET name = @Name, zone = coalesce(@zone, zone), seen_at = @now
            """;
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        await database.WriteAsync(db => db.Execute(sql, new { who.Key, who.Name, zone = zone?.Id, now }), cancel);
        if (known?.Name != who.Name) Interlocked.Increment(ref _version);
        _known[who.Key] = new() { Principal = who.Key, Name = who.Name, ZoneId = zone?.Id ?? known?.ZoneId };
    }

    /// <summary>Everybody we have seen, the latest first, at most 1,000.</summary>
    public Task<IReadOnlyList<Person>> ReadAllAsync(CancellationToken cancel) => database.ReadAsync<IReadOnlyList<Person>>(
        db => [.. db.Query<Person>("SELECT principal AS Principal, name AS Name, zone AS ZoneId FROM people ORDER BY seen_at DESC LIMIT 1000")], cancel);

    /// <summary>The person with this principal key; null when never seen.</summary>
    public async Task<Person?> FindAsync(string principal, CancellationToken cancel)
    {
        if (_known.TryGetValue(principal, out var known)) return known;
        const string sql = "SELECT principal AS Principal, name AS Name, zone AS ZoneId FROM people WHERE principal = @principal";
        var person = await database.ReadAsync(db => db.QuerySingleOrDefault<Person>(sql, new { principal }), cancel);
        if (_known.Count >= MostKnown) _known.Clear();
        // One that was written meanwhile is newer than what was read.
        return person is null ? null : _known.GetOrAdd(principal, person);
    }

    /// <summary>What a person said to <c>/me</c>; <see cref="Wishes.None"/> when nothing.</summary>
    public async Task<Wishes> FindWishesAsync(string principal, CancellationToken cancel)
    {
        if (_wishes.TryGetValue(principal, out var known)) return known;
        const string sql = """
            SELECT zone AS ZoneId, quiet_from AS QuietFrom, quiet_to AS QuietTo, notify AS Notify FROM wishes WHERE principal = @principal
            """;
        var wishes = await database.ReadAsync(db => db.QuerySingleOrDefault<WishRow>(sql, new { principal })?.Wishes ?? Wishes.None, cancel);
        if (_wishes.Count >= MostKnown) _wishes.Clear();
        return _wishes.GetOrAdd(principal, wishes);
    }

    /// <summary>Keeps what a person said to <c>/me</c>.</summary>
    public async Task SetWishesAsync(string principal, Wishes wishes, CancellationToken cancel)
    {
        const string sql = """
            INSERT INTO wishes (principal, zone, quiet_from, quiet_to, notify) VALUES (@principal, @ZoneId, @from, @to, @notify)
            ON CONFLICT (principal) DO UPDATE SET zone = @ZoneId, quiet_from = @from, quiet_to = @to, notify = @notify
            """;
        var (from, to) = (WishRow.Text(wishes.Quiet?.From), WishRow.Text(wishes.Quiet?.To));
        await database.WriteAsync(db => db.Execute(sql, new { principal, wishes.ZoneId, from, to, notify = wishes.Notify.ToString() }), cancel);
        _wishes[principal] = wishes;
    }

    private sealed record WishRow
    {
        public string? ZoneId { get; init; }

        public string? QuietFrom { get; init; }

        public string? QuietTo { get; init; }

        public required string Notify { get; init; }

        public Wishes Wishes => new(
            ZoneId, QuietFrom is null ? null : new(TimeOnly.Parse(QuietFrom, CultureInfo.InvariantCulture), TimeOnly.Parse(QuietTo!, CultureInfo.InvariantCulture)),
            Enum.Parse<NotifyBy>(Notify));

        public static string? Text(TimeOnly? clock) => clock?.ToString("HH:mm", CultureInfo.InvariantCulture);
    }
}

/// <summary>Somebody we have seen.</summary>
internal sealed record Person
{
    /// <summary>Principal key.</summary>
    public required string Principal { get; init; }

    /// <summary>As the platform showed it last.</summary>
    public required string Name { get; init; }

    /// <summary>Id of the time zone; null while unknown.</summary>
    public string? ZoneId { get; init; }

    /// <summary>The time zone, UTC while unknown or no longer known to this machine.</summary>
    public TimeZoneInfo Zone => ZoneId is not null && TimeZoneInfo.TryFindSystemTimeZoneById(ZoneId, out var zone) ? zone : TimeZoneInfo.Utc;
}
