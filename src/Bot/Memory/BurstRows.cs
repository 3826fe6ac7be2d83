using System.Data.Common;
using System.Globalization;
using Dapper;

namespace ChatRuns.Bot.Memory;

/// <summary>
/// Alerts of a conversation that come close together are at most ten messages: the first few stand for themselves, all others are
/// counted on one card (N2). Decided inside the write that wants them, so that nothing is counted twice.
/// </summary>
internal static class BurstRows
{
    /// <summary>Most messages of alerts that come close together, the one card for the rest included.</summary>
    public const int MostMessages = 10;

    /// <summary>Agents that have an alert of their own before one card stands for the rest.</summary>
    public const int MostAlerts = 3;

    private const string Here = "platform = @Platform AND tenant = @Tenant AND conversation = @Conversation";

    /// <summary>Nothing new for so long, or going on for longer: what comes then is another burst.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>What is wanted in place of a card that tells of an alert; the card itself where it may stand.</summary>
    public static IReadOnlyList<WantedCard> InPlaceOf(DbConnection db, WantedCard card)
    {
        if (card.Alert is not { } note) return [card];
        if (note.Noise == Noise.Over) return [card with { Alert = null }, .. Over(db, card, note)];
        if (card.Conversation is not { } to) return [card];
        var place = new { to.Platform, to.Tenant, to.Conversation, note.Subject };
        const string member = $"SELECT b.id FROM burst_alerts a JOIN bursts b ON b.id = a.burst WHERE a.subject = @Subject AND a.is_over = 0 AND {Here} LIMIT 1";
        if (db.QueryFirstOrDefault<long?>(member, place) is { } burst) return note.Noise == Noise.Alert ? [Counted(db, burst, card, note)] : [];
        const string stands = $"SELECT 1 FROM living_cards WHERE {Here} AND subject = @card AND copy = ''";
        return db.ExecuteScalar<long?>(stands, new { to.Platform, to.Tenant, to.Conversation, card = card.Subject }) is not null ? [card] : New(db, card, note);
    }

    private static IReadOnlyList<WantedCard> New(DbConnection db, WantedCard card, AlertNote note)
    {
        var now = Find(db, card, note.At);
        var isOpen = now?.OpenedAt is not null;
        switch (note.Noise)
        {
            case Noise.Repeat:
                return [card];
            case Noise.Line when isOpen || now?.Messages >= MostMessages - 1:
            case Noise.Short when now?.Messages >= MostMessages:
                return [];
            case Noise.Alert when isOpen || now is not null && (now.Alerts >= MostAlerts || now.Messages >= MostMessages - 2):
                var first = isOpen ? null : Open(db, now!.Id, card, note);
                return first is null ? [Counted(db, now!.Id, card, note)] : [Counted(db, now!.Id, card, note), first];
            case Noise.Short when now is null:
                return [card];
            default:
                Count(db, now, card, note);
                return [card];
        }
    }

    private static Row? Find(DbConnection db, WantedCard card, DateTimeOffset at)
    {
        const string sql = $"""
            SELECT id AS Id, messages AS Messages, alerts AS Alerts, opened_at AS OpenedAt FROM bursts
            WHERE {Here} AND last_at > @quiet AND began_at > @longest ORDER BY id DESC LIMIT 1
            """;
        var to = card.Conversation!;
        return db.QueryFirstOrDefault<Row>(sql, new
        {
            to.Platform,
            to.Tenant,
            to.Conversation,
            quiet = (at - Quiet).ToUnixTimeMilliseconds(),
            longest = (at - Longest).ToUnixTimeMilliseconds(),
        });
    }

    private static void Count(DbConnection db, Row? now, WantedCard card, AlertNote note)
    {
        var (to, at, alerts) = (card.Conversation!, note.At.ToUnixTimeMilliseconds(), note.Noise == Noise.Alert ? 1 : 0);
        const string more = "UPDATE bursts SET messages = messages + 1, alerts = alerts + @alerts, last_at = @at WHERE id = @Id";
        const string forget = $"DELETE FROM bursts WHERE {Here} AND opened_at IS NULL";
        const string begin = """
            INSERT INTO bursts (platform, tenant, conversation, began_at, last_at, messages, alerts)
            VALUES (@Platform, @Tenant, @Conversation, @at, @at, 1, @alerts)
            """;
        var place = new { to.Platform, to.Tenant, to.Conversation, at, alerts };
        if (now is not null) db.Execute(more, new { now.Id, at, alerts });
        else
        {
            db.Execute(forget, place);
            db.Execute(begin, place);
        }
    }

    // The card that stands for the rest says after an hour that it goes on, as an alert does.
    private static WantedCard Open(DbConnection db, long burst, WantedCard card, AlertNote note)
    {
        const string sql = "UPDATE bursts SET opened_at = @at, messages = messages + 1 WHERE id = @burst";
        db.Execute(sql, new { burst, at = note.At.ToUnixTimeMilliseconds() });
        return card with { Subject = Name("burst-reminder", burst) + "/1", IsOnce = true, NotBefore = note.At.AddHours(1), Alert = null };
    }

    private static WantedCard Counted(DbConnection db, long burst, WantedCard card, AlertNote note)
    {
        const string sql = """
            INSERT INTO burst_alerts (burst, subject, agent, failures, at, is_over) VALUES (@burst, @Subject, @Agent, @Failures, @at, @IsOver)
            ON CONFLICT (burst, subject) DO UPDATE SET failures = failures + @Failures, at = @at, is_over = @IsOver
            """;
        var at = note.At.ToUnixTimeMilliseconds();
        if (db.ExecuteScalar<long?>("SELECT 1 FROM burst_alerts WHERE burst = @burst AND subject = @Subject", new { burst, note.Subject }) is null)
            db.Execute("UPDATE bursts SET last_at = @at WHERE id = @burst", new { burst, at });
        db.Execute(sql, new { burst, note.Subject, note.Agent, note.Failures, at, note.IsOver });
        return card with { Subject = Name("burst", burst), IsOnce = false, Alert = null };
    }

    private static List<WantedCard> Over(DbConnection db, WantedCard card, AlertNote note)
    {
        const string end = "UPDATE burst_alerts SET is_over = 1, at = @at WHERE subject = @Subject AND is_over = 0 RETURNING burst";
        const string ended = """
            SELECT id AS Id, platform AS Platform, tenant AS Tenant, conversation AS Conversation FROM bursts
            WHERE id = @burst AND NOT EXISTS (SELECT 1 FROM burst_alerts WHERE burst = @burst AND is_over = 0)
            """;
        var cards = new List<WantedCard>();
        foreach (var burst in db.Query<long>(end, new { note.Subject, at = note.At.ToUnixTimeMilliseconds() }).ToList())
        {
            cards.Add(card with { Subject = Name("burst", burst), Alert = null });
            if (db.QueryFirstOrDefault<Row>(ended, new { burst }) is { } row)
                cards.Add(card with { Conversation = new(row.Platform!, row.Tenant!, row.Conversation!), Subject = Name("burst-over", burst), IsOnce = true, Alert = null });
        }

        return cards;
    }

    private static string Name(string kind, long burst) => string.Create(CultureInfo.InvariantCulture, $"{kind}/{burst}");

    private sealed record Row
    {
        public long Id { get; init; }

        public long Messages { get; init; }

        public long Alerts { get; init; }

        public long? OpenedAt { get; init; }

        public string? Platform { get; init; }

        public string? Tenant { get; init; }

        public string? Conversation { get; init; }
    }
}
