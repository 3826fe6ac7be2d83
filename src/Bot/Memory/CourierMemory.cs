using System.Data.Common;
using ChatRuns.Bot.Channels;
using ChatRuns.Store;
using Dapper;

namespace ChatRuns.Bot.Memory;

/// <summary>
/// What the courier wants to stand in each conversation, and what stands there. A card that is wanted at a version and was sent at
/// an older one is due; versions in between are skipped, never queued. A post whose answer got lost is due again with the same
/// <see cref="LivingCard.PostKey"/>: whether it then stands there twice is up to the channel.
/// </summary>
internal sealed class CourierMemory(IDatabase database)
{
    /// <summary>Homes that are kept up to date: those asked for last.</summary>
    public const int MostHomes = 200;

    private const string Columns =
        "id AS Id, platform AS Platform, tenant AS Tenant, conversation AS Conversation, subject AS Subject, message AS Message, " +
        "priority AS Priority, wanted AS Wanted, sent AS Sent, shown AS Shown";

    private const string Here = "platform = @Platform AND tenant = @Tenant AND conversation = @Conversation";

    private const string IsDue = "wanted > sent AND gone = 0";

    // Progress within a step (Urgency.Progress) rests longer than anything else.
    private const string DueAt = "max(held_until, CASE WHEN priority >= 3 THEN max(not_before, rests_until) ELSE not_before END)";

    /// <summary>How far a reader of the journal has come; 0 at first.</summary>
    public Task<long> ReadPositionAsync(string cursor, CancellationToken cancel) =>
        database.ReadAsync(db => Position(db, cursor), cancel);

    /// <summary>
    /// Moves the cursor and wants the cards, both or neither. Copies of a subject are wanted with it. Does nothing when the cursor
    /// is there already: two couriers, or one that was killed in between, want nothing twice.
    /// </summary>
    public Task<bool> WantAsync(string cursor, long position, IReadOnlyList<WantedCard> cards, CancellationToken cancel) =>
        database.WriteAsync(db =>
        {
            if (Position(db, cursor) >= position) return false;
            const string move = """
                INSERT INTO cursors (name, position) VALUES (@cursor, @position) ON CONFLICT (name) DO UPDATE SET position = @position
                """;
            db.Execute(move, new { cursor, position });
            foreach (var card in cards.SelectMany(card => BurstRows.InPlaceOf(db, card))) Want(db, card);
            return true;
        }, cancel);

    /// <summary>Wants cards beside what the journal tells: what sending another one showed to be needed.</summary>
    public Task<bool> WantAlsoAsync(IReadOnlyList<WantedCard> cards, CancellationToken cancel) => database.WriteAsync(db =>
    {
        foreach (var card in cards) Want(db, card);
        return true;
    }, cancel);

    /// <summary>A time has come: what follows from it is wanted, and the clock's own card is done with, both or neither.</summary>
    public Task RingAsync(LivingCard clock, IReadOnlyList<WantedCard> cards, CancellationToken cancel) => database.WriteAsync(db =>
    {
        foreach (var card in cards) Want(db, card);
        return db.Execute("UPDATE living_cards SET gone = 1 WHERE id = @Id", new { clock.Id });
    }, cancel);

    /// <summary>Up to when a clock's periods are told; null for one that told none yet.</summary>
    public Task<DateTimeOffset?> FindToldAsync(string clock, CancellationToken cancel) => database.ReadAsync(
        db => db.ExecuteScalar<long?>("SELECT until FROM told_periods WHERE clock = @clock", new { clock }) is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : (DateTimeOffset?)null, cancel);

    /// <summary>A clock's periods are told up to a time, and the cards of the last one are wanted: both or neither, and never twice.</summary>
    public Task<bool> TellPeriodAsync(string clock, DateTimeOffset until, IReadOnlyList<WantedCard> cards, CancellationToken cancel) => database.WriteAsync(db =>
    {
        const string sql = """
            INSERT INTO told_periods (clock, until) VALUES (@clock, @at) ON CONFLICT (clock) DO UPDATE SET until = @at WHERE until < @at
            """;
        if (db.Execute(sql, new { clock, at = until.ToUnixTimeMilliseconds() }) == 0) return false;
        foreach (var card in cards) Want(db, card);
        return true;
    }, cancel);

