using System.Data.Common;
using ChatRuns.Bot.Channels;
using ChatRuns.Store;
using Dapper;

namespace ChatRuns.Bot.Memory;

/// <summary>
/// The transcript of the web chat. Each new or redrawn message takes the next number of one sequence of changes, so that a page
/// asks for everything after the number it saw last. Only the newest messages are kept; what they showed is in the journal.
/// </summary>
internal sealed class WebMemory(IDatabase database, TimeProvider time, int keep = 5000)
{
    private const string Columns =
        "id AS Id, audience AS Audience, author AS Author, line AS Line, card AS Card, card_name AS CardName, title AS Title, text AS Text, " +
        "version AS Version, change AS Change, created_at AS CreatedAt, post_key AS PostKey";

    /// <summary>Raised after a commit, from any thread; the number of the last change. Handlers must be quick.</summary>
    public event Action<long>? Changed;

    /// <summary>Adds what a person typed, for this person to see; the same key adds it once.</summary>
    public Task<WebMessage> AddLineAsync(string conversation, string who, string text, string key, CancellationToken cancel) =>
        WriteAsync(db => Insert(db, new NewMessage(conversation, who, who, text, null, text, text, key)), cancel);

    /// <summary>Adds a card; the same key adds it once, and the first one stays. A null audience is everybody.</summary>
    public Task<WebMessage> AddCardAsync(string conversation, string? audience, BoundCard card, string key, CancellationToken cancel)
    {
        var message = NewMessage.Of(conversation, audience, card, key);
        return WriteAsync(db => Insert(db, message), cancel);
    }

    /// <summary>Redraws a card in place; false when the message is gone. An equal card changes nothing.</summary>
    public Task<bool> RedrawAsync(string conversation, long id, BoundCard card, CancellationToken cancel)
    {
        var message = NewMessage.Of(conversation, null, card, null);
        return WriteAsync(db => Redraw(db, id, message), cancel);
    }

    /// <summary>
    /// Notes that what was sent with this key is answered, and shows the answer, both or neither. Does nothing when it was answered
    /// before.
    /// </summary>
    public Task AnswerAsync(string key, WebAnswer? answer, CancellationToken cancel)
    {
        var message = answer is null ? null : NewMessage.Of(answer.Conversation, answer.Audience, answer.Card, "answer/" + key);
        return WriteAsync(db =>
        {
            var at = time.GetUtcNow();
            db.Execute("DELETE FROM web_answered WHERE at < @before", new { before = at.AddDays(-2).ToUnixTimeMilliseconds() });
            const string sql = "INSERT INTO web_answered (key, at) VALUES (@key, @at) ON CONFLICT (key) DO NOTHING";
            var isFirst = db.Execute(sql, new { key, at = at.ToUnixTimeMilliseconds() }) == 1;
            if (!isFirst || message is null) return 0L;

            var id = answer!.Replaces is { } old && Redraw(db, old, message) ? old : Insert(db, message).Id;
            CourierMemory.SetCopy(db, answer.AddressOf(id), answer.Subject, answer.Version);
            return id;
        }, cancel);
    }

    /// <summary>Whether what was sent with this key has its answer.</summary>
    public Task<bool> IsAnsweredAsync(string key, CancellationToken cancel) => database.ReadAsync(
        db => db.ExecuteScalar<long>("SELECT count(*) FROM web_answered WHERE key = @key", new { key }) > 0, cancel);

    /// <summary>One message, if this person may see it; null otherwise.</summary>
    public Task<WebMessage?> FindAsync(string conversation, long id, string who, CancellationToken cancel)
    {
        const string sql = $"""
            SELECT {Columns} FROM web_messages
            WHERE id = @id AND conversation = @conversation AND (audience IS NULL OR audience = @who)
            """;
        return database.ReadAsync(db => db.QuerySingleOrDefault<WebMessage>(sql, new { id, conversation, who }), cancel);
    }

    /// <summary>The newest messages older than <paramref name="before"/>, oldest first.</summary>
    public Task<IReadOnlyList<WebMessage>> ReadAsync(string conversation, string who, long before, int most, CancellationToken cancel)
    {
        const string sql = $"""
            SELECT {Columns} FROM web_messages
            WHERE id < @before AND conversation = @conversation AND (audience IS NULL OR audience = @who)
            ORDER BY id DESC LIMIT @most
            """;
        return database.ReadAsync<IReadOnlyList<WebMessage>>(
            db => [.. db.Query<WebMessage>(sql, new { before, conversation, who, most }).Reverse()], cancel);
    }

