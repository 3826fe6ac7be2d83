using ChatRuns.Store;
using Dapper;

namespace ChatRuns.Bot.Memory;

/// <summary>One-time admin codes, known by their hash only, and who entered wrong ones.</summary>
internal sealed class AdminCodeMemory(IDatabase database)
{
    /// <summary>Keeps a code; the unused ones before it stop working.</summary>
    public Task AddAsync(string hash, DateTimeOffset now, DateTimeOffset expires, CancellationToken cancel) => database.WriteAsync(db =>
    {
        db.Execute("DELETE FROM admin_codes WHERE used_at IS NULL OR created_at < @before", new { before = now.AddDays(-30).ToUnixTimeMilliseconds() });
        return db.Execute(
            "INSERT INTO admin_codes (hash, created_at, expires_at) VALUES (@hash, @at, @until)",
            new { hash, at = now.ToUnixTimeMilliseconds(), until = expires.ToUnixTimeMilliseconds() });
    }, cancel);

    /// <summary>
    /// Uses up a code, or counts a wrong one, in one step: two people with the same code cannot both be right. Who has entered
    /// <paramref name="mostWrong"/> wrong ones within <paramref name="window"/> is refused whatever they enter.
    /// </summary>
    public Task<AdminCodeState> UseAsync(string hash, string principal, int mostWrong, TimeSpan window, DateTimeOffset now, CancellationToken cancel) =>
        database.WriteAsync(db =>
        {
            var at = now.ToUnixTimeMilliseconds();
            db.Execute("DELETE FROM admin_code_tries WHERE at <= @before", new { before = (now - window).ToUnixTimeMilliseconds() });
            var wrong = db.ExecuteScalar<long>("SELECT count(*) FROM admin_code_tries WHERE principal = @principal", new { principal });
            if (wrong >= mostWrong) return AdminCodeState.TooManyWrong;
            const string use = """
                UPDATE admin_codes SET used_at = @at, used_by = @principal WHERE hash = @hash AND used_at IS NULL AND expires_at > @at
                """;
            if (db.Execute(use, new { at, principal, hash }) == 1) return AdminCodeState.Used;
            db.Execute("INSERT INTO admin_code_tries (principal, at) VALUES (@principal, @at)", new { principal, at });
            return wrong + 1 >= mostWrong ? AdminCodeState.TooManyWrong : AdminCodeState.Wrong;
        }, cancel);
}

/// <summary>What became of an entered code.</summary>
internal enum AdminCodeState
{
    /// <summary>It was right, and is used up now.</summary>
    Used,

    /// <summary>Not a code, or one whose time is over or that was used before: which of them is not told.</summary>
    Wrong,

    /// <summary>This person guesses; not for the hour.</summary>
    TooManyWrong,
}