    /// <summary>Conversations in which a card is due now, those with the most urgent one first.</summary>
    public Task<IReadOnlyList<Address>> ReadConversationsAsync(DateTimeOffset now, CancellationToken cancel)
    {
        const string sql = $"""
            SELECT platform AS Platform, tenant AS Tenant, conversation AS Conversation FROM living_cards
            WHERE {IsDue} AND {DueAt} <= @now GROUP BY platform, tenant, conversation ORDER BY min(priority), min(wanted)
            """;
        return database.ReadAsync<IReadOnlyList<Address>>(db =>
            [.. db.Query<Place>(sql, new { now = now.ToUnixTimeMilliseconds() }).Select(p => new Address(p.Platform, p.Tenant, p.Conversation))], cancel);
    }

    /// <summary>The card to send next in a conversation: decisions before progress, then the longest wanted. Null when none is due now.</summary>
    public Task<LivingCard?> FindNextAsync(Address conversation, DateTimeOffset now, CancellationToken cancel)
    {
        const string sql = $"""
            SELECT {Columns} FROM living_cards WHERE {Here} AND {IsDue} AND {DueAt} <= @now ORDER BY priority, wanted, id LIMIT 1
            """;
        return database.ReadAsync(db => db.QuerySingleOrDefault<LivingCard>(sql, new
        {
            conversation.Platform,
            conversation.Tenant,
            conversation.Conversation,
            now = now.ToUnixTimeMilliseconds(),
        }), cancel);
    }

    /// <summary>When the next card that had to wait is due; null when none waits.</summary>
    public Task<DateTimeOffset?> NextAtAsync(DateTimeOffset now, CancellationToken cancel)
    {
        const string sql = $"SELECT min({DueAt}) FROM living_cards WHERE {IsDue} AND {DueAt} > @now";
        return database.ReadAsync(db => db.ExecuteScalar<long?>(sql, new { now = now.ToUnixTimeMilliseconds() }) is { } at
            ? DateTimeOffset.FromUnixTimeMilliseconds(at) : (DateTimeOffset?)null, cancel);
    }

    /// <summary>
    /// A card stands at a version; its next redraw waits until <paramref name="notBefore"/>, one that shows only progress until
    /// <paramref name="restsUntil"/>. <paramref name="shown"/> is its hash where it is sent only where it differs. Its message is a copy of <paramref name="livesAs"/> from then on; null: of nothing but itself.
    /// </summary>
    public Task SentAsync(
        LivingCard card, long version, Address message, DateTimeOffset notBefore, DateTimeOffset restsUntil, CancellationToken cancel, string? livesAs = null, string? shown = null) =>
        database.WriteAsync(db =>
        {
            const string sql = """
                UPDATE living_cards SET sent = max(sent, @version), message = @Message, not_before = @until, rests_until = @rests, held_until = 0, shown = @shown WHERE id = @Id
                """;
            var (until, rests) = (notBefore.ToUnixTimeMilliseconds(), restsUntil.ToUnixTimeMilliseconds());
            if (livesAs is not null) SetCopy(db, message, livesAs, version);
            return db.Execute(sql, new { version, message.Message, until, rests, shown, card.Id });
        }, cancel);