    /// <summary>What is new or redrawn after a change, in the order of the changes: each message once, as it is now.</summary>
    public Task<IReadOnlyList<WebMessage>> ReadChangesAsync(string conversation, string who, long after, int most, CancellationToken cancel)
    {
        const string sql = $"""
            SELECT {Columns} FROM web_messages
            WHERE change > @after AND conversation = @conversation AND (audience IS NULL OR audience = @who)
            ORDER BY change LIMIT @most
            """;
        return database.ReadAsync<IReadOnlyList<WebMessage>>(
            db => [.. db.Query<WebMessage>(sql, new { after, conversation, who, most })], cancel);
    }

    /// <summary>The number of the last change; 0 at first.</summary>
    public Task<long> LastChangeAsync(CancellationToken cancel) =>
        database.ReadAsync(db => db.ExecuteScalar<long>("SELECT last FROM web_changes"), cancel);

    private async Task<T> WriteAsync<T>(Func<DbConnection, T> work, CancellationToken cancel)
    {
        var (result, before, last) = await database.WriteAsync(db =>
        {
            var before = db.ExecuteScalar<long>("SELECT last FROM web_changes");
            return (work(db), before, db.ExecuteScalar<long>("SELECT last FROM web_changes"));
        }, cancel);
        if (last > before) Changed?.Invoke(last);
        return result;
    }

    private WebMessage Insert(DbConnection db, NewMessage message)
    {
        const string find = $"SELECT {Columns} FROM web_messages WHERE post_key = @PostKey";
        if (db.QuerySingleOrDefault<WebMessage>(find, message) is { } known) return known;

        const string sql = $"""
            INSERT INTO web_messages (conversation, audience, author, line, card, card_name, title, text, change, created_at, updated_at, post_key)
            VALUES (@Conversation, @Audience, @Author, @Line, @Card, @CardName, @Title, @Text, @change, @now, @now, @PostKey)
            RETURNING {Columns}
            """;
        var added = db.QuerySingle<WebMessage>(sql, message.With(NextChange(db), time.GetUtcNow()));
        if (added.Id % 100 == 0) Prune(db);
        return added;
    }

    private bool Redraw(DbConnection db, long id, NewMessage message)
    {
        const string find = $"SELECT {Columns} FROM web_messages WHERE id = @id AND conversation = @Conversation AND card IS NOT NULL";
        var shown = db.QuerySingleOrDefault<WebMessage>(find, new { id, message.Conversation });
        if (shown is null) return false;
        if (shown.Card == message.Card && shown.Title == message.Title) return true;

        const string sql = """
            UPDATE web_messages SET card = @Card, card_name = @CardName, title = @Title, text = @Text, version = version + 1, change = @change,
              updated_at = @now
            WHERE id = @id
            """;
        var values = message.With(NextChange(db), time.GetUtcNow());
        values.Add("id", id);
        db.Execute(sql, values);
        return true;
    }

    private static long NextChange(DbConnection db) =>
        db.ExecuteScalar<long>("UPDATE web_changes SET last = last + 1 RETURNING last");

    private void Prune(DbConnection db) => db.Execute(
        "DELETE FROM web_messages WHERE id <= (SELECT id FROM web_messages ORDER BY id DESC LIMIT 1 OFFSET @keep)", new { keep });

    private sealed record NewMessage(
        string Conversation, string? Audience, string Author, string? Line, BoundCard? Bound, string Title, string Text, string? PostKey)
    {
        public string? Card { get; } = Bound?.Json.ToJsonString();

        public string? CardName => Bound?.Name;

        public static NewMessage Of(string conversation, string? audience, BoundCard card, string? key) =>
            new(conversation, audience, WebMessage.Bot, null, card, card.Title, card.Text, key);

        public DynamicParameters With(long change, DateTimeOffset now)
        {
            var values = new DynamicParameters(new { Conversation, Audience, Author, Line, Card, CardName, Title, Text, PostKey });
            values.Add("change", change);
            values.Add("now", now.ToUnixTimeMilliseconds());
            return values;
        }
    }
}