    /// <summary>
    /// The platform wants to be left alone: all that is due in the conversation waits, or only what is not posted yet; and only what is no more urgent
    /// than <paramref name="from"/>, a priority.
    /// </summary>
    public Task HoldAsync(Address conversation, DateTimeOffset notBefore, bool onlyPosts, CancellationToken cancel, int from = 0) =>
        database.WriteAsync(db =>
        {
            const string sql = $"""
                UPDATE living_cards SET not_before = max(not_before, @until) WHERE {Here} AND {IsDue} AND priority >= @from AND (message IS NULL OR NOT @onlyPosts)
                """;
            return db.Execute(sql, new
            {
                conversation.Platform,
                conversation.Tenant,
                conversation.Conversation,
                until = notBefore.ToUnixTimeMilliseconds(),
                onlyPosts,
                from,
            });
        }, cancel);

    /// <summary>Nothing can be written there until somebody mends it: all that is due in the conversation waits, at most until <paramref name="until"/>.</summary>
    public Task HoldForPlaceAsync(Address conversation, DateTimeOffset until, CancellationToken cancel) =>
        database.WriteAsync(db =>
        {
            const string sql = $"UPDATE living_cards SET held_until = max(held_until, @until) WHERE {Here} AND {IsDue}";
            return db.Execute(sql, new { conversation.Platform, conversation.Tenant, conversation.Conversation, until = until.ToUnixTimeMilliseconds() });
        }, cancel);

    /// <summary>Conversations of a platform in which something waits for the place.</summary>
    public Task<IReadOnlyList<Address>> ReadHeldAsync(string platform, CancellationToken cancel)
    {
        const string sql = $"""
            SELECT DISTINCT platform AS Platform, tenant AS Tenant, conversation AS Conversation FROM living_cards
            WHERE platform = @platform AND held_until > 0 AND {IsDue} ORDER BY tenant, conversation
            """;
        return database.ReadAsync<IReadOnlyList<Address>>(db =>
            [.. db.Query<Place>(sql, new { platform }).Select(p => new Address(p.Platform, p.Tenant, p.Conversation))], cancel);
    }

    /// <summary>The place is there: what waited for it is due as if it never had.</summary>
    public Task ReleaseAsync(Address conversation, CancellationToken cancel) =>
        database.WriteAsync(db => db.Execute(
            $"UPDATE living_cards SET held_until = 0 WHERE {Here} AND held_until > 0",
            new { conversation.Platform, conversation.Tenant, conversation.Conversation }), cancel);

    /// <summary>This card alone waits; what else is due in its conversation does not.</summary>
    public Task PutBackAsync(LivingCard card, DateTimeOffset notBefore, CancellationToken cancel) =>
        database.WriteAsync(db =>
        {
            const string sql = "UPDATE living_cards SET not_before = max(not_before, @until) WHERE id = @Id";
            return db.Execute(sql, new { until = notBefore.ToUnixTimeMilliseconds(), card.Id });
        }, cancel);

    /// <summary>What is not posted yet and waits for a later time waits for another one; returns how much did.</summary>
    /// <param name="subjects">Patterns of subjects, "*" for anything.</param>
    /// <param name="now">What is due by now is left alone.</param>
    /// <param name="notBefore">The new time.</param>
    /// <param name="cancel">Stops it.</param>
    public Task<int> MoveHeldAsync(IReadOnlyList<string> subjects, DateTimeOffset now, DateTimeOffset notBefore, CancellationToken cancel) =>
        database.WriteAsync(db =>
        {
            const string sql = $"UPDATE living_cards SET not_before = @until WHERE {IsDue} AND message IS NULL AND not_before > @now AND subject GLOB @subject";
            return subjects.Sum(subject => db.Execute(sql, new { subject, now = now.ToUnixTimeMilliseconds(), until = notBefore.ToUnixTimeMilliseconds() }));
        }, cancel);

    /// <summary>What stands now is to be looked at again, without anything having happened.</summary>
    public Task AgainAsync(LivingCard card, DateTimeOffset notBefore, CancellationToken cancel) =>
        database.WriteAsync(db =>
        {
            const string sql = "UPDATE living_cards SET wanted = max(wanted, sent + 1), not_before = max(not_before, @until) WHERE id = @Id";
            return db.Execute(sql, new { until = notBefore.ToUnixTimeMilliseconds(), card.Id });
        }, cancel);

    /// <summary>The message or its conversation is gone: this card is not sent again.</summary>
    public Task GoneAsync(LivingCard card, CancellationToken cancel) =>
        database.WriteAsync(db => db.Execute("UPDATE living_cards SET gone = 1 WHERE id = @Id", new { card.Id }), cancel);

    /// <summary>Where a subject stands, in all conversations.</summary>
    public Task<IReadOnlyList<LivingCard>> ReadAsync(string subject, CancellationToken cancel)
    {
        const string sql = $"SELECT {Columns} FROM living_cards WHERE subject = @subject AND gone = 0 ORDER BY id";
        return database.ReadAsync<IReadOnlyList<LivingCard>>(db => [.. db.Query<LivingCard>(sql, new { subject })], cancel);
    }

    /// <summary>The message that a conversation has of a subject, or is to have; null when it has none.</summary>
    public Task<LivingCard?> FindInAsync(Address conversation, string subject, CancellationToken cancel)
    {
        const string sql = $"SELECT {Columns} FROM living_cards WHERE {Here} AND subject = @subject AND copy = '' AND gone = 0";
        return database.ReadAsync(db => db.QuerySingleOrDefault<LivingCard>(
            sql, new { conversation.Platform, conversation.Tenant, conversation.Conversation, subject }), cancel);
    }

    /// <summary>All subjects that begin so, which were ever wanted and are not forgotten.</summary>
    public Task<IReadOnlyList<string>> ReadSubjectsAsync(string beginning, CancellationToken cancel)
    {
        const string sql = "SELECT DISTINCT subject FROM living_cards WHERE subject >= @beginning AND subject < @end";
        return database.ReadAsync<IReadOnlyList<string>>(db => [.. db.Query<string>(sql, new { beginning, end = beginning + '\uffff' })], cancel);
    }

    /// <summary>What a message shows; null when it is no living card.</summary>
    public Task<LivingCard?> FindByMessageAsync(Address message, CancellationToken cancel)
    {
        const string sql = $"SELECT {Columns} FROM living_cards WHERE {Here} AND message = @Message ORDER BY id DESC LIMIT 1";
        return database.ReadAsync(db => db.QuerySingleOrDefault<LivingCard>(sql, message), cancel);
    }

    /// <summary>
    /// What a message shows, wherever the conversation's name came from: a route may call it "#ops" and leave the workspace out. Null
    /// when it is no living card. Looks through all cards, so it is for what people ask, not for loops.
    /// </summary>
    public Task<string?> FindSubjectAsync(Address message, CancellationToken cancel)
    {
        const string sql = """
            SELECT subject FROM living_cards WHERE platform = @Platform AND tenant IN (@Tenant, '') AND message = @Message ORDER BY id DESC LIMIT 1
            """;
        return database.ReadAsync(db => db.QuerySingleOrDefault<string?>(sql, message), cancel);
    }

    /// <summary>The answer in this message shows a subject from now on, or, when null, none any more.</summary>
    /// <param name="message">Where it stands.</param>
    /// <param name="subject">What it shows.</param>
    /// <param name="version">The position that it shows.</param>
    /// <param name="cancel">Stops it.</param>
    /// <param name="isFollowed">Whether it is looked at again without anything having happened, as a log is.</param>
    /// <param name="shown">The card that stands there; counts only for one that is sent only where it differs.</param>
    public Task SetCopyAsync(Address message, string? subject, long version, CancellationToken cancel, bool isFollowed = false, BoundCard? shown = null)
    {
        var hash = Homes.Has(subject) && shown is not null ? Homes.Hash(shown) : null;
        return database.WriteAsync(db =>
        {
            SetCopy(db, message, subject, version, isFollowed ? version + 1 : version, hash);
            return true;
        }, cancel);
    }

    /// <summary>Somebody was shown their own view of a card that is sent only where it differs: that is what stands there for them.</summary>
    public Task SetShownAsync(Address message, string subject, BoundCard shown, CancellationToken cancel)
    {
        const string sql = $"UPDATE living_cards SET shown = @shown WHERE {Here} AND message = @Message AND subject = @subject";
        var values = new { message.Platform, message.Tenant, message.Conversation, message.Message, subject, shown = Homes.Hash(shown) };
        return database.WriteAsync(db => db.Execute(sql, values), cancel);
    }

    /// <summary>Forgets all but the newest cards that stand as wanted; returns how many were forgotten.</summary>
    public Task<int> PruneAsync(int keep, CancellationToken cancel) =>
        database.WriteAsync(db =>
        {
            const string sql = """
                DELETE FROM living_cards WHERE (wanted <= sent OR gone = 1)
                  AND id <= (SELECT id FROM living_cards WHERE wanted <= sent OR gone = 1 ORDER BY id DESC LIMIT 1 OFFSET @keep)
                """;
            return db.Execute(sql, new { keep });
        }, cancel);

    /// <summary>As <see cref="SetCopyAsync"/>, inside a write that posts the answer.</summary>
    internal static void SetCopy(DbConnection db, Address message, string? subject, long version) => SetCopy(db, message, subject, version, version, null);

    private static void SetCopy(DbConnection db, Address message, string? subject, long version, long wanted, string? shown)
    {
        db.Execute($"DELETE FROM living_cards WHERE {Here} AND copy = @Message", message);
        if (subject is null) return;
        if (Homes.Has(subject)) db.Execute("DELETE FROM living_cards WHERE subject = @subject", new { subject });

        // The courier may have passed an event of this subject between the filling of the card and now: then one redraw is wanted.
        const string sql = """
            INSERT INTO living_cards (platform, tenant, conversation, subject, copy, message, priority, sent, wanted, shown)
            VALUES (@Platform, @Tenant, @Conversation, @subject, @Message, @Message, 1, @version,
              max(@wanted, coalesce((SELECT max(position) FROM cursors), 0)), @shown)
            """;
        db.Execute(sql, new { message.Platform, message.Tenant, message.Conversation, message.Message, subject, version, wanted, shown });
    }

    private static long Position(DbConnection db, string cursor) =>
        db.ExecuteScalar<long?>("SELECT position FROM cursors WHERE name = @cursor", new { cursor }) ?? 0;

    private static void Want(DbConnection db, WantedCard card)
    {
        const string raise = """
            priority = CASE WHEN wanted > sent THEN min(priority, @Priority) ELSE @Priority END, wanted = max(wanted, @Version)
            """;
        if (card.IsBeginning)
        {
            const string newest = "SELECT id FROM living_cards WHERE subject >= @Subject AND subject < @end AND gone = 0 AND message IS NOT NULL ORDER BY id DESC LIMIT @MostHomes";
            db.Execute($"UPDATE living_cards SET {raise} WHERE id IN ({newest})", new { card.Subject, card.Priority, card.Version, end = card.Subject + '\uffff', MostHomes });
            return;
        }

        if (!card.IsOnce) db.Execute($"UPDATE living_cards SET {raise} WHERE subject = @Subject", new { card.Subject, card.Priority, card.Version });
        if (card.Conversation is not { } to) return;

        const string sql = """
            INSERT INTO living_cards (platform, tenant, conversation, subject, priority, wanted, not_before)
            VALUES (@Platform, @Tenant, @Conversation, @Subject, @Priority, @Version, @notBefore)
            ON CONFLICT (platform, tenant, conversation, subject, copy) DO NOTHING
            """;
        var notBefore = card.NotBefore?.ToUnixTimeMilliseconds() ?? 0;
        db.Execute(sql, new { to.Platform, to.Tenant, to.Conversation, card.Subject, card.Priority, card.Version, notBefore });
    }

    private sealed record Place
    {
        public required string Platform { get; init; }

        public required string Tenant { get; init; }

        public required string Conversation { get; init; }
    }
}
